/**
 * Works what is due: timers of incidents, operation runs, what AWS is to stop of them and their files, each claimed with a
 * lease so that a crash gives it back. Runs go on side by side, since one that waits for AWS must not hold up the others; of
 * files, which take minutes, few do.
 */

import type { Clock, JobKinds, JobRow, Log, NewId, Store } from '../handlers/ports.ts';
import type { StopWish } from '../handlers/stop-run.ts';
import type { fireTimer } from '../handlers/timers.ts';
import type { Loop } from './loop.ts';

import { z } from 'zod';

import { REMOVE_EXPIRED, REMOVE_REST } from '../handlers/retention.ts';
import { isTimer } from '../handlers/timers.ts';
import { EVIDENCE } from '../handlers/want-evidence.ts';
import { createLoop } from './loop.ts';

export interface JobsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** A new token for each claim, so that an old claim never ends a newer one. */
  readonly newClaim: NewId;
  readonly fireTimer: (kind: Parameters<typeof fireTimer>[1], incident: number) => Promise<void>;
  /** Removes a batch of what is expired, or of what is left of an incident; return when to go on, or null. */
  readonly retention: {
    readonly removeExpired: () => Promise<number>;
    readonly removeRest: (incident: number) => Promise<number | null>;
  };
  /** Works a run once; returns when to look again, milliseconds from now, or null when it ended. */
  readonly workRun: (run: string, signal: AbortSignal) => Promise<number | null>;
  /** Asks AWS to stop a run that was given up; returns when to ask again, or null when nothing is left to do. */
  readonly stopRun: (wish: StopWish, signal: AbortSignal) => Promise<number | null>;
  /** Finds out about an incident what can be known without asking anybody; returns when to look again, or null. */
  readonly gatherEvidence: (incident: number, signal: AbortSignal) => Promise<number | null>;
  /** Brings the file of a run a step further; returns when to go on, or null when nothing is left to do. */
  readonly sendFile: (of: { readonly run: string }, signal: AbortSignal) => Promise<number | null>;
}

interface Work {
  readonly kind: string;
  /**
   * Who claimed the job while it was worked, because its claim ran out or it was put again. It is then worked once
   * more afterwards, which finds nothing to do in the first case and the new wish in the second.
   */
  claimedAgainBy: string | null;
  ended: Promise<void>;
}

const BATCH = 10;
/** How many of what takes its time are worked at once: more would hold up whatever else is due. */
const SLOW: readonly (readonly [kind: string, most: number])[] = [
  // One is written while another goes to Slack. Each takes minutes.
  ['send-file', 2],
  // Each asks AWS a hundred questions, and may wait for it.
  [EVIDENCE, 3],
];
/** Longer than most work takes; what takes longer is claimed again here, and still worked only once at a time. */
const LEASE_MS = 120_000;
const FIRST_RETRY_MS = 2_000;
const HEAR_OUT_MS = 10_000;
const LONGEST_RETRY_MS = 300_000;

const runPayload = z.object({ run: z.string() });
const stopPayload = z.object({
  run: z.string(),
  token: z.string().nullable(),
  letter: z.string().nullable(),
});
const incidentPayload = z.object({ incident: z.number() });

/** The loop; stopping it waits for the runs it is working. */
export function createJobsWorker(options: JobsOptions): Loop {
  const { store, clock, log } = options;
  const underway = new Map<string, Work>();
  /** Failures in a row, by job: its row counts every claim, and a run that is looked at for an hour has not failed. */
  const failures = new Map<string, number>();
  const stopping = new AbortController();
  const loop = createLoop({ name: 'jobs', round, tickMs: 500, failedMs: 2_000, log });
  return {
    wake: loop.wake,
    start: loop.start,
    async stop() {
      await loop.stop();
      // What was asked of AWS is better heard out than guessed at after the next start.
      const timer = setTimeout(() => stopping.abort(), HEAR_OUT_MS);
      await Promise.all([...underway.values()].map(({ ended }) => ended));
      clearTimeout(timer);
    },
  };

  async function round(): Promise<boolean> {
    const room = BATCH - underway.size;
    if (room <= 0) return false;
    const now = clock();
    const by = options.newClaim();
    const jobs = await store.transact(async (tx) => {
      const claim = (limit: number, kinds: JobKinds): Promise<readonly JobRow[]> =>
        limit <= 0 ? Promise.resolve([]) : tx.jobs.claim(limit, now, now + LEASE_MS, by, kinds);
      // What takes its time is never claimed to wait: whatever else is due would stand behind it.
      const quick = await claim(room, { without: SLOW.map(([kind]) => kind) });
      const slow: JobRow[] = [];
      for (const [kind, most] of SLOW) {
        const left = room - quick.length - slow.length;
        slow.push(...(await claim(Math.min(left, most - underwayOf(kind)), { only: kind })));
      }
      return [...quick, ...slow];
    });
    for (const job of jobs) {
      const present = underway.get(job.key);
      if (present !== undefined) present.claimedAgainBy = by;
      else begin(job, by);
    }
    return false;
  }

  function underwayOf(kind: string): number {
    return [...underway.values()].filter((work) => work.kind === kind).length;
  }

  function begin(job: JobRow, by: string): void {
    const work: Work = { kind: job.kind, claimedAgainBy: null, ended: Promise.resolve() };
    underway.set(job.key, work);
    work.ended = workJob(job, by, work).finally(() => {
      underway.delete(job.key);
      loop.wake();
    });
  }

  async function workJob(job: JobRow, by: string, work: Work): Promise<void> {
    try {
      const againInMs = await doJob(job);
      failures.delete(job.key);
      await store.transact(async (tx) => {
        const { claimedAgainBy } = work;
        if (claimedAgainBy !== null)
          return tx.jobs.retry(job.key, claimedAgainBy, clock() + (againInMs ?? 0));
        if (againInMs !== null) return tx.jobs.retry(job.key, by, clock() + againInMs);
        return tx.jobs.finish(job.key, by);
      });
    } catch (error) {
      const before = failures.get(job.key) ?? 0;
      failures.set(job.key, before + 1);
      log.error({ err: error, job: job.key, failures: before + 1 }, 'a job failed; it is tried again');
      await giveBack(
        job,
        work.claimedAgainBy ?? by,
        Math.min(FIRST_RETRY_MS * 2 ** before, LONGEST_RETRY_MS),
      );
    }
  }

  async function doJob(job: JobRow): Promise<number | null> {
    if (isTimer(job.kind)) {
      await options.fireTimer(job.kind, incidentPayload.parse(job.payload).incident);
      return null;
    }
    if (job.kind === 'run') return options.workRun(runPayload.parse(job.payload).run, stopping.signal);
    if (job.kind === 'stop-run') return options.stopRun(stopPayload.parse(job.payload), stopping.signal);
    if (job.kind === 'send-file') return options.sendFile(runPayload.parse(job.payload), stopping.signal);
    if (job.kind === EVIDENCE)
      return options.gatherEvidence(incidentPayload.parse(job.payload).incident, stopping.signal);
    if (job.kind === REMOVE_EXPIRED) return options.retention.removeExpired();
    if (job.kind === REMOVE_REST)
      return options.retention.removeRest(incidentPayload.parse(job.payload).incident);
    log.error(
      { job: job.key, kind: job.kind },
      'a job of a kind this release does not know; it waits for one that does',
    );
    return LONGEST_RETRY_MS;
  }

  /** The lease would give it back as well, only later. */
  async function giveBack(job: JobRow, by: string, waitMs: number): Promise<void> {
    try {
      await store.transact((tx) => tx.jobs.retry(job.key, by, clock() + waitMs));
    } catch (error) {
      log.error({ err: error, job: job.key }, 'a job could not be given back; its lease will');
    }
  }
}
