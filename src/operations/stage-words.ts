/**
 * How the stages of a pipeline are in one line of a sentence that fits a phone: `ingestion ok · SILVER silver-users failed
 * twice · gold waits`. What is well gives way first, then what waits, then the least ill. Pure.
 */

import type { Verdict } from './finding.ts';

import { count, truncate } from '../lib/text.ts';
import { worstFirst } from './verdicts.ts';

/** How one stage is. */
export interface StageLine {
  readonly name: string;
  readonly verdict: Verdict;
  /** Of one that is well: that what it comes after fails. */
  readonly waits: boolean;
  /** Of one that is not well: its worst part, and how that is. */
  readonly worst: { readonly name: string; readonly words: string } | null;
}

/** Of one stage. */
const MOST_OF_STAGE = 80;
const MOST_OF_NAME = 40;
const BETWEEN = ' · ';
/** Two lines of a phone, less the command. */
const CHAIN_ROOM = 120;

/** The lines in their order, in at most `room` characters. */
export function stagesLine(stages: readonly StageLine[], room: number): string {
  const ways = [
    () => stages.map(wordsOf),
    () => grouped(stages, (names, words) => `${names.join(', ')} ${words}`),
    () => grouped(stages, (names, words) => `${count(names.length, 'stage')} ${words}`),
  ];
  for (const way of ways) {
    const line = way().join(BETWEEN);
    if (line.length <= room) return line;
  }
  return worstOf(stages, room);
}

/** How data flows through them, in a few words each: `ingestion ok › SILVER FAILS › gold waits`. */
export function stagesChain(stages: readonly StageLine[], room = CHAIN_ROOM): string {
  const whole = stages.map(linkOf).join(' › ');
  return whole.length <= room ? whole : stretches(stages).join(' › ');
}

/** Those that are well, or wait, one after another as one: `3 stages ok › SILVER FAILS › 6 stages wait`. */
function stretches(stages: readonly StageLine[]): readonly string[] {
  const told: string[] = [];
  let like = 0;
  for (const [index, stage] of stages.entries()) {
    like += 1;
    const next = stages[index + 1];
    if (stage.verdict === 'ok' && next?.verdict === 'ok' && next.waits === stage.waits) continue;
    const words = stage.waits ? (like === 1 ? 'waits' : 'wait') : 'ok';
    told.push(like === 1 || stage.verdict !== 'ok' ? linkOf(stage) : `${count(like, 'stage')} ${words}`);
    like = 0;
  }
  return told;
}

const IN_CHAIN: Readonly<Record<Verdict, string>> = {
  ok: 'ok',
  warn: 'wants a look',
  fail: 'FAILS',
  unknown: 'not known',
};

function linkOf({ name, verdict, waits }: StageLine): string {
  const own = truncate(name, MOST_OF_NAME);
  const words = verdict === 'ok' && waits ? 'waits' : IN_CHAIN[verdict];
  return `${verdict === 'fail' ? own.toUpperCase() : own} ${words}`;
}

function wordsOf({ name, verdict, waits, worst }: StageLine): string {
  const own = truncate(name, MOST_OF_NAME);
  if (verdict === 'ok') return `${own} ${waits ? 'waits' : 'ok'}`;
  const head = verdict === 'unknown' ? own : own.toUpperCase();
  const words = worst === null ? 'not known' : `${truncate(worst.name, MOST_OF_NAME)} ${worst.words}`;
  return truncate(`${head} ${words}`, MOST_OF_STAGE);
}

/** Those that are well as one at the place of the first, and so are those that wait. */
function grouped(
  stages: readonly StageLine[],
  said: (names: readonly string[], words: string) => string,
): readonly string[] {
  const ok = stages.filter(({ verdict, waits }) => verdict === 'ok' && !waits);
  const waiting = stages.filter(({ verdict, waits }) => verdict === 'ok' && waits);
  const namesOf = (group: readonly StageLine[]): readonly string[] => group.map(({ name }) => name);
  return stages.flatMap((stage) => {
    if (stage.verdict !== 'ok') return [wordsOf(stage)];
    if (stage === ok[0]) return [said(namesOf(ok), 'ok')];
    if (stage === waiting[0]) return [said(namesOf(waiting), waiting.length === 1 ? 'waits' : 'wait')];
    return [];
  });
}

/** As many of the worst as there is room for, in the order of the stages, and how many more there are. */
function worstOf(stages: readonly StageLine[], room: number): string {
  const ranked = worstFirst(stages, ({ verdict }) => verdict);
  for (let kept = ranked.length - 1; kept > 0; kept -= 1) {
    const told = new Set(ranked.slice(0, kept));
    const words = stages.filter((stage) => told.has(stage)).map(wordsOf);
    const line = [...words, `${stages.length - kept} more`].join(BETWEEN);
    if (line.length <= room) return line;
  }
  return count(stages.length, 'stage');
}
