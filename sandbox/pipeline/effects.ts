/**
 * What the switches do to the account besides making runs fail: in the catalog, in the buckets, to calls at the wire, and
 * to what flows. Everything that one does is undone when it is mended.
 */

import type { Account } from '../aws/account.ts';
import type { EndedQuery } from '../aws/athena.ts';
import type { Faults } from '../aws/faults.ts';
import type { Layer } from './estate.ts';
import type { Layout } from './layout.ts';
import type { Switches, SwitchId } from './switches.ts';

import { databaseOf, daysBetween, putDays } from './catalog.ts';
import { bucketOf } from './estate.ts';
import { changeBronzeUsers } from './estate-changes.ts';
import { dateOf } from './layout.ts';
import { dearQueriesUntil, slowQueriesUntil } from './queries.ts';
import { createRandom } from './random.ts';
import { DAY_MS, startOf } from './traffic.ts';

export interface Effects {
  /** Does what a switch does that was just turned, or undoes it. */
  apply(id: SwitchId, on: boolean): void;
  /** How many partitions of users are gone. */
  missingPartitions(): number;
  /** How many users a run finds without an id. */
  nullUsers(): number;
  /** Bytes and objects that a bucket holds besides what the pipeline wrote there, when this day begins. */
  grown(layer: Layer, dayMs: number): { readonly bytes: number; readonly objects: number };
}

export interface EffectSources {
  readonly account: Account;
  readonly layout: Layout;
  readonly switches: Switches;
  /** Of the server in front of the account; without one, calls cannot be made to go wrong. */
  readonly faults: Faults | undefined;
}

const DELETED_DAYS = 3;
const NULL_USERS = 37;
const THROTTLED_SHARE = 0.75;
const SLOW_MS = 45_000;
const QUERIES_SEED = 12;
const BACKFILL = { objects: 40, bytesEach: 7_500_000_000 } as const;

/** Nothing done yet. */
export function createEffects({ account, layout, switches, faults }: EffectSources): Effects {
  const { athena, catalog, now, s3 } = account;
  const random = createRandom(QUERIES_SEED);
  const asked = new Map<SwitchId, readonly string[]>();
  let deletedDays: readonly number[] = [];
  const backfill = Array.from(
    { length: BACKFILL.objects },
    (_, index) => `backfill/part-${String(index).padStart(5, '0')}.json`,
  );

  function deleteDays(): void {
    const today = startOf(now(), DAY_MS);
    deletedDays = daysBetween(today - DELETED_DAYS * DAY_MS, today);
    s3.markDeleted(bucketOf('silver'), filesOf(deletedDays));
    for (const day of deletedDays) catalog.removePartition(databaseOf('silver'), 'users', [dateOf(day)]);
  }

  function restoreDays(): void {
    s3.undelete(bucketOf('silver'), filesOf(deletedDays));
    putDays(account, { layer: 'silver', table: 'users' }, deletedDays);
    deletedDays = [];
  }

  function filesOf(days: readonly number[]): readonly string[] {
    return days.flatMap((day) => layout.silver('users', day).map(({ key }) => key));
  }

  /** As if these had been asked, and none of those that it stood for before. */
  function setQueries(id: SwitchId, queries: readonly EndedQuery[]): void {
    asked.get(id)?.forEach(athena.forget);
    asked.set(id, queries.map(athena.record));
  }

  /** Credentials that are refused are refused before anybody counts their calls. */
  function setFaults(): void {
    if (switches.isOn('expired-credentials')) {
      faults?.set({ operation: '*', kind: 'expired-token', times: Infinity });
    } else if (switches.isOn('throttled-account')) {
      faults?.set({ operation: '*', kind: 'throttle', times: Infinity, share: THROTTLED_SHARE });
    } else {
      faults?.clear('*');
    }
  }

  return {
    apply: (id, on) => {
      switch (id) {
        case 'schema-change':
          changeBronzeUsers(account, on ? { created_at: 'string' } : {});
          break;
        case 'deleted-data':
          if (on) deleteDays();
          else restoreDays();
          break;
        case 'cost-spike':
          for (const key of backfill) {
            if (on) s3.put(bucketOf('bronze'), { key, sizeBytes: BACKFILL.bytesEach });
            else s3.remove(bucketOf('bronze'), key);
          }
          setQueries(id, on ? dearQueriesUntil(now(), random) : []);
          break;
        case 'slow-queries':
          athena.slowDown(on ? SLOW_MS : 0);
          setQueries(id, on ? slowQueriesUntil(now(), random) : []);
          break;
        case 'throttled-account':
        case 'expired-credentials':
          setFaults();
          break;
        case 'glue-job-fails':
        case 'out-of-memory':
        case 'firehose-stopped':
        case 'bad-data':
          break;
      }
    },
    missingPartitions: () => deletedDays.length,
    nullUsers: () => (switches.isOn('bad-data') ? NULL_USERS : 0),
    grown: (layer, dayMs) => {
      const since = switches.since('cost-spike');
      // A day's size is reported while the day goes on, so the day on which it began shows it.
      if (layer !== 'bronze' || since === null || dayMs < startOf(since, DAY_MS)) {
        return { bytes: 0, objects: 0 };
      }
      return { bytes: BACKFILL.objects * BACKFILL.bytesEach, objects: BACKFILL.objects };
    },
  };
}
