/**
 * The thread of `sqlite-checkpoint.ts`: copies what it can of the log into the database whenever it is asked to. Plain
 * JavaScript, since taking the types off would cost this thread 17 MiB.
 */

import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const database = new DatabaseSync(String(workerData));
const checkpoint = database.prepare('pragma wal_checkpoint(passive)');

parentPort.on('message', (asked) => {
  if (asked === 'copy') {
    checkpoint.get();
    parentPort.postMessage('copied');
  } else {
    database.close();
    parentPort.close();
  }
});
