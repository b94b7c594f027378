import type { SqliteSession } from '../../src/store/dialect/sqlite-session.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Mutex } from 'async-mutex';
import { Kysely } from 'kysely';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMITS_BETWEEN, keepLogShort } from '../../src/store/dialect/sqlite-checkpoint.ts';
import { sqliteDialect } from '../../src/store/dialect/sqlite-dialect.ts';
import { insertInbound } from '../../src/store/dialect/sqlite-inbox.ts';
import { durableBy } from '../../src/store/dialect/sqlite-log.ts';
import { openReadOnly, openWriter } from '../../src/store/dialect/sqlite-session.ts';
import { StoreFault } from '../../src/store/engine.ts';
import { temporaryFolder } from './files.ts';

interface Letters {
  readonly letters: { readonly body: string };
}

/** A disk whose every wait is ended by the test. */
function slowDisk() {
  const waits: PromiseWithResolvers<void>[] = [];
  return {
    waits,
    sync() {
      const wait = Promise.withResolvers<void>();
      waits.push(wait);
      return wait.promise;
    },
    async asked(times: number) {
      while (waits.length < times) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Whether it has ended by the time that everything else which could go on has. */
async function hasEnded(promise: Promise<unknown>): Promise<boolean> {
  let ended = false;
  promise.then(
    () => (ended = true),
    () => (ended = true),
  );
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return ended;
}

describe('waiting for the disk', () => {
  it('is one wait for those who come together', async () => {
    const disk = slowDisk();
    const log = durableBy(disk.sync);
    const both = Promise.all([log.durable(), log.durable()]);
    await disk.asked(1);
    disk.waits[0]?.resolve();
    await both;
    expect(disk.waits).toHaveLength(1);
  });

  it('is another one for who committed after it began', async () => {
    const disk = slowDisk();
    const log = durableBy(disk.sync);
    const first = log.durable();
    await disk.asked(1);
    const second = log.durable();
    expect(disk.waits).toHaveLength(1);
    disk.waits[0]?.resolve();
    await first;
    await disk.asked(2);
    expect(await hasEnded(second)).toBe(false);
    disk.waits[1]?.resolve();
    await second;
  });

  it('fails for all who wait, and ever after: the next call would succeed without the data', async () => {
    const disk = slowDisk();
    const log = durableBy(disk.sync);
    expect(log.assertWhole).not.toThrow();
    const both = Promise.allSettled([log.durable(), log.durable()]);
    await disk.asked(1);
    const later = Promise.allSettled([log.durable()]);
    disk.waits[0]?.reject(new Error('EIO: i/o error, fdatasync'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await later).map(({ status }) => status)).toEqual(['rejected']);
    await expect(log.durable()).rejects.toThrow(StoreFault);
    expect(log.assertWhole).toThrow(
      'The disk of the database did not keep what was written: Error: EIO: i/o error, fdatasync. Look at the disk, then start again.',
    );
    expect(disk.waits).toHaveLength(1);
  });
});

describe('a commit on SQLite', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let session: SqliteSession;
  let db: Kysely<Letters>;
  const disk = slowDisk();

  beforeEach(async () => {
    disk.waits.length = 0;
    folder = await temporaryFolder();
    mkdirSync(dirname(folder.file), { recursive: true });
    session = await openWriter(folder.file, async () => ({ ...durableBy(disk.sync), close: async () => {} }));
    session.database.exec(
      `create table letters (body text); create table inbox (topic_arn, message_id, subject, body, sent_at, received_at,
       unique (topic_arn, message_id))`,
    );
    db = new Kysely({ dialect: sqliteDialect(session) });
  });
  afterEach(async () => {
    await session.close();
    await folder.remove();
  });

  const write = (body: string) =>
    db.transaction().execute((tx) => tx.insertInto('letters').values({ body }).execute());
  const deliver = () =>
    insertInbound(session, [
      { topicArn: 'topic', messageId: 'one', subject: null, body: '{}', sentAt: 1, receivedAt: 1 },
    ]);
  const bodies = async () => (await db.selectFrom('letters').select('body').execute()).map((row) => row.body);

  it.each([
    ['a transaction', () => write('a')],
    ['what came in', () => deliver()],
  ])('is told of once it is on the disk: %s', async (_name, work) => {
    const committed = work();
    await disk.asked(1);
    expect(await hasEnded(committed)).toBe(false);
    disk.waits[0]?.resolve();
    await committed;
  });

  it('lets the next one work while it waits for the disk', async () => {
    const first = write('a');
    await disk.asked(1);
    const second = write('b');
    while ((await bodies()).length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(await hasEnded(Promise.any([first, second]))).toBe(false);
    disk.waits[0]?.resolve();
    await first;
    await disk.asked(2);
    disk.waits[1]?.resolve();
    await second;
  });

  it('is refused, with all that follow, when the disk did not keep it', async () => {
    const first = write('a');
    await disk.asked(1);
    const held = db.transaction().execute(async (tx) => {
      await first.catch(() => {});
      await tx.insertInto('letters').values({ body: 'b' }).execute();
    });
    disk.waits[0]?.reject(new Error('EIO'));
    await expect(first).rejects.toThrow('did not keep what was written');
    await expect(held).rejects.toThrow('did not keep what was written');
    await expect(write('c')).rejects.toThrow('Look at the disk, then start again.');
    await expect(deliver()).rejects.toThrow('Look at the disk, then start again.');
    expect(await bodies()).not.toContain('c');
  });

  it('waits for nothing when it only read', async () => {
    const reading = openReadOnly(folder.file);
    const reader = new Kysely<Letters>({ dialect: sqliteDialect(reading) });
    await reader
      .transaction()
      .setAccessMode('read only')
      .execute((tx) => tx.selectFrom('letters').selectAll().execute());
    await reading.close();
    expect(disk.waits).toHaveLength(0);
  });
});

describe('closing', () => {
  it('tells a transaction under way that it is saved, and keeps it', async () => {
    const folder = await temporaryFolder();
    mkdirSync(dirname(folder.file), { recursive: true });
    const session = await openWriter(folder.file);
    session.database.exec('create table letters (body text)');
    const db = new Kysely<Letters>({ dialect: sqliteDialect(session) });
    const [begun, closing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const written = db.transaction().execute(async (tx) => {
      begun.resolve();
      await closing.promise;
      // As long as whatever else closes may take.
      expect(await hasEnded(closed)).toBe(false);
      await tx.insertInto('letters').values({ body: 'last' }).execute();
    });
    await begun.promise;
    const closed = session.close();
    closing.resolve();
    await written;
    await closed;
    const reading = openReadOnly(folder.file);
    expect(reading.database.prepare('select body from letters').get()).toMatchObject({ body: 'last' });
    await reading.close();
    await folder.remove();
  });
});

describe('the write-ahead log', () => {
  it('is copied into the database and begun anew while somebody writes', async () => {
    const folder = await temporaryFolder();
    mkdirSync(dirname(folder.file), { recursive: true });
    const session = await openWriter(folder.file);
    session.database.exec('create table letters (body text)');
    const db = new Kysely<Letters>({ dialect: sqliteDialect(session) });
    let written = 0;
    // https://www.sqlite.org/fileformat2.html#walformat: how often the log was begun anew stands in its header.
    const timesBegun = () => readFileSync(`${folder.file}-wal`).readUInt32BE(12);
    const before = timesBegun();
    while (timesBegun() < before + 2) {
      await db.transaction().execute((tx) =>
        tx
          .insertInto('letters')
          .values({ body: `letter ${written}` })
          .execute(),
      );
      written += 1;
    }
    expect(written).toBeGreaterThanOrEqual(COMMITS_BETWEEN);
    expect(await db.selectFrom('letters').select('body').execute()).toHaveLength(written);
    await session.close();
    await folder.remove();
  });

  it('is left to SQLite when the thread cannot copy it', async () => {
    const folder = await temporaryFolder();
    const failed = Promise.withResolvers<void>();
    let failures = 0;
    const checkpoints = keepLogShort({
      file: join(folder.file, 'not', 'there.db'),
      writing: new Mutex(),
      failed() {
        failures += 1;
        failed.resolve();
      },
    });
    for (let commits = 0; commits < COMMITS_BETWEEN; commits += 1) checkpoints.committed();
    await failed.promise;
    for (let commits = 0; commits < 3 * COMMITS_BETWEEN; commits += 1) checkpoints.committed();
    await checkpoints.close();
    expect(failures).toBe(1);
    await folder.remove();
  });
});
