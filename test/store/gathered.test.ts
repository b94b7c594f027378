/**
 * What a transaction gathers is what would have been written one by one: random work in one transaction leaves the
 * same database behind, and reads the same on the way, as each part of it in a transaction of its own.
 */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import type { OpenedStore } from '../../src/store/open.ts';
import type { Incident } from '../../src/incidents/state.ts';
import type { Transaction } from '../../src/handlers/ports.ts';
import { VersionConflict } from '../../src/handlers/ports.ts';
import { anAlarm } from '../support/builders.ts';
import { openFile, temporaryFolder } from './files.ts';
import { inbound, incident, job, NOW, RESPONDER, wish } from './samples.ts';

/** One part of the work, and what it read. */
interface Part {
  readonly name: string;
  do(tx: Transaction): Promise<unknown>;
}

const JOBS = ['silver-users', 'gold-users'] as const;
const TABLES = ['incidents', 'incident_alarms', 'alarms', 'events', 'cards', 'jobs', 'inbox', 'open_groups'];

const number = fc.constantFrom(1, 2);
const key = fc.constantFrom('a', 'b', 'c', 'd');
const jobName = fc.constantFrom(...JOBS);
const alarmState = fc.constantFrom('ALARM' as const, 'OK' as const);

const changing: fc.Arbitrary<Part> = fc
  .record({
    number,
    keys: fc.uniqueArray(key, { maxLength: 3 }),
    job: jobName,
    state: alarmState,
    quiet: fc.boolean(),
    looks: fc.boolean(),
  })
  .map(({ number: of, keys, job: about, state: now, quiet, looks }): Part => ({
    name: `incident ${of} takes ${keys.join('')}`,
    async do(tx) {
      const stored = await tx.incidents.load(of);
      const before = looks ? await tx.incidents.alarms(of, keys) : [];
      const version = (stored?.version ?? 0) + 1;
      const alarms = keys.map((each) =>
        anAlarm({ key: each, resources: { job: about }, state: now, quiet: quiet ? 'downstream' : null }),
      );
      const event = { type: 'IncidentAcknowledged', by: RESPONDER, at: NOW + version } as const;
      await tx.incidents.save(titled(stored ?? incident(of), version), [event, event], alarms);
      return before;
    },
  }));

const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 5, arbitrary: changing },
  {
    weight: 3,
    arbitrary: fc.tuple(number, jobName, fc.constantFrom(1, 2)).map(([of, about, limit]): Part => ({
      name: `the first ${limit} of ${of} about ${about}`,
      do: (tx) => tx.incidents.firstAlarms(of, { job: about, limit }),
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(number, alarmState, fc.boolean()).map(([of, now, quiet]): Part => ({
      name: `those of ${of} in ${now}`,
      do: (tx) => tx.incidents.firstAlarms(of, { state: now, quiet, limit: 3 }),
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(key, alarmState, number).map(([of, now, where]): Part => ({
      name: `alarm ${of} is ${now}`,
      async do(tx) {
        const before = await tx.alarms.load(of);
        await tx.alarms.save({
          key: of,
          state: now,
          changedAt: (before?.changedAt ?? 0) + 1,
          incident: where,
        });
        return before;
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ key, urgency: fc.constantFrom(0, 1, 2, 3), later: fc.nat({ max: 3 }) })
      .map(({ key: of, urgency, later }): Part => ({
        name: `card ${of}`,
        do: (tx) =>
          tx.cards.want(wish(of, { urgency: urgency as 0, now: NOW + later, subject: String(later) })),
      })),
  },
  {
    weight: 1,
    arbitrary: key.map((of): Part => ({ name: `look at card ${of}`, do: (tx) => tx.cards.load(of) })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(number, fc.uniqueArray(key, { maxLength: 2 })).map(([of, keys]): Part => ({
      name: `timers of ${of}`,
      do: (tx) =>
        tx.jobs.replaceTimers(
          String(of),
          keys.map((each) => job(`${of}:${each}`)),
        ),
    })),
  },
  {
    weight: 1,
    arbitrary: number.map((of): Part => ({ name: `${of} speaks up`, do: (tx) => tx.incidents.speakUp(of) })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(key, number).map(([group, of]): Part => ({
      name: `${of} holds ${group}`,
      async do(tx) {
        const before = await tx.groups.holder(group);
        return [before, await tx.groups.hold(group, of), await tx.groups.holder(group)];
      },
    })),
  },
  {
    weight: 1,
    arbitrary: number.map((of): Part => ({ name: `${of} lets go`, do: (tx) => tx.groups.release(of) })),
  },
  {
    weight: 1,
    arbitrary: number.map((of): Part => ({
      name: `message ${of} was applied`,
      do: (tx) => tx.inbox.applied(of, of, 'joined'),
    })),
  },
  {
    weight: 1,
    arbitrary: changing.map((inner): Part => ({
      name: `${inner.name}, undone`,
      async do(tx) {
        const undone = tx.savepoint(async () => {
          await inner.do(tx);
          throw new Error('undone');
        });
        return undone.catch(String);
      },
    })),
  },
  {
    weight: 1,
    arbitrary: changing.map((inner): Part => ({
      name: `${inner.name}, kept`,
      do: (tx) => tx.savepoint(() => inner.do(tx)),
    })),
  },
);

interface Opened {
  readonly store: OpenedStore;
  readonly file: string;
  close(): Promise<void>;
}

let together: Opened;
let apart: Opened;
beforeEach(async () => {
  together = await opened();
  apart = await opened();
});
afterEach(async () => {
  await together.close();
  await apart.close();
});

describe('what a transaction gathers', () => {
  it('is read and written as if each part had been a transaction of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 20, maxLength: 50 }), async (parts) => {
        expect(await resultOf(together, parts, inOne)).toEqual(await resultOf(apart, parts, oneByOne));
      }),
      { numRuns: 100 },
    );
  });

  it('is written over the version that was read, and over no other', async () => {
    const { store } = together;
    const saved = (version: number) => (tx: Transaction) =>
      tx.incidents.save(incident(1, { version }), [], []);
    await store.transact(saved(1));
    const skipping = store.transact(async (tx) => {
      await tx.incidents.load(1);
      await saved(2)(tx);
      await saved(4)(tx);
    });
    await expect(skipping).rejects.toThrow(VersionConflict);
    expect((await store.read((reader) => reader.incidents.load(1)))?.version).toBe(1);
  });
});

type Way = (store: OpenedStore, parts: readonly Part[], read: unknown[]) => Promise<void>;

const inOne: Way = (store, parts, read) =>
  store.transact(async (tx) => {
    for (const each of parts) read.push(await each.do(tx));
  });

const oneByOne: Way = async (store, parts, read) => {
  for (const each of parts) read.push(await store.transact((tx) => each.do(tx)));
};

/** What the parts read, and every row that they left behind, in a database that is empty again afterwards. */
async function resultOf({ store, file }: Opened, parts: readonly Part[], way: Way): Promise<unknown> {
  await store.acceptInbound(inbound('m-1'));
  await store.acceptInbound(inbound('m-2'));
  const read: unknown[] = [];
  await way(store, parts, read);
  const database = new DatabaseSync(file);
  const rows = TABLES.map((table) => [
    table,
    inOrder(database.prepare(`select rowid, * from ${table} order by ${orderOf(table)}`).all()),
  ]);
  for (const table of [...TABLES, 'sqlite_sequence']) database.exec(`delete from ${table}`);
  database.close();
  return { read, rows };
}

/** Only of these rows the order means something. */
function orderOf(table: string): string {
  return table === 'events' || table === 'incident_alarms' ? 'rowid' : '2';
}

/** Rows of one incident or stream in the order they were written; between them it means nothing. */
function inOrder(rows: readonly Readonly<Record<string, unknown>>[]): unknown {
  const unnumbered = rows.map(({ rowid, id, ...row }) => ('message_id' in row ? { ...row, rowid, id } : row));
  return Object.groupBy(unnumbered, (row) => String(row['stream'] ?? row['incident'] ?? row['key']));
}

function titled(state: Incident, version: number): Incident {
  return { ...state, version, title: `version ${version}` };
}

async function opened(): Promise<Opened> {
  const { file, remove } = await temporaryFolder();
  const store = await openFile(file);
  await store.migrate();
  return { store, file, close: () => store.close().then(remove) };
}
