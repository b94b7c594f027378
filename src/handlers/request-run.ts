/**
 * Asking for an operation: checked, recorded and queued in the caller's transaction. Nothing is called here; a job
 * does that, so that a crash after the commit loses nothing and a crash before it did nothing.
 */

import type { Actor } from '../access/actor.ts';
import type { Prepared } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { OperationRun, RunFollower } from '../runs/state.ts';
import type { Transaction } from './ports.ts';

import { decide } from '../runs/decide.ts';
import { evolve } from '../runs/evolve.ts';
import { commitIncident, incidentStream, loadSurvivor } from './commit.ts';

export interface RunRequest {
  readonly prepared: Prepared;
  readonly command: string;
  readonly by: Actor;
  readonly incident: number | null;
  /** The step that waits for it. */
  readonly step: RunFollower | null;
  readonly pipeline: string | null;
  readonly channel: string;
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
  const { prepared, command, by, incident, pipeline, channel, step, now } = request;
  const id = deps.newId();
  const decision = decide(
    {
      type: 'RequestRun',
      id,
      verb: prepared.operation.verb,
      command,
      args: prepared.args,
      risk: prepared.risk,
      target: prepared.target,
      by,
      incident,
      pipeline,
      channel,
      followers: step === null ? [] : [step],
      now,
    },
    null,
  );
  const asked = decision.ok ? decision.value.reduce<OperationRun | null>(evolve, null) : null;
  if (!decision.ok || asked === null) throw new Error(`Expected a new run ${id} of ${command}`);
  const run = await tx.addRun({ ...asked, version: 1 }, decision.value);
  if (run.id !== id) return { run, already: true };
  await tx.putJob({ key: `run:${id}`, kind: 'run', dueAt: now, payload: { run: id } });
  await wantRunCard(tx, run, now);
  if (incident !== null) {
    await commitIncident(
      tx,
      await loadSurvivor(tx, incident),
      { type: 'RecordRunStarted', run: id, command, by, now },
      deps.incidents,
    );
  }
  return { run, already: false };
}

/** The card that shows how the run goes: in the incident's thread, or in the channel where it was asked for. */
export async function wantRunCard(tx: Transaction, run: OperationRun, now: number): Promise<void> {
  await tx.wantCard({
    key: `run:${run.id}`,
    kind: 'run',
    subject: run.id,
    channel: run.channel,
    thread: run.incident === null ? null : incidentStream(run.incident),
    urgency: 2,
    now,
  });
}
