/**
 * Stops in AWS what a person gave up, or our own failures ended: the commit put a job, which asks here until AWS has done
 * it. When AWS refuses, or is out of reach for an hour, the card of what was given up says that it goes on, so that a
 * person can stop it there.
 */

import type { Bill } from '../operations/finding.ts';
import type { Stopped } from '../operations/operation.ts';
import type { OperationRun } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';

import { finding } from '../operations/findings.ts';
import { RUN_TIMINGS } from '../runs/due.ts';
import { stopAgainMs } from '../runs/stop.ts';
import { callRun } from './call-run.ts';
import { commitRun } from './commit-run.ts';
import { chargeStopped } from './spending.ts';

/** What the job knows: the run, and by which token AWS knows it, or else the letter by which that is found out. */
export interface StopWish {
  readonly run: string;
  readonly token: string | null;
  readonly letter: string | null;
}

/**
 * Asks AWS once. Returns when to ask again, in milliseconds from now, or null when nothing is left to do. Throws when the
 * store fails, or when `signal` cut the call off because Handrail stops; the job is then tried again.
 */
export async function stopRun(
  deps: HandlerDeps,
  { run: id, token, letter }: StopWish,
  signal: AbortSignal,
): Promise<number | null> {
  const run = await deps.store.read((reader) => reader.runs.load(id));
  // Of the others nothing was started that could be stopped.
  if (run?.state.state !== 'ended' && run?.state.state !== 'given-up') return null;
  const prepared = deps.catalog.find(run.verb)?.prepare(run.args);
  if (prepared === undefined || !prepared.ok)
    return notStopped(deps, run, `This release does not know how to stop ${run.command}.`);
  const { cancel } = prepared.value;
  if (cancel === null) return null;
  const limits = { signal, timings: RUN_TIMINGS, letter };
  const answer = await callRun(deps, run, limits, (context) => cancel(context, token));
  const stopped = answer ?? failedToAsk(run, deps.clock());
  if (stopped.state === 'stopped') return settled(deps, run, stopped.bill);
  const waitMs = stopped.again ? stopAgainMs(run.state.at, deps.clock()) : null;
  return waitMs ?? notStopped(deps, run, stopped.finding.summary, stopped.finding.links);
}

/** What it scanned until then is billed all the same. */
async function settled(deps: HandlerDeps, run: OperationRun, bill: Bill | null): Promise<null> {
  if (bill !== null) await deps.store.transact((tx) => chargeStopped(tx, bill, run, deps.clock()));
  return null;
}

/** After a bug of our own it is asked again as well. */
function failedToAsk({ id }: OperationRun, trueAt: number): Stopped {
  const summary = `Handrail failed while it asked. The log names it as run ${id}.`;
  return { state: 'goes-on', again: true, finding: finding({ verdict: 'unknown', summary, trueAt }) };
}

async function notStopped(
  deps: HandlerDeps,
  { id, state }: OperationRun,
  because: string,
  links = state.state === 'given-up' ? state.links : [],
): Promise<null> {
  const now = deps.clock();
  const summary = `Given up, but not stopped: it may go on in AWS. ${because} Look there.`;
  const result = finding({ verdict: 'unknown', summary, trueAt: now, links });
  await deps.store.transact(async (tx) =>
    commitRun(tx, deps, await tx.runs.load(id), { type: 'RecordNotStopped', finding: result, now }),
  );
  deps.wake.cards();
  return null;
}
