/**
 * How a run is committed, what its end tells its incident and the steps that wait for it, and what AWS is to stop of it,
 * in the same commit.
 */

import type { Refusal } from '../deeds/refusals.ts';
import type { Result } from '../lib/result.ts';
import type { RunCommand } from '../runs/commands.ts';
import type { OperationRun, RunEnd } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';

import { ok } from '../lib/result.ts';
import { RUN_TIMINGS } from '../runs/due.ts';
import { endOf } from '../runs/state.ts';
import { stopOf } from '../runs/stop.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { commit } from './commit.ts';
import { jobKey } from './keys.ts';
import { RUNS } from './run-aggregate.ts';
import { requestStepRuns } from './step-runs.ts';

/** Commits one command on the run: see `commit`. Once it is over, whoever waits for it learns how it came out. */
export async function commitRun(
  tx: Transaction,
  deps: HandlerDeps,
  before: OperationRun | null,
  command: Exclude<RunCommand, { type: 'RequestRun' }>,
): Promise<Result<OperationRun, Refusal>> {
  const committed = await commit(tx, RUNS, before, command);
  if (!committed.ok) return committed;
  const { state: run } = committed.value;
  const stop = before === null ? null : stopOf(command, before, RUN_TIMINGS);
  if (stop !== null) {
    const { token, letter, dueAt } = stop;
    const key = jobKey('stop-run', run.id);
    await tx.jobs.put({ key, kind: 'stop-run', dueAt, payload: { run: run.id, token, letter } });
  }
  if (run.file?.state === 'wanted' && before?.file === null) {
    const key = jobKey('send-file', run.id);
    await tx.jobs.put({ key, kind: 'send-file', dueAt: command.now, payload: { run: run.id } });
  }
  // What comes after the end, as its file does, is no second one.
  const end = run.state === before?.state ? null : endOf(run);
  if (end !== null) await tellEnd(tx, deps, run, end, command.now);
  return ok(run);
}

async function tellEnd(
  tx: Transaction,
  deps: HandlerDeps,
  run: OperationRun,
  end: RunEnd,
  now: number,
): Promise<void> {
  const { verdict, summary } = end;
  const incident = run.incident === null ? null : await loadSurvivor(tx, run.incident);
  if (incident !== null) {
    const { id, command, risk, state } = run;
    const byPerson = state.state !== 'ended';
    await commitIncident(
      tx,
      incident,
      { type: 'RecordRunEnded', run: id, command, risk, verdict, summary, byPerson, now },
      deps.incidents,
    );
  }
  for (const { checklist: id, step } of run.followers) {
    const checklist = await tx.checklists.load(id);
    if (checklist === null) continue;
    const committed = await commitChecklist(tx, checklist, {
      type: 'EndStepRun',
      step,
      run: run.id,
      ...end,
      now,
    });
    if (committed.ok) await requestStepRuns(tx, deps, committed.value.checklist, committed.value.runs, now);
  }
}
