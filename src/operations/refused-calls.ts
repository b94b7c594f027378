/**
 * The calls that a finding was refused, by their cause: expired credentials refuse a hundred calls, and are one sentence.
 * Pure.
 */

import type { Fact } from '../alarms/event.ts';
import type { Asked, Finding } from './finding.ts';

import { count } from '../lib/text.ts';

export interface Cause {
  /** What came and what to do next: `the AWS credentials have expired. Renew them, then try again.` */
  readonly because: string;
  /** The whole sentence of the first call that it hit. */
  readonly sentence: string;
  /** What was refused for it, each call once, in order. */
  readonly calls: readonly string[];
  /** How many calls it hit. */
  readonly hits: number;
  /** Whether there may be more hits than were counted. */
  readonly isCut: boolean;
}

/** A run that asks more has said enough: no more of its calls are written down. */
export const MOST_ASKED = 500;
/** How the sentence of a refused call begins. */
export const callWords = (call: string): string => `call ${call}`;

const NAMED = 2;
const MOST_OF_LABEL = 60;
const UNKNOWN = 'Not known: ';

/** What refused calls, the most frequent first. */
export function causesOf(asked: readonly Asked[]): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const { call, ok, error = '' } of asked) {
    if (ok) continue;
    const because = error.replace(`Could not ${callWords(call)}: `, '');
    const known = causes.get(because);
    const calls = known?.calls ?? [];
    causes.set(because, {
      because,
      sentence: known?.sentence ?? error,
      calls: calls.includes(call) ? calls : [...calls, call],
      hits: (known?.hits ?? 0) + 1,
      isCut: asked.length >= MOST_ASKED,
    });
  }
  return [...causes.values()].toSorted((one, other) => other.hits - one.hits);
}

/** The one cause of most that was refused, where it hit several calls: it is then why nothing is known. */
export function mainCause(asked: readonly Asked[]): Cause | null {
  const causes = causesOf(asked);
  const [first] = causes;
  const all = causes.reduce((sum, { hits }) => sum + hits, 0);
  return first !== undefined && first.hits > 1 && first.hits > all / 2 ? first : null;
}

/** `the AWS credentials have expired, 117 calls were not answered`: a clause, without what to do about it. */
export function causeClause(cause: Cause): string {
  return `${parted(cause).what}, ${hitWords(cause)}`;
}

/** `The AWS credentials have expired: 117 calls were not answered. Renew them, then try again.` */
export function causeSentence(cause: Cause): string {
  const { what, remedy } = parted(cause);
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${hitWords(cause)}.${remedy === '' ? '' : ` ${remedy}`}`;
}

/** The finding with one sentence for each cause that hit several calls, instead of one for each call. */
export function oncePerCause(finding: Finding, asked: readonly Asked[]): Finding {
  const causes = causesOf(asked).filter(({ hits }) => hits > 1);
  const ofSummary = causes.find((cause) => isFor(cause, finding.summary));
  return {
    ...finding,
    summary: ofSummary === undefined ? finding.summary : causeSentence(ofSummary),
    facts: causes.reduce(merged, finding.facts),
  };
}

/** The facts that say this cause as one, where there are several. */
function merged(facts: readonly Fact[], cause: Cause): readonly Fact[] {
  const same = facts.filter(({ value }) => isFor(cause, value));
  const [first, ...others] = same;
  if (first === undefined || others.length === 0) return facts;
  const labels = [...new Set(same.map(({ label }) => label.replace(UNKNOWN, '')))];
  const all = labels.join(', ');
  const more = labels.length - NAMED;
  const named =
    more > 0 && all.length > MOST_OF_LABEL ? `${labels.slice(0, NAMED).join(', ')} and ${more} more` : all;
  const told = { label: `${UNKNOWN}${named}`, value: causeSentence(cause) };
  return facts.flatMap((fact) => (fact === first ? [told] : same.includes(fact) ? [] : [fact]));
}

function isFor({ because }: Cause, sentence: string): boolean {
  return sentence === because || sentence.endsWith(`: ${because}`);
}

function hitWords({ hits, isCut }: Cause): string {
  return `${isCut ? 'at least ' : ''}${count(hits, 'call')} ${hits === 1 ? 'was' : 'were'} not answered`;
}

function parted({ because }: Cause): { readonly what: string; readonly remedy: string } {
  const [, what = because, remedy = ''] = /^(.*?)\.(?:\s+(.*))?$/s.exec(because) ?? [];
  return { what, remedy };
}
