/**
 * Rules of quality that are asked together, as the run keeps them: its letter before anything is sent, and its token between
 * two looks. What is about to be sent stands in it word for word, at most a few at once; nothing else is ever sent.
 */

import type { QueryEnd } from '../../operations/query-finding.ts';

import { z } from 'zod';

import { outcomeShape } from '../../operations/rule-outcome.ts';
import { bytesText } from '../../operations/units.ts';
import { letterShape } from './letter.ts';

const about = outcomeShape.pick({ name: true, table: true, wanted: true });

const ruleShape = z.discriminatedUnion('state', [
  /** To be sent when there is room, if by then it is the same. */
  z.object({ state: z.literal('waiting'), about, digest: z.string() }),
  /** Sent at the next turn, and maybe before; `mayRun` where that cannot be ruled out. */
  z.object({ state: z.literal('sending'), about, letter: letterShape, mayRun: z.boolean() }),
  z.object({
    state: z.literal('asked'),
    about,
    id: z.string(),
    digest: z.string(),
    since: z.number(),
    scannedBytes: z.number(),
  }),
  z.object({ state: z.literal('over'), outcome: outcomeShape }),
]);

const workShape = z.object({
  rules: z.array(ruleShape).readonly(),
  /** The most bytes that all of them may scan together. */
  upTo: z.number(),
  /** How many were expected; null where nobody could say. */
  expected: z.number().nullable(),
  leftOut: z.object({
    withheld: z.array(z.object({ name: z.string(), level: z.string() })).readonly(),
    more: z.number(),
  }),
  /** When AWS last answered of one of them, milliseconds. */
  heardAt: z.number(),
});

export type RuleUnderWay = Readonly<z.infer<typeof ruleShape>>;
export type Asked = Extract<RuleUnderWay, { state: 'asked' }>;
export type Sending = Extract<RuleUnderWay, { state: 'sending' }>;
export interface Work extends Readonly<z.infer<typeof workShape>> {}

/** As many as run in Athena at once: its queue is everybody's. */
export const MOST_AT_ONCE = 3;

/** Reads what was written by `JSON.stringify`. */
export function readWork(text: string): Work {
  return workShape.parse(JSON.parse(text));
}

/** How they came out, as far as they are over. */
export function outcomesOf({ rules }: Work) {
  return rules.flatMap((rule) => (rule.state === 'over' ? [rule.outcome] : []));
}

export function isDone({ rules }: Work): boolean {
  return rules.every(({ state }) => state === 'over');
}

/** How much room there is in Athena. */
export function roomIn({ rules }: Work): number {
  return MOST_AT_ONCE - rules.filter(({ state }) => state === 'asked' || state === 'sending').length;
}

/** What the others leave of what all may scan together. */
export function bytesLeft({ rules, upTo }: Work, but: RuleUnderWay): number {
  return rules.reduce((left, rule) => (rule === but ? left : left - scannedBy(rule)), upTo);
}

/** `4 of 7 rules asked, 120 MB of about 2.3 GB scanned`. */
export function workWords({ rules, expected }: Work): string {
  const asked = rules.filter(({ state }) => state === 'asked' || state === 'over').length;
  const scanned = bytesText(rules.reduce((sum, rule) => sum + scannedBy(rule), 0));
  const of =
    expected === null ? `${scanned} scanned so far` : `${scanned} of about ${bytesText(expected)} scanned`;
  return `${asked} of ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} asked, ${of}`;
}

/** What a query scanned that has ended so, which is billed unless it failed. */
export function costOf({ scannedBytes }: Pick<QueryEnd, 'scannedBytes'>, hasFailed = false) {
  return { scannedBytes, isBilled: !hasFailed };
}

function scannedBy(rule: RuleUnderWay): number {
  if (rule.state === 'asked') return rule.scannedBytes;
  return rule.state === 'over' ? rule.outcome.scannedBytes : 0;
}
