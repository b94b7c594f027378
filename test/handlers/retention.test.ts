/** What is removed when, and what never is: over a real store, a batch at a time. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Transaction } from '../../src/handlers/ports.ts';
import type { OpenedStore } from '../../src/store/open.ts';
import {
  cutoffsAt,
  removeExpired,
  removeRest,
  REMOVE_EXPIRED,
  scheduleRetention,
} from '../../src/handlers/retention.ts';
import { anAlarm } from '../support/builders.ts';
import { openFile, SILENT, temporaryFolder } from '../store/files.ts';
import * as samples from '../store/samples.ts';
import { incident, NOW, RESPONDER, resolved, wish } from '../store/samples.ts';
import { storedIn, timelineIn } from '../support/stored.ts';

const DAY = 86_400_000;
const RETENTION = { rawMs: 30 * DAY, incidentsMs: 400 * DAY };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: OpenedStore;
let now: number;
const deps = () => ({ store, retention: RETENTION, clock: () => now, log: SILENT });
const write = (work: (tx: Transaction) => Promise<void>) => store.transact(work);

beforeEach(async () => {
  now = NOW;
  folder = await temporaryFolder();
  store = await openFile(folder.file);
  await store.migrate();
});
afterEach(async () => {
  await store.close();
  await folder.remove();
});

/** An incident with one of everything that can hang on it. */
async function whole(tx: Transaction, number: number, state: typeof incident): Promise<void> {
  const id = `of-${number}`;
  const acknowledged = { type: 'IncidentAcknowledged', by: RESPONDER, at: NOW } as const;
  await tx.incidents.save(state(number), [acknowledged], [anAlarm({ key: `alarm-${number}` })]);
  await tx.checklists.save(samples.checklist(id, { incident: number, runbookHash: `hash-${number}` }), []);
  await tx.runbooks.save(`hash-${number}`, '# Runbook', NOW - 500 * DAY);
  const running = { state: 'running', token: 't', summary: '', links: [], at: NOW, lookAt: NOW } as const;
  await tx.runs.add(samples.run(id, { incident: number, target: `of-${number}`, state: running }), [
    { type: 'RunStarting', at: NOW },
  ]);
  const thread = `incident:${number}`;
  await tx.cards.want(wish(thread));
  await tx.cards.want(wish(`timeline:${number}`, { kind: 'timeline', thread }));
  await tx.cards.want(wish(`checklist:${id}`, { kind: 'checklist', thread }));
  await tx.cards.want(wish(`run:${id}`, { kind: 'run', thread }));
  await tx.cards.want(wish(`ping:${number}:opened`, { kind: 'ping', thread }));
  await tx.firstSight(`ping:${number}:opened`, NOW);
  await tx.counters.up(`pings-held:${number}`);
  await tx.alarms.save({ key: `alarm-${number}`, state: 'OK', changedAt: NOW, incident: number });
}

async function endRun(tx: Transaction, number: number): Promise<void> {
  const run = await tx.runs.load(`of-${number}`);
  if (run === null) throw new Error('Expected the run to be stored');
  const finding = {
    verdict: 'unknown',
    summary: '',
    facts: [],
    table: null,
    series: null,
    excerpt: null,
    links: [],
    next: [],
    asked: [],
    trueAt: NOW,
  } as const;
  await tx.runs.save({ ...run, version: run.version + 1, state: { state: 'ended', finding, at: NOW } }, []);
}

/** Two hours of the retention's jobs: a runbook version goes in the hour after the last checklist pinned from it. */
async function removeAll(): Promise<void> {
  for (let hours = 0; hours < 2; hours += 1) {
    while ((await removeExpired(deps())) < 3_600_000);
    for (const number of [1, 2, 3]) {
      if ((await store.read((reader) => reader.jobs.load(`remove-rest:${number}`))) === null) continue;
      while ((await removeRest(deps(), number)) !== null);
    }
  }
}

/** What is stored of an incident, by kind. */
async function leftOf(number: number) {
  const stored = storedIn(folder.file);
  return store.transact(async (tx) => ({
    row: (await tx.incidents.load(number)) !== null,
    events: (await timelineIn(tx, number)).length,
    checklists: (await tx.checklists.of(number)).length,
    runs: stored.runsOf(number).length,
    alarms: (await tx.incidents.firstAlarms(number, { limit: 9 })).length,
    cards: (await tx.cards.list({})).filter(
      ({ key, thread }) => thread === `incident:${number}` || key === `incident:${number}`,
    ).length,
    held: await tx.counters.read(`pings-held:${number}`),
    alarm: (await tx.alarms.load(`alarm-${number}`)) !== null,
    runbook: stored.runbook(`hash-${number}`) !== null,
    sight: await isSeen(tx, `ping:${number}:opened`),
  }));
}

/** Looks without leaving the key behind. */
async function isSeen(tx: Transaction, key: string): Promise<boolean> {
  let seen = false;
  const looking = tx.savepoint(async () => {
    seen = !(await tx.firstSight(key, NOW));
    throw new Error('looked');
  });
  await expect(looking).rejects.toThrow('looked');
  return seen;
}

const ALL = {
  row: true,
  events: 1,
  checklists: 1,
  runs: 1,
  alarms: 1,
  cards: 5,
  held: 1,
  alarm: true,
  runbook: true,
  sight: true,
};
const NOTHING = {
  row: false,
  events: 0,
  checklists: 0,
  runs: 0,
  alarms: 0,
  cards: 0,
  held: 0,
  alarm: false,
  runbook: false,
  sight: false,
};

describe('the policy', () => {
  it('counts back from now', () => {
    expect(cutoffsAt(NOW, RETENTION)).toEqual({ raw: NOW - 30 * DAY, incidents: NOW - 400 * DAY });
  });
});

describe('incidents', () => {
  it('go with all that hangs on them when they have been resolved for long enough', async () => {
    await write(async (tx) => {
      await whole(tx, 1, (number) => resolved(number, NOW));
      await endRun(tx, 1);
      await whole(tx, 2, (number) => resolved(number, NOW + DAY));
      await endRun(tx, 2);
    });
    now = NOW + 400 * DAY;
    await removeAll();
    expect((await leftOf(1)).row).toBe(true);
    now += 1;
    await removeAll();
    expect(await leftOf(1)).toEqual(NOTHING);
    expect(await leftOf(2)).toMatchObject({ row: true, events: 1, checklists: 1, runs: 1 });
  });

  it('that are open stay whole, however old, and are still silent about what they said', async () => {
    await write((tx) => whole(tx, 1, incident));
    now = NOW + 4_000 * DAY;
    await removeAll();
    expect(await leftOf(1)).toEqual(ALL);
  });

  it('whose run is still followed wait for its end', async () => {
    await write((tx) => whole(tx, 1, (number) => resolved(number, NOW)));
    now = NOW + 500 * DAY;
    await removeAll();
    expect((await leftOf(1)).row).toBe(true);
    await write((tx) => endRun(tx, 1));
    await removeAll();
    expect(await leftOf(1)).toEqual(NOTHING);
  });

  it('that were merged hand their alarms to the one that lives on', async () => {
    await write(async (tx) => {
      await whole(tx, 1, (number) => resolved(number, NOW, { mergedInto: 2 }));
      await endRun(tx, 1);
      await tx.incidents.save(incident(2), []);
    });
    now = NOW + 500 * DAY;
    await removeAll();
    expect(await leftOf(1)).toEqual({ ...NOTHING, alarm: true });
    expect(await store.read((reader) => reader.alarms.load('alarm-1'))).toMatchObject({ incident: 2 });
  });

  it('go in batches, and never show half of themselves meanwhile', async () => {
    await write(async (tx) => {
      const events = Array.from({ length: 450 }, () => ({
        type: 'IncidentAcknowledged' as const,
        by: RESPONDER,
        at: NOW,
      }));
      await tx.incidents.save(resolved(1, NOW), events);
    });
    now = NOW + 500 * DAY;
    expect(await removeExpired(deps())).toBe(3_600_000);
    expect((await leftOf(1)).row).toBe(false);
    expect(await store.read((reader) => reader.jobs.load('remove-rest:1'))).toMatchObject({ dueAt: now });
    const left: number[] = [];
    while ((await removeRest(deps(), 1)) !== null) left.push((await leftOf(1)).events);
    expect(left).toEqual([250, 50, 0]);
  });
});

describe('what came in raw', () => {
  it('goes after its time; what still waits, and the audit, never do', async () => {
    await store.acceptInbound(samples.inbound('applied'));
    await store.acceptInbound(samples.inbound('waits'));
    await write(async (tx) => {
      const [row] = await tx.inbox.pending(1);
      await tx.inbox.applied(row!.id, null, 'noted');
      await tx.firstSight('deed:1', NOW);
      await tx.processes.beat('long-gone', NOW);
      await tx.audit.append(samples.auditEntry('acknowledge #1'));
    });
    now = NOW + 30 * DAY;
    await removeAll();
    expect(await store.acceptInbound(samples.inbound('applied'))).toBe('duplicate');
    now += 1;
    await removeAll();
    expect(await store.acceptInbound(samples.inbound('waits'))).toBe('duplicate');
    expect(await store.acceptInbound(samples.inbound('applied'))).toBe('stored');
    await write(async (tx) => {
      expect(await tx.firstSight('deed:1', now)).toBe(true);
      expect(await tx.processes.lastBeat('long-gone')).toBeNull();
    });
    expect(storedIn(folder.file).audit(10)).toHaveLength(1);
  });

  it('goes a batch at a time, with others in between', async () => {
    await write(async (tx) => {
      for (let key = 0; key < 250; key += 1) await tx.firstSight(`deed:${key}`, NOW);
    });
    now = NOW + 31 * DAY;
    expect(await removeExpired(deps())).toBe(1_000);
    expect(await removeExpired(deps())).toBe(3_600_000);
  });
});

describe('the job', () => {
  it('is put once, and a restart does not put it off', async () => {
    await scheduleRetention(deps());
    now += 60_000;
    await scheduleRetention(deps());
    expect(await store.read((reader) => reader.jobs.load(REMOVE_EXPIRED))).toMatchObject({
      dueAt: NOW + 3_600_000,
    });
  });
});
