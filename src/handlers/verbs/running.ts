/** What runs: one's own first, then what others have asked for. It lists runs and asks nothing of AWS. */

import type { Person } from '../../access/actor.ts';
import type { Table } from '../../operations/finding.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { formatTime } from '../../lib/moment.ts';
import { count, truncate } from '../../lib/text.ts';
import { finding } from '../../operations/findings.ts';
import { isAskedBy, isOver } from '../../runs/state.ts';
import { asToldTo, shortId, standing, standsSince } from '../../runs/told.ts';
import { refused } from '../deed.ts';
import { readArguments } from './grammar.ts';
import { LATELY_MS } from './named-run.ts';

/** Of one's own, and of others without and with --all: as many as an answer shows. */
const MOST_MINE = 10;
const MOST_OTHERS = 10;
const MOST_ALL = 40;
const MOST_ENDED = 5;
const MOST_NEXT = 3;

const BY = 'By';
/** A command is told so far that it is known again. */
const COMMAND_LENGTH = 80;
const STANDING_LENGTH = 120;

export const runningVerb: Verb = {
  verb: 'running',
  aliases: [],
  summary:
    'Lists what runs, yours first, with the command that stops it, and how yours of the last day came out',
  arguments: [
    { name: 'all', summary: 'all that runs, and only that', form: 'flag', required: false, example: '--all' },
  ],
  risk: 'read',
  atCommandLine: true,
  run,
};

interface Found {
  readonly mine: readonly OperationRun[];
  readonly others: readonly OperationRun[];
  readonly ended: readonly OperationRun[];
  /** How many run, listed or not. */
  readonly open: number;
}

async function run(deps: HandlerDeps, { actor, words }: VerbContext): Promise<Reply> {
  const read = readArguments(words, runningVerb.arguments);
  if (!read.ok) return refused(read.error);
  const now = deps.clock();
  const all = read.value['all'] !== undefined;
  const found = await find(deps, actor, { all, now });
  const { mine, others, ended, open } = found;
  const hidden = open - mine.length - others.length;
  const runs = [...mine, ...others, ...ended];
  const ids = runs.map(({ id }) => id);
  const more = all ? 'The newest are listed' : '/etl running --all lists them';
  return {
    kind: 'finding',
    command: `/etl ${words.verb}${all ? ' --all' : ''}`,
    finding: finding({
      verdict: 'ok',
      summary: summaryOf(found, all),
      facts: hidden > 0 ? [{ label: 'Not listed', value: `${count(hidden, 'more run')}. ${more}` }] : [],
      table: runs.length === 0 ? null : tableOf(runs, actor, ids),
      next: mine.slice(0, MOST_NEXT).map(({ id }) => `/etl cancel ${shortId(id, ids)}`),
      trueAt: now,
    }),
  };
}

async function find(
  { store }: HandlerDeps,
  actor: Person,
  { all, now }: { readonly all: boolean; readonly now: number },
): Promise<Found> {
  return store.read(async ({ runs }) => {
    const mine = await runs.openOf(actor, all ? MOST_ALL : MOST_MINE);
    const room = all ? MOST_ALL : MOST_OTHERS;
    // One's own are among the newest too, and are left out of them.
    const open = await runs.open(room + mine.length);
    const others = open.filter((each) => !isAskedBy(each, actor)).slice(0, room);
    const ended = all ? [] : await runs.endedOf(actor, now - LATELY_MS, MOST_ENDED);
    return { mine, others, ended, open: await runs.countOpen() };
  });
}

function summaryOf({ mine, others, ended, open }: Found, all: boolean): string {
  const own = mine.length === 0 ? 'Nothing of yours runs' : `${mine.length} of yours ${runWord(mine.length)}`;
  const foreign = open - mine.length;
  const parts = [
    ...(others.length === 0 ? [] : [`${foreign} of others ${runWord(foreign)}`]),
    ...(ended.length === 0 ? [] : [`${ended.length} of yours ended within a day`]),
  ];
  if (all && open === 0) return 'Nothing runs';
  return parts.length === 0 ? own : `${own}, ${parts.join(', ')}`;
}

function runWord(many: number): string {
  return many === 1 ? 'runs' : 'run';
}

function tableOf(found: readonly OperationRun[], actor: Person, ids: readonly string[]): Table {
  const rows = found.map((each) => {
    const { id, by, incident, state } = each;
    const short = shortId(id, ids);
    return [
      short,
      truncate(asToldTo(each, actor).command, COMMAND_LENGTH),
      truncate(standing(each, actor), STANDING_LENGTH),
      formatTime(standsSince(each)),
      by.kind === 'person' ? by.user : 'Handrail',
      incident === null ? '' : `#${incident}`,
      isOver(state) ? '' : `/etl cancel ${short}`,
    ];
  });
  const columns = ['Run', 'Command', 'How it stands', 'Since', BY, 'Incident', 'To stop it'];
  return { columns, rows, people: [BY] };
}
