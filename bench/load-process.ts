/**
 * A process that posts prepared bodies, each once, so that making load does not hold up the event loop under measure.
 * Its time runs from the first request to the last answer. At a pace, a request counts from the moment it was due.
 */

import type { Load, LoadReport } from './load.ts';

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { openConnection } from './connection.ts';
import { percentile } from './figures.ts';
import { slackHeaders } from './slack-requests.ts';

const SNS = { 'content-type': 'text/plain; charset=UTF-8' };

const [{ url, bodies, connections, perSecond, says }] = (await once(process, 'message')) as [Load];
const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(new URL(url))));
const latencies: number[] = [];
let failures = 0;
let next = 0;

const beganAt = performance.now();
await Promise.all(
  opened.map(async (connection) => {
    for (let index = next++; index < bodies.length; index = next++) {
      const dueAt = perSecond === null ? performance.now() : beganAt + (index * 1_000) / perSecond;
      const early = dueAt - performance.now();
      if (early > 0) await pause(early);
      const body = bodies[index] ?? '';
      const answer = await connection.post(body, says === undefined ? SNS : slackHeaders(body));
      latencies.push(performance.now() - dueAt);
      if (answer.status !== 200 || !answer.body.includes(says?.[index] ?? '')) failures += 1;
    }
  }),
);
const seconds = (performance.now() - beganAt) / 1_000;

for (const connection of opened) connection.close();
process.send?.({
  seconds,
  failures,
  p50Ms: percentile(latencies, 0.5),
  p95Ms: percentile(latencies, 0.95),
  p99Ms: percentile(latencies, 0.99),
  worstMs: percentile(latencies, 1),
} satisfies LoadReport);
process.disconnect();
