/** A person writes a message. `@name` becomes a mention, as Slack's composer makes it; a mention of the app is an event. */

import type { Act, ActResult } from '../../page/contract.ts';
import type { SlackState } from '../state.ts';
import type { ActContext } from './context.ts';

import { isBotIn, personOf } from '../directory.ts';
import { APP } from '../entities.ts';
import { appMention } from '../payloads.ts';
import { DONE, failed, placeOf } from './context.ts';

/** Posts the message. The app is told of mentions in channels it is in, never in a direct message; nobody sees whether it answered. */
export async function say(
  { state, callbacks, clock }: ActContext,
  act: Extract<Act, { act: 'message' }>,
): Promise<ActResult> {
  const place = placeOf(state, act.user, act.channel);
  if ('problem' in place) return failed(place.problem);
  if (act.text.trim() === '') return failed('Write something first.');
  if (act.threadTs !== null && state.messages.get(place.channel.id, act.threadTs) === undefined) {
    return failed('That thread is gone.');
  }
  const message = state.messages.add({
    channel: place.channel.id,
    threadTs: act.threadTs,
    user: place.user.id,
    text: asTyped(state, act.text),
    blocks: [],
    metadata: null,
    onlyFor: null,
  });
  const isForApp =
    message.text.includes(`<@${APP.userId}>`) && isBotIn(place.channel) && personOf(place.channel) === null;
  if (isForApp) await callbacks.event('app_mention', appMention(state, message, clock()));
  return DONE;
}

/** What was typed as Slack stores it: `&`, `<` and `>` escaped, mentions by id. */
function asTyped(state: SlackState, typed: string): string {
  const ids = new Map(state.directory.users().map((user) => [user.name, user.id]));
  return typed
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<=^|[\s(])@([a-z0-9._-]+)/g, (whole, name: string) =>
      ids.has(name) ? `<@${ids.get(name)}>` : whole,
    );
}
