/** What people do with a run, as `deeds/run.ts` declares it. */

import type { Person } from '../access/actor.ts';
import type { RunDeedName } from '../deeds/run.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reply } from './reply.ts';

import { RUN_DEEDS, riskOfRunDeed } from '../deeds/run.ts';
import { refusalOf } from '../runs/decide.ts';
import { asToldTo } from '../runs/told.ts';
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
    const run = await tx.runs.load(id);
    // Whoever ends what another asked for alone hears no word of it.
    const refusal = run === null ? null : refusalOf(deed.becomes, asToldTo(run, by));
    if (refusal !== null) return refusedBy(refusal);
    const committed = await commitRun(tx, deps, run, deed.command({}, { by, now }));
    if (!committed.ok) return refusedBy(committed.error);
    return { kind: 'said', text: deed.done(asToldTo(committed.value, by), {}) };
  });
}
