/**
 * One decision about a run made durable: its row, its events and its card, in the transaction it is given; and once it
 * is over, its incident and the steps that wait for it learn how it came out in the same commit.
 */

import type { Refusal } from '../incidents/decide.ts';
import type { Result } from '../lib/result.ts';
import type { RunCommand } from '../runs/commands.ts';
import type { OperationRun, RunEnd } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';

import { ok } from '../lib/result.ts';
import { decide } from '../runs/decide.ts';
import { evolve } from '../runs/evolve.ts';
import { endOf } from '../runs/state.ts';
import { commitChecklist, commitIncident, loadSurvivor } from './commit.ts';
import { wantRunCard } from './request-run.ts';
import { requestStepRuns } from './step-runs.ts';

/**
 * Decides the command on `before` and writes what follows. The error is the decider's refusal, and then nothing was
 * written; nor is it when nothing happened. Throws `VersionConflict` when another writer was first.
 */
export async function commitRun(
  tx: Transaction,
  deps: HandlerDeps,
  before: OperationRun | null,
  command: Exclude<RunCommand, { type: 'RequestRun' }>,
): Promise<Result<OperationRun, Refusal>> {
  const decision = decide(command, before);
  if (!decision.ok) return decision;
  const events = decision.value;
  const after = events.reduce<OperationRun | null>(evolve, before);
  if (after === null) throw new Error(`Expected ${command.type} to leave a run behind`);
  if (events.length === 0) return ok(after);
  const run = { ...after, version: after.version + 1 };
  await tx.saveRun(run, events);
  if (before === null || shownOf(before) !== shownOf(run)) await wantRunCard(tx, run, command.now);
  const end = endOf(run);
  if (end !== null) await tellEnd(tx, deps, run, end, command.now);
  return ok(run);
}

/** What a card shows of the run: a look that brought nothing new must not redraw it. */
function shownOf({ state }: OperationRun): string {
  return JSON.stringify(state.state === 'running' ? [state.state, state.summary] : [state.state]);
}

async function tellEnd(
  tx: Transaction,
  deps: HandlerDeps,
  run: OperationRun,
  { verdict, summary }: RunEnd,
  now: number,
): Promise<void> {
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
    const checklist = await tx.checklist(id);
    if (checklist === null) continue;
    const committed = await commitChecklist(tx, checklist, {
      type: 'EndStepRun',
      step,
      run: run.id,
      verdict,
      summary,
      now,
    });
    if (committed.ok) await requestStepRuns(tx, deps, committed.value.checklist, committed.value.runs, now);
  }
}
