/**
 * A run in words, for one person among others: what it is called, how it stands, what became of it. Of what is for its
 * asker alone nobody else gets a word, its command included. Pure; times in milliseconds.
 */

import type { Actor } from '../access/actor.ts';
import type { Verdict } from '../operations/finding.ts';
import type { OperationRun } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { withoutStop } from '../lib/text.ts';
import { endOf, isAskedBy } from './state.ts';

/** As many letters of an id as people copy. */
export const SHORT_ID = 6;

const ENDED_WORD: Readonly<Record<Verdict, string>> = {
  ok: 'ended well',
  warn: 'ended, with something to look at',
  fail: 'failed',
  unknown: 'ended, and nobody can say how',
};

/** The last letters of this id, as many as tell it from the others. */
export function shortId(id: string, others: readonly string[]): string {
  let length = SHORT_ID;
  const isTaken = (): boolean => others.some((other) => other !== id && other.endsWith(id.slice(-length)));
  while (length < id.length && isTaken()) length += 1;
  return id.slice(-length);
}

/** Whether this person may be told its words. */
export function isToldTo(run: Pick<OperationRun, 'audience' | 'by'>, actor: Actor): boolean {
  return run.audience === 'channel' || isAskedBy(run, actor);
}

/** The run as this person may hear of it: of another's private one only the verb is left of its command. */
export function asToldTo(run: OperationRun, actor: Actor): OperationRun {
  return isToldTo(run, actor) ? run : { ...run, command: `/etl ${run.verb} …` };
}

/** Since when it stands as it does. */
export function standsSince({ state, requestedAt }: Pick<OperationRun, 'state' | 'requestedAt'>): number {
  return state.state === 'requested' ? requestedAt : state.at;
}

/** How it stands: `running: attempt 2`, or how it came out. An answer for its asker alone is told where it is found. */
export function standing(run: OperationRun, actor: Actor): string {
  const { state, audience } = run;
  const isTold = isToldTo(run, actor);
  switch (state.state) {
    case 'requested':
      return 'asked for';
    case 'starting':
      return isTold && state.soFar !== undefined ? `reading: ${state.soFar}` : 'starting';
    case 'running':
      return isTold && state.summary !== '' ? `running: ${withoutStop(state.summary)}` : 'running';
    case 'ended': {
      const { verdict, summary } = state.finding;
      const outcome = ENDED_WORD[verdict];
      if (audience === 'channel') return `${outcome}: ${withoutStop(summary)}`;
      return isTold ? `${outcome}: the answer is in your direct message` : outcome;
    }
    case 'answered':
      return 'answered where it was asked';
    case 'cancelled':
      return 'cancelled before it started';
    case 'given-up':
      return `given up: ${withoutStop(endOf(run)?.summary ?? '')}`;
    default:
      return assertNever(state);
  }
}
