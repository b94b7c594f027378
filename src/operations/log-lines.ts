/**
 * The events of a log as lines that can be shown and asked: cut first, then redacted in their order, then read, in
 * slices. Whatever a run writes, the work is bounded by the lines asked for, and what was cut is told.
 */

import type { Pause } from './in-slices.ts';
import type { LogLine } from './log-errors.ts';

import { createRedactor, type Redactor } from '../lib/redact.ts';
import { storableText, truncate } from '../lib/text.ts';
import { mapInSlices, SLICE_CHARACTERS } from './in-slices.ts';
import { readLine } from './log-errors.ts';

/** As it came. */
export interface LogEvent {
  /** Milliseconds. */
  readonly at: number;
  readonly message: string;
}

export interface ReadLines {
  /** Oldest first, redacted, none blank, with their traits. */
  readonly lines: readonly LogLine[];
  /** Whether the events had more lines than were asked for. */
  readonly hadMore: boolean;
  /** Whether a line or an event was longer than is read. */
  readonly hadLonger: boolean;
}

/** Of one event: no more than is worked through in one slice. */
export const LONGEST_EVENT = SLICE_CHARACTERS;
export const LONGEST_LINE = 2_000;
/** How far before its cut end an event is searched for a white space. */
const SEARCHED = 2 * LONGEST_LINE;

/** The last `most` lines of these events of one stream, oldest first. */
export async function readLines(events: readonly LogEvent[], most: number, pause: Pause): Promise<ReadLines> {
  const last = most < 1 ? [] : events.slice(-most);
  const redactNext = createRedactor();
  const split = await mapInSlices(last, {
    charactersOf: ({ message }) => Math.min(message.length, LONGEST_EVENT),
    map: (event) => linesOf(event, redactNext),
    pause,
  });
  const all = split.flatMap(({ lines }) => lines);
  const asked = most < 1 ? [] : all.slice(-most);
  return {
    lines: await mapInSlices(asked, { charactersOf: ({ text }) => text.length, map: readLine, pause }),
    hadMore: last.length < events.length || asked.length < all.length,
    hadLonger: split.some(({ hadLonger }) => hadLonger),
  };
}

/** How many lines an event has at most, those that are shown of it: what a secret takes is not known yet. */
export function countLines(message: string): number {
  let lines = 0;
  for (const line of message.slice(0, LONGEST_EVENT).split('\n')) if (line.trim() !== '') lines += 1;
  return lines;
}

// A private key may span the lines of one event, and events, so each is redacted after those before it and as a whole;
// and a line is cut after it was redacted, because the rest of a secret is no longer known as one.
function linesOf(
  { at, message }: LogEvent,
  redactNext: Redactor,
): {
  readonly lines: readonly LogLine[];
  readonly hadLonger: boolean;
} {
  const whole = redactNext(storableText(beginning(message)))
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return {
    lines: whole.map((text) => ({ at, text: truncate(text, LONGEST_LINE) })),
    hadLonger: message.length > LONGEST_EVENT || whole.some((text) => text.length > LONGEST_LINE),
  };
}

/**
 * An event that is too long, up to a white space: half of a token would not be known as a secret. Without one in the
 * last two lines' length it is cut anywhere: what is shown of that line ends a line's length before, and no secret that
 * is known by its end alone is so long.
 */
function beginning(message: string): string {
  if (message.length <= LONGEST_EVENT) return message;
  const cut = message.slice(0, LONGEST_EVENT);
  const near = cut.slice(-SEARCHED).search(/\s\S*$/);
  return near === -1 ? cut : cut.slice(0, LONGEST_EVENT - SEARCHED + near);
}
