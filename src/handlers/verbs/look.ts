/** Verbs that only look: incidents, runbook, whoami. `/etl` alone and `/etl 42` are looks too. */

import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { levelOf } from '../../access/may.ts';
import { incidentStream } from '../keys.ts';
import { membershipOf, noSuchIncident } from '../deed.ts';
import { withNamedAlarms } from '../named-alarms.ts';
import { withStandingOffers } from '../offers.ts';
import { matchingProcedures, procedureOn } from '../procedures.ts';
import { incidentsHere } from './incident-of.ts';

const MOST_LISTED = 20;

export const incidentsVerb: Verb = {
  verb: 'incidents',
  aliases: ['list', 'open'],
  summary: 'Lists the open incidents; --all also those that are over',
  arguments: [
    { name: 'all', summary: 'also resolved ones', form: 'flag', required: false, example: '--all' },
  ],
  risk: 'read',
  async run(deps, { words }) {
    const all = words.tokens.includes('--all');
    if (!all) return { kind: 'incidents', ...(await newestOpen(deps)) };
    const incidents = await deps.store.read((reader) =>
      reader.incidents.list({ state: 'any', limit: MOST_LISTED }),
    );
    return { kind: 'incidents', incidents, of: incidents.length };
  },
};

export const runbookVerb: Verb = {
  verb: 'runbook',
  aliases: ['procedure', 'rb'],
  summary: 'Finds a procedure by its words, or lists them all',
  arguments: [
    { name: 'words', summary: 'what is wrong', form: 'positional', required: false, example: '<words>' },
  ],
  risk: 'read',
  async run(deps, context) {
    const { rest } = context.words;
    const here = await deps.store.read(async (reader) =>
      incidentsHere(reader, await reader.incidents.list({ state: 'unresolved' }), context),
    );
    const incident = here.length === 1 ? (here[0]?.number ?? null) : null;
    const pipeline =
      here.find((one) => one.pipeline !== null)?.pipeline ?? pipelineHere(deps, context) ?? null;
    const matches = matchingProcedures(deps.shelf, pipeline, rest);
    const exact = procedureOn(deps.shelf, pipeline, rest.trim());
    if (exact !== null) {
      const { procedure, runbook } = exact;
      return { kind: 'procedure', procedure, runbookHash: runbook.hash, incident, pipeline };
    }
    return { kind: 'procedures', words: rest, matches, incident, pipeline };
  },
};

/** Says who the asker is to Handrail and what that allows. `verbs` are all there are, for the list of what they may. */
export function whoamiVerb(
  allowed: (deps: HandlerDeps, context: VerbContext) => Promise<readonly string[]>,
): Verb {
  return {
    verb: 'whoami',
    aliases: ['me'],
    summary: 'Says what you may do here',
    arguments: [],
    risk: 'read',
    async run(deps, context) {
      const level = levelOf(context.actor.user, deps.access, await membershipOf(deps, context.actor));
      return { kind: 'whoami', user: context.actor.user, level, verbs: await allowed(deps, context) };
    },
  };
}

/** `/etl` alone: the open incidents and what the asker may do. */
export async function panel(deps: HandlerDeps, context: VerbContext): Promise<Reply> {
  const level = levelOf(context.actor.user, deps.access, await membershipOf(deps, context.actor));
  return { kind: 'panel', ...(await newestOpen(deps)), level };
}

/** `/etl 42`: one incident as it stands. */
export async function showIncident(deps: HandlerDeps, number: number): Promise<Reply> {
  return deps.store.read(async (reader) => {
    const incident = await reader.incidents.load(number);
    if (incident === null) return noSuchIncident(number);
    const card = await reader.cards.load(incidentStream(number));
    return {
      kind: 'incident',
      incident: await withNamedAlarms(reader, await withStandingOffers(reader, incident)),
      checklists: await reader.checklists.of(number),
      cardIn: card?.channelId ?? null,
    };
  });
}

/** No more than people look at: after a storm there may be hundreds. */
async function newestOpen({
  store,
}: HandlerDeps): Promise<Pick<Extract<Reply, { kind: 'incidents' }>, 'incidents' | 'of'>> {
  return store.read(async ({ incidents }) => ({
    incidents: await incidents.list({ state: 'unresolved', limit: MOST_LISTED }),
    of: await incidents.countUnresolved(),
  }));
}

/** Of the pipelines with a runbook, the one whose channel this is, or else the first. */
function pipelineHere(
  { routing, shelf }: HandlerDeps,
  { channelId, channelName }: VerbContext,
): string | undefined {
  const known = routing.pipelines.filter(({ name }) => shelf.of(name) !== null);
  const here = known.find(
    ({ channel }) => channel === channelId || (channelName !== null && channel === `#${channelName}`),
  );
  return (here ?? known[0])?.name;
}
