/** The start of a read, or what another of the same level has just been answered or still waits for. */

import type { Person } from '../access/actor.ts';
import type { Prepared, Progress, RunContext } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { SharedAnswer } from './shared-answers.ts';

import { placeKey } from '../operations/place.ts';
import { PLACING } from '../operations/placing.ts';
import { levelHere } from './deed.ts';

/** What says where is in the context: the same in other words is the same read. */
const PLACED = PLACING.map(({ name }) => name);

/** Where the read stands after its start, and whose it was; of an answer that came since `wantedSince` no second is asked. */
export async function sharedRead(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Person,
  context: RunContext,
  wantedSince: number | null = null,
): Promise<SharedAnswer> {
  const { operation, args, cancel } = prepared;
  const start = (): Promise<Progress> => prepared.start(context);
  // What runs until somebody stops it is its asker's, and so is a look at what a change would do.
  if (!operation.shared || operation.risk !== 'read' || cancel !== null) {
    return { progress: await start(), by, at: deps.clock(), isShared: false };
  }
  const { place, pipeline } = context;
  const key = JSON.stringify([
    operation.verb,
    Object.entries(args).filter(([name]) => !PLACED.includes(name)),
    place === null ? null : placeKey(place),
    pipeline,
    await levelHere(deps, by),
  ]);
  return deps.answers.ask(key, by, start, wantedSince);
}
