/** Calls an operation for its run: what it is told of the run, when it is cut off, and what becomes of a bug in it. */

import type { RunContext } from '../operations/operation.ts';
import type { Tally } from '../operations/tally.ts';
import type { RunTimings } from '../runs/due.ts';
import type { OperationRun } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';

import { limitMs } from '../runs/due.ts';

export interface CallLimits {
  /** Handrail stops. */
  readonly signal: AbortSignal;
  readonly timings: RunTimings;
  /** What an earlier start was about to send; null or absent where nothing was. */
  readonly letter?: string | null;
  /** Writes into the run what is about to be sent. */
  readonly keepLetter?: NonNullable<RunContext['keepLetter']>;
  /** Whether who asked has at least this level. */
  readonly hasLevel?: NonNullable<RunContext['hasLevel']>;
  /** Told how far the call is. */
  readonly tally?: Tally;
}

/**
 * What the call brought back, or null when it threw, which the log then says. A call that is cut off by our own stop has
 * not failed: it is thrown on.
 */
export async function callRun<T>(
  deps: Pick<HandlerDeps, 'deadline' | 'log'>,
  run: OperationRun,
  limits: CallLimits,
  call: (context: RunContext) => Promise<T>,
): Promise<T | null> {
  try {
    return await call(contextOf(deps, run, limits));
  } catch (error) {
    if (limits.signal.aborted) throw error;
    deps.log.error(
      { err: error, run: run.id, verb: run.verb },
      'an operation threw, which is a bug of Handrail',
    );
    return null;
  }
}

/** Cut off by our own stop, and a read by its limit as well. */
function contextOf(
  { deadline }: Pick<HandlerDeps, 'deadline'>,
  { id, pipeline, place, by, incident, requestedAt, risk }: OperationRun,
  { signal, timings, letter = null, keepLetter, hasLevel, tally }: CallLimits,
): RunContext {
  const limit = limitMs({ risk }, timings);
  return {
    run: id,
    pipeline,
    place,
    by,
    incident,
    requestedAt,
    letter,
    ...(keepLetter === undefined ? {} : { keepLetter }),
    ...(hasLevel === undefined ? {} : { hasLevel }),
    ...(tally === undefined ? {} : { tally }),
    signal: limit === null ? signal : AbortSignal.any([signal, deadline(limit)]),
  };
}
