/**
 * The fate of whatever a log line, a card or SNS names: a run, a card, or an inbound message, found by its id alone. It
 * shows no text of a message, and of what is for another person alone no word.
 */

import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { formatDuration } from '../../lib/duration.ts';
import { refusalFor, refused } from '../deed.ts';
import { incidentStream } from '../keys.ts';
import { readArguments } from './grammar.ts';
import { runsNamed } from './named-run.ts';
import { traceCard } from './trace-card.ts';
import { traceInbound } from './trace-inbound.ts';
import { traceRun } from './trace-run.ts';

const MOST_OFFERED = 5;

export const traceVerb: Verb = {
  verb: 'trace',
  aliases: [],
  summary:
    'Tells what became of a run, a card or an inbound message. An inbound message, and what is for another person alone, needs a responder',
  arguments: [
    {
      name: 'id',
      summary:
        'id of a run or the last letters of one, key of a card such as incident:42 or #42, MessageId of SNS, or the number that the log calls inbound',
      form: 'positional',
      required: true,
      example: '<id>',
    },
  ],
  risk: 'read',
  atCommandLine: true,
  run,
};

/** What an id may be of; the first that there is, is meant. */
interface Meant {
  readonly card: string | null;
  readonly run: string | null;
  /** The number of an inbound message, or its MessageId. */
  readonly inbound: number | string | null;
}

async function run(deps: HandlerDeps, context: VerbContext): Promise<Reply> {
  const read = readArguments(context.words, traceVerb.arguments);
  if (!read.ok) return refused(read.error);
  const { id = '' } = read.value;
  const { actor } = context;
  const { card, run: named, inbound } = meantBy(id);
  const asked = { deps, actor, command: `/etl trace ${id}` };
  if (card !== null) {
    const row = await deps.store.read((reader) => reader.cards.load(card));
    if (row !== null) return traceCard(asked, row);
  }
  if (named !== null) {
    const runs = await deps.store.read((reader) => runsNamed(reader, actor, named, deps.clock()));
    const [only, ...others] = runs;
    if (others.length > 0)
      return refused('More than one run ends so. Say which one.', {
        next: runs.slice(0, MOST_OFFERED).map((each) => `/etl trace ${each.id}`),
      });
    if (only !== undefined) return traceRun(asked, only);
  }
  if (inbound !== null) {
    // Before anything is read, since what came in is a secret too.
    const deed = { name: 'trace of an inbound message', risk: 'respond' } as const;
    const refusal = await refusalFor(deps, actor, deed);
    if (refusal !== null) return refusal;
    const rows = await deps.store.read(async (reader) => {
      if (typeof inbound === 'string') return reader.inbox.withId(inbound, deps.topics);
      const row = await reader.inbox.load(inbound);
      return row === null ? [] : [row];
    });
    const [message, ...copies] = rows;
    if (message !== undefined) return traceInbound(asked, message, copies);
  }
  return unknown(deps, id);
}

function meantBy(id: string): Meant {
  const incident = /^#(\d{1,9})$/.exec(id)?.[1];
  if (incident !== undefined) return { card: incidentStream(Number(incident)), run: null, inbound: null };
  const message = /^(?:inbound:)?(\d{1,15})$/.exec(id)?.[1];
  if (message !== undefined) return { card: null, run: id, inbound: Number(message) };
  if (id.includes(':')) return { card: id, run: id.startsWith('run:') ? id : null, inbound: null };
  return { card: null, run: id, inbound: id };
}

/** Nobody remembers how long what is kept. */
function unknown({ retention }: HandlerDeps, id: string): Reply {
  const { rawMs, incidentsMs } = retention;
  const next = /^\d{1,9}$/.test(id) ? [`/etl trace #${id}`, `/etl ${id}`] : ['/etl running --all'];
  return refused(
    [
      `Found nothing by ${JSON.stringify(id)}: no run that ends so, no card of this key, and no inbound message of this number or MessageId in the topics of the configuration.`,
      'Of a run that is over, and is not yours or is older than a day, say the whole id.',
      `Inbound messages and pings are kept for ${formatDuration(rawMs)}, incidents, runs and other cards for ${formatDuration(incidentsMs)}, each from when it was over.`,
    ].join('\n'),
    { next },
  );
}
