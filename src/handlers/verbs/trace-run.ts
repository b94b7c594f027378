/** The fate of a run: how it stands, who waits for it, and what happened to it, event by event. */

import type { Fact } from '../../alarms/event.ts';
import type { Finding, Table, Verdict } from '../../operations/finding.ts';
import type { RunEvent } from '../../runs/events.ts';
import type { OperationRun, RunFile } from '../../runs/state.ts';
import type { StoryLine } from '../../runs/story.ts';
import type { TimelineEnds } from '../ports.ts';
import type { Reply } from '../reply.ts';
import type { Tracing } from './tracing.ts';

import { assertNever } from '../../lib/assert-never.ts';
import { formatTime } from '../../lib/moment.ts';
import { count, truncate } from '../../lib/text.ts';
import { finding } from '../../operations/findings.ts';
import { placeWords } from '../../operations/place.ts';
import { endOf, isOver } from '../../runs/state.ts';
import { story } from '../../runs/story.ts';
import { asToldTo, isToldTo, standing } from '../../runs/told.ts';
import { runCards } from '../cards.ts';
import { deniedTrace } from './tracing.ts';

/** Beginning and end tell most; what lies between is mostly progress. */
const FIRST_EVENTS = 15;
const LAST_EVENTS = 30;
const LINE_LENGTH = 150;

/** Tells it to who may hear of it. */
export async function traceRun(tracing: Tracing, run: OperationRun): Promise<Reply> {
  const denied = await deniedTrace(tracing, run);
  if (denied !== null) return denied;
  const { deps, actor, command } = tracing;
  const { events, cards } = await deps.store.read(async (reader) => ({
    events: await reader.runs.timelineEnds(run.id, FIRST_EVENTS, LAST_EVENTS),
    cards: await Promise.all(runCards(run.id).map((key) => reader.cards.load(key))),
  }));
  const told = asToldTo(run, actor);
  const shown = cards.flatMap((card) => (card === null ? [] : [`/etl trace ${card.key}`]));
  const found: Finding = finding({
    verdict: verdictOf(run),
    summary: `${truncate(told.command, LINE_LENGTH)}: ${standing(run, actor)}`,
    facts: factsOf(run, isToldTo(run, actor), placeWords(deps.places, run.place)),
    table: tableOf(events, isToldTo(run, actor)),
    links: 'links' in run.state && isToldTo(run, actor) ? run.state.links : [],
    next: [...(isOver(run.state) ? [] : [`/etl cancel ${run.id}`]), ...shown],
    trueAt: deps.clock(),
  });
  return { kind: 'finding', command, finding: found };
}

/** How it came out; while it is open, nothing is wrong with it. */
function verdictOf(run: OperationRun): Verdict {
  return run.state.state === 'answered' ? 'ok' : (endOf(run)?.verdict ?? 'ok');
}

function factsOf(run: OperationRun, isTold: boolean, where: string): readonly Fact[] {
  const { id, incident, channel, audience, followers, failures, file, shared, awaitedUntil } = run;
  const [step, ...others] = followers;
  const fact = (label: string, value: string | null): readonly Fact[] =>
    value === null ? [] : [{ label, value }];
  return [
    ...fact('Run', id),
    ...fact('Told', audience === 'asker' ? 'to its asker alone' : `in ${channel}`),
    ...fact('Incident', incident === null ? null : `#${incident}`),
    ...fact('Where', where === '' ? null : where),
    ...fact(
      'Begins by itself',
      run.state.state === 'requested' && awaitedUntil !== undefined ? formatTime(awaitedUntil) : null,
    ),
    ...fact(
      'Waits for it',
      step === undefined
        ? null
        : `step ${step.step} of a checklist${others.length === 0 ? '' : ` and ${others.length} more`}`,
    ),
    ...fact(
      'Failures of Handrail',
      failures.lastAt === null ? null : `${failures.count}, the last ${formatTime(failures.lastAt)}`,
    ),
    ...fact('File', file === null ? null : fileStanding(file, isTold)),
    ...fact('Shown to everybody', shared === null ? null : formatTime(shared.at)),
  ];
}

function fileStanding(file: RunFile, isTold: boolean): string {
  switch (file.state) {
    case 'wanted':
      return 'wanted, not uploaded yet';
    case 'uploaded':
      return `uploaded ${formatTime(file.at)}, not shown yet`;
    case 'sent':
      return 'sent';
    case 'not-sent':
      return isTold ? `not sent: ${file.because}` : 'not sent';
    default:
      return assertNever(file);
  }
}

function tableOf({ first, between, last }: TimelineEnds<RunEvent>, isTold: boolean): Table {
  const gap = between === 0 ? [] : [['', `… ${count(between, 'more event')} …`, '']];
  // Told as one where nothing is missing, so that what says the same is one line throughout.
  const parts =
    between === 0
      ? [story([...first, ...last], isTold), []]
      : [first, last].map((events) => story(events, isTold));
  const [opening = [], ending = []] = parts.map((lines) => lines.map(rowOf));
  return { columns: ['When', 'What', 'By'], rows: [...opening, ...gap, ...ending], people: ['By'] };
}

function rowOf({ at, what, by }: StoryLine): readonly string[] {
  const who = by === null ? '' : by.kind === 'person' ? by.user : 'Handrail';
  return [formatTime(at), truncate(what, LINE_LENGTH), who];
}
