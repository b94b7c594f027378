/** The start of a read, or what another of the same level has just been answered or still waits for. */

import type { Actor } from '../access/actor.ts';
import type { Prepared, RunContext } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';
import type { Asker, SharedAnswer } from './shared-answers.ts';

import { placeKey } from '../operations/place.ts';
import { PLACING } from '../operations/placing.ts';
import { levelHere } from './deed.ts';
import { personKey } from './keys.ts';

/** What says where is in the context: the same in other words is the same read. */
const PLACED = PLACING.map(({ name }) => name);

/** Where the read stands after its start, and whose it was. What was asked before `since`, milliseconds, is no answer. */
export async function sharedRead(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Actor,
  context: RunContext,
  since = 0,
): Promise<SharedAnswer> {
  if (!isShared(prepared))
    return { progress: await prepared.start(context), by, at: deps.clock(), isShared: false };
  return deps.answers.ask(
    await keyOf(deps, prepared, by, context),
    { ...askerOf(by, context), since },
    (tally) => prepared.start({ ...context, tally }),
  );
}

/** How far the read is by now, whoever began it; null where it is not under way, or is nobody else's. */
export async function readSoFar(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Actor,
  context: Pick<RunContext, 'place' | 'pipeline'>,
): Promise<string | null> {
  return isShared(prepared) ? deps.answers.soFar(await keyOf(deps, prepared, by, context)) : null;
}

/** This person stopped waiting for the read, and is told its answer when it is asked for them again. */
export async function missedRead(
  deps: HandlerDeps,
  prepared: Prepared,
  by: Actor,
  context: RunContext,
): Promise<void> {
  if (isShared(prepared)) deps.answers.missed(await keyOf(deps, prepared, by, context), askerOf(by, context));
}

/** What runs until somebody stops it is its asker's, and so is a look at what a change would do. */
function isShared({ operation, cancel }: Prepared): boolean {
  return operation.shared && operation.risk === 'read' && cancel === null;
}

/** Each look of Handrail is one of its own: what it found for one card or step is as good for the next. */
function askerOf(by: Actor, { run }: Pick<RunContext, 'run'>): Asker {
  return { by, name: by.kind === 'person' ? personKey(by) : run };
}

async function keyOf(
  deps: HandlerDeps,
  { operation, args }: Prepared,
  by: Actor,
  { place, pipeline }: Pick<RunContext, 'place' | 'pipeline'>,
): Promise<string> {
  return JSON.stringify([
    operation.verb,
    Object.entries(args).filter(([name]) => !PLACED.includes(name)),
    place === null ? null : placeKey(place),
    pipeline,
    by.kind === 'person' ? await levelHere(deps, by) : by.kind,
  ]);
}
