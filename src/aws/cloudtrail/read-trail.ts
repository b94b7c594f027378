/**
 * Looks up in CloudTrail who changed what: by the names of the events that are watched, as everything that reads is in
 * there too. So many look-ups and no more; what they did not reach is told with what they brought.
 */

import type { Event } from '@aws-sdk/client-cloudtrail';
import type { TrailReading } from '../../operations/trail.ts';
import type { TrailEvent, WatchedEvent } from '../../operations/trail-event.ts';
import type { Call } from '../makers.ts';
import type { LookUps } from '../look-ups.ts';

import { trailEvents } from '../../operations/trail-event.ts';
import { answerOrReport } from '../refusals.ts';

export interface TrailWish {
  readonly name: WatchedEvent;
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** An event may be told a little before or after what it did. */
const MARGIN_MS = 120_000;
const PAGE_SIZE = 50;
const PAGES_A_NAME = 3;
/** Two a second: nobody waits much longer than ten seconds for all of them. */
const MOST_LOOK_UPS = 20;
/** Of what nobody asked for: several incidents at once share the two a second, and a clue stands without who. */
const MOST_UNASKED = 4;
/** CloudTrail tells times in whole seconds. */
const SECOND_MS = 1_000;

/**
 * What CloudTrail says, the most important wish first: what is left in the end is not looked up. The first refusal ends
 * it, as the next look-up would get it too.
 */
export async function readTrail(
  wishes: readonly TrailWish[],
  call: Call,
  lookUps: LookUps,
): Promise<TrailReading> {
  const events: TrailEvent[] = [];
  const cut: { readonly name: WatchedEvent; readonly since: number }[] = [];
  let left = call.by.kind === 'handrail' ? MOST_UNASKED : MOST_LOOK_UPS;
  const unasked = (place: number): readonly WatchedEvent[] => wishes.slice(place).map(({ name }) => name);
  call.tally?.expect(wishes.length);
  for (const [place, { name, from, to }] of wishes.entries()) {
    if (left === 0) return { events: newestFirst(events), cut, left: unasked(place), refused: null };
    let token: string | undefined;
    let since = to;
    for (let page = 0; page < PAGES_A_NAME && left > 0; page += 1) {
      left -= 1;
      const answer = await answerOrReport(
        lookUps.turn(call, () =>
          call.clients.cloudTrail.lookupEvents(
            {
              LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
              StartTime: new Date(Math.floor(from / SECOND_MS) * SECOND_MS),
              EndTime: new Date(Math.ceil(to / SECOND_MS) * SECOND_MS),
              MaxResults: PAGE_SIZE,
              NextToken: token,
            },
            { abortSignal: call.signal },
          ),
        ),
        { doing: 'look up in CloudTrail who changed what', action: 'cloudtrail:LookupEvents' },
      );
      if (!answer.ok)
        return { events: newestFirst(events), cut, left: unasked(place), refused: answer.error.sentence };
      const { Events = [], NextToken } = answer.value;
      events.push(...Events.flatMap(eventsOf));
      since = Math.min(since, ...Events.map(({ EventTime }) => EventTime?.getTime() ?? since));
      token = NextToken === '' ? undefined : NextToken;
      if (token === undefined) break;
    }
    if (token !== undefined) cut.push({ name, since });
    call.tally?.readOne();
  }
  return { events: newestFirst(events), cut, left: [], refused: null };
}

/** Looks this event up for as long as it takes to reach all of these moments; not at all for none. */
export function around(name: WatchedEvent, times: readonly number[]): readonly TrailWish[] {
  if (times.length === 0) return [];
  return [{ name, from: Math.min(...times) - MARGIN_MS, to: Math.max(...times) + MARGIN_MS }];
}

/** An event that is not told as expected is none that names anybody. */
function eventsOf({ EventTime, CloudTrailEvent }: Event): readonly TrailEvent[] {
  if (EventTime === undefined || CloudTrailEvent === undefined) return [];
  const told = trailEvents(CloudTrailEvent, EventTime.getTime());
  return told.ok ? told.value : [];
}

function newestFirst(events: readonly TrailEvent[]): readonly TrailEvent[] {
  return events.toSorted((left, right) => right.at - left.at);
}
