/**
 * Messages by which the app answers a deed: the body of its acknowledgement of a slash command, or what it sends to
 * a response URL. Posts, replaces or deletes; membership of the bot does not matter here, as in Slack.
 */

import type { Result } from '../../src/lib/result.ts';
import type { Refusal } from './refusal.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { SlackState } from './state.ts';

import { z } from 'zod';

import { ok } from '../../src/lib/result.ts';
import { readBlocks } from './content.ts';
import { APP } from './entities.ts';
import { refuse } from './refusal.ts';

const answerShape = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.coerce.boolean().optional(),
  delete_original: z.coerce.boolean().optional(),
  thread_ts: z.string().optional(),
});

/** Does what the answer says to the person, channel and message of `target`. */
export function applyAnswer(state: SlackState, target: ResponseTarget, body: unknown): Result<true, Refusal> {
  const parsed = answerShape.safeParse(body);
  if (!parsed.success) return refuse('invalid_payload');
  const answer = parsed.data;
  const original = target.original === null ? undefined : state.messages.get(target.channel, target.original);
  if (answer.delete_original === true) {
    if (original !== undefined) state.messages.remove(original.ts);
    return ok(true);
  }
  const blocks = readBlocks(answer.blocks, state);
  if (!blocks.ok) return blocks;
  const text = answer.text ?? '';
  if (text === '' && blocks.value.length === 0) return refuse('no_text');
  if (answer.replace_original === true && original !== undefined) {
    state.messages.change(original.ts, { text, blocks: blocks.value, edited: blocks.value.length === 0 });
    return ok(true);
  }
  state.messages.add({
    channel: target.channel,
    threadTs: answer.thread_ts ?? null,
    user: APP.userId,
    text,
    blocks: blocks.value,
    metadata: null,
    onlyFor: answer.response_type === 'in_channel' ? null : target.user,
  });
  return ok(true);
}
