/**
 * The thirty days before a sandbox begins, so that "usual" and "before" mean something: runs with their logs, failures
 * that were mended, alarms that fired and recovered. They are lived through in the order of time on the account's own
 * clock; figures that nobody may ever ask for are computed only then.
 */

import type { Account } from '../aws/account.ts';
import type { Clock } from './clock.ts';
import type { PipelineJob } from './jobs.ts';
import type { Layout } from './layout.ts';
import type { Pace } from './pace.ts';
import type { Random } from './random.ts';
import type { Traffic } from './traffic.ts';
import type { PastFailure, Trouble } from './troubles.ts';
import type { Watch } from './watch.ts';

import { daysBetween, putDays, putHours } from './catalog.ts';
import { bucketOf, ENTITIES, LAYERS } from './estate.ts';
import { pastChanges } from './estate-changes.ts';
import { failureOf } from './failures.ts';
import { logFailedDelivery, logInvocation } from './function-log.ts';
import { FRAGILE_JOB, JOBS } from './jobs.ts';
import { recordOutput } from './output.ts';
import { queriesBefore } from './queries.ts';
import { generateVitals, vitalsOfMinute } from './past-metrics.ts';
import { createRandom } from './random.ts';
import { recordEnd, recordStart } from './run-record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, startOf } from './traffic.ts';
import { PAST_DAYS, PAST_FAILURES, troublesBefore } from './troubles.ts';

export interface PastOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly layout: Layout;
  readonly watch: Watch;
  readonly pace: Pace;
  readonly random: Random;
}

interface Moment {
  readonly at: number;
  readonly work: () => void;
}

/** So that the runs are the same whatever was asked. */
const QUERIES_SEED = 11;
/** Hours of the day at which the jobs ran. */
const RUN_HOURS = [3, 15] as const;
const LOG_EVERY_MS = 20 * MINUTE_MS;
const MOST_LOGGED_MS = DAY_MS;
/** An alarm looks at whole minutes; by then it has seen what it is about. */
const SEEN_AFTER_MS = 2 * MINUTE_MS;
const LATE_AFTER_MS = 15 * MINUTE_MS;

/** Lives through it, up to now. Tells nobody. */
export function liveThePast(options: PastOptions): void {
  const { account, clock, traffic, layout, watch } = options;
  const start = clock.now();
  const from = startOf(start, DAY_MS) - PAST_DAYS * DAY_MS;
  const troubles = troublesBefore(start);
  for (const layer of LAYERS) account.s3.generate(bucketOf(layer), layout.before(layer, start, troubles));
  registerLake(options, start);
  for (const query of queriesBefore(start, { troubles, random: createRandom(QUERIES_SEED) }))
    account.athena.record(query);
  generateVitals(account, { traffic, troubles, fromMs: from, untilMs: start });
  const moments = [
    ...runMoments(options, { from, start }),
    ...troubleMoments(account, watch, troubles),
    ...pastChanges(account, start),
    ...logMoments(options, start),
  ];
  const stop = account.onChange((change) => {
    if (change.type === 'alarm-changed') watch.notice(change);
  });
  for (const { at, work } of moments.toSorted((a, b) => a.at - b.at)) clock.at(at, work);
  stop();
}

/** The partitions of all days that are over, and of all hours that have begun. */
function registerLake({ account, layout: { firstDay } }: PastOptions, start: number): void {
  const days = daysBetween(firstDay, startOf(start, DAY_MS));
  for (const entity of ENTITIES) putDays(account, { layer: 'silver', table: entity }, days);
  putDays(account, { layer: 'gold', table: 'kpis' }, days);
  putHours(account, firstDay, start);
}

function runMoments(
  options: PastOptions,
  { from, start }: { from: number; start: number },
): readonly Moment[] {
  const moments: Moment[] = [];
  for (let day = from; day <= start; day += DAY_MS) {
    const daysAgo = Math.round((startOf(start, DAY_MS) - day) / DAY_MS);
    for (const hour of RUN_HOURS) {
      const at = day + hour * HOUR_MS;
      const failure =
        hour === RUN_HOURS[0] ? PAST_FAILURES.find((each) => each.daysAgo === daysAgo) : undefined;
      if (at + HOUR_MS > start) continue;
      moments.push(...cycle(options, at, failure));
    }
  }
  return moments;
}

/** All jobs once, each after what it reads; after a failure the rest once it was mended. */
function cycle(options: PastOptions, startMs: number, failure: PastFailure | undefined): readonly Moment[] {
  const { pace, random } = options;
  const ends = new Map<string, number>();
  const moments: Moment[] = [];
  for (const job of JOBS) {
    let at = Math.max(startMs, ...job.after.map((name) => ends.get(name) ?? startMs));
    if (failure?.job === job.name) {
      moments.push({ at, work: () => liveRun(options, job, { lastsMs: pace.failMs, failure }) });
      at += pace.failMs + failure.mendedAfterMs;
    }
    const lastsMs = pace.runMs + random.between(-600, 1_200);
    moments.push({ at, work: () => liveRun(options, job, { lastsMs, failure: null }) });
    ends.set(job.name, at + lastsMs);
  }
  return moments;
}

function liveRun(
  { account, clock, layout, pace, random, watch }: PastOptions,
  job: PipelineJob,
  { lastsMs, failure }: { readonly lastsMs: number; readonly failure: PastFailure | null },
): void {
  const { glue } = account;
  const at = clock.now();
  const [last] = glue.runs(job.name);
  const retries = last !== undefined && last.state !== 'SUCCEEDED' ? { previousRunId: last.id } : {};
  const { id } = glue.startRun(job.name, retries);
  clock.at(at + pace.startupMs, () => recordStart(account, glue.advanceRun(id, 'RUNNING'), random));
  clock.at(at + lastsMs, () => {
    const run = glue.runById(id);
    if (run === null) return;
    const failed = failure === null ? null : failureOf(failure.kind, run, random);
    recordEnd(account, { run, job, failure: failed, random });
    if (failed === null) {
      recordOutput(account, job, { run, layout, nullUsers: 0 });
      glue.advanceRun(id, 'SUCCEEDED');
    } else {
      glue.advanceRun(id, 'FAILED', { errorMessage: failed.errorMessage });
    }
    const ended = glue.runById(id);
    if (job.name === FRAGILE_JOB && ended !== null) watch.judge(ended);
  });
}

/** Looks at the alarms when each trouble is seen and when it is over, and has the logs say what happened. */
function troubleMoments(account: Account, watch: Watch, troubles: readonly Trouble[]): readonly Moment[] {
  return troubles.flatMap(({ kind, from, to }) => {
    const isLate = kind === 'delivery-late' || kind === 'function-late';
    return [
      { at: from + SEEN_AFTER_MS + (isLate ? LATE_AFTER_MS : 0), work: watch.evaluate },
      { at: to + SEEN_AFTER_MS, work: watch.evaluate },
      ...minutesOf(from, to).flatMap((at) => {
        if (kind === 'delivery-late') return [{ at, work: () => logFailedDelivery(account, at) }];
        if (kind !== 'function-errors') return [];
        const work = (): void =>
          logInvocation(account, { at, records: 100, durationMs: 3_100, failed: true });
        return [{ at, work }];
      }),
    ];
  });
}

function minutesOf(from: number, to: number): readonly number[] {
  return Array.from(
    { length: Math.floor((to - from) / MINUTE_MS) },
    (_, minute) => from + minute * MINUTE_MS,
  );
}

function logMoments({ account, traffic }: PastOptions, start: number): readonly Moment[] {
  const moments: Moment[] = [];
  for (let at = startOf(start - MOST_LOGGED_MS, LOG_EVERY_MS); at < start; at += LOG_EVERY_MS) {
    const { durationMs } = vitalsOfMinute(traffic, [], at);
    moments.push({ at, work: () => logInvocation(account, { at, records: 100, durationMs, failed: false }) });
  }
  return moments;
}
