/** The process of a simulated account with a large pipeline, which takes its time with every answer. It says where it is. */

import { createAccount } from '../sandbox/aws/account.ts';
import { startAws } from '../sandbox/aws/server.ts';
import { CALL_MS, fillAccount, PLACE } from './large-pipeline.ts';

let ids = 0;
/** When it is while what has happened before is told. */
let filledAt: number | null = null;
const account = createAccount({
  accountId: PLACE.account,
  region: PLACE.region,
  now: () => filledAt ?? Date.now(),
  newId: () => `id-${++ids}`,
});
fillAccount(account, Date.now(), (at) => (filledAt = at));
filledAt = null;
const server = await startAws({ account, host: '127.0.0.1' });
server.faults.set({ operation: '*', kind: 'slow', times: Infinity, delayMs: CALL_MS });

process.once('disconnect', () => void server.close());
process.send?.(server.url);
