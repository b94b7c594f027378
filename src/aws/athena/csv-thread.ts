/** The thread of `whole-result.ts`: makes text of the rows that it is sent, until it is ended. */

import type { CsvRows } from '../../operations/csv.ts';

import { parentPort } from 'node:worker_threads';

import { csvOf } from '../../operations/csv.ts';

/** What it is sent, and what it answers. */
export type { CsvPiece, CsvRows } from '../../operations/csv.ts';

parentPort?.on('message', (rows: CsvRows) => parentPort?.postMessage(csvOf(rows)));
