/**
 * What was read of CloudTrail, and who it says made a change that something else told of. What it does not tell is said:
 * it is minutes behind, and a look has an end. Pure.
 */

import type { Fact } from '../alarms/event.ts';
import type { Subject, TrailDeed, TrailEvent, WatchedEvent } from './trail-event.ts';

import { formatDuration } from '../lib/duration.ts';
import { formatTime } from '../lib/moment.ts';
import { isSameSubject } from './trail-event.ts';

export interface TrailReading {
  /** The newest first. */
  readonly events: readonly TrailEvent[];
  /** Names of events of which there are more than were read; the oldest that was read of each, milliseconds. */
  readonly cut: readonly { readonly name: WatchedEvent; readonly since: number }[];
  /** Names that were not looked up at all. */
  readonly left: readonly WatchedEvent[];
  /** The sentence of what was refused; null where all was answered. */
  readonly refused: string | null;
}

/** By when an event is there, mostly: AWS says about five minutes, and promises nothing. */
export const TRAIL_LAG_MS = 15 * 60_000;
/** How far apart the moment of an event and that of what it did may be. */
const APART_MS = 2 * 60_000;

/** The event of this deed on this thing at about that time; null where none is known. */
export function eventAt(
  { events }: Pick<TrailReading, 'events'>,
  wanted: { readonly subject: Subject; readonly deeds: readonly TrailDeed[]; readonly at: number | null },
): TrailEvent | null {
  const { subject, deeds, at } = wanted;
  if (at === null) return null;
  const near = events
    .filter((event) => deeds.includes(event.deed) && Math.abs(event.at - at) <= APART_MS)
    .filter((event) => isSameSubject(event.subject, subject))
    .toSorted((left, right) => Math.abs(left.at - at) - Math.abs(right.at - at));
  return near[0] ?? null;
}

/** What is said of who is not known: of these moments nobody is named. */
export function unknownWho(reading: TrailReading, nameless: readonly number[], now: number): readonly Fact[] {
  const { refused, cut, left } = reading;
  const young = nameless.filter((at) => at > now - TRAIL_LAG_MS);
  const old = nameless.length - young.length;
  const last = Math.max(...young);
  return [
    ...(refused === null ? [] : [{ label: 'Who', value: refused }]),
    ...(refused === null && young.length > 0
      ? [
          {
            label: 'Who',
            value: `CloudTrail is minutes behind: who made the change ${formatDuration(now - last)} ago may not be known yet. Ask again in ${formatDuration(TRAIL_LAG_MS)}.`,
          },
        ]
      : []),
    ...(refused === null && old > 0 && cut.length + left.length === 0
      ? [
          {
            label: 'Who',
            value: `CloudTrail names nobody for ${old === 1 ? 'one change' : `${old} changes`}. It may be further behind than usual; it keeps 90 days, and of this region.`,
          },
        ]
      : []),
    ...(cut.length === 0
      ? []
      : [
          {
            label: 'Read of CloudTrail',
            value: cut
              .map(({ name, since }) => `${name} back to ${formatTime(since)}, there are more`)
              .join('; '),
          },
        ]),
    ...(refused !== null || left.length === 0
      ? []
      : [{ label: 'Not looked up', value: `${left.join(', ')}: CloudTrail takes two look-ups a second` }]),
  ];
}
