/**
 * Makes one call of Slack's Web API and says how it ended: held where Slack asked to wait, counted, and its failure
 * looked up. Whoever posts takes turns here, so that a card and a file share what a channel bears.
 */

import type { CallOutcome, Clock, Metrics, Publisher } from '../handlers/ports.ts';
import type { Holds } from './pace.ts';
import type { CallKind } from './slack-errors.ts';

import { createPace } from './pace.ts';
import { outcomeOf } from './slack-errors.ts';

export interface SlackCallsOptions {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly holds: Holds;
}

export interface SlackCalls {
  /** Makes the call unless Slack asked this lane to wait. Rethrows what is no failure of Slack. */
  make<T>(method: string, kind: CallKind, lane: string, work: () => Promise<T>): Promise<CallOutcome<T>>;
  takeTurn: Publisher['takeTurn'];
  /** Waits for what Slack asked of earlier processes as well. */
  resume(): Promise<void>;
}

export const UPDATE_LANE = 'chat.update';
/** One a second and channel, short bursts allowed. */
const POST_BUDGET = { burst: 3, perSecond: 1 };
/** Tier 3 is 50 a minute and workspace; a little is left for the other methods of the tier. */
const UPDATE_BUDGET = { burst: 10, perSecond: 0.75 };

/** Nothing is held before `resume`. */
export function createSlackCalls({ clock, metrics, holds }: SlackCallsOptions): SlackCalls {
  const pace = createPace(clock, (lane) => (lane === UPDATE_LANE ? UPDATE_BUDGET : POST_BUDGET));

  return {
    async make(method, kind, lane, work) {
      const heldMs = pace.heldFor(lane);
      if (heldMs > 0) return { kind: 'wait', forMs: heldMs, because: 'Slack asked to wait' };
      metrics.count('slack_calls', { method });
      try {
        return { kind: 'ok', value: await work() };
      } catch (error) {
        const failure = outcomeOf(error, kind);
        metrics.count('slack_errors', { method, outcome: failure.kind });
        if (failure.kind === 'wait') await holds.keep(lane, pace.holdUntil(lane, clock() + failure.forMs));
        return failure;
      }
    },
    takeTurn: (kind, channel) => pace.take(kind === 'update' ? UPDATE_LANE : postLane(channel)),
    async resume() {
      for (const [lane, until] of await holds.load()) pace.holdUntil(lane, until);
    },
  };
}

/** The lane of everything that puts a new message into this channel. */
export function postLane(channel: string): string {
  return `chat.postMessage:${channel}`;
}
