/** What a call of an operation for a run is told: whose and what the run is, and when the call is cut off. */

import type { RunContext } from '../operations/operation.ts';
import type { RunTimings } from '../runs/due.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Deadline } from './ports.ts';

import { limitMs } from '../runs/due.ts';

/** The context of one call, cut off by `signal`, and a read by its limit as well. */
export function runContext(
  deadline: Deadline,
  { id, pipeline, place, by, incident, requestedAt, risk }: OperationRun,
  signal: AbortSignal,
  timings: RunTimings,
): RunContext {
  const limit = limitMs({ risk }, timings);
  return {
    run: id,
    pipeline,
    place,
    by,
    incident,
    requestedAt,
    signal: limit === null ? signal : AbortSignal.any([signal, deadline(limit)]),
  };
}
