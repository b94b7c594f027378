/** How a run is committed on its own: asked for, carried on, ended. `commit-run.ts` tells its end to who waits for it. */

import type { RunCommand } from '../runs/commands.ts';
import type { RunEvent } from '../runs/events.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Aggregate, Change } from './commit.ts';

import { ok } from '../lib/result.ts';
import { decide } from '../runs/decide.ts';
import { evolve } from '../runs/evolve.ts';
import { cardsOfRun } from './cards.ts';

/** What carries it on is one job, which its worker moves: it has no timers. */
export const RUNS: Aggregate<OperationRun, OperationRun, RunCommand, RunEvent, null> = {
  load: async (_, run) => run,
  decide(command, before) {
    const decision = decide(command, before);
    return decision.ok ? ok({ events: decision.value, also: null }) : decision;
  },
  evolve,
  stateOf: (run) => run,
  async save(tx, { before, after, events }) {
    if (before === null) {
      const added = await tx.runs.add(after, events);
      return added.id === after.id ? after : added;
    }
    await tx.runs.save(after, events);
    return after;
  },
  due: () => null,
  cards: (change) => (isSeen(change) ? cardsOfRun(change.before, change.after) : []),
  follow: async () => {},
};

/** A look that brought nothing new must not redraw the card. */
function isSeen({ before, after }: Change<OperationRun, OperationRun, RunEvent, null>): boolean {
  return before === null || shownOf(before) !== shownOf(after);
}

function toldOf(state: OperationRun['state']): string {
  if (state.state === 'running') return state.summary;
  return state.state === 'starting' ? (state.soFar ?? '') : '';
}

/** What a card shows of the run. */
function shownOf({ state, file, shared }: OperationRun): string {
  const standing = [state.state, toldOf(state)];
  // Between the two, nobody sees anything of the file.
  return JSON.stringify([...standing, file?.state === 'uploaded' ? { state: 'wanted' } : file, shared]);
}
