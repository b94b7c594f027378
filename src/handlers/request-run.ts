/**
 * Asking for an operation: checked, recorded and queued in the caller's transaction. Nothing is called here; a job
 * does that, so that a crash after the commit loses nothing and a crash before it did nothing.
 */

import type { Actor } from '../access/actor.ts';
import type { Prepared } from '../operations/operation.ts';
import type { CallPlace } from '../operations/place.ts';
import type { HandlerDeps } from './deed.ts';
import type { Audience, OperationRun, RunFollower } from '../runs/state.ts';
import type { Transaction } from './ports.ts';

import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { commit } from './commit.ts';
import { runStream } from './keys.ts';
import { RUNS } from './run-aggregate.ts';
import { isForAsker } from './way-to-asker.ts';

export interface RunRequest {
  readonly prepared: Prepared;
  readonly command: string;
  readonly by: Actor;
  readonly incident: number | null;
  /** The step that waits for it. */
  readonly step: RunFollower | null;
  readonly pipeline: string | null;
  readonly place: CallPlace;
  readonly channel: string;
  /** Who sees what it brings, where the operation does not say it. */
  readonly audience?: Audience;
  /** Whether who asks wants the whole of what a read brings as a file, which they alone get. */
  readonly wantsWhole?: boolean;
  /** Until when who asked waits where they asked; nobody waits when absent. */
  readonly awaitedUntil?: number;
  readonly now: number;
}

/**
 * Records the run and queues it. The run that holds the same target is returned instead (`already`): one run, however
 * often it is pressed and by however many people.
 */
export async function requestRun(
  tx: Transaction,
  deps: Pick<HandlerDeps, 'incidents' | 'newId'>,
  request: RunRequest,
): Promise<{ readonly run: OperationRun; readonly already: boolean }> {
  const { prepared, command, by, incident, pipeline, place, channel, step, now } = request;
  const { wantsWhole = false, awaitedUntil } = request;
  const audience = request.audience ?? (isForAsker(prepared, wantsWhole) ? 'asker' : 'channel');
  const id = deps.newId();
  const about = incident === null ? null : await loadSurvivor(tx, incident);
  const asked = await commit(tx, RUNS, null, {
    type: 'RequestRun',
    id,
    verb: prepared.operation.verb,
    command,
    args: prepared.args,
    risk: prepared.risk,
    target: prepared.target?.(place) ?? null,
    by,
    incident,
    pipeline,
    place,
    channel,
    audience,
    wantsWhole,
    ...(awaitedUntil === undefined ? {} : { awaitedUntil }),
    followers: step === null ? [] : [step],
    now,
  });
  if (!asked.ok) throw new Error(`Expected a new run ${id} of ${command}`);
  const { state: run } = asked.value;
  if (run.id !== id) return { run, already: true };
  await tx.jobs.put({ key: runStream(id), kind: 'run', dueAt: awaitedUntil ?? now, payload: { run: id } });
  if (about !== null) {
    const started = { type: 'RecordRunStarted', run: id, command, by, now } as const;
    await commitIncident(tx, about, started, deps.incidents);
  }
  return { run, already: false };
}
