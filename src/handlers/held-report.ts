/**
 * Log lines and counts of work inside a transaction, kept back until it is committed. A transaction that met another
 * writer runs again from the start: what its first run had to say never happened.
 */

import type { Log, Metrics } from './ports.ts';

export interface HeldReport {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Says all of it, in order; for after the commit. */
  publish(): void;
}

/** A report that holds back what is said to it. */
export function heldReport({ log, metrics }: Pick<HeldReport, 'log' | 'metrics'>): HeldReport {
  const held: (() => void)[] = [];
  const line =
    (level: keyof Log): Log[keyof Log] =>
    (fields, message) =>
      void held.push(() => log[level](fields, message));
  return {
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    metrics: { count: (name, labels) => void held.push(() => metrics.count(name, labels)) },
    publish() {
      for (const say of held.splice(0)) say();
    },
  };
}
