/** A part of what brings data in, and the signs of how it is: the worst of them is how the part is. Pure. */

import type { Fact } from '../alarms/event.ts';
import type { Verdict } from './finding.ts';
import type { Since } from './points.ts';

import { formatTime } from '../lib/moment.ts';
import { worst, worstFirst } from './verdicts.ts';

/** What counts of the last day were read for, and when. */
export interface Window {
  readonly now: number;
  readonly from: number;
}

export type PartKind = 'table' | 'delivery stream' | 'function';

/** One thing that was looked at, and is not well. */
export interface Sign {
  readonly verdict: Exclude<Verdict, 'ok'>;
  /** What it is about, mostly the part. */
  readonly subject: string;
  /** The rest of the sentence: `delivers 47m late`. */
  readonly words: string;
  readonly since: Since | null;
  /** What there is to say after that: `4,000 in the last hour, usually 12,000`. */
  readonly detail?: string;
}

export interface Part {
  readonly kind: PartKind;
  readonly name: string;
  /** Empty when all is well, and all was read. */
  readonly signs: readonly Sign[];
  /** How it is when it is well: `stream on`. */
  readonly well: string;
  /** What was counted: `1,204 invocations in the last hour`. */
  readonly figure: string;
  /** Why something of it could not be read. */
  readonly unread: readonly Fact[];
}

/** Why AWS gave no answer about something: it has no such thing, or the sentence. */
export interface Unread {
  readonly isMissing: boolean;
  readonly sentence: string;
}

/** `function todo-etl-cdc`: a function and a delivery stream are often called alike. */
export function titleOf({ kind, name }: Pick<Part, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

export function verdictOf({ signs }: Pick<Part, 'signs'>): Verdict {
  return worst(signs.map(({ verdict }) => verdict));
}

/** The signs of a part, the worst first. */
export function signsOf({ signs }: Pick<Part, 'signs'>): readonly Sign[] {
  return worstFirst(signs, ({ verdict }) => verdict);
}

/** A sign as a sentence: `todo-etl-cdc gets few records since 2026-11-12T02:00Z: 4,000 in the last hour, usually 12,000`. */
export function signWords({ subject, words, since, detail }: Sign): string {
  const from = since === null ? '' : since === 'before' ? ' for long' : ` since ${formatTime(since)}`;
  return `${subject} ${words}${from}${detail === undefined ? '' : `: ${detail}`}`;
}

/** How the part is, as a clause: its worst sign, and how many more there are. */
export function clauseOf(part: Part): string {
  const [sign, ...others] = signsOf(part);
  if (sign === undefined) return part.well;
  const isOwn = sign.subject === part.name || sign.subject === titleOf(part);
  return `${isOwn ? '' : `${sign.subject} `}${sign.words}${others.length === 0 ? '' : `, and ${others.length} more`}`;
}

/** What could not be read of a part, as its sign. */
export function unreadSign(part: Pick<Part, 'kind' | 'name'>, what: string): Sign {
  return { verdict: 'unknown', subject: titleOf(part), words: `${what}could not be read`, since: null };
}

/** A part that was not there, or about which nothing could be read. */
export function unknownPart(part: Pick<Part, 'kind' | 'name'>, { isMissing, sentence }: Unread): Part {
  const sign: Sign = isMissing
    ? { verdict: 'fail', subject: titleOf(part), words: 'does not exist here', since: null }
    : unreadSign(part, '');
  return {
    ...part,
    signs: [sign],
    well: '',
    figure: '',
    unread: isMissing ? [] : [{ label: titleOf(part), value: sentence }],
  };
}
