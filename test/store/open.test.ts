/** Opening: URLs, locks, migrations, and looking beside a running bot. */

import { DatabaseSync } from 'node:sqlite';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SQLITE_COLUMNS } from '../../src/store/dialect/sqlite-dialect.ts';
import { migrationsFor } from '../../src/store/migrations/index.ts';
import { asStoreFault, openReader, StoreFault, type OpenedStore } from '../../src/store/open.ts';
import { openFile, SILENT, temporaryFolder } from './files.ts';
import { inbound, incident, NOW } from './samples.ts';
import { timelineIn } from '../support/stored.ts';

/** The names of all migrations, in order. */
const MIGRATIONS = Object.keys(migrationsFor(SQLITE_COLUMNS));
const clock = () => NOW;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let opened: { close(): Promise<void> }[];

beforeEach(async () => {
  folder = await temporaryFolder();
  opened = [];
});
afterEach(async () => {
  for (const resource of opened) await resource.close();
  await folder.remove();
});

async function open(options: Parameters<typeof openFile>[1] = {}): Promise<OpenedStore> {
  const store = await openFile(folder.file, options);
  opened.push(store);
  return store;
}

/** Somebody else's hand on the database. */
function tamper(statements: string): void {
  mkdirSync(dirname(folder.file), { recursive: true });
  const database = new DatabaseSync(folder.file);
  database.exec(statements);
  database.close();
}

describe('opening a store', () => {
  it('makes the folder and the file', async () => {
    await open();
    expect(existsSync(folder.file)).toBe(true);
  });

  it('takes an absolute path as a URL with an empty host too', async () => {
    await open({ url: `sqlite://${folder.file}` });
    expect(existsSync(folder.file)).toBe(true);
  });

  it.each(['postgres://handrail:secret@db/handrail', 'postgresql://db/handrail'])(
    'refuses %s for now',
    async (url) => {
      await expect(open({ url })).rejects.toThrow(
        'Postgres comes in a later release of Handrail; set DATABASE_URL to sqlite:',
      );
    },
  );

  it.each(['', 'data/handrail.db', 'sqlite:', 'sqlite::memory:', 'mysql://handrail:secret@db/handrail'])(
    'refuses %j, saying what it expects and no password',
    async (url) => {
      const error: unknown = await open({ url }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreFault);
      expect(String(error)).toContain('such as sqlite:data/handrail.db');
      expect(String(error)).not.toContain('secret');
    },
  );

  it('says which file it could not open', async () => {
    mkdirSync(dirname(folder.file), { recursive: true });
    writeFileSync(
      folder.file,
      'this is a letter, not a database, and it is long enough to be read as a header',
    );
    await expect(open()).rejects.toThrow(
      new RegExp(`Could not open the database .*handrail\\.db: .*not a database`),
    );
  });

  it('refuses a second start on one file until the first has stopped', async () => {
    const first = await open({ lock: true });
    await expect(open({ lock: true })).rejects.toThrow(
      `Another Handrail runs on ${folder.file} and holds ${folder.file}.lock. Stop that one first`,
    );
    expect(first.isAlone).toBe(true);
    await first.close();
    await open({ lock: true });
  });

  it('is not sure to be alone without the lock', async () => {
    expect((await open()).isAlone).toBe(false);
  });

  it('frees the lock when it fails for another reason', async () => {
    tamper('create table letters (body text)');
    writeFileSync(
      folder.file,
      'not a database either, whatever its neighbours may say about it in the street',
    );
    await expect(open({ lock: true })).rejects.toThrow('not a database');
    writeFileSync(folder.file, '');
    await open({ lock: true });
  });

  it('closes as often as it is asked to', async () => {
    const store = await open();
    await Promise.all([store.close(), store.close()]);
    await store.close();
    await expect(store.transact(async () => 1)).rejects.toThrow();
    await expect(store.read(async () => 1)).rejects.toThrow();
  });
});

describe('migrating', () => {
  it('runs what is missing once, and only when asked', async () => {
    const store = await open();
    expect(await store.schemaFault()).toContain('Run `handrail migrate`');
    await expect(store.acceptInbound(inbound('m-1'))).rejects.toThrow('no such table');
    expect(await store.migrate()).toEqual(MIGRATIONS);
    expect(await store.migrate()).toEqual([]);
    expect(await store.schemaFault()).toBeNull();
    expect(await store.acceptInbound(inbound('m-1'))).toBe('stored');
  });

  it('keeps nothing of a migration that fails', async () => {
    tamper('create table counters (something_else text)');
    const store = await open();
    await expect(store.migrate()).rejects.toThrow('counters');
    tamper('drop table counters');
    expect(await store.migrate()).toEqual(MIGRATIONS);
  });

  it('refuses a database of a newer release', async () => {
    await (await open()).migrate();
    tamper(`insert into migrations (name, timestamp) values ('9999-later', '2026-01-01T00:00:00.000Z')`);
    const store = await open();
    expect(await store.schemaFault()).toContain(
      'A newer release of Handrail migrated the database (9999-later)',
    );
    await expect(store.migrate()).rejects.toThrow(StoreFault);
  });
});

describe('looking at a store', () => {
  const look = async () => {
    const reader = await openReader({ url: `sqlite:${folder.file}`, clock });
    opened.push(reader);
    return reader;
  };

  it('works while a bot runs on it, and sees what was committed since', async () => {
    const store = await open({ lock: true });
    await store.migrate();
    const reader = await look();
    await store.transact((tx) => tx.incidents.save(incident(42), []));
    expect(await reader.read((tx) => tx.incidents.load(42))).toEqual(incident(42));
  });

  it('works when no bot runs', async () => {
    const store = await open();
    await store.migrate();
    await store.transact((tx) => tx.incidents.save(incident(42), []));
    await store.close();
    const reader = await look();
    expect(await reader.read((tx) => tx.incidents.list({ state: 'unresolved' }))).toHaveLength(1);
  });

  it('makes no file where there is none', async () => {
    await expect(look()).rejects.toThrow(`Expected a database at ${folder.file}, found no file`);
    expect(existsSync(folder.file)).toBe(false);
  });

  it('refuses a schema that is not current, and what is no database', async () => {
    await open();
    await expect(look()).rejects.toThrow('handrail migrate');
    await opened.pop()?.close();
    writeFileSync(
      folder.file,
      'a letter again, long enough to be taken for the header of a database file, but not one',
    );
    await expect(look()).rejects.toThrow(/Could not open the database .*not a database/);
  });
});

describe('a store on SQLite', () => {
  it('tells every caller of a commit that failed, and takes the next one', async () => {
    const store = await open();
    await store.migrate();
    tamper('alter table inbox rename to hidden');
    const results = await Promise.allSettled(
      ['m-1', 'm-2', 'm-3'].map((id) => store.acceptInbound(inbound(id))),
    );
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    tamper('alter table hidden rename to inbox');
    expect(await store.acceptInbound(inbound('m-1'))).toBe('stored');
    expect(await store.transact((tx) => tx.inbox.pending(10))).toHaveLength(1);
  });

  it('logs each migration by its name', async () => {
    const logged: object[] = [];
    const store = await open({ log: { ...SILENT, info: (fields) => logged.push(fields) } });
    await store.migrate();
    expect(logged).toEqual(MIGRATIONS.map((migration) => ({ migration })));
  });

  it('shows an event that this release does not know by its name and time', async () => {
    const store = await open();
    await store.migrate();
    tamper(`insert into events (stream, version, type, schema, body, at) values
      ('incident:42', 1, 'MoonPhaseChanged', 1, '{"type":"MoonPhaseChanged"}', 5),
      ('incident:42', 1, 'NoteAdded', 999, '{"shape":"of another day"}', 6),
      ('incident:42', 1, 'toString', 1, '{}', 7)`);
    expect(await store.read((reader) => timelineIn(reader, 42))).toEqual([
      { type: 'unknown', name: 'MoonPhaseChanged', at: 5 },
      { type: 'unknown', name: 'NoteAdded', at: 6 },
      { type: 'unknown', name: 'toString', at: 7 },
    ]);
  });

  it('does not guess at a row of a newer release', async () => {
    const store = await open();
    await store.migrate();
    await store.transact((tx) => tx.incidents.save(incident(42), []));
    tamper('update incidents set schema = 999');
    await expect(store.read((reader) => reader.incidents.load(42))).rejects.toThrow(
      'a newer release of Handrail wrote it',
    );
  });
});

describe('what keeps SQLite from writing', () => {
  /** What SQLite throws when it does this with the database of a store. */
  const thrownBy = (options: { readonly readOnly: boolean }, statements: string): unknown => {
    const database = new DatabaseSync(folder.file, options);
    try {
      database.exec(statements);
    } catch (error) {
      return error;
    } finally {
      database.close();
    }
    throw new Error('Expected SQLite to refuse it');
  };

  beforeEach(() => tamper('create table things (body text)'));

  it.each([
    ['a full disk', false, 'pragma max_page_count = 2; insert into things values (zeroblob(100000))', 'full'],
    ['a file that may only be read', true, 'insert into things values (1)', 'read-only'],
  ])('is a sentence: %s', (_, readOnly, statements, word) => {
    const fault = asStoreFault(thrownBy({ readOnly }, statements));
    expect(fault).toBeInstanceOf(StoreFault);
    expect(String(fault)).toMatch(new RegExp(`database of DATABASE_URL: .*${word}.*, then start again\\.$`));
  });

  it('is told from bugs, which stay as they are', () => {
    const bug = thrownBy({ readOnly: false }, 'insert into nowhere values (1)');
    expect(asStoreFault(bug)).toBe(bug);
    expect(asStoreFault('text')).toBe('text');
  });
});
