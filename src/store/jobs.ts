/**
 * The only queue. A job belongs to whoever claimed it until the claim runs out; putting a job again takes it from its
 * claimer, so that a wish made while the job runs is not removed with it.
 */

import type { Selectable } from 'kysely';
import type { JobKinds, JobRow, NewJob } from '../handlers/ports.ts';
import type { Db, JobsTable } from './schema.ts';

import { isOfNone } from './heartbeats.ts';
import { prepared } from './prepared.ts';

const timersOf = prepared<{ stream: string }, Selectable<JobsTable>>((db, slot) =>
  db.selectFrom('jobs').selectAll().where('stream', '=', slot('stream')),
);

/** The job of this key, or null. */
export async function loadJob(db: Db, key: string): Promise<JobRow | null> {
  const row = await db.selectFrom('jobs').selectAll().where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : toJob(row);
}

/** Inserts the job, or moves the one of the same key to this due time and payload, as new and unclaimed. */
export async function putJob(db: Db, job: NewJob): Promise<void> {
  await putRow(db, toRow(job, null));
}

/**
 * Makes `jobs` the whole set of timers of this stream. A timer that is already there unchanged keeps its claim, and a
 * claimed one that is gone from the set stays with its claimer, who finishes it.
 */
export async function replaceTimers(db: Db, stream: string, jobs: readonly NewJob[]): Promise<void> {
  const present = await timersOf(db, { stream });
  const wanted = new Map(jobs.map((job) => [job.key, toRow(job, stream)]));
  const gone = present.filter((row) => row.claimed_by === null && !wanted.has(row.key)).map((row) => row.key);
  if (gone.length > 0) await db.deleteFrom('jobs').where('key', 'in', gone).execute();
  for (const row of present) {
    const timer = wanted.get(row.key);
    if (timer !== undefined && isSameTimer(row, timer)) wanted.delete(row.key);
  }
  for (const timer of wanted.values()) await putRow(db, timer);
}

/** Takes up to `limit` due jobs of these kinds for `by` until `until`, longest due first, and counts the attempt. */
export async function claimJobs(
  db: Db,
  limit: number,
  now: number,
  until: number,
  by: string,
  { only, without = [] }: JobKinds = {},
): Promise<readonly JobRow[]> {
  const claimable = db
    .selectFrom('jobs')
    .select('key')
    .$if(only !== undefined, (query) => query.where('kind', '=', only ?? ''))
    .$if(without.length > 0, (query) => query.where('kind', 'not in', without))
    .where('due_at', '<=', now)
    .where('claimed_until', '<=', now)
    .orderBy('due_at')
    .orderBy('key')
    .limit(limit);
  const rows = await db
    .updateTable('jobs')
    .set((row) => ({ claimed_by: by, claimed_until: until, attempts: row('attempts', '+', 1) }))
    .where('key', 'in', claimable)
    .where('claimed_until', '<=', now)
    .returningAll()
    .execute();
  return rows.map(toJob).toSorted(byDueTime);
}

/** Removes the job if the claim of `by` still holds it. */
export async function finishJob(db: Db, key: string, by: string): Promise<void> {
  await db.deleteFrom('jobs').where('key', '=', key).where('claimed_by', '=', by).execute();
}

/** Gives the claim of `by` back, due again at `dueAt`. */
export async function retryJob(db: Db, key: string, by: string, dueAt: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ claimed_by: null, claimed_until: 0, due_at: dueAt })
    .where('key', '=', key)
    .where('claimed_by', '=', by)
    .execute();
}

/** Gives every claim back but those of the living. */
export async function releaseJobClaims(db: Db, living: readonly string[]): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ claimed_by: null, claimed_until: 0 })
    .where('claimed_by', 'is not', null)
    .where((column) => isOfNone(column.ref('claimed_by'), living))
    .execute();
}

/** Lets no run that nobody works, nor the stop or the file of one, nor a look for an incident, wait for a time after `now`. Timers of incidents keep theirs. */
export async function hastenRuns(db: Db, now: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ due_at: now })
    .where('due_at', '>', now)
    .where('kind', 'in', ['run', 'stop-run', 'send-file', 'evidence'])
    .where('claimed_by', 'is', null)
    .execute();
}

/** Jobs that are due. */
export async function countJobsDue(db: Db, now: number): Promise<number> {
  const { count } = await db
    .selectFrom('jobs')
    .select((column) => column.fn.countAll<number>().as('count'))
    .where('due_at', '<=', now)
    .executeTakeFirstOrThrow();
  return count;
}

async function putRow(db: Db, row: JobsTable): Promise<void> {
  const { key: _key, ...values } = row;
  await db
    .insertInto('jobs')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
}

function isSameTimer(left: JobsTable, right: JobsTable): boolean {
  return left.due_at === right.due_at && left.kind === right.kind && left.payload === right.payload;
}

function byDueTime(left: JobRow, right: JobRow): number {
  return left.dueAt - right.dueAt || (left.key < right.key ? -1 : 1);
}

function toRow(job: NewJob, stream: string | null): JobsTable {
  return {
    key: job.key,
    stream,
    kind: job.kind,
    due_at: job.dueAt,
    payload: JSON.stringify(job.payload ?? null),
    attempts: 0,
    claimed_by: null,
    claimed_until: 0,
  };
}

function toJob(row: Selectable<JobsTable>): JobRow {
  const payload: unknown = JSON.parse(row.payload);
  return {
    key: row.key,
    kind: row.kind,
    dueAt: row.due_at,
    payload,
    stream: row.stream,
    attempts: row.attempts,
  };
}
