/**
 * The todo pipeline as a living thing: changes flow in, its jobs run on a beat in the simulated account, its alarms watch
 * the metrics, and what AWS would say of it goes out over SNS. Time and delivery are passed in.
 */

import type { Result } from '../../src/lib/result.ts';
import type { Account, AccountChange } from '../aws/account.ts';
import type { Faults } from '../aws/faults.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { PagePipeline } from '../page/contract.ts';
import type { Clock } from './clock.ts';
import type { Publish } from './delivery.ts';
import type { PipelineJob } from './jobs.ts';
import type { Pace } from './pace.ts';
import type { Schedule } from './schedule.ts';
import type { SwitchId } from './switches.ts';

import { err, ok } from '../../src/lib/result.ts';
import { isUnfinished } from '../aws/glue.ts';
import { dueByInput, dueOnBeat, lastRun } from './beat.ts';
import { putCatalog } from './catalog.ts';
import { createDelivery } from './delivery.ts';
import { createEffects } from './effects.ts';
import { putEstate } from './estate.ts';
import { COLUMNS_TO_COME, putScripts } from './estate-changes.ts';
import { createFlow } from './flow.ts';
import { FRAGILE_JOB, glueJob, JOBS, PIPELINE } from './jobs.ts';
import { createLayout, LAKE_DAYS } from './layout.ts';
import { jobStateChange } from './notices.ts';
import { SANDBOX_PACE } from './pace.ts';
import { generateSizes } from './past-metrics.ts';
import { liveThePast } from './past.ts';
import { createRandom } from './random.ts';
import { createRunner } from './runner.ts';
import { createTimers } from './schedule.ts';
import { createSwitches, isOfTheJob, SWITCH_IDS } from './switches.ts';
import { createTraffic, DAY_MS } from './traffic.ts';
import { pipelineView } from './view.ts';
import { createWatch, type Watch } from './watch.ts';

export interface Pipeline {
  /** Where its notifications go. */
  readonly topicArn: string;
  view(): PagePipeline;
  /** Breaks or mends by a switch of the view. The error is a sentence. */
  flip(id: string, on: boolean): Result<null, string>;
  /** Calls the listener after every change of the view. Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  /** Begins the first cycle. May be called twice. */
  start(): void;
  /** Stops the beat, all runs where they are, and all deliveries still to be tried again. May be called twice. */
  stop(): void;
}

export interface PipelineOptions {
  /** Its clock is the pipeline's clock too. */
  readonly account: Account;
  readonly publish: Publish;
  readonly schedule: Schedule;
  /** The same seed gives the same logs and numbers. */
  readonly seed: number;
  readonly pace?: Pace;
  /** The account's clock, where it has a past: then thirty days are lived through before the first moment. */
  readonly clock?: Clock;
  /** Those of the server in front of the account; without them no switch makes calls go wrong. */
  readonly faults?: Faults;
}

const MOST_LOG_LINES = 50;

/** Puts all that the pipeline is made of into the account, and its past where it has one. Nothing runs before `start`. */
export function createPipeline({
  account,
  publish,
  schedule,
  seed,
  pace = SANDBOX_PACE,
  clock,
  faults,
}: PipelineOptions): Pipeline {
  const { glue, now } = account;
  const timers = createTimers(schedule);
  const switches = createSwitches(now);
  const listeners = new Set<() => void>();
  const topicArn = account.sns.createTopic(`${PIPELINE}-alarms`);
  const traffic = createTraffic(seed);
  const layout = createLayout(traffic, now());
  const effects = createEffects({ account, layout, switches, faults });
  const watch = clock === undefined ? setUp() : clock.at(now() - LAKE_DAYS * DAY_MS, setUp);
  if (clock !== undefined) {
    generateSizes(account, layout, effects.grown);
    liveThePast({ account, clock, traffic, layout, watch, pace, random: createRandom(seed + 1) });
  }
  const runner = createRunner({
    account,
    switches,
    timers,
    pace,
    layout,
    nullUsers: effects.nullUsers,
    random: createRandom(seed),
  });
  const flow = createFlow({
    account,
    traffic,
    layout,
    lateness: pace.lateness,
    conditions: () => ({
      deliveryStoppedAt: switches.since('firehose-stopped'),
      queriesAreSlow: switches.isOn('slow-queries'),
      queriesScanMuch: switches.isOn('cost-spike'),
      missingPartitions: effects.missingPartitions(),
    }),
  });
  const deliver = createDelivery({
    publish,
    topicArn,
    timers,
    now,
    newId: account.newId,
    retryMs: pace.retryMs,
    log: say,
  });
  let log: PagePipeline['log'] = [];
  let stopListening: (() => void) | null = null;

  function setUp(): Watch {
    JOBS.forEach((job) => glue.putJob(glueJob(job)));
    putEstate(account);
    putCatalog(account, clock === undefined ? [] : COLUMNS_TO_COME);
    putScripts(account);
    return createWatch(account, topicArn);
  }

  function say(text: string): void {
    log = [{ at: now(), text }, ...log].slice(0, MOST_LOG_LINES);
    tell();
  }

  function tell(): void {
    listeners.forEach((listener) => listener());
  }

  function startJobs(jobs: readonly PipelineJob[]): void {
    jobs.forEach(({ name }) => glue.startRun(name));
  }

  function beat(): void {
    startJobs(dueOnBeat(glue));
    timers.after(pace.cycleMs, beat);
  }

  function look(): void {
    flow.tick();
    watch.evaluate();
  }

  function tick(): void {
    look();
    timers.after(pace.tickMs, tick);
  }

  function unfinishedRuns(): readonly GlueRun[] {
    return JOBS.flatMap(({ name }) => glue.runs(name)).filter(({ state }) => isUnfinished(state));
  }

  function follow(change: AccountChange): void {
    if (change.type === 'run-started') {
      runner.plan(change.run);
      say(`Glue: ${startWords(change.run)}`);
    } else if (change.type === 'run-advanced') {
      if (isUnfinished(change.run.state)) tell();
      else conclude(change.run);
    } else if (change.type === 'alarm-changed') {
      say(`CloudWatch: ${change.alarm.name} ${change.alarm.state.value}`);
      const notice = watch.notice(change);
      if (notice !== null) deliver(notice);
    } else if (change.type === 'subscription-confirmed') {
      say(`SNS: ${change.subscription.endpoint} confirmed its subscription`);
    }
  }

  function conclude(run: GlueRun): void {
    const summary = runner.failureSummary(run.id);
    say(`Glue: ${run.job} ${run.state}${summary === null ? '' : `, ${summary}`}`);
    const notice = jobStateChange(account, run);
    if (notice !== null) deliver(notice);
    if (run.job === FRAGILE_JOB)
      timers.after(pace.alarmMs, () => {
        watch.judge(run);
        watch.evaluate();
      });
    startJobs(dueByInput(glue));
  }

  /** Lets a flipped switch be felt at once: by what flows, by the run that is under way, or by a new one. */
  function feel(id: SwitchId, on: boolean): void {
    effects.apply(id, on);
    const last = lastRun(glue, FRAGILE_JOB);
    const isUnderWay = last !== null && isUnfinished(last.state);
    const isWell = last?.state === 'SUCCEEDED';
    if (isOfTheJob(id)) {
      if (isUnderWay) runner.plan(last);
      else if (on || (last !== null && !isWell && !SWITCH_IDS.some(isBreakingTheJob))) {
        glue.startRun(FRAGILE_JOB);
      }
    } else if (id === 'bad-data') {
      if (isWell) glue.startRun(FRAGILE_JOB);
    } else {
      look();
    }
  }

  function isBreakingTheJob(id: SwitchId): boolean {
    return isOfTheJob(id) && switches.isOn(id);
  }

  return {
    topicArn,
    view: () => pipelineView({ glue, switches, runner, log }),
    flip: (id, on) => {
      if (!isSwitch(id)) return err(`Expected one of ${SWITCH_IDS.join(', ')}, got ${JSON.stringify(id)}`);
      if (stopListening === null) return err('Expected a pipeline that was started');
      if (switches.flip(id, on)) {
        say(`Switch: ${id} ${on ? 'on' : 'off'}`);
        feel(id, on);
      }
      return ok(null);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {
      if (stopListening !== null) return;
      stopListening = account.onChange(follow);
      unfinishedRuns().forEach((run) => runner.plan(run));
      beat();
      timers.after(pace.tickMs, tick);
    },
    stop: () => {
      stopListening?.();
      stopListening = null;
      timers.clear();
    },
  };
}

function isSwitch(id: string): id is SwitchId {
  return SWITCH_IDS.some((known) => known === id);
}

function startWords({ job, previousRunId, workers, workerType }: GlueRun): string {
  const retry = previousRunId === null ? '' : `, a retry of ${previousRunId.slice(0, 11)}…`;
  return `${job} starts with ${workers} × ${workerType}${retry}`;
}
