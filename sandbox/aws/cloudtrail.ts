/**
 * The event history of CloudTrail in the simulated account: who changed what. It holds what is recorded here and watches
 * nothing by itself. An event is there some minutes after it happened, as in AWS, and for ninety days.
 */

import { AwsRefusal } from './refusal.ts';

/** Who called, as CloudTrail tells it: a user, or a role under the name of a session. */
export type TrailUser =
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'role'; readonly role: string; readonly session: string };

export interface TrailEvent {
  readonly id: string;
  readonly at: number;
  /** `UpdateJob`; those of Lambda carry a date. */
  readonly name: string;
  /** `glue.amazonaws.com` */
  readonly source: string;
  readonly user: TrailUser;
  /** As CloudTrail writes them, with a small first letter. */
  readonly requestParameters: Readonly<Record<string, unknown>>;
  /** Of a call that was refused: it changed nothing. */
  readonly errorCode: string | null;
}

export type EventToRecord = Pick<TrailEvent, 'name' | 'source' | 'user' | 'requestParameters'> &
  Partial<Pick<TrailEvent, 'errorCode'>>;

export interface TrailQuery {
  /** Null for all. */
  readonly matches: ((event: TrailEvent) => boolean) | null;
  readonly from: number;
  readonly to: number;
}

export interface CloudTrail {
  /** Records an event of this moment. */
  record(event: EventToRecord): TrailEvent;
  /** Those that can be looked up by now, the newest first. Throws `ThrottlingException` where look-ups are counted. */
  lookUp(query: TrailQuery): readonly TrailEvent[];
}

export interface CloudTrailSources {
  readonly now: () => number;
  readonly newId: () => string;
  /** How many look-ups of a second are answered: 2 in AWS. */
  readonly lookUpsASecond: number;
}

/** "Typically within an average of about 5 minutes", says AWS. */
export const TRAIL_LAG_MS = 5 * 60_000;
const KEPT_MS = 90 * 86_400_000;
const SECOND_MS = 1_000;

/** A history without events. */
export function createCloudTrail({ now, newId, lookUpsASecond }: CloudTrailSources): CloudTrail {
  const events: TrailEvent[] = [];
  let lookUps: readonly number[] = [];

  function countLookUp(): void {
    const at = now();
    const lately = lookUps.filter((each) => each > at - SECOND_MS);
    if (lately.length >= lookUpsASecond) throw new AwsRefusal('ThrottlingException', 'Rate exceeded');
    lookUps = [...lately, at].slice(-Math.min(lookUpsASecond, 100));
  }

  return {
    record: (given) => {
      const event: TrailEvent = { errorCode: null, ...given, id: newId(), at: now() };
      events.push(event);
      return event;
    },
    lookUp: ({ matches, from, to }) => {
      countLookUp();
      const first = Math.max(from, now() - KEPT_MS);
      const last = Math.min(to, now() - TRAIL_LAG_MS);
      return events
        .filter((event) => event.at >= first && event.at <= last && (matches === null || matches(event)))
        .toSorted((left, right) => right.at - left.at);
    },
  };
}
