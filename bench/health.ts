/**
 * How long `health` takes over a large pipeline in a simulated account that takes its time with every answer, beside the
 * same calls made one after another.
 */

import type { Finding } from '../src/operations/finding.ts';
import type { Bench } from './bench.ts';

import { createAccount } from '../sandbox/aws/account.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../sandbox/aws/server.ts';
import { createCatalog } from '../src/aws/catalog.ts';
import { createClientPool } from '../src/aws/client-pool.ts';
import { median, round, shown } from './figures.ts';
import {
  ALARMS,
  BUCKETS,
  CALL_MS,
  fillAccount,
  JOBS,
  largeEstate,
  METRICS,
  PLACE,
} from './large-pipeline.ts';

export interface HealthFigures {
  /** Median of the rounds. */
  readonly seconds: number;
  readonly calls: number;
  /** So many calls of `call_ms` each, one after another. */
  readonly in_turn_seconds: number;
  readonly call_ms: number;
  /** What was looked at. */
  readonly jobs: number;
  readonly buckets: number;
  readonly alarms: number;
  readonly metrics: number;
  readonly parts: number;
}

const NOW = Date.UTC(2026, 10, 12, 3);

export const health: Bench<HealthFigures> = {
  name: 'health',
  about: 'how long one verdict over a large pipeline takes',
  async measure({ rounds, progress }) {
    let ids = 0;
    let now = NOW;
    const account = createAccount({
      accountId: PLACE.account,
      region: PLACE.region,
      now: () => now,
      newId: () => `id-${++ids}`,
    });
    fillAccount(account, NOW, (at) => (now = at));
    const server = await startAws({ account, host: '127.0.0.1' });
    const clock = (): number => now;
    const pool = createClientPool({
      places: { region: PLACE.region, pipelines: [] },
      clock,
      client: { endpoint: server.url, credentials: SANDBOX_CREDENTIALS },
    });
    const catalog = createCatalog({ pool, estates: [largeEstate()], clock });
    try {
      server.faults.set({ operation: '*', kind: 'slow', times: Infinity, delayMs: CALL_MS });
      // The first only warms up: it loads the SDK and opens the connections.
      const found = await ask(catalog);
      const seconds: number[] = [];
      for (let turn = 1; turn <= rounds; turn += 1) {
        progress(`health: ${turn} of ${rounds}`);
        const begin = performance.now();
        await ask(catalog);
        seconds.push((performance.now() - begin) / 1_000);
      }
      const calls = found.asked.length;
      return {
        seconds: round(median(seconds), 2),
        calls,
        in_turn_seconds: round((calls * CALL_MS) / 1_000, 2),
        call_ms: CALL_MS,
        jobs: JOBS,
        buckets: BUCKETS,
        alarms: ALARMS,
        metrics: METRICS,
        parts: Number(/(\d+) parts/.exec(found.summary)?.[1]),
      };
    } finally {
      pool.destroy();
      await server.close();
    }
  },
  table: (figures) => [
    ['', 'seconds', 'calls'],
    ['health', shown(figures.seconds), shown(figures.calls)],
    [`one after another, ${figures.call_ms} ms each`, shown(figures.in_turn_seconds), shown(figures.calls)],
  ],
};

async function ask(catalog: ReturnType<typeof createCatalog>): Promise<Finding> {
  const prepared = catalog.find('health')?.prepare({});
  if (prepared === undefined || !prepared.ok) throw new Error('Expected the operation behind health');
  const progress = await prepared.value.start({
    run: 'bench',
    pipeline: 'todo-etl',
    place: PLACE,
    by: { kind: 'handrail' },
    incident: null,
    requestedAt: NOW,
    signal: AbortSignal.timeout(60_000),
  });
  if (progress.state !== 'ended' || progress.finding.verdict !== 'ok')
    throw new Error(`Expected all to be well, got ${JSON.stringify(progress)}`);
  return progress.finding;
}
