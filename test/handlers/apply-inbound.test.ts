/** Inbound messages become incidents: each change once, in the order it happened, nothing dropped. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPingSubject } from '../../src/incidents/pings.ts';
import { MINUTE, NIGHT, person } from '../support/builders.ts';
import { aMessage, gluePayload, metricPayload } from '../support/messages.ts';
import { HOUR, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

function all() {
  return world.read((reader) => reader.incidents.list({ state: 'any', limit: 100 }));
}

const SILVER = {
  job: 'silver-users',
  message: 'Error Category: OUT_OF_MEMORY_ERROR; Failed Line Number: 42; Java heap space',
};

describe('a job that failed', () => {
  it('opens an incident in the right place, with its card, its timeline and its group', async () => {
    await world.receive(gluePayload(SILVER));
    expect(await world.incident(1)).toMatchObject({
      status: { state: 'open' },
      title: 'silver-users failed: out of memory',
      severity: 2,
      pipeline: 'todo-etl',
      stage: 'silver',
      channel: '#todo-etl-alerts',
      version: 2,
      alarms: [{ name: 'silver-users', state: 'ALARM', events: 1, quiet: null }],
    });
    await world.read(async (reader) => {
      expect(
        await reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1'),
      ).toBe(1);
      expect((await reader.cards.list({})).map(({ key, urgency }) => [key, urgency])).toEqual([
        ['incident:1', 0],
        ['timeline:1', 3],
      ]);
      expect(await reader.alarms.load('glue-job:123456789012:eu-central-1:silver-users')).toMatchObject({
        state: 'ALARM',
        incident: 1,
      });
    });
  });

  it('recovers by its next success, and then waits to be closed', async () => {
    await world.receive(
      gluePayload(SILVER),
      gluePayload({ ...SILVER, state: 'SUCCEEDED', at: NIGHT + MINUTE }),
    );
    expect((await world.incident(1)).alarms).toMatchObject([{ state: 'OK', events: 2 }]);
    const timer = await world.read((reader) => reader.jobs.load('incident:1:resolve-if-calm'));
    expect(timer).toMatchObject({
      kind: 'resolve-if-calm',
      dueAt: NIGHT + 31 * MINUTE,
      payload: { incident: 1 },
    });
  });
});

describe('a change that comes twice', () => {
  it('counts once when the message is the same', async () => {
    const message = aMessage(gluePayload(SILVER));
    expect(await world.store.acceptInbound(message)).toBe('stored');
    expect(await world.store.acceptInbound(message)).toBe('duplicate');
    await world.receive();
    expect((await world.incident(1)).alarms).toMatchObject([{ events: 1 }]);
  });

  it('counts once when two messages carry it', async () => {
    await world.receive(metricPayload(), metricPayload());
    expect((await world.incident(1)).alarms).toMatchObject([{ events: 1 }]);
    expect(await all()).toHaveLength(1);
    expect((await world.read((reader) => reader.backlog())).inbound).toBe(0);
  });

  it('of a text is another text, though both were sent in the same millisecond', async () => {
    await world.receive('Batch 17 failed', 'Batch 18 failed');
    expect((await world.incident(1)).alarms).toMatchObject([{ kind: 'text', events: 2 }]);
  });
});

describe('changes out of order', () => {
  it('show an alarm that comes after its own recovery as fired and recovered', async () => {
    await world.receive(metricPayload({ state: 'OK', at: NIGHT + 2 * MINUTE }));
    expect(await all()).toEqual([]);
    await world.receive(metricPayload({ at: NIGHT }));
    expect((await world.incident(1)).alarms).toMatchObject([
      { state: 'OK', firedAt: NIGHT, changedAt: NIGHT + 2 * MINUTE, events: 2 },
    ]);
    expect(await world.read((reader) => reader.jobs.load('incident:1:resolve-if-calm'))).not.toBeNull();
  });

  it('leave an alarm in the state of its newest change, and count the older one', async () => {
    await world.receive(
      metricPayload({ at: NIGHT }),
      metricPayload({ at: NIGHT + 3 * MINUTE }),
      metricPayload({ state: 'OK', at: NIGHT + 2 * MINUTE }),
    );
    expect((await world.incident(1)).alarms).toMatchObject([
      { state: 'ALARM', changedAt: NIGHT + 3 * MINUTE, events: 3 },
    ]);
    expect(await world.happened(1)).toEqual([
      'IncidentOpened',
      'AlarmJoined',
      'AlarmChanged',
      'AlarmRecorded',
    ]);
  });

  it('show an alarm of which there was no data since as just that', async () => {
    await world.receive(
      metricPayload({ state: 'INSUFFICIENT_DATA', at: NIGHT + MINUTE }),
      metricPayload({ at: NIGHT }),
    );
    expect((await world.incident(1)).alarms).toMatchObject([{ state: 'INSUFFICIENT_DATA', firedAt: NIGHT }]);
  });

  it('that a person made by stopping a run are told, and leave the alarm firing', async () => {
    await world.receive(
      gluePayload(SILVER),
      gluePayload({ ...SILVER, state: 'STOPPED', at: NIGHT + MINUTE }),
    );
    expect((await world.incident(1)).alarms).toMatchObject([
      { state: 'ALARM', headline: 'silver-users failed: out of memory', changedAt: NIGHT, events: 2 },
    ]);
    expect(await world.happened(1)).toEqual(['IncidentOpened', 'AlarmJoined', 'AlarmRecorded']);
  });

  it('that only say again that all is well are no news', async () => {
    const well = (minutes: number) =>
      gluePayload({ ...SILVER, state: 'SUCCEEDED', at: NIGHT + minutes * MINUTE });
    await world.receive(gluePayload(SILVER), well(5), well(65), well(125));
    expect((await world.incident(1)).alarms).toMatchObject([
      { state: 'OK', changedAt: NIGHT + 5 * MINUTE, events: 2 },
    ]);
  });

  it('do not matter: any order ends the same', async () => {
    const changes = [
      metricPayload({ at: NIGHT }),
      metricPayload({ state: 'OK', at: NIGHT + MINUTE }),
      metricPayload({ at: NIGHT + 2 * MINUTE }),
      metricPayload({ state: 'OK', at: NIGHT + 3 * MINUTE }),
    ];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
    ]) {
      const other = await openWorld();
      await other.receive(...order.map((index) => changes[index]));
      const [alarm] = (await other.incident(1)).alarms;
      expect([alarm?.state, alarm?.changedAt, alarm?.firedAt]).toEqual([
        'OK',
        NIGHT + 3 * MINUTE,
        NIGHT + 2 * MINUTE,
      ]);
      await other.close();
    }
  });
});

describe('missing data', () => {
  it('opens nothing, and does not clear what fires', async () => {
    await world.receive(metricPayload({ name: 'quiet', state: 'INSUFFICIENT_DATA' }));
    expect(await all()).toEqual([]);
    await world.receive(metricPayload(), metricPayload({ state: 'INSUFFICIENT_DATA', at: NIGHT + MINUTE }));
    expect(await world.incident(1)).toMatchObject({
      status: { state: 'open' },
      alarms: [{ state: 'INSUFFICIENT_DATA' }],
    });
    expect(await world.read((reader) => reader.jobs.load('incident:1:resolve-if-calm'))).toBeNull();
  });
});

describe('alarms of one pipeline', () => {
  it('of the same stage join, and ping once each', async () => {
    await world.receive(
      gluePayload(SILVER),
      gluePayload({ job: 'silver-lists' }),
      gluePayload({ job: 'silver-lists', at: NIGHT + 1_000 }),
    );
    expect((await world.incident(1)).alarms.map(({ name }) => name)).toEqual([
      'silver-users',
      'silver-lists',
    ]);
    const pings = await world.read((reader) => reader.cards.list({ prefix: 'ping:' }));
    expect(pings.map(({ subject }) => subject)).toEqual(['Joined #1: silver-lists failed: Command failed']);
  });

  it('downstream join quietly; upstream that comes later offers to adopt', async () => {
    await world.receive(
      gluePayload(SILVER),
      gluePayload({ job: 'gold-daily' }),
      gluePayload({ job: 'bronze-users' }),
    );
    expect((await world.incident(1)).alarms.map(({ name, quiet }) => [name, quiet])).toEqual([
      ['silver-users', null],
      ['gold-daily', 'quiet because gold waits for silver, which #1 is about'],
    ]);
    expect(await world.incident(2)).toMatchObject({ stage: 'bronze', offers: [1] });
    expect(await world.read((reader) => reader.cards.list({ prefix: 'ping:' }))).toEqual([]);
  });

  it('never open two incidents of one group, however they race', async () => {
    for (let index = 0; index < 20; index += 1) {
      await world.store.acceptInbound(aMessage(gluePayload({ job: `silver-${index}` })));
    }
    await Promise.all([world.applyInbound(), world.applyInbound(), world.applyInbound()]);
    const [only, ...others] = await all();
    expect(others).toEqual([]);
    expect((await world.incident(only?.number ?? 0)).alarms).toHaveLength(20);
  });

  it('ping at most three times in ten minutes; the rest is counted as held back', async () => {
    const join = (...tables: readonly string[]) =>
      world.receive(...tables.map((table) => gluePayload({ job: `silver-${table}`, at: world.now() })));
    const counts = async () => {
      const pings = await world.read((reader) => reader.cards.list({ prefix: 'ping:' }));
      return { said: pings.length, held: await world.read((reader) => reader.counters.read('pings-held:1')) };
    };
    await join('first', 'a', 'b', 'c', 'd');
    expect(await counts()).toEqual({ said: 3, held: 1 });
    world.pass(5 * MINUTE);
    await join('e', 'f', 'g');
    expect(await counts()).toEqual({ said: 3, held: 4 });
    // What was held back disturbed nobody, so it does not count against what comes next.
    world.pass(6 * MINUTE);
    await join('h');
    expect(await counts()).toEqual({ said: 4, held: 4 });
  });
});

describe('an incident upstream of one that is open', () => {
  it('offers to adopt it, and stops when that one is over', async () => {
    await world.receive(
      gluePayload({ job: 'gold-daily', at: NIGHT }),
      gluePayload({ ...SILVER, at: NIGHT + 1_000 }),
    );
    const offering = async () => {
      const card = await world.read((reader) => reader.cards.load('incident:2'));
      return { offers: (await world.incident(2)).offers, wanted: card?.wanted ?? 0 };
    };
    const before = await offering();
    expect(before.offers).toEqual([1]);
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    expect((await offering()).wanted).toBe(before.wanted + 1);
  });
});

describe('an alarm that fires after its incident was resolved', () => {
  it.each([
    ['by hand, though it never recovered', [], 1],
    ['after it recovered', [gluePayload({ ...SILVER, state: 'SUCCEEDED', at: NIGHT + MINUTE })], 1],
  ])('within two hours reopens it: %s', async (_, between, incidents) => {
    await world.receive(gluePayload(SILVER), ...between);
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    world.pass(HOUR);
    await world.receive(gluePayload({ ...SILVER, at: NIGHT + HOUR }));
    expect(await all()).toHaveLength(incidents);
    expect(await world.incident(1)).toMatchObject({
      status: { state: 'open' },
      reopenings: 1,
      alarms: [{ state: 'ALARM' }],
    });
    const pings = await world.read((reader) => reader.cards.list({ prefix: 'ping:' }));
    expect(pings.map(({ subject }) => readPingSubject(subject))).toEqual([
      { text: 'Reopened #1: silver-users fired again', to: { kind: 'on-call', had: null } },
    ]);
    expect(
      await world.read((reader) =>
        reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1'),
      ),
    ).toBe(1);
  });

  it('later opens a new one, "again"', async () => {
    await world.receive(gluePayload(SILVER));
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    world.pass(3 * HOUR);
    await world.receive(gluePayload({ ...SILVER, at: NIGHT + 3 * HOUR }));
    expect(await world.incident(1)).toMatchObject({ status: { state: 'resolved' } });
    expect(await world.incident(2)).toMatchObject({
      status: { state: 'open' },
      again: 1,
      alarms: [{ events: 1 }],
    });
  });

  it('of a group that was merged reopens the incident in which it went on', async () => {
    await world.receive(gluePayload({ job: 'bronze-users', at: NIGHT }));
    await world.receive(gluePayload({ ...SILVER, at: NIGHT + 1_000 }));
    await world.receive(gluePayload({ job: 'bronze-lists', state: 'FAILED', at: NIGHT + 2_000 }));
    const [latest] = await all();
    await world.cases.declare(person(), 'declared', {
      title: 'all of it',
      severity: 2,
      pipeline: 'todo-etl',
      stage: 'gold',
      channel: null,
    });
    const survivor = (latest?.number ?? 0) + 1;
    await world.deed(1, { do: 'merge', into: survivor });
    await world.deed(survivor, { do: 'resolve', outcome: 'fixed', note: null });
    world.pass(HOUR);
    await world.receive(gluePayload({ job: 'bronze-new', at: NIGHT + HOUR }));
    expect(await world.incident(survivor)).toMatchObject({ status: { state: 'open' }, reopenings: 1 });
    expect((await world.incident(survivor)).alarms.map(({ name }) => name)).toContain('bronze-new');
    expect(await all()).toHaveLength(survivor);
  });

  it('reopens the one that was resolved last, declared or not', async () => {
    await world.receive(gluePayload(SILVER));
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    world.pass(3 * HOUR);
    await world.cases.declare(person(), 'declared', {
      title: 'silver looks odd',
      severity: 3,
      pipeline: 'todo-etl',
      stage: 'silver',
      channel: null,
    });
    await world.deed(2, { do: 'resolve', outcome: 'no-action', note: null });
    world.pass(MINUTE);
    await world.receive(gluePayload({ job: 'silver-lists', at: NIGHT + 3 * HOUR + MINUTE }));
    expect(await world.incident(2)).toMatchObject({ status: { state: 'open' }, reopenings: 1 });
    expect(await all()).toHaveLength(2);
  });

  it('of another alarm of the group reopens it and joins', async () => {
    await world.receive(gluePayload(SILVER));
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    world.pass(HOUR);
    await world.receive(gluePayload({ job: 'silver-lists', at: NIGHT + HOUR }));
    expect(await world.incident(1)).toMatchObject({
      status: { state: 'open' },
      alarms: [{ name: 'silver-users' }, { name: 'silver-lists', state: 'ALARM' }],
    });
  });
});
