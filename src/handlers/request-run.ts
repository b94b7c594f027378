/**
 * Asking for an operation: checked, recorded and queued in the caller's transaction. Nothing is called here; a job
 * does that, so that a crash after the commit loses nothing and a crash before it did nothing.
 */

import type { Actor } from '../access/actor.ts';
import type { Arguments, Operation, Risk } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { OperationRun, Transaction } from './ports.ts';

import { commitIncident, incidentStream } from './commit.ts';

export interface RunRequest {
  readonly operation: Operation;
  readonly args: Arguments;
  readonly command: string;
  readonly by: Actor;
  readonly incident: number | null;
  readonly step: { readonly checklist: string; readonly step: string } | null;
  readonly pipeline: string | null;
  readonly channel: string;
  readonly now: number;
}

/** What this operation may do with these arguments: a dry run only reads. */
export function riskOf(operation: Operation, args: Arguments): Risk {
  return operation.harmless(args) ? 'read' : operation.risk;
}

/**
 * Records the run and queues it. A change of the same kind to the same thing that has not ended yet is returned
 * instead (`already`): one run, however often it is pressed and by however many people.
 */
export async function requestRun(
  tx: Transaction,
  deps: Pick<HandlerDeps, 'incidents' | 'newId'>,
  request: RunRequest,
): Promise<{ readonly run: OperationRun; readonly already: boolean }> {
  const { operation, args, now } = request;
  const risk = riskOf(operation, args);
  if (risk !== 'read') {
    const twin = (await tx.openRuns()).find((run) => run.risk !== 'read' && sameTarget(operation, run, args));
    if (twin !== undefined) return { run: twin, already: true };
  }
  const run: OperationRun = {
    id: deps.newId(),
    verb: operation.verb,
    command: request.command,
    args,
    risk,
    by: request.by,
    incident: request.incident,
    checklist: request.step?.checklist ?? null,
    step: request.step?.step ?? null,
    pipeline: request.pipeline,
    channel: request.channel,
    state: { state: 'requested' },
    requestedAt: now,
    changedAt: now,
  };
  await tx.saveRun(run);
  await tx.putJob({ key: `run:${run.id}`, kind: 'run', dueAt: now, payload: { run: run.id } });
  await wantRunCard(tx, run, now);
  if (run.incident !== null) {
    const incident = await tx.incident(run.incident);
    const { id, command, by } = run;
    await commitIncident(
      tx,
      incident,
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

/** The required arguments name what is acted on; options only say how. */
function sameTarget(operation: Operation, run: OperationRun, args: Arguments): boolean {
  const target = operation.arguments.filter(({ required }) => required).map(({ name }) => name);
  return run.verb === operation.verb && target.every((name) => run.args[name] === args[name]);
}
