/** Finds procedures: by id, by words, and for an alarm. Says why each was found, so a wrong guess can be seen as one. */

import type { Procedure, Runbook } from './runbook.ts';
import type { Word } from './words.ts';

import { matchesPattern, specificity } from '../lib/pattern.ts';
import { likeness, wordsOf } from './words.ts';

export interface FoundProcedure {
  readonly procedure: Procedure;
  /** Higher is better; only comparable within one search. */
  readonly score: number;
  /** A clause: `"glue" is in its symptoms`. */
  readonly because: string;
}

export interface AlarmProcedure {
  readonly procedure: Procedure;
  readonly because: string;
  /** Whether the runbook says so, or words enough do; otherwise it is only worth a look. */
  readonly certain: boolean;
}

interface Match {
  readonly word: Word;
  readonly field: Field;
  readonly likeness: number;
}

type Field = (typeof FIELDS)[number];

const FIELDS = ['title', 'kind', 'symptoms', 'causes'] as const;
const FIELD_WEIGHT: Readonly<Record<Field, number>> = { title: 3, kind: 2, symptoms: 2, causes: 1 };

/**
 * Words that stand in every alarm, so that sharing one says nothing about which procedure is meant. `docs/runbooks.md`
 * lists them too.
 */
const ALARM_WORDS = wordsOf(
  'alarm alert available aws change cloudwatch crossed data datapoint dev emergency equal error etl evaluation event ' +
    'exception failed fired greater high issue job last less low message metric minimum notification out period ' +
    'pipeline problem procedure prod result seconds service state status test threshold transition troubleshooting value',
);
/** What a word counts for an alarm, by where the procedure has it. */
const ALARM_WORTH: Readonly<Record<Field, number>> = { title: 3, kind: 0, symptoms: 2, causes: 1 };
/** At least this much, of two words or more, and the procedure fits. */
const FITS = { score: 5, words: 2 } as const;
/** At least this much, and it is worth offering as a maybe. */
const MAYBE_SCORE = 2;

/** The procedure with this id, or null. */
export function procedureById(runbook: Runbook, id: string): Procedure | null {
  return runbook.procedures.find((procedure) => procedure.id === id) ?? null;
}

/** The procedures that share words with what was asked, best first. An id finds its procedure and nothing else. */
export function findProcedures(runbook: Runbook, words: string): readonly FoundProcedure[] {
  const named = procedureById(runbook, words.trim());
  if (named !== null) return [{ procedure: named, score: Infinity, because: 'that is its id' }];
  return rank(runbook.procedures, wordsOf(words)).map(({ procedure, score, matches }) => ({
    procedure,
    score,
    because: explain(matches),
  }));
}

/** The emergency or troubleshooting procedure that shares the most telling words with the text; null when none does. */
export function procedureByWords(runbook: Runbook, text: string): AlarmProcedure | null {
  const telling = wordsOf(text).filter(({ stem }) => ALARM_WORDS.every((word) => word.stem !== stem));
  const [best] = forAlarms(runbook)
    .map((procedure) => {
      // Only whole words: "delivery" is no "deliberate".
      const matches = matchesOf(procedure, telling).filter((match) => match.likeness === 1);
      return { procedure, matches, score: matches.reduce((sum, { field }) => sum + ALARM_WORTH[field], 0) };
    })
    // Of equals the one whose title says it.
    .toSorted((a, b) => b.score - a.score || inTitle(b.matches) - inTitle(a.matches));
  if (best === undefined || best.score < MAYBE_SCORE) return null;
  const certain = best.score >= FITS.score && best.matches.length >= FITS.words;
  return opened(runbook, { procedure: best.procedure, because: explain(best.matches), certain });
}

/** The procedure with the most specific **Alarms** pattern that the name fits, or null: what the runbook says, without a guess. */
export function procedureByPattern(runbook: Runbook, alarmName: string): AlarmProcedure | null {
  const candidates = forAlarms(runbook).flatMap((procedure) =>
    procedure.alarms
      .filter((pattern) => matchesPattern(pattern, alarmName))
      .map((pattern) => ({ procedure, pattern, specificity: specificity(pattern) })),
  );
  const [first, ...rest] = candidates;
  if (first === undefined) return null;
  const best = rest.reduce((winner, each) => (each.specificity > winner.specificity ? each : winner), first);
  return opened(runbook, {
    procedure: best.procedure,
    because: `its alarm name fits ${best.pattern}`,
    certain: true,
  });
}

function forAlarms(runbook: Runbook): readonly Procedure[] {
  return runbook.procedures.filter(({ kind }) => kind === 'emergency' || kind === 'troubleshooting');
}

function opened(runbook: Runbook, found: AlarmProcedure): AlarmProcedure {
  const target = found.procedure.opens === null ? null : procedureById(runbook, found.procedure.opens);
  if (target === null) return found;
  return {
    ...found,
    procedure: target,
    because: `${found.because}, and "${found.procedure.title}" opens it`,
  };
}

function rank(
  procedures: readonly Procedure[],
  words: readonly Word[],
): readonly { readonly procedure: Procedure; readonly score: number; readonly matches: readonly Match[] }[] {
  const matched = procedures.map((procedure) => ({ procedure, matches: matchesOf(procedure, words) }));
  const found = (word: Word) =>
    matched.filter(({ matches }) => matches.some((match) => match.word === word)).length;
  // A word that few procedures have says more about which one is meant.
  const rarity = new Map(
    words.map((word) => [word, Math.log(1 + procedures.length / Math.max(1, found(word)))]),
  );
  return matched
    .filter(({ matches }) => matches.length > 0)
    .map(({ procedure, matches }) => ({ procedure, matches, score: scoreOf(procedure, matches, rarity) }))
    .toSorted((a, b) => b.score - a.score);
}

function matchesOf(procedure: Procedure, words: readonly Word[]): readonly Match[] {
  const { title, kind, symptoms, causes } = procedure;
  const texts: Readonly<Record<Field, string>> = {
    title,
    kind,
    symptoms: symptoms.join(' '),
    causes: causes.join(' '),
  };
  const fields = FIELDS.map((field) => ({ field, words: wordsOf(texts[field]) }));
  return words.flatMap((word) => {
    const matches = fields
      .map((each) => ({ word, field: each.field, likeness: bestLikeness(word, each.words) }))
      .filter((match) => match.likeness > 0)
      .toSorted((a, b) => worth(b) - worth(a));
    return matches.slice(0, 1);
  });
}

function bestLikeness(word: Word, others: readonly Word[]): number {
  return others.reduce((best, other) => Math.max(best, likeness(word, other)), 0);
}

function worth(match: Match): number {
  return FIELD_WEIGHT[match.field] * match.likeness;
}

function scoreOf(procedure: Procedure, matches: readonly Match[], rarity: ReadonlyMap<Word, number>): number {
  const score = matches.reduce((sum, match) => sum + worth(match) * (rarity.get(match.word) ?? 0), 0);
  // Of two titles with the word, the one that says little else is meant.
  return score + inTitle(matches) / Math.max(1, wordsOf(procedure.title).length);
}

function inTitle(matches: readonly Match[]): number {
  return matches.filter(({ field }) => field === 'title').length;
}

function explain(matches: readonly Match[]): string {
  const clauses = FIELDS.flatMap((field) => {
    const words = matches.filter((match) => match.field === field).map((match) => `"${match.word.written}"`);
    if (words.length === 0) return [];
    if (field === 'kind') return [`${words.join(', ')} is its kind`];
    return [`${words.join(', ')} ${words.length === 1 ? 'is' : 'are'} in its ${field}`];
  });
  return clauses.join('; ');
}
