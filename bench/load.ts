/** Load from another process, and what it saw. */

import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface Load {
  readonly url: string;
  /** Each is posted once. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** As fast as the answers come where null. */
  readonly perSecond: number | null;
  /** For bodies that are Slack's, which are signed when they are posted: what the answer to each is to hold. */
  readonly says?: readonly string[];
}

export interface LoadReport {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Answers other than 200, or without what they were to hold. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** Resolves with the report. Throws when a message was not accepted. */
export async function load(work: Load): Promise<LoadReport> {
  const child = fork(new URL('./load-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = once(child, 'exit');
  const died = exited.then(([code]) => {
    throw new Error(`Expected the load to report, but its process ended with ${String(code)}.`);
  });
  died.catch(() => {});
  child.send(work);
  const [report] = (await Promise.race([once(child, 'message'), died])) as [LoadReport];
  await exited;
  if (report.failures > 0)
    throw new Error(
      `Expected every one of ${work.bodies.length} messages to be accepted, got ${report.failures} refusals.`,
    );
  return report;
}
