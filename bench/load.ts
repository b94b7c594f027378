/** A process that posts prepared bodies, each once, so that making load does not hold up the event loop under measure. */

import { once } from 'node:events';
import autocannon from 'autocannon';

export interface Load {
  readonly url: string;
  /** As many for each connection: their count is a multiple of it. */
  readonly bodies: readonly string[];
  readonly connections: number;
}

export interface LoadReport {
  readonly seconds: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const [{ url, bodies, connections }] = (await once(process, 'message')) as [Load];
const share = bodies.length / connections;
let next = 0;

const report = await autocannon({
  url,
  method: 'POST',
  headers: { 'content-type': 'text/plain; charset=UTF-8' },
  connections,
  amount: bodies.length,
  setupClient: (client) => {
    client.setRequests(bodies.slice(next, next + share).map((body) => ({ body })));
    next += share;
  },
});
process.send?.({
  seconds: report.duration,
  failures: report.errors + report.non2xx,
  p50Ms: report.latency.p50,
  p99Ms: report.latency.p99,
} satisfies LoadReport);
process.disconnect();
