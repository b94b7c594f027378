/** Databases of their own for tests, in a temporary folder. The clock stands still at NOW. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../src/handlers/ports.ts';
import type { OpenedStore, StoreOptions } from '../../src/store/open.ts';
import type { StoreUnderTest } from './contract.ts';
import { openStore } from '../../src/store/open.ts';
import { storedIn } from '../support/stored.ts';
import { NOW } from './samples.ts';

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
export const AUDIT_KEY = 'audit-key-of-the-tests';

/** A new empty folder; `file` is where a database may be made in it. */
export async function temporaryFolder(): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-store-'));
  return {
    file: join(folder, 'data', 'handrail.db'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Opens the file with the tests' clock and key. */
export function openFile(file: string, options: Partial<StoreOptions> = {}): Promise<OpenedStore> {
  return openStore({
    url: `sqlite:${file}`,
    clock: () => NOW,
    auditKey: AUDIT_KEY,
    log: SILENT,
    ...options,
  });
}

/** A migrated store on a file of its own. */
export async function openSqliteUnderTest(): Promise<StoreUnderTest> {
  const folder = await temporaryFolder();
  let store = await openFile(folder.file, { lock: true });
  await store.migrate();
  return {
    store,
    stored: storedIn(folder.file),
    async reopen() {
      await store.close();
      store = await openFile(folder.file, { lock: true });
      return store;
    },
    async cleanup() {
      await store.close();
      await folder.remove();
    },
  };
}
