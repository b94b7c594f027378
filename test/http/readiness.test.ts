/** Readiness over a store that can be written, and one that cannot: it only reads, and it finds out on a quiet night. */

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { OpenedStore } from '../../src/store/open.ts';
import { beat, BEAT_EVERY_MS, READY_WITHIN_MS, whyUnready } from '../../src/handlers/heartbeat.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { openFile, temporaryFolder } from '../store/files.ts';
import { NOW } from '../store/samples.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: OpenedStore;
let server: Awaited<ReturnType<typeof createServer>>;
let now: number;

const deps = () => ({ store, clock: () => now, process: 'this-one' });
const readyz = async () => {
  const { statusCode, body } = await server.inject('/readyz');
  return { statusCode, body };
};

beforeEach(async () => {
  now = NOW;
  folder = await temporaryFolder();
  store = await openFile(folder.file, { wait: async () => undefined });
  await store.migrate();
  server = await createServer({
    logger: pino({ level: 'silent' }),
    newId: () => 'request-1',
    plugins: [],
    metrics: createMetrics(() => store.read((reader) => reader.backlog())),
    whyUnready: () => whyUnready(deps()),
    standing: async () => ({
      slack: 'reached',
      missingScopes: [],
      backlog: await store.read((reader) => reader.backlog()),
    }),
  });
});
afterEach(async () => {
  await server.close();
  await store.close();
  await folder.remove();
});

describe('/readyz', () => {
  it('is ready while the last sign of life is young, and writes nothing itself', async () => {
    await beat(deps());
    now += READY_WITHIN_MS;
    expect((await readyz()).statusCode).toBe(200);
    expect(await store.read((reader) => reader.processes.lastBeat('this-one'))).toBe(NOW);
  });

  it('is not ready before this process wrote anything, whatever another one wrote', async () => {
    await beat({ ...deps(), process: 'another-one' });
    expect((await readyz()).statusCode).toBe(503);
  });

  it('finds a store that cannot be written within thirty seconds, and forgets it with the next sign', async () => {
    await beat(deps());
    const thief = new DatabaseSync(folder.file);
    thief.exec('begin immediate');
    try {
      for (let beats = 0; beats < READY_WITHIN_MS / BEAT_EVERY_MS; beats += 1) {
        now += BEAT_EVERY_MS;
        await expect(beat(deps())).rejects.toThrow('locked');
        expect((await readyz()).statusCode).toBe(200);
      }
      now += 1;
      const { statusCode, body } = await readyz();
      expect(statusCode).toBe(503);
      expect(body).toContain('the last write was at 2026');
      expect(body).toContain('Look for a full disk');
    } finally {
      thief.exec('rollback');
      thief.close();
    }
    await beat(deps());
    expect((await readyz()).statusCode).toBe(200);
  });

  it('says so when the store cannot even be read', async () => {
    await store.close();
    expect(await readyz()).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining('cannot be read'),
    });
  });
});
