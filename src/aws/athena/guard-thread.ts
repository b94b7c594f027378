/** The thread of `guard.ts`: decides on the one statement that it was started with, and ends. */

import type { Policy } from '../../queries/check.ts';

import { parentPort, workerData } from 'node:worker_threads';

import { checkStatement } from '../../queries/check.ts';
import { readStatement } from '../../queries/statement.ts';

/** What it is started with. */
export interface Asked {
  readonly sql: string;
  readonly policy: Policy;
}

const { sql, policy } = workerData as Asked;
const read = readStatement(sql);
parentPort?.postMessage(read.ok ? checkStatement(read.value, policy) : read);
