/** `handrail migrate`: brings the schema to this release while nothing else has the store. */

import type { CliContext } from './context.ts';

import { pino } from 'pino';

import { asStoreFault, openStore } from '../store/open.ts';
import { loadForReading } from './context.ts';

/** Runs the migrations that are missing and names them. */
export async function migrateStore(context: CliContext): Promise<void> {
  const { config } = await loadForReading(context);
  const store = await openStore({
    url: config.databaseUrl,
    clock: Date.now,
    // Migrating writes no audit rows, so the chain's key is not needed.
    auditKey: '',
    lock: true,
    log: pino({ level: 'warn' }),
  });
  try {
    const ran = await store.migrate();
    context.print(ran.length === 0 ? 'The store is current.' : `Ran ${ran.join(', ')}.`);
  } catch (error) {
    throw asStoreFault(error);
  } finally {
    await store.close();
  }
}
