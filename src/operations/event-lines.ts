/** The lines of log events of many streams, each still known by its event: what one event tells counts once. */

import type { Pause } from './in-slices.ts';
import type { LogEvent, ReadLines } from './log-lines.ts';
import type { LogLine } from './log-errors.ts';

import { traitsOf } from './log-errors.ts';
import { readLines } from './log-lines.ts';

export interface EventLines {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Of each event that tells of an error the first line that does. */
  readonly heads: readonly LogLine[];
  /** Of each line the index of its event. */
  readonly events: readonly number[];
  readonly hadMore: boolean;
  readonly hadLonger: boolean;
}

/**
 * The lines of these events, oldest first, at most so many. Each stream is read by itself: what a line of one leaves open,
 * such as a private key, no line of another closes.
 */
export async function readEventLines(
  events: readonly (LogEvent & { readonly stream: string })[],
  most: number,
  pause: Pause,
): Promise<EventLines> {
  const streams = Map.groupBy(events.keys(), (index) => events[index]?.stream);
  const read: ReadLines[] = [];
  let room = most;
  for (const indices of streams.values()) {
    // Two events may be of one millisecond, so they are told apart by their place.
    const placed = indices.map((index) => ({ at: index, message: events[index]?.message ?? '' }));
    const ofStream = await readLines(placed, room, pause);
    room -= ofStream.lines.length;
    read.push(ofStream);
  }
  const inOrder = read.flatMap(({ lines }) => lines).toSorted((left, right) => left.at - right.at);
  const lines = inOrder.map((line) => ({ ...line, at: events[line.at]?.at ?? 0 }));
  const ofEvents = inOrder.map(({ at }) => at);
  const seen = new Set<number>();
  const heads = lines.filter((line, index) => {
    const event = ofEvents[index] ?? -1;
    if (seen.has(event) || !traitsOf(line).isError) return false;
    seen.add(event);
    return true;
  });
  return {
    lines,
    heads,
    events: ofEvents,
    hadMore: read.some(({ hadMore }) => hadMore),
    hadLonger: read.some(({ hadLonger }) => hadLonger),
  };
}
