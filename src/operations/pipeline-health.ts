/**
 * One verdict over a pipeline, stage by stage. What was looked at comes as parts, each with a clause that says how it is;
 * a stage is as well as its worst part, and one whose upstream is ill waits. Pure.
 */

import type { Estate, StageEstate } from './estate.ts';
import type { Finding, Verdict } from './finding.ts';
import type { StageLine } from './stage-words.ts';

import { count, truncate } from '../lib/text.ts';
import { finding } from './findings.ts';
import { formatTime } from '../lib/moment.ts';
import { stagesChain, stagesLine } from './stage-words.ts';
import { worst, worstFirst } from './verdicts.ts';

/** One thing that was looked at: a job, an alarm, a stream, a layer of the lake. */
export interface Part {
  /** The stage that it belongs to; null for what is of none. */
  readonly stage: string | null;
  /** `silver-users`. */
  readonly name: string;
  readonly verdict: Verdict;
  /** A clause: `failed twice, out of memory`. */
  readonly words: string;
  /** Since when it is so, milliseconds; null where nobody can say. */
  readonly since: number | null;
  /** The command that says more. */
  readonly more: string;
  /** Whether it is not known because calls about it were refused. */
  readonly isRefused?: boolean;
  /** What was looked at where that was not all of it: `2 of 5 tables of todo-etl-silver`. */
  readonly only?: string;
}

/** A kind of parts that could not be asked for, with the sentence why. */
export interface Unasked {
  readonly what: string;
  readonly because: string;
  /** The stages that name something of it: of those without any other part nothing is known. */
  readonly stages: readonly string[];
}

/** All that was looked at. */
export interface Looked {
  readonly parts: readonly Part[];
  readonly unasked: readonly Unasked[];
  /** Why most of the calls were refused that were, as a clause; null where it is not one cause. */
  readonly refused?: string | null;
  readonly now: number;
}

/** More than anybody's pipeline has, and little enough to be kept with a run. */
const ROWS = 2_000;
/** More does not fit the notification of a phone, and is cut where it is drawn. */
const MOST_OF_SUMMARY = 400;
const MOST_OF_NAME = 60;
const NEXT = 4;

/** What is told of the whole pipeline. */
export function healthFinding(estate: Estate, { parts, unasked, refused = null, now }: Looked): Finding {
  const stages = stagesOf(estate, parts, unasked);
  const ill = worstFirst(
    parts.filter(({ verdict }) => verdict !== 'ok'),
    ({ verdict }) => verdict,
  );
  const only = parts.flatMap((part) => (part.only === undefined ? [] : [part.only]));
  const verdict = worst([...parts.map((part) => part.verdict), ...unasked.map(() => 'unknown' as const)]);
  const head = `${estate.pipeline ?? 'this account'}: ${headline(ill, { parts, unasked, refused })}.`;
  const lines = stages.map((stage) => lineOf(stage, stages));
  const line = stagesLine(lines, MOST_OF_SUMMARY - head.length - 1);
  return finding({
    verdict,
    summary: `${head} ${line}`.trim(),
    ...(lines.length > 1 && parts.length > 0 ? { clue: stagesChain(lines) } : {}),
    trueAt: now,
    facts: [
      ...unasked.map(({ what, because }) => ({ label: `Not known: ${what}`, value: because })),
      ...(only.length === 0 ? [] : [{ label: 'Looked at only', value: only.join(', ') }]),
    ],
    table:
      ill.length === 0
        ? null
        : {
            columns: ['Stage', 'What', 'How it is', 'Since'],
            rows: ill
              .slice(0, ROWS)
              .map(({ stage, name: part, words, since }) => [
                stage ?? '',
                part,
                words,
                since === null ? '' : formatTime(since),
              ]),
          },
    next: [...new Set(ill.map(({ more }) => more))].slice(0, NEXT),
  });
}

interface Stage {
  readonly name: string;
  readonly after: readonly string[];
  readonly parts: readonly Part[];
  readonly verdict: Verdict;
}

/** The stages in their order, and one more for what belongs to none of them, where there is such a thing. */
function stagesOf({ stages }: Estate, parts: readonly Part[], unasked: readonly Unasked[]): readonly Stage[] {
  const known = new Set(stages.map(({ name }) => name));
  const others = parts.filter(({ stage }) => stage === null || !known.has(stage));
  const all: readonly Pick<StageEstate, 'name' | 'after'>[] =
    others.length === 0 ? stages : [...stages, { name: 'others', after: [] }];
  return all.map(({ name, after }) => {
    const own = known.has(name) ? parts.filter(({ stage }) => stage === name) : others;
    const isUnknown = own.length === 0 && unasked.some((kind) => kind.stages.includes(name));
    const verdict = isUnknown ? 'unknown' : worst(own.map((part) => part.verdict));
    return { name, after, parts: own, verdict };
  });
}

function lineOf(stage: Stage, stages: readonly Stage[]): StageLine {
  const { name, parts, verdict } = stage;
  const [first] = worstFirst(parts, (part) => part.verdict);
  return { name, verdict, waits: waits(stage, stages), worst: first ?? null };
}

/** Whether a stage that it comes after, directly or through others, fails: what it needs may never come. */
function waits({ after }: Stage, stages: readonly Stage[], seen: ReadonlySet<string> = new Set()): boolean {
  return stages
    .filter(({ name }) => after.includes(name) && !seen.has(name))
    .some((before) => before.verdict === 'fail' || waits(before, stages, new Set([...seen, before.name])));
}

function headline(
  ill: readonly Part[],
  { parts, unasked, refused = null }: Pick<Looked, 'parts' | 'unasked' | 'refused'>,
): string {
  const [first] = ill;
  if (parts.length === 0 && unasked.length > 0 && refused !== null) return refused;
  const why = refused === null ? '' : `: ${refused}`;
  if (first === undefined) {
    if (unasked.length > 0)
      return `${unasked.map(({ what }) => what).join(' and ')} could not be asked${why}`;
    return parts.length === 0 ? 'nothing to look at' : `all well, ${count(parts.length, 'part')} looked at`;
  }
  const since = Math.min(
    ...ill
      .filter(({ verdict, stage }) => verdict === first.verdict && stage === first.stage)
      .map((part) => part.since ?? Infinity),
  );
  const stage = first.stage ?? first.name;
  const from = Number.isFinite(since) ? ` since ${formatTime(since)}` : '';
  return `${truncate(stage, MOST_OF_NAME)} ${SAID[first.verdict]}${from}${first.isRefused === true ? why : ''}`;
}

const SAID: Readonly<Record<Verdict, string>> = {
  ok: 'is well',
  warn: 'wants a look',
  fail: 'fails',
  unknown: 'is not known',
};
