/** What the dialect promises beyond Kysely's contract: nothing commits by accident. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Kysely, sql } from 'kysely';
import type { SqliteSession } from '../../src/store/dialect/sqlite-session.ts';
import { sqliteDialect } from '../../src/store/dialect/sqlite-dialect.ts';
import { openWriter } from '../../src/store/dialect/sqlite-session.ts';
import { temporaryFolder } from './files.ts';

interface Letters {
  readonly letters: { readonly body: string | null };
}

describe('the SQLite dialect', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let session: SqliteSession;
  let db: Kysely<Letters>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    mkdirSync(dirname(folder.file), { recursive: true });
    session = await openWriter(folder.file);
    db = new Kysely({ dialect: sqliteDialect(session) });
    await db.schema.createTable('letters').addColumn('body', 'text').execute();
  });
  afterEach(async () => {
    await session.close();
    await folder.remove();
  });

  const bodies = async () => (await db.selectFrom('letters').select('body').execute()).map((row) => row.body);

  it('counts the rows that a query without rows changed', async () => {
    await db
      .insertInto('letters')
      .values([{ body: 'a' }, { body: 'b' }, { body: null }])
      .execute();
    const [updated] = await db
      .updateTable('letters')
      .set({ body: 'c' })
      .where('body', 'is not', null)
      .execute();
    expect(updated?.numUpdatedRows).toBe(2n);
    expect(await bodies()).toEqual(['c', 'c', null]);
  });

  it('refuses the rest of a transaction that the engine rolled back by itself', async () => {
    const work = db.transaction().execute(async (tx) => {
      await tx.insertInto('letters').values({ body: 'lost' }).execute();
      // What SQLite does on a full disk or a damaged page.
      session.database.exec('rollback');
      await tx.insertInto('letters').values({ body: 'half' }).execute();
    });
    await expect(work).rejects.toThrow('nothing of it was saved');
    expect(await bodies()).toEqual([]);
  });

  it('does not call a transaction committed that the engine rolled back at the end', async () => {
    const work = db.transaction().execute(async (tx) => {
      await tx.insertInto('letters').values({ body: 'lost' }).execute();
      session.database.exec('rollback');
    });
    await expect(work).rejects.toThrow('nothing of it was saved');
  });

  it('refuses a query that outlives its transaction', async () => {
    const outside = await db.transaction().execute(async (tx) => tx);
    const late = sql`insert into letters (body) values ('late')`.execute(outside);
    await expect(late).rejects.toThrow();
    expect(await bodies()).toEqual([]);
  });

  it('gives the connection to the next one after a failure', async () => {
    await expect(sql`select nonsense from nowhere`.execute(db)).rejects.toThrow('nowhere');
    await expect(db.transaction().execute(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await db.insertInto('letters').values({ body: 'after' }).execute();
    expect(await bodies()).toEqual(['after']);
  });

  it('refuses a parameter that SQLite cannot hold', async () => {
    await expect(sql`insert into letters (body) values (${{ not: 'text' }})`.execute(db)).rejects.toThrow(
      'Expected a string, number, bytes or null as a query parameter, got object',
    );
  });
});
