/** Tells how far a call is, for as long as it lasts: whoever waits for a run sees that it goes on. */

import type { OperationRun } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';

import { commitRun } from './commit-run.ts';
import { elapsed, goesOnAfter } from './elapsed.ts';
import { VersionConflict } from './ports.ts';

const TOLD_EVERY_MS = 3_000;

/** What the call brings; meanwhile its run, as it stands by then, is told `words` when they have changed. Rejects as the call does. */
export async function tellingSoFar<T>(
  deps: HandlerDeps,
  run: () => Pick<OperationRun, 'id' | 'turn'>,
  call: Promise<T>,
  words: () => Promise<string>,
): Promise<T> {
  let told = '';
  while (await goesOnAfter(call, elapsed(deps, TOLD_EVERY_MS))) {
    const soFar = await words();
    if (soFar === told) continue;
    told = soFar;
    await tell(deps, run(), soFar);
  }
  return call;
}

/** Another who carried the run on meanwhile knows more of it than this. */
async function tell(
  deps: HandlerDeps,
  { id, turn }: Pick<OperationRun, 'id' | 'turn'>,
  soFar: string,
): Promise<void> {
  try {
    await deps.store.transact(async (tx) => {
      const run = await tx.runs.load(id);
      if (run !== null)
        await commitRun(tx, deps, run, { type: 'RecordSoFar', turn, soFar, now: deps.clock() });
    });
    deps.wake.cards();
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
  }
}
