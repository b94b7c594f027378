/** The contract on SQLite, and how SQLite finds the rows of every query that was asked meanwhile. */

import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reader, Store } from '../../src/handlers/ports.ts';
import type { OpenedStore } from '../../src/store/open.ts';
import { describeStore } from './contract.ts';
import { openFile, openSqliteUnderTest, temporaryFolder } from './files.ts';
import { methodsOf, watched } from '../support/watched.ts';

/** They grow with what happens, and nobody may read all of one. */
const BIG = [
  'alarms',
  'audit',
  'cards',
  'checklists',
  'events',
  'inbox',
  'incident_alarms',
  'incidents',
  'jobs',
  'operation_runs',
  'sights',
];
/** Indexes of what waits only: reading all of one is reading what is to be done. */
const OF_WHAT_WAITS = [
  'cards_behind',
  'cards_leased',
  'inbox_waiting',
  'jobs_claimed',
  'operation_runs_open',
];
/** Thousands of their rows hang on one incident, so sorting them is reading them all for the first few. */
const LONG = ['events', 'inbox', 'incident_alarms'];

let asked = new Set<string>();
const called = new Set<string>();

const { prepare } = DatabaseSync.prototype;
DatabaseSync.prototype.prepare = function (text, ...rest) {
  asked.add(text);
  return prepare.call(this, text, ...rest);
};
afterAll(() => {
  DatabaseSync.prototype.prepare = prepare;
});

describeStore('SQLite', async () => {
  const opened = await openSqliteUnderTest();
  return { ...opened, store: noting(opened.store), reopen: async () => noting(await opened.reopen()) };
});

describe('every query of the store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: OpenedStore;
  let ofContract: ReadonlySet<string>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    store = await openFile(folder.file);
    ofContract = asked;
    asked = new Set();
    // What only migrations ask is asked once in the life of a database.
    await store.migrate();
  });
  afterAll(async () => {
    await store.close();
    await folder.remove();
  });

  it('was asked by the contract suite above, but those whose tests are the use cases of the retention', async () => {
    const methods = await store.transact(async (tx) => methodsOf(tx));
    expect(methods.filter((method) => !called.has(method))).toEqual([
      'retention.removeExpired',
      'retention.removeRest',
    ]);
  });

  it('finds its rows by an index', async () => {
    const ofMigrations = asked;
    asked = new Set();
    await store.transact(async (tx) => {
      await tx.retention.removeExpired({ raw: 1, incidents: 1 }, 9);
      await tx.retention.removeRest(42, 9);
    });
    const texts = [...ofContract, ...asked].filter(
      (text) => /^(select|insert|update|delete)\b/.test(text) && !ofMigrations.has(text),
    );
    const database = new DatabaseSync(folder.file);
    const faults = texts.flatMap((text) => faultsOf(text, planOf(database, text)));
    database.close();
    expect(texts.length).toBeGreaterThan(50);
    expect(faults).toEqual([]);
  });

  it('would be found out if it did not', () => {
    expect(faultsOf('select * from "jobs" where "kind" = ?', ['SCAN jobs'])).toHaveLength(1);
    expect(faultsOf('select * from "cards" order by "key"', ['SCAN cards USING INDEX by_key'])).toHaveLength(
      1,
    );
    expect(
      faultsOf('select * from "events" where "type" = ? order by "at"', ['USE TEMP B-TREE FOR ORDER BY']),
    ).toHaveLength(1);
    expect(faultsOf('select * from "jobs" order by "key" limit ?', ['SCAN jobs'])).toEqual([]);
    expect(faultsOf('…', ['SCAN card USING INDEX cards_behind'])).toEqual([]);
  });
});

/**
 * What is wrong with the plan, in a sentence each. A migrated store without rows plans as a full one: SQLite goes by
 * rows only where it was told to count them (`ANALYZE`), which Handrail never does.
 */
function faultsOf(text: string, plan: readonly string[]): readonly string[] {
  const tables = BIG.filter((table) => text.includes(`"${table}"`));
  // The first rows in the order of an index, and no others.
  const isBounded = text.endsWith(' limit ?') && !text.includes(' where ');
  const scans = plan.filter(
    (line) =>
      line.startsWith('SCAN ') &&
      !line.endsWith('-ROW VALUES CLAUSE') &&
      !isBounded &&
      !OF_WHAT_WAITS.some((index) => line.endsWith(` ${index}`)),
  );
  const sorts = plan.filter((line) => line === 'USE TEMP B-TREE FOR ORDER BY');
  const isSorted = LONG.includes(/^select .*? from "(\w+)"/.exec(text)?.[1] ?? '');
  return [
    ...(tables.length > 0 ? scans : []).map(
      (line) => `Expected an index that finds the rows, got "${line}" of: ${text}`,
    ),
    ...(isSorted ? sorts : []).map(
      (line) => `Expected an index in the order asked for, got "${line}" of: ${text}`,
    ),
  ];
}

function planOf(database: DatabaseSync, text: string): readonly string[] {
  return prepare
    .call(database, `explain query plan ${text}`)
    .all()
    .map(({ detail }) => String(detail));
}

/** The store, which notes what is asked of its transactions and its readers. */
function noting(store: Store): Store {
  return {
    ...store,
    transact: (work) => store.transact((tx) => work(noted(tx))),
    read: (work) => store.read((reader) => work(noted(reader))),
  };
}

function noted<T extends Reader>(reader: T): T {
  return watched(reader, (method) => called.add(method));
}
