/** Two stores on one database file, as two processes would be: each waits the other out, and neither is refused. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenedStore } from '../../src/store/open.ts';
import { CONFLICT_TRIES } from '../../src/store/conflicts.ts';
import { openFile, temporaryFolder } from './files.ts';
import { inbound, incident, NOW } from './samples.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let other: OpenedStore;
const opened: OpenedStore[] = [];

async function open(wait: (ms: number) => Promise<void>): Promise<OpenedStore> {
  const store = await openFile(folder.file, { chance: () => 0, wait });
  opened.push(store);
  return store;
}

/** Begins a transaction of the other store that writes, and ends when it is told to. */
async function beginWriting(): Promise<() => Promise<void>> {
  const [began, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ended = other.transact(async (tx) => {
    await tx.incidents.save(incident(42), []);
    began.resolve();
    await told.promise;
  });
  await began.promise;
  return () => {
    told.resolve();
    return ended;
  };
}

beforeEach(async () => {
  folder = await temporaryFolder();
  other = await open(async () => undefined);
  await other.migrate();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await folder.remove();
});

describe('two writers on one file', () => {
  it('both succeed, the later one on what the earlier one wrote', async () => {
    const end = await beginWriting();
    const pauses: number[] = [];
    const store = await open(async (ms) => {
      pauses.push(ms);
      await end();
    });
    await store.transact(async (tx) => {
      const read = await tx.incidents.load(42);
      await tx.incidents.save({ ...incident(42), ...read, version: 2, title: 'the later one' }, []);
    });
    expect(pauses).toEqual([10]);
    expect(await store.read((reader) => reader.incidents.load(42))).toMatchObject({ title: 'the later one' });
  });

  it('a delivery is stored all the same', async () => {
    const end = await beginWriting();
    const store = await open(() => end());
    expect(await store.acceptInbound(inbound('m-1'))).toBe('stored');
  });

  it('one that never ends is not waited for for ever; the pauses grow', async () => {
    const end = await beginWriting();
    const pauses: number[] = [];
    const store = await open(async (ms) => void pauses.push(ms));
    await expect(store.transact((tx) => tx.firstSight('key', NOW))).rejects.toThrow('locked');
    expect(pauses).toEqual([10, 20, 40, 80]);
    expect(pauses).toHaveLength(CONFLICT_TRIES - 1);
    await end();
  });
});
