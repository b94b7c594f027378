/** The start of a read, or what another of the same level has just been answered or still waits for. */

import type { Person } from '../access/actor.ts';
import type { Prepared, RunContext } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { SharedAnswer } from './shared-answers.ts';

import { placeKey } from '../operations/place.ts';
import { PLACING } from '../operations/placing.ts';
import { levelHere } from './deed.ts';

/** What says where is in the context: the same in other words is the same read. */
const PLACED = PLACING.map(({ name }) => name);

/** Where the read stands after its start, and whose it was. */
export async function sharedRead(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Person,
  context: RunContext,
): Promise<SharedAnswer> {
  if (!isShared(prepared))
    return { progress: await prepared.start(context), by, at: deps.clock(), isShared: false };
  return deps.answers.ask(await keyOf(deps, prepared, by, context), by, (tally) =>
    prepared.start({ ...context, tally }),
  );
}

/** How far the read is by now, whoever began it; null where it is not under way, or is nobody else's. */
export async function readSoFar(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Person,
  context: Pick<RunContext, 'place' | 'pipeline'>,
): Promise<string | null> {
  return isShared(prepared) ? deps.answers.soFar(await keyOf(deps, prepared, by, context)) : null;
}

/** This person stopped waiting for the read, and is told its answer when it is asked for them again. */
export async function missedRead(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Person,
  context: RunContext,
): Promise<void> {
  if (isShared(prepared)) deps.answers.missed(await keyOf(deps, prepared, by, context), by);
}

/** What runs until somebody stops it is its asker's, and so is a look at what a change would do. */
function isShared({ operation, cancel }: Prepared): boolean {
  return operation.shared && operation.risk === 'read' && cancel === null;
}

async function keyOf(
  deps: HandlerDeps,
  { operation, args }: Prepared,
  by: Person,
  { place, pipeline }: Pick<RunContext, 'place' | 'pipeline'>,
): Promise<string> {
  return JSON.stringify([
    operation.verb,
    Object.entries(args).filter(([name]) => !PLACED.includes(name)),
    place === null ? null : placeKey(place),
    pipeline,
    await levelHere(deps, by),
  ]);
}
