/**
 * Every row has an end. What came in raw, and incidents that were resolved, are removed when their time is over: a few
 * rows a transaction, by a job that puts itself off. Never an open incident, and never the audit.
 */

import type { Clock, Cutoffs, Log, Store } from './ports.ts';

import { jobKey } from './keys.ts';

/** How long rows are kept, milliseconds. */
export interface RetentionTimes {
  /** Inbound messages that were applied, keys seen, pings. */
  readonly rawMs: number;
  /** Incidents after they were resolved, with all that hangs on them. */
  readonly incidentsMs: number;
}

export interface RetentionDeps {
  readonly store: Store;
  readonly retention: RetentionTimes;
  readonly clock: Clock;
  readonly log: Log;
}

/** The kinds of job that remove: all that is expired, and what is left of one incident. */
export const REMOVE_EXPIRED = 'remove-expired';
export const REMOVE_REST = 'remove-rest';

/** Rows a transaction: presses and deliveries wait no longer than for any other one. */
const BATCH = 200;
/** Between two batches, others have their turn. */
const NEXT_BATCH_MS = 1_000;
const EVERY_MS = 3_600_000;

/** What is to be removed at `now`. */
export function cutoffsAt(now: number, { rawMs, incidentsMs }: RetentionTimes): Cutoffs {
  return { raw: now - rawMs, incidents: now - incidentsMs };
}

/** Puts the job that removes what is expired, unless it is there; a restart does not put it off. */
export async function scheduleRetention({ store, clock }: RetentionDeps): Promise<void> {
  await store.transact(async (tx) => {
    if ((await tx.jobs.load(REMOVE_EXPIRED)) !== null) return;
    const dueAt = clock() + EVERY_MS;
    await tx.jobs.put({ key: REMOVE_EXPIRED, kind: REMOVE_EXPIRED, dueAt, payload: null });
  });
}

/** Removes one batch of what is expired. Returns when to look again, milliseconds from now. */
export async function removeExpired({ store, retention, clock, log }: RetentionDeps): Promise<number> {
  const now = clock();
  const { rows, incidents } = await store.transact(async (tx) => {
    const removed = await tx.retention.removeExpired(cutoffsAt(now, retention), BATCH);
    for (const incident of removed.incidents) {
      const key = jobKey(REMOVE_REST, incident);
      await tx.jobs.put({ key, kind: REMOVE_REST, dueAt: now, payload: { incident } });
    }
    return removed;
  });
  if (rows > 0) log.info({ rows, incidents }, 'removed what is older than the retention');
  return rows < BATCH ? EVERY_MS : NEXT_BATCH_MS;
}

/** Removes one batch of what hung on an incident that was removed. Returns null when nothing is left. */
export async function removeRest({ store }: RetentionDeps, incident: number): Promise<number | null> {
  const rows = await store.transact((tx) => tx.retention.removeRest(incident, BATCH));
  return rows === 0 ? null : NEXT_BATCH_MS;
}
