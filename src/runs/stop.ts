/**
 * What is to be stopped in AWS because nobody follows it any more: a person gave the run up, or our own failures ended it.
 * Only a long read runs there with the risk of a read; a change goes on. Pure; times in milliseconds.
 */

import type { RunCommand } from './commands.ts';
import type { RunTimings } from './due.ts';
import type { OperationRun } from './state.ts';

import { MOST_FAILURES } from './decide.ts';
import { waitByAge } from './due.ts';

export interface Stop {
  /** By which AWS knows it; null when nobody heard yet how the start came out. */
  readonly token: string | null;
  /** What a start that nobody heard of was about to send; null where there is a token. */
  readonly letter: string | null;
  readonly dueAt: number;
}

const STOP_FOR_MS = 60 * 60_000;

/** What this command, which the run takes as it stands, wants stopped; null when that is nothing. */
export function stopOf(
  command: RunCommand,
  { risk, state, turn, failures }: OperationRun,
  timings: RunTimings,
): Stop | null {
  if (risk !== 'read') return null;
  const { now } = command;
  if (command.type === 'GiveUpRun') {
    if (state.state === 'running') return { token: state.token, letter: null, dueAt: now };
    // The call that starts it may be under way. By then it has come back, with the token, or was cut off.
    return unheard(state, now + timings.readLimitMs);
  }
  if (command.type === 'RecordFailure') {
    const isLast = command.turn === turn && failures.count + 1 >= MOST_FAILURES;
    if (!isLast) return null;
    return state.state === 'running' ? { token: state.token, letter: null, dueAt: now } : unheard(state, now);
  }
  const cameBack = command.type === 'RecordProgress' && command.progress.state === 'running';
  if (!cameBack || state.state !== 'given-up' || state.started) return null;
  return { token: command.progress.token, letter: null, dueAt: now };
}

/** Before its letter was written nothing was sent, and no more will be: the run is over. */
function unheard(state: OperationRun['state'], dueAt: number): Stop | null {
  if (state.state !== 'starting' || state.letter === undefined) return null;
  return { token: null, letter: state.letter, dueAt };
}

/** How long to wait before AWS is asked once more to stop what was over then; null when it was asked long enough. */
export function stopAgainMs(overAt: number, now: number): number | null {
  const ageMs = now - overAt;
  return ageMs > STOP_FOR_MS ? null : waitByAge(ageMs);
}
