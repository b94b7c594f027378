/**
 * Carries an operation run one step further: starts it, follows it, or finds out after a crash what became of it.
 * What comes back is committed to the run, its checklist step, its incident and its card at once.
 */

import type { Operation, Progress, RunContext } from '../operations/operation.ts';
import type { Finding } from '../operations/finding.ts';
import type { HandlerDeps } from './deed.ts';
import type { OperationRun, RunState, Transaction } from './ports.ts';

import { assertNever } from '../lib/assert-never.ts';
import { commitChecklist, commitIncident, loadSurvivor } from './commit.ts';
import { requestStepRuns } from './checklist-deeds.ts';
import { wantRunCard } from './request-run.ts';

/**
 * How long after a crash a vendor's list may still miss what was started: only later may "it is not there" be
 * believed and the run be started again under the same id.
 */
const SETTLE_MS = 10_000;

/** A read that takes longer than this is cut off, as one that somebody typed is; a change is always heard out. */
const READ_TIMEOUT_MS = 60_000;

export interface WorkRunDeps extends HandlerDeps {
  readonly settleMs?: number;
  readonly readTimeoutMs?: number;
}

/**
 * Works the run once. Returns when to look again, in milliseconds from now, or null when the run has ended.
 * Throws only when the store fails; the job is then tried again.
 */
export async function workRun(deps: WorkRunDeps, id: string, signal: AbortSignal): Promise<number | null> {
  const run = await deps.store.read((reader) => reader.run(id));
  if (run === null || run.state.state === 'ended') return null;
  const operation = deps.catalog.find(run.verb);
  if (operation === null) {
    return record(deps, run, ended(unknownVerb(run, deps.clock())));
  }
  const context: RunContext = {
    run: run.id,
    args: run.args,
    pipeline: run.pipeline,
    requestedAt: run.requestedAt,
    signal:
      run.risk === 'read'
        ? AbortSignal.any([signal, AbortSignal.timeout(deps.readTimeoutMs ?? READ_TIMEOUT_MS)])
        : signal,
  };
  switch (run.state.state) {
    case 'requested':
      return start(deps, operation, run, context);
    case 'starting':
      return afterCrash(deps, operation, run, context, run.state.at);
    case 'running':
      return record(deps, run, await operation.follow(context, run.state.token));
    default:
      return assertNever(run.state);
  }
}

async function start(
  deps: WorkRunDeps,
  operation: Operation,
  run: OperationRun,
  context: RunContext,
): Promise<number | null> {
  const now = deps.clock();
  const starting = { ...run, state: { state: 'starting', at: now } as const, changedAt: now };
  const mine = await deps.store.transact(async (tx) => {
    // A job whose claim ran out may be worked by two: only one of them may go on from this state.
    if (!isAsRead(run, await tx.run(run.id))) return false;
    await tx.saveRun(starting);
    return true;
  });
  return mine ? record(deps, starting, await operation.start(context)) : settleMs(deps);
}

/** Whether nobody carried the run on since it was read. */
function isAsRead(run: OperationRun, stored: OperationRun | null): boolean {
  return JSON.stringify(stored?.state) === JSON.stringify(run.state);
}

function settleMs(deps: WorkRunDeps): number {
  return deps.settleMs ?? SETTLE_MS;
}

async function afterCrash(
  deps: WorkRunDeps,
  operation: Operation,
  run: OperationRun,
  context: RunContext,
  startedAt: number,
): Promise<number | null> {
  if (operation.afterCrash === 'rerun' || run.risk === 'read')
    return record(deps, run, await operation.start(context));
  if (operation.afterCrash === 'report') return record(deps, run, ended(nobodyKnows(run, deps.clock())));
  const found = await operation.verify(context);
  if (found.state !== 'not-started') return record(deps, run, found);
  const waitedMs = deps.clock() - startedAt;
  if (waitedMs < settleMs(deps)) return settleMs(deps) - waitedMs;
  return start(deps, operation, run, context);
}

/** Writes what came back, unless another one who worked the run was first: what is older never undoes what is newer. */
async function record(deps: WorkRunDeps, run: OperationRun, progress: Progress): Promise<number | null> {
  const now = deps.clock();
  const state: RunState =
    progress.state === 'ended'
      ? { state: 'ended', finding: progress.finding, at: now }
      : { state: 'running', token: progress.token, summary: progress.summary, at: now };
  const changed = JSON.stringify(shownOf(run.state)) !== JSON.stringify(shownOf(state));
  const overtakenBy = await deps.store.transact(async (tx) => {
    const stored = await tx.run(run.id);
    if (!isAsRead(run, stored)) return stored;
    const next: OperationRun = { ...run, state, changedAt: now };
    await tx.saveRun(next);
    if (changed) await wantRunCard(tx, next, now);
    if (progress.state === 'ended') await tell(tx, deps, next, progress.finding, now);
    return null;
  });
  if (overtakenBy !== null) return overtakenBy.state.state === 'ended' ? null : settleMs(deps);
  if (progress.state === 'ended')
    deps.metrics.count('runs', { verb: run.verb, verdict: progress.finding.verdict });
  if (changed) deps.wake.cards();
  if (progress.state === 'ended') deps.wake.jobs();
  return progress.state === 'ended' ? null : progress.afterMs;
}

/** What a card shows of the state: a poll that brought nothing new must not redraw it. */
function shownOf(state: RunState): unknown {
  return state.state === 'running' ? [state.state, state.summary] : [state.state];
}

async function tell(
  tx: Transaction,
  deps: WorkRunDeps,
  run: OperationRun,
  finding: Finding,
  now: number,
): Promise<void> {
  const { verdict, summary } = finding;
  const incident = run.incident === null ? null : await loadSurvivor(tx, run.incident);
  if (incident !== null) {
    const { id, command, risk } = run;
    await commitIncident(
      tx,
      incident,
      { type: 'RecordRunEnded', run: id, command, risk, verdict, summary, now },
      deps.incidents,
    );
  }
  const checklist = run.checklist === null ? null : await tx.checklist(run.checklist);
  if (checklist === null || run.step === null) return;
  const committed = await commitChecklist(tx, checklist, {
    type: 'EndStepRun',
    step: run.step,
    run: run.id,
    verdict,
    summary,
    now,
  });
  if (!committed.ok) return;
  await requestStepRuns(tx, deps, committed.value.checklist, committed.value.runs, now);
}

function ended(finding: Finding): Progress {
  return { state: 'ended', finding };
}

function unknownVerb(run: OperationRun, trueAt: number): Finding {
  return plain(`This release has no operation ${run.verb}. Run it by hand, or update Handrail.`, trueAt);
}

function nobodyKnows(run: OperationRun, trueAt: number): Finding {
  return plain(
    `Handrail stopped while it ran ${run.command}, and nobody can say whether it happened. Look in AWS.`,
    trueAt,
  );
}

function plain(summary: string, trueAt: number): Finding {
  return { verdict: 'unknown', summary, facts: [], table: null, excerpt: null, links: [], next: [], trueAt };
}
