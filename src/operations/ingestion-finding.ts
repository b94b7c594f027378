/** Whether data comes in, in one finding: the worst part first, and how many records came against what is usual. Pure. */

import type { Fact } from '../alarms/event.ts';
import type { Finding, Link } from './finding.ts';
import type { Part } from './ingestion-part.ts';
import type { Hour } from './usual-records.ts';

import { count } from '../lib/text.ts';
import { asTyped } from './arguments.ts';
import { finding } from './findings.ts';
import { formatTime } from '../lib/moment.ts';
import { clauseOf, signsOf, signWords, titleOf, verdictOf } from './ingestion-part.ts';
import { hourWords, inputClue, recordsSeries } from './usual-records.ts';
import { worst, worstFirst } from './verdicts.ts';

/** What is wrong, in the summary; the table has the rest. */
const NAMED = 3;
const KINDS = ['table', 'delivery stream', 'function'] as const;

export interface Ingestion {
  readonly parts: readonly Part[];
  /** Of all delivery streams together, the newest first; null when not all were read, or there are none. */
  readonly hours: readonly Hour[] | null;
  /** What could not be read of no part in particular. */
  readonly unread: readonly Fact[];
  /** The sentence why, where of no part anything could be read; null otherwise. */
  readonly refused: string | null;
}

/** What is told of these parts. */
export function ingestionFinding(
  { parts, hours, unread, refused }: Ingestion,
  { trueAt, links }: { readonly trueAt: number; readonly links: readonly Link[] },
): Finding {
  const told = worstFirst(parts, verdictOf);
  const clue = refused === null ? clueOf(told, hours) : null;
  return finding({
    verdict: worst(told.map(verdictOf)),
    summary: refused ?? summaryOf(told, hours),
    ...(clue === null ? {} : { clue }),
    trueAt,
    facts: [...unread, ...told.flatMap((part) => part.unread)],
    table: { columns: ['Part', 'How it is', 'Since', 'Figure'], rows: told.map(rowOf) },
    series: hours === null ? null : recordsSeries(hours),
    links,
    next: nextCommands(told),
  });
}

/** Of an estate that names no part of what brings data in. */
export function nothingNamed(pipeline: string | null, trueAt: number): Finding {
  const where = pipeline === null ? 'a pipeline' : `pipelines.${pipeline}`;
  return finding({
    verdict: 'unknown',
    summary: `Nothing is named whose data comes in. Write streams, delivery_streams and functions of a stage of ${where} into the configuration.`,
    trueAt,
  });
}

function summaryOf(told: readonly Part[], hours: readonly Hour[] | null): string {
  const signs = worstFirst(told.flatMap(signsOf), ({ verdict }) => verdict);
  const last = hours?.[0];
  if (signs.length === 0) {
    const counted = KINDS.flatMap((kind) => {
      const ofKind = told.filter((part) => part.kind === kind).length;
      return ofKind === 0 ? [] : [count(ofKind, kind)];
    });
    return `${counted.join(', ')}: all well${last === undefined ? '' : `, ${hourWords(last, true)}`}`;
  }
  const words = signs.slice(0, NAMED).map(signWords);
  const rest = signs.length - NAMED;
  const well = told.filter((part) => verdictOf(part) === 'ok').length;
  return `${words.join('; ')}${rest > 0 ? `; ${rest} more` : ''}. ${well} of ${count(told.length, 'part')} well`;
}

/** What is wrong first, and how much came in. */
function clueOf(told: readonly Part[], hours: readonly Hour[] | null): string | null {
  const [first] = worstFirst(told.flatMap(signsOf), ({ verdict }) => verdict);
  const last = hours?.[0];
  const parts = [
    first === undefined ? null : signWords(first),
    last === undefined ? null : inputClue(last, first === undefined),
  ];
  const clauses = parts.filter((part) => part !== null);
  return clauses.length === 0 ? null : clauses.join(', ');
}

function rowOf(part: Part): readonly string[] {
  const since = signsOf(part)[0]?.since ?? null;
  const told = since === null ? '' : since === 'before' ? 'long' : formatTime(since);
  return [titleOf(part), clauseOf(part), told, part.figure];
}

/** The logs of what is not well and writes one. */
function nextCommands(told: readonly Part[]): readonly string[] {
  return told
    .filter((part) => part.kind !== 'table' && ['fail', 'warn'].includes(verdictOf(part)))
    .map(({ kind, name }) => {
      const isAmbiguous = told.some((other) => other.name === name && other.kind === 'function');
      return `/etl logs ${asTyped(name)}${kind === 'delivery stream' && isAmbiguous ? ' --kind stream' : ''}`;
    });
}
