/**
 * The newest events of a log group that fit a pattern, over all of its streams. Bounded in pages, events and time, as a
 * function that fails all day writes gigabytes: what is read of it is what happened last, and how far back is told.
 */

import type { Result } from '../lib/result.ts';
import type { AwsErrorReport } from './errors.ts';
import type { Call } from './makers.ts';

import { err, ok } from '../lib/result.ts';
import { answerOrReport } from './refusals.ts';

export interface StreamEvent {
  /** Milliseconds. */
  readonly at: number;
  readonly stream: string;
  readonly message: string;
}

export interface NewestEvents {
  /** Oldest first. */
  readonly events: readonly StreamEvent[];
  /** Whether there may be older ones. */
  readonly hadMore: boolean;
  /** Why reading ended before it came to an end; null when nothing stood in its way. */
  readonly refusal: AwsErrorReport | null;
}

export interface EventsAsked {
  readonly group: string;
  /** Of CloudWatch Logs; all events when absent. */
  readonly pattern?: string;
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
}

const EVENTS_PER_PAGE = 1_000;
const MOST_EVENTS = 5_000;
/** Pages may be empty: what does not fit the pattern is searched all the same. */
const MOST_PAGES = 30;
const MOST_MS = 15_000;

/** The newest events, or why there are none. What came before a refusal is kept. Throws a bug as it is. */
export async function readNewestEvents(
  { group, pattern, from, to }: EventsAsked,
  { clients, clock, signal }: Pick<Call, 'clients' | 'clock' | 'signal'>,
): Promise<Result<NewestEvents, AwsErrorReport>> {
  const events: StreamEvent[] = [];
  const until = clock() + MOST_MS;
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES && events.length < MOST_EVENTS && clock() < until; page += 1) {
    const answer = await answerOrReport(
      clients.logs.filterLogEvents(
        {
          logGroupName: group,
          startTime: from,
          endTime: to,
          limit: EVENTS_PER_PAGE,
          startFromHead: false,
          ...(pattern === undefined ? {} : { filterPattern: pattern }),
          ...(token === undefined ? {} : { nextToken: token }),
        },
        { abortSignal: signal },
      ),
      { doing: `read the log ${group}`, action: 'logs:FilterLogEvents' },
    );
    if (!answer.ok) {
      return page === 0
        ? err(answer.error)
        : ok({ events: inOrder(events), hadMore: true, refusal: answer.error });
    }
    for (const { timestamp = 0, logStreamName = '', message = '' } of answer.value.events ?? [])
      events.push({ at: timestamp, stream: logStreamName, message });
    token = answer.value.nextToken;
    if (token === undefined || token === '')
      return ok({ events: inOrder(events), hadMore: false, refusal: null });
  }
  return ok({ events: inOrder(events), hadMore: true, refusal: null });
}

function inOrder(newestFirst: readonly StreamEvent[]): readonly StreamEvent[] {
  // Those of one millisecond stay as they were written.
  return newestFirst.toReversed().toSorted((left, right) => left.at - right.at);
}
