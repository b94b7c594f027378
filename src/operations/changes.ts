/**
 * What changed of a pipeline, put together of two who know a part each: AWS says of each thing when it was last changed,
 * CloudTrail says who did what, minutes later and not of everything. What both tell is told once. Pure.
 */

import type { Estate } from './estate.ts';
import type { EstateReading, FunctionReading, JobReading } from './estate-reading.ts';
import type { TableReading } from './schema-history.ts';
import type { Subject, TrailDeed, TrailEvent } from './trail-event.ts';
import type { TrailReading } from './trail.ts';

import { asTyped } from './arguments.ts';
import { isJobOf, isTableOf } from './estate.ts';
import { changesWords, counted, historyOf } from './schema-history.ts';
import { eventAt } from './trail.ts';
import { feedWords, functionWords, jobWords } from './trail-words.ts';

export interface Change {
  readonly at: number;
  /** `silver-users: NumberOfWorkers 8 → 20` */
  readonly what: string;
  /** Null when nobody says. */
  readonly who: string | null;
  /** Whether CloudTrail tells of such changes at all. */
  readonly isTold: boolean;
  /** The command that says more. */
  readonly more: string;
}

/** What is made has both of its times from one moment, or nearly. */
const AT_ONCE_MS = 2_000;

/** Every change that is known, the newest first, those before the time that is asked for included. */
export function changesOf(reading: EstateReading, trail: TrailReading, estate: Estate): readonly Change[] {
  return [
    ...jobChanges(reading.jobs, trail, estate),
    ...reading.scripts.map((script) => ({
      at: script.changedAt,
      what: `${script.jobs.join(', ')}: script written, ${script.location}`,
      who: null,
      isTold: false,
      more: `/etl runs ${asTyped(script.jobs[0] ?? '')}`,
    })),
    ...reading.tables.flatMap((table) => tableChanges(table, trail)),
    ...droppedTables(trail, estate),
    ...reading.functions.flatMap((each) => functionChanges(each, trail)),
  ].toSorted((left, right) => right.at - left.at);
}

function jobChanges(
  jobs: readonly JobReading[],
  { events }: TrailReading,
  estate: Estate,
): readonly Change[] {
  const known = new Set(jobs.map(({ name }) => name));
  const ours = events.filter(
    ({ subject }) => subject.kind === 'job' && (known.has(subject.name) || isJobOf(estate, subject.name)),
  );
  const told = ours.map((event) =>
    toldBy(event, jobWords(event, settingsBefore(ours, event)), `/etl runs ${asTyped(event.subject.name)}`),
  );
  const untold = jobs.flatMap(({ name, createdAt, changedAt }) => {
    const deeds: readonly TrailDeed[] = ['updated', 'created'];
    if (changedAt === null || isTold(ours, { kind: 'job', name }, deeds, changedAt)) return [];
    const isNew = createdAt !== null && Math.abs(changedAt - createdAt) < AT_ONCE_MS;
    const words = isNew ? 'created' : 'settings changed';
    return [nameless(changedAt, `${name}: ${words}`, `/etl runs ${asTyped(name)}`)];
  });
  return [...told, ...untold];
}

/** The last event before this one that told all settings of the job. */
function settingsBefore(events: readonly TrailEvent[], event: TrailEvent): TrailEvent | null {
  const before = events.filter(
    ({ subject, deed, at }) => subject.name === event.subject.name && deed === 'updated' && at < event.at,
  );
  return before.toSorted((left, right) => right.at - left.at)[0] ?? null;
}

function tableChanges(table: TableReading, trail: TrailReading): readonly Change[] {
  const { database, name } = table;
  const history = historyOf(table);
  const full = `${database}.${name}`;
  const more = `/etl schema ${asTyped(full)}`;
  return [...counted(history), ...history.filter(({ isFirst }) => isFirst)].flatMap((entry) => {
    const { at } = entry.version;
    if (at === null) return [];
    const deeds: readonly TrailDeed[] = entry.isFirst ? ['created'] : ['updated'];
    const event = eventAt(trail, { subject: { kind: 'table', database, name }, deeds, at });
    const fits = entry.isCompatible ? 'compatible' : 'incompatible';
    const words = entry.isFirst ? 'created' : `${changesWords(entry)}, ${fits}`;
    return [{ at, what: `${full}: ${words}`, who: event?.who ?? null, isTold: true, more }];
  });
}

function droppedTables({ events }: TrailReading, estate: Estate): readonly Change[] {
  return events.flatMap((event) => {
    const { subject, deed } = event;
    if (subject.kind !== 'table' || deed !== 'deleted') return [];
    if (!isTableOf(estate, subject.database, subject.name)) return [];
    return [toldBy(event, 'dropped', '/etl schema')];
  });
}

function functionChanges(reading: FunctionReading, { events }: TrailReading): readonly Change[] {
  const { name, changedAt, feeds } = reading;
  const ours = events.filter(({ subject }) => subject.name === name);
  const told = ours.flatMap((event) => {
    if (event.subject.kind === 'feed') return [toldBy(event, feedWords(event), '/etl ingestion')];
    if (event.subject.kind !== 'function') return [];
    const isFlow = event.deed === 'concurrency' || event.deed === 'deleted';
    return [toldBy(event, functionWords(event), isFlow ? '/etl ingestion' : `/etl logs ${asTyped(name)}`)];
  });
  const own: Subject = { kind: 'function', name };
  const untold =
    changedAt === null || isTold(ours, own, ['code', 'updated', 'created'], changedAt)
      ? []
      : [nameless(changedAt, `${name}: code or configuration changed`, `/etl logs ${asTyped(name)}`)];
  const fed = feeds.flatMap(({ source, state, changedAt: at }) =>
    at === null || isTold(ours, { kind: 'feed', name }, ['created', 'updated'], at)
      ? []
      : [
          nameless(
            at,
            `${name}: what feeds it from ${source} changed, by now ${state.toLowerCase()}`,
            '/etl ingestion',
          ),
        ],
  );
  return [...told, ...untold, ...fed];
}

function isTold(
  events: readonly TrailEvent[],
  subject: Subject,
  deeds: readonly TrailDeed[],
  at: number,
): boolean {
  return eventAt({ events }, { subject, deeds, at }) !== null;
}

function toldBy({ at, who, subject }: TrailEvent, words: string, more: string): Change {
  const name = subject.kind === 'table' ? `${subject.database}.${subject.name}` : subject.name;
  return { at, what: `${name}: ${words}`, who, isTold: true, more };
}

function nameless(at: number, what: string, more: string): Change {
  return { at, what, who: null, isTold: true, more };
}
