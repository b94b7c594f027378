/** What is told of the slow and dear queries of a workgroup: each text with why, and what to do about it. Pure. */

import type { Finding } from './finding.ts';
import type { PastQueries } from './past-query.ts';
import type { QueryForm, SlowReason } from './query-slowness.ts';
import type { QueryGroup, SlowHour } from './slow-queries.ts';

import { formatDuration } from '../lib/duration.ts';
import { formatTime } from '../lib/moment.ts';
import { count, truncate } from '../lib/text.ts';
import { finding } from './findings.ts';
import { failureOf } from './query-failure.ts';
import { billedTb } from './query-price.ts';
import { slowReasons } from './query-slowness.ts';
import { failuresText, slowHour, usualOf } from './slow-queries.ts';
import { aboutDollars, bytesText } from './units.ts';

/** What was read of a workgroup, and what was made of it. */
export interface SlowReading {
  readonly workgroup: string;
  readonly past: PastQueries;
  /** Worth a look, the slowest first. */
  readonly groups: readonly { readonly group: QueryGroup; readonly form: QueryForm | null }[];
  /** Dollars for each 10^12 bytes; null where nobody says. */
  readonly price: number | null;
  /** Sentences of what could not be looked at. */
  readonly refused: readonly string[];
}

interface Judged {
  readonly group: QueryGroup;
  readonly reasons: readonly SlowReason[];
  /** Why the last one failed or was stopped, and what to do; empty for none. */
  readonly failure: string;
  readonly remedy: string;
}

const DAY_MS = 86_400_000;
const WHAT_LENGTH = 160;
const NAME_LENGTH = 80;
const NAMED = 2;
const MOST_REMEDIES = 5;
const SHOWN_AS =
  'values in the SQL of others are replaced by ?, and comments left out; who asked, Athena does not say';

/** The finding about what was sent since this moment. */
export function slowQueriesFinding(reading: SlowReading, now: number): Finding {
  const { workgroup, past, groups, price, refused } = reading;
  const hour = slowHour(past.queries, now);
  const judged = groups.map(({ group, form }) => judgedOf(group, form));
  const lately = judged.filter(({ group }) => group.lastAt > now - DAY_MS);
  const troubled = lately.filter(
    ({ reasons, failure }) => failure !== '' || reasons.some(({ isGuess }) => !isGuess),
  );
  const failures = failuresText(past.queries);
  return finding({
    verdict: refused.length > 0 ? 'unknown' : hour !== null || troubled.length > 0 ? 'warn' : 'ok',
    summary: summaryOf(reading, judged, hour),
    trueAt: now,
    facts: [
      { label: 'Read', value: readText(workgroup, past) },
      ...(failures === '' ? [] : [{ label: 'Failed or stopped', value: failures }]),
      ...remediesOf(judged),
      ...refused.map((value) => ({ label: 'Not known', value })),
      ...(price === null
        ? [{ label: 'Price', value: 'not configured: write athena.price_per_tb, and dollars are told' }]
        : [{ label: 'Price', value: `$${price} a TB scanned, an estimate` }]),
      ...(judged.some(({ group }) => !group.isNamed) ? [{ label: 'SQL', value: SHOWN_AS }] : []),
    ],
    table: judged.length === 0 ? null : tableOf(judged, price),
    next: judged.length === 0 ? [] : ['/etl costs', '/etl lake'],
  });
}

function summaryOf(
  { workgroup, past }: SlowReading,
  judged: readonly Judged[],
  hour: SlowHour | null,
): string {
  const [slowest] = judged;
  if (slowest === undefined) return `No query was sent to ${workgroup} since ${formatTime(past.since)}`;
  const usual = usualOf(past.queries);
  const half = usual === null ? '' : `, half of them within ${formatDuration(usual)}`;
  const [dearest] = judged.toSorted((left, right) => right.group.billedBytes - left.group.billedBytes);
  const slow =
    hour === null
      ? ''
      : `Slow now: ${count(hour.queries, 'query', 'queries')} of the last hour took ${formatDuration(hour.tookMs)}, usually ${formatDuration(hour.usualMs)}. `;
  const all = `${count(past.queries.length, 'query', 'queries')} since ${formatTime(past.since)}${half}`;
  const dear =
    dearest === undefined || dearest.group.billedBytes === 0
      ? ''
      : `. Most scanned: ${nameOf(dearest.group)}, ${bytesText(dearest.group.billedBytes)}${dearest.group.times > 1 ? `, asked ${dearest.group.times} times` : ''}${because(dearest)}`;
  return `${slow}${all}. Slowest: ${nameOf(slowest.group)}, ${formatDuration(slowest.group.slowest.tookMs)}${because(slowest)}${dear === '' || dearest === slowest ? '' : dear}`;
}

function judgedOf(group: QueryGroup, form: QueryForm | null): Judged {
  const failure = group.lastFailed === null ? null : failureOf(group.lastFailed);
  const { state } = group.slowest;
  return {
    group,
    // One that came to no good end says nothing of how long its text takes.
    reasons: slowReasons(group.slowest, form, state === 'succeeded' ? group.usualMs : null),
    failure: failure?.words ?? '',
    remedy: failure?.remedy ?? '',
  };
}

/** `: no filter on dt of todo_silver.tasks`; empty where nothing shows. */
function because({ reasons, failure }: Judged): string {
  const words = [...reasons.map((reason) => reason.words), ...(failure === '' ? [] : [failure])].slice(
    0,
    NAMED,
  );
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

function nameOf({ what }: QueryGroup): string {
  return truncate(what, NAME_LENGTH);
}

function readText(workgroup: string, { queries, since, isCut, untold }: PastQueries): string {
  const which = isCut ? `the newest ${queries.length}` : `all ${queries.length}`;
  const rest = untold === 0 ? '' : `, but ${untold} of which Athena tells nothing`;
  return `${which} of the workgroup ${workgroup}, back to ${formatTime(since)}${rest}`;
}

/** What to do, each sentence once, with which it is about; the first are of the slowest. */
function remediesOf(judged: readonly Judged[]): Finding['facts'] {
  const about = new Map<string, Set<string>>();
  for (const { group, reasons, remedy } of judged)
    for (const sentence of [...reasons.map((reason) => reason.remedy), remedy]) {
      if (sentence !== '') about.set(sentence, (about.get(sentence) ?? new Set()).add(nameOf(group)));
    }
  return [...about].slice(0, MOST_REMEDIES).map(([remedy, names]) => {
    const [first = ''] = names;
    return {
      label: 'Do',
      value: `${first}${names.size > 1 ? ` and ${names.size - 1} more` : ''}: ${remedy}`,
    };
  });
}

function tableOf(judged: readonly Judged[], price: number | null): NonNullable<Finding['table']> {
  return {
    // A phone shows the first two columns.
    columns: [
      'Query',
      'Why',
      'Took',
      'Times',
      'Scanned',
      ...(price === null ? [] : ['Price']),
      'Queued',
      'State',
      'Last',
    ],
    rows: judged.map(({ group, reasons, failure }) => [
      truncate(group.what, WHAT_LENGTH),
      [...reasons.map(({ words }) => words), ...(failure === '' ? [] : [failure])].join('; '),
      tookText(group),
      String(group.times),
      bytesText(group.billedBytes),
      ...(price === null ? [] : [aboutDollars(billedTb(group.billedBytes) * price)]),
      formatDuration(group.slowest.queuedMs),
      stateText(group),
      formatTime(group.lastAt),
    ]),
  };
}

/** `33s, usually 9s`. */
function tookText({ slowest, usualMs }: QueryGroup): string {
  const took = formatDuration(slowest.tookMs);
  return usualMs === null ? took : `${took}, usually ${formatDuration(usualMs)}`;
}

function stateText({ slowest, failed, times }: QueryGroup): string {
  if (slowest.state === 'running' || slowest.state === 'waiting') return slowest.state;
  if (failed === 0) return 'succeeded';
  return failed === times ? 'failed' : `${failed} of ${times} failed`;
}
