/** Counters and gauges for Prometheus. Label values are a closed set: nothing that a stranger sends becomes one. */

import type { Backlog, MetricName, Metrics } from '../handlers/ports.ts';

import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export interface ExposedMetrics extends Metrics {
  readonly contentType: string;
  /** The exposition text; asks for the backlog as it is now. */
  expose(): Promise<string>;
}

const COUNTERS: Readonly<Record<MetricName, { readonly help: string; readonly labels: readonly string[] }>> =
  {
    sns_accepted: { help: 'SNS notifications made durable', labels: [] },
    sns_refused: { help: 'SNS requests refused, by reason', labels: ['reason'] },
    inbound_applied: { help: 'Inbound messages applied', labels: [] },
    inbound_failed: { help: 'Attempts to apply an inbound message that failed', labels: [] },
    slack_calls: { help: 'Calls to Slack, by method', labels: ['method'] },
    slack_errors: {
      help: 'Calls to Slack that failed, by method and outcome',
      labels: ['method', 'outcome'],
    },
    deeds: { help: 'Deeds of people, by name and whether they were allowed', labels: ['deed', 'allowed'] },
    runs: { help: 'Operation runs that ended, by verb and verdict', labels: ['verb', 'verdict'] },
  };

/** @param backlog reads what waits, for the gauges */
export function createMetrics(backlog: () => Promise<Backlog>): ExposedMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  for (const [name, { help, labels }] of Object.entries(COUNTERS)) {
    counters.set(
      name,
      new Counter({ name: `handrail_${name}_total`, help, labelNames: [...labels], registers: [registry] }),
    );
  }
  const waiting = new Gauge({
    name: 'handrail_backlog',
    help: 'Rows that wait to be worked, by queue',
    labelNames: ['queue'],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    count: (name, labels = {}) => counters.get(name)?.inc({ ...labels }),
    async expose() {
      const { inbound, cards, jobs } = await backlog();
      for (const [queue, rows] of Object.entries({ inbound, cards, jobs })) waiting.set({ queue }, rows);
      return registry.metrics();
    },
  };
}
