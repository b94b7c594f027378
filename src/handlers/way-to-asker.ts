/** Whether an answer for who asks alone would reach them, asked before AWS is: what it costs is not paid for nothing. */

import type { Prepared } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Hindrance, SlackUse } from './ports.ts';
import type { Reply } from './reply.ts';

import { refused } from './deed.ts';

/** Whether what the operation brings is for who asks alone: what it says itself, or the whole of a read as a file. */
export function isForAsker({ risk, operation }: Prepared, wantsWhole: boolean): boolean {
  return risk === 'read' && (wantsWhole || !operation.shared);
}

/** The refusal where Slack would not take the answer; null where it would, or where everybody gets it. */
export async function noWayToAsker(
  { slack }: Pick<HandlerDeps, 'slack'>,
  prepared: Prepared,
  wantsWhole = false,
): Promise<Reply | null> {
  if (!isForAsker(prepared, wantsWhole)) return null;
  const hindrance = await slack.whyNot(useFor(wantsWhole));
  return hindrance === null ? null : refused(notAsked(hindrance));
}

/**
 * The sentence for a run that has not begun, and whose answer would not reach who asked; null where it would, or may later:
 * its card is tried until Slack takes it.
 */
export async function whyNotBegun(
  { slack }: Pick<HandlerDeps, 'slack'>,
  { audience, wantsWhole = false }: OperationRun,
): Promise<string | null> {
  if (audience === 'channel') return null;
  const hindrance = await slack.whyNot(useFor(wantsWhole));
  return hindrance === null || hindrance.again ? null : notAsked(hindrance);
}

function useFor(wantsWhole: boolean): SlackUse {
  return wantsWhole ? 'file' : 'direct-message';
}

function notAsked({ because }: Hindrance): string {
  return `${because} Nothing was asked of AWS.`;
}
