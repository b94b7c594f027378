/** A person sends a slash command. What the app answers within three seconds is shown; otherwise Slack's own words are. */

import type { Act, ActResult } from '../../page/contract.ts';
import type { SlackState } from '../state.ts';
import type { ActContext } from './context.ts';

import { applyAnswer } from '../answers.ts';
import { isSuccess } from '../callbacks.ts';
import { fromJson } from '../content.ts';
import { slashFields } from '../payloads.ts';
import { DONE, failed, placeOf, slashFailure } from './context.ts';

/** Delivers the command and shows its answer. */
export async function slash(
  { state, callbacks, commands }: ActContext,
  act: Extract<Act, { act: 'slash' }>,
): Promise<ActResult> {
  const place = placeOf(state, act.user, act.channel);
  if ('problem' in place) return failed(place.problem);
  if (!commands.some(({ command }) => command === act.command)) {
    return failed(`${act.command} is not a valid command.`);
  }
  const { user, channel } = place;
  const outcome = await callbacks.slash(slashFields(state, user, channel, act.command, act.text));
  if (!isSuccess(outcome)) return failed(slashFailure(act.command, outcome));
  return showAnswer(state, user.id, channel.id, outcome.body)
    ? DONE
    : failed(`${act.command} failed with the error "invalid_command_response"`);
}

/** Text that is not JSON is an ephemeral message as it is; an empty body says nothing. */
function showAnswer(state: SlackState, user: string, channel: string, body: string): boolean {
  if (body.trim() === '') return true;
  const parsed = fromJson(body);
  const answer = typeof parsed === 'object' && parsed !== null ? parsed : { text: body };
  return applyAnswer(state, { user, channel, original: null }, answer).ok;
}
