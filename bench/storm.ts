/**
 * Many distinct alarms of one stage, all into one incident of the whole bot, beside as many messages of few alarms:
 * what each alarm more costs. Applied is what no longer waits in the store.
 */

import type { Bench, BenchOptions } from './bench.ts';
import type { Deliveries } from './deliveries.ts';

import { get, Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { createDeliveries } from './deliveries.ts';
import { percentile, round, shown } from './figures.ts';
import { load } from './load.ts';
import { startSlackStub } from './slack-stub.ts';
import { startContestant } from './start-contestant.ts';
import { CONNECTIONS, WARM_UP, warmUp } from './warm-up.ts';

interface Weathered {
  readonly alarms: number;
  readonly messages: number;
  /** All of `messages`, unless the time was up before. */
  readonly applied: number;
  readonly accepted_per_s: number;
  /** From the first request until nothing waits. */
  readonly applied_per_s: number;
  readonly first_1000_per_s: number;
  readonly last_1000_per_s: number;
  readonly loop_p99_ms: number;
  readonly loop_worst_ms: number;
  readonly healthz_p99_ms: number;
  readonly healthz_worst_ms: number;
  readonly rss_peak_mib: number;
  readonly heap_peak_mib: number;
}

export interface StormFigures {
  readonly distinct: Weathered;
  readonly few: Weathered;
}

interface HealthWatch {
  stop(): readonly number[];
}

interface Sample {
  readonly atMs: number;
  readonly applied: number;
}

const FEW = 50;
/** Each look is a question that the bot itself answers. */
const SAMPLE_EVERY_MS = 50;
const HEALTH_EVERY_MS = 20;
const LIMIT_MS = 120_000;
const THOUSAND = 1_000;

export const storm: Bench<StormFigures> = {
  name: 'storm',
  about: 'distinct alarms into one incident: applied a second, the event loop, memory (--alarms N)',
  async measure({ alarms, progress }: BenchOptions) {
    const deliveries = await createDeliveries();
    progress(`storm: ${alarms} messages of ${FEW} alarms`);
    const few = await weather(deliveries, alarms, Math.min(FEW, alarms));
    progress(`storm: ${alarms} distinct alarms`);
    return { distinct: await weather(deliveries, alarms, alarms), few };
  },
  table: ({ distinct, few }) => [
    ['', `${distinct.alarms} alarms`, `${few.alarms} alarms`],
    ...LINES.map(([name, label]) => [label, shown(distinct[name]), shown(few[name])]),
  ],
};

const LINES: readonly (readonly [keyof Weathered, string])[] = [
  ['messages', 'messages'],
  ['applied', 'applied'],
  ['accepted_per_s', 'accepted/s'],
  ['applied_per_s', 'applied/s'],
  ['first_1000_per_s', 'applied/s, first 1,000'],
  ['last_1000_per_s', 'applied/s, last 1,000'],
  ['loop_p99_ms', 'loop p99 ms'],
  ['loop_worst_ms', 'loop worst ms'],
  ['healthz_p99_ms', '/healthz p99 ms'],
  ['healthz_worst_ms', '/healthz worst ms'],
  ['rss_peak_mib', 'RSS peak MiB'],
  ['heap_peak_mib', 'heap peak MiB'],
];

async function weather(deliveries: Deliveries, messages: number, alarms: number): Promise<Weathered> {
  const slack = await startSlackStub();
  const bot = await startContestant('handrail', deliveries, slack.apiUrl);
  let health: HealthWatch | undefined;
  try {
    await warmUp(bot, deliveries, true);
    // Signed after it, since an alarm takes no change that is older than the last.
    const bodies = deliveries.sign(messages, alarms);
    health = watchHealth(`${bot.url}/healthz`);
    await bot.begin();
    const beganAt = performance.now();
    const loading = load({ url: `${bot.url}/sns`, bodies, connections: CONNECTIONS, perSecond: null });
    loading.catch(() => {});
    const samples: Sample[] = [{ atMs: 0, applied: 0 }];
    for (let applied = 0; applied < messages && performance.now() - beganAt < LIMIT_MS;) {
      await pause(SAMPLE_EVERY_MS);
      const stored = await bot.stored();
      applied = stored - WARM_UP - (await bot.waiting());
      samples.push({ atMs: performance.now() - beganAt, applied });
    }
    const report = await loading;
    const vitals = await bot.vitals();
    const last = samples.at(-1) ?? { atMs: 0, applied: 0 };
    const thousand = Math.min(THOUSAND, last.applied);
    const rate = (from: number, to: number): number =>
      ((to - from) * 1_000) / (timeOf(to, samples) - timeOf(from, samples));
    const healthz = health.stop();
    return {
      alarms,
      messages,
      applied: last.applied,
      accepted_per_s: round(messages / report.seconds),
      applied_per_s: round((last.applied * 1_000) / last.atMs),
      first_1000_per_s: round(rate(0, thousand)),
      last_1000_per_s: round(rate(last.applied - thousand, last.applied)),
      loop_p99_ms: round(vitals.loopP99Ms, 1),
      loop_worst_ms: round(vitals.loopWorstMs, 1),
      healthz_p99_ms: round(percentile(healthz, 0.99), 1),
      healthz_worst_ms: round(percentile(healthz, 1), 1),
      rss_peak_mib: round(vitals.rssPeakMib),
      heap_peak_mib: round(vitals.heapPeakMib),
    };
  } finally {
    health?.stop();
    await bot.close();
    await slack.close();
  }
}

/** When so many were applied, between the samples around it. */
function timeOf(applied: number, samples: readonly Sample[]): number {
  const index = samples.findIndex((sample) => sample.applied >= applied);
  const [before, after] = [samples[index - 1], samples[index]];
  if (before === undefined || after === undefined) return after?.atMs ?? 0;
  const share = (applied - before.applied) / (after.applied - before.applied);
  return before.atMs + share * (after.atMs - before.atMs);
}

/** Asks for health again and again, one request at a time; `stop` gives the times of the answers, milliseconds. */
function watchHealth(url: string): HealthWatch {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  function ask(): void {
    const askedAt = performance.now();
    const next = (): void => {
      if (!stopped) timer = setTimeout(ask, HEALTH_EVERY_MS);
    };
    get(url, { agent }, (response) => {
      response.resume().on('end', () => {
        times.push(performance.now() - askedAt);
        next();
      });
    }).on('error', next);
  }
  ask();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      agent.destroy();
      return times;
    },
  };
}
