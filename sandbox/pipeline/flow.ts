/**
 * What flows from the tables of the app into the bucket of bronze while the sandbox runs, a little with each tick: the
 * function takes the changes, Firehose gathers them and writes objects, and CloudWatch is told of all of it.
 */

import type { Account } from '../aws/account.ts';
import type { Entity } from './estate.ts';
import type { Layout } from './layout.ts';
import type { Traffic } from './traffic.ts';
import type { Vitals } from './vitals.ts';

import { MISSING_PARTITIONS } from './alarm-list.ts';
import { bucketOf, DELIVERY_MS, ENTITIES } from './estate.ts';
import { logFailedDelivery, logInvocation } from './function-log.ts';
import { vitalsOfMinute } from './past-metrics.ts';
import { MINUTE_MS, startOf } from './traffic.ts';
import { VITAL_METRICS } from './vitals.ts';

/** How things stand, as the switches have it. */
export interface Conditions {
  /** Since when Firehose is kept out of its bucket; null while it is not. */
  readonly deliveryStoppedAt: number | null;
  readonly queriesAreSlow: boolean;
  readonly queriesScanMuch: boolean;
  readonly missingPartitions: number;
}

export interface Flow {
  /** Lets flow what came since the last tick. */
  tick(): void;
}

export interface FlowOptions {
  readonly account: Account;
  readonly traffic: Traffic;
  readonly layout: Layout;
  readonly conditions: () => Conditions;
  /** How much faster than the clock what is held up ages. */
  readonly lateness: number;
}

const SLOW_FACTOR = 24;
const SCAN_FACTOR = 60;

/** A flow that begins now; what came before is of the past. */
export function createFlow({ account, traffic, layout, conditions, lateness }: FlowOptions): Flow {
  const { metrics, now, s3 } = account;
  let last = now();
  let nextSlot = startOf(last, DELIVERY_MS);
  let loggedMinute = 0;
  // Of each entity, the part of a record that is still to come.
  const rests: Record<Entity, number> = { users: 0, tasks: 0 };

  function arrived(entity: Entity, at: number): number {
    const exact =
      (traffic.inMinute(entity, startOf(at, MINUTE_MS)) * (at - last)) / MINUTE_MS + rests[entity];
    rests[entity] = exact - Math.floor(exact);
    return Math.floor(exact);
  }

  /** Writes each stretch that is over as objects; none while Firehose is kept out. */
  function deliver(at: number, stoppedAt: number | null): Vitals['delivery'] {
    if (stoppedAt !== null) return { records: 0, succeeded: false };
    let records = 0;
    for (; nextSlot + DELIVERY_MS <= at; nextSlot += DELIVERY_MS) {
      for (const entity of ENTITIES) {
        s3.put(bucketOf('bronze'), layout.delivered(entity, nextSlot));
        for (let minute = nextSlot; minute < nextSlot + DELIVERY_MS; minute += MINUTE_MS) {
          records += traffic.inMinute(entity, minute);
        }
      }
    }
    return records === 0 ? null : { records, succeeded: true };
  }

  return {
    tick: () => {
      const at = now();
      if (at < last) return;
      const { deliveryStoppedAt, queriesAreSlow, queriesScanMuch, missingPartitions } = conditions();
      const usual = vitalsOfMinute(traffic, [], startOf(at, MINUTE_MS));
      const delivery = deliver(at, deliveryStoppedAt);
      const vitals: Vitals = {
        ...usual,
        records: { users: arrived('users', at), tasks: arrived('tasks', at) },
        deliveryAgeMs:
          deliveryStoppedAt === null
            ? at - nextSlot
            : deliveryStoppedAt - nextSlot + (at - deliveryStoppedAt) * lateness,
        delivery,
        queryMs: usual.queryMs * (queriesAreSlow ? SLOW_FACTOR : 1),
        scannedBytes: usual.scannedBytes * (queriesScanMuch ? SCAN_FACTOR : 1),
      };
      for (const { metric, read } of VITAL_METRICS) {
        const value = read(vitals);
        if (value !== null) metrics.put({ ...metric, at, value });
      }
      metrics.put({ ...MISSING_PARTITIONS, at, value: missingPartitions });
      if (startOf(at, MINUTE_MS) > loggedMinute) {
        loggedMinute = startOf(at, MINUTE_MS);
        logInvocation(account, { at, records: 100, durationMs: vitals.durationMs, failed: false });
        if (deliveryStoppedAt !== null) logFailedDelivery(account, at);
      }
      last = at;
    },
  };
}
