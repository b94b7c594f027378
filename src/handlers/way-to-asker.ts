/** Whether an answer for who asks alone would reach them, asked before AWS is: what it costs is not paid for nothing. */

import type { Prepared } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
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
  const hindrance = await slack.whyNot(wantsWhole ? 'file' : 'direct-message');
  return hindrance === null ? null : refused(`${hindrance.because} Nothing was asked of AWS.`);
}
