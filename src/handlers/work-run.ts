/**
 * Carries an operation run one step further: starts it, follows it, or finds out after a crash what became of it. What
 * comes back is decided in `runs`; a call that throws is a failure of our own, counted there, and has an end there.
 */

import type { Prepared, Progress, RunContext } from '../operations/operation.ts';
import type { Tally } from '../operations/tally.ts';
import type { Finding } from '../operations/finding.ts';
import type { RunCommand } from '../runs/commands.ts';
import type { RunTimings } from '../runs/due.ts';
import type { OperationRun, RunCall } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';

import { assertNever } from '../lib/assert-never.ts';
import { isStale } from '../runs/decide.ts';
import { due, RUN_TIMINGS, settledAt } from '../runs/due.ts';
import { isOver } from '../runs/state.ts';
import { callRun, type CallLimits } from './call-run.ts';
import { ended, finding } from '../operations/findings.ts';
import { createTally } from '../operations/tally.ts';
import { commitRun } from './commit-run.ts';
import { hasLevel } from './deed.ts';
import { VersionConflict } from './ports.ts';
import { readSoFar, sharedRead } from './shared-read.ts';
import { tellingSoFar } from './so-far.ts';
import { charge, chargeStopped } from './spending.ts';
import { whyNotBegun } from './way-to-asker.ts';

export interface WorkRunDeps extends HandlerDeps {
  readonly runTimings?: RunTimings;
}

type CommandOfTurn = Extract<RunCommand, { readonly turn: number }>;

/**
 * Works the run once. Returns when to look again, in milliseconds from now, or null when the run is over. Throws when
 * the store fails, or when `signal` cut a call off because Handrail stops; the job is then tried again.
 */
export async function workRun(deps: WorkRunDeps, id: string, signal: AbortSignal): Promise<number | null> {
  const run = await deps.store.read((reader) => reader.runs.load(id));
  if (run === null || isOver(run.state)) return null;
  const operation = deps.catalog.find(run.verb);
  if (operation === null) return end(deps, run, unknownVerb(run, deps.clock()));
  const read = operation.prepare(run.args);
  if (!read.ok) return end(deps, run, unreadable(run, read.error, deps.clock()));
  const prepared = read.value;
  switch (run.state.state) {
    case 'requested': {
      const because = await whyNotBegun(deps, run);
      if (because !== null) return end(deps, run, plain(because, deps.clock()));
      return start(deps, prepared, run, signal);
    }
    case 'starting':
      return afterCrash(deps, prepared, run, signal, run.state.at);
    case 'running': {
      const { token } = run.state;
      const limits = { signal, timings: timingsOf(deps) };
      const progress = await callRun(deps, run, limits, (context) => prepared.follow(context, token));
      return progress === null ? failed(deps, run, 'follow') : record(deps, run, progress);
    }
    default:
      return assertNever(run.state);
  }
}

async function start(
  deps: WorkRunDeps,
  prepared: Prepared,
  run: OperationRun,
  signal: AbortSignal,
): Promise<number | null> {
  // A job whose claim ran out may be worked by two: only one of them goes on from this turn.
  const starting = await carry(deps, run, { type: 'StartRun', turn: run.turn, now: deps.clock() });
  if (starting === null) return waitOf(deps, run.id);
  return begun(deps, prepared, starting, signal);
}

/**
 * Calls the start of what is marked as starting. What the call is about to send is written into the run before, with
 * which it is carried on: who worked the same turn beside it records nothing any more.
 */
async function begun(
  deps: WorkRunDeps,
  prepared: Prepared,
  starting: OperationRun,
  signal: AbortSignal,
): Promise<number | null> {
  let run = starting;
  const tally = createTally();
  const limits: CallLimits = {
    signal,
    timings: timingsOf(deps),
    tally,
    hasLevel: (level) => hasLevel(deps, starting.by, level),
    letter: starting.state.state === 'starting' ? (starting.state.letter ?? null) : null,
    async keepLetter(letter) {
      const kept = await carry(deps, run, { type: 'StartRun', turn: run.turn, letter, now: deps.clock() });
      run = kept ?? run;
      return kept !== null;
    },
  };
  const calling = callRun(deps, starting, limits, beginning(deps, prepared, starting));
  const progress =
    run.risk === 'read'
      ? await tellingSoFar(
          deps,
          () => run,
          calling,
          () => soFar(deps, prepared, starting, tally),
        )
      : await calling;
  // Who asks next wants to see the change.
  if (run.risk !== 'read') deps.answers.forget();
  return progress === null ? failed(deps, run, 'start') : record(deps, run, progress);
}

/** A read joins what another asks at this moment, such as who waited for it before it became a run. */
function beginning(
  deps: WorkRunDeps,
  prepared: Prepared,
  { by }: OperationRun,
): (context: RunContext) => Promise<Progress> {
  return async (context) => (await sharedRead(deps, prepared, by, context)).progress;
}

async function afterCrash(
  deps: WorkRunDeps,
  prepared: Prepared,
  run: OperationRun,
  signal: AbortSignal,
  startedAt: number,
): Promise<number | null> {
  const { afterCrash: then } = prepared.operation;
  if (then === 'rerun' || run.risk === 'read') return begun(deps, prepared, run, signal);
  if (then === 'report') return end(deps, run, nobodyKnows(run, deps.clock()));
  const found = await callRun(deps, run, { signal, timings: timingsOf(deps) }, (context) =>
    prepared.verify(context),
  );
  if (found === null) return failed(deps, run, 'verify');
  if (found.state !== 'not-started') return record(deps, run, found);
  const waitMs = settledAt(startedAt, timingsOf(deps)) - deps.clock();
  return waitMs > 0 ? waitMs : start(deps, prepared, run, signal);
}

/** As far as whoever began the read is: it may be another who asked the same. */
async function soFar(
  deps: WorkRunDeps,
  prepared: Prepared,
  { by, place, pipeline }: OperationRun,
  tally: Tally,
): Promise<string> {
  return (await readSoFar(deps, prepared, by, { place, pipeline })) ?? tally.words();
}

function failed(deps: WorkRunDeps, run: OperationRun, call: RunCall): Promise<number | null> {
  return settle(deps, run, { type: 'RecordFailure', turn: run.turn, call, now: deps.clock() });
}

function end(deps: WorkRunDeps, run: OperationRun, found: Finding): Promise<number | null> {
  return record(deps, run, ended(found));
}

function record(deps: WorkRunDeps, run: OperationRun, progress: Progress): Promise<number | null> {
  return settle(deps, run, { type: 'RecordProgress', turn: run.turn, progress, now: deps.clock() });
}

async function settle(deps: WorkRunDeps, run: OperationRun, command: CommandOfTurn): Promise<number | null> {
  const next = await carry(deps, run, command);
  if (next === null) return waitOf(deps, run.id);
  deps.wake.cards();
  if (!isOver(next.state)) return untilDue(deps, next);
  if (next.state.state === 'ended') {
    const labels = { verb: next.verb, verdict: next.state.finding.verdict };
    deps.metrics.count('runs', labels);
  }
  deps.wake.jobs();
  return null;
}

/** The run as the command left it; null when another one was first, and then nothing was written. */
async function carry(
  deps: WorkRunDeps,
  run: OperationRun,
  command: CommandOfTurn,
): Promise<OperationRun | null> {
  try {
    return await deps.store.transact(async (tx) => {
      const stored = await tx.runs.load(run.id);
      if (stored === null) return null;
      const committed = await commitRun(tx, deps, stored, await charged(tx, stored, command));
      if (!committed.ok || committed.value.version === stored.version) return null;
      return committed.value;
    });
  } catch (error) {
    if (error instanceof VersionConflict) return null;
    throw error;
  }
}

/**
 * The command with what its finding cost, which is counted in the same commit. What is not recorded is not billed either, as
 * who was first has counted it; unless the run was given up meanwhile, whose cost nobody is told and AWS bills all the same.
 */
async function charged(tx: Transaction, run: OperationRun, command: CommandOfTurn): Promise<CommandOfTurn> {
  if (command.type !== 'RecordProgress' || command.progress.state !== 'ended') return command;
  const { finding: found } = command.progress;
  if (!isStale(command, run))
    return { ...command, progress: ended(await charge(tx, found, run, command.now)) };
  if (run.state.state === 'given-up' && found.bill !== undefined)
    await chargeStopped(tx, found.bill, run, command.now);
  return command;
}

/** When to look at it again, after another one carried it on. */
async function waitOf(deps: WorkRunDeps, id: string): Promise<number | null> {
  const stored = await deps.store.read((reader) => reader.runs.load(id));
  return stored === null ? null : untilDue(deps, stored);
}

function untilDue(deps: WorkRunDeps, run: OperationRun): number | null {
  const dueAt = due(run, timingsOf(deps));
  return dueAt === null ? null : Math.max(0, dueAt - deps.clock());
}

function timingsOf(deps: WorkRunDeps): RunTimings {
  return deps.runTimings ?? RUN_TIMINGS;
}

function unknownVerb(run: OperationRun, trueAt: number): Finding {
  return plain(`This release has no operation ${run.verb}. Run it by hand, or update Handrail.`, trueAt);
}

function unreadable(run: OperationRun, error: string, trueAt: number): Finding {
  return plain(`This release reads ${run.command} in another way: ${error} Ask for it again.`, trueAt);
}

function nobodyKnows(run: OperationRun, trueAt: number): Finding {
  return plain(
    `Handrail stopped while it ran ${run.command}, and nobody can say whether it happened. Look in AWS.`,
    trueAt,
  );
}

function plain(summary: string, trueAt: number): Finding {
  return finding({ verdict: 'unknown', summary, trueAt });
}
