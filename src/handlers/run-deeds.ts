/** What people do with a run, as `deeds/run.ts` declares it. */

import type { Person } from '../access/actor.ts';
import type { RunDeedName } from '../deeds/run.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reply } from './reply.ts';

import { RUN_DEEDS, riskOfRunDeed } from '../deeds/run.ts';
import { commitRun } from './commit-run.ts';
import { deniedDeed, doDeed, refused, refusedBy } from './deed.ts';

/**
 * Does one deed to a run. Only who may is told that it is gone. It never touches AWS: a change that goes on there goes on,
 * and a query is stopped by a job of the same commit.
 */
export async function runDeed(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  id: string,
  name: RunDeedName,
): Promise<Reply> {
  const deed = RUN_DEEDS[name];
  const known = await deps.store.read((reader) => reader.runs.load(id));
  if (known === null) {
    const asked = { actor: by, delivery, deed, words: `${deed.name} ${id}`, incident: null };
    const gone = refused('This run is not there any more. Its card is of another Handrail.');
    return (await deniedDeed(deps, asked)) ?? gone;
  }
  const words = deed.words(known, {});
  const asked = { name: deed.name, risk: riskOfRunDeed(name, known, by) };
  const request = { actor: by, delivery, deed: asked, words, incident: known.incident };
  return doDeed(deps, request, async (tx, now) => {
    const committed = await commitRun(tx, deps, await tx.runs.load(id), deed.command({}, { by, now }));
    return committed.ok ? { kind: 'said', text: deed.done(committed.value, {}) } : refusedBy(committed.error);
  });
}
