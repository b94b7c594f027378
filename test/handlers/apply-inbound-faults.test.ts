/** A message that cannot be applied holds up nobody, and is shown all the same. */

import { afterEach, describe, expect, it } from '@jest/globals';
import type { RouteRule, Routing } from '../../src/alarms/route.ts';
import type { Store } from '../../src/handlers/ports.ts';
import { createApplyInbound } from '../../src/handlers/apply-inbound.ts';
import { VersionConflict } from '../../src/handlers/ports.ts';
import { aMessage, gluePayload, metricPayload } from '../support/messages.ts';
import { openWorld, ROUTING, type World } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

/** A rule that throws when it is asked: an alarm of no kind before it cannot be routed. */
function routingThatFailsBut(...kinds: readonly string[]): Routing {
  const rule: RouteRule = {
    match: {},
    pipeline: null,
    stage: null,
    severity: null,
    channel: null,
    procedure: null,
  };
  return {
    ...ROUTING,
    routes: [
      { ...rule, match: { kind: kinds } },
      {
        ...rule,
        get match(): RouteRule['match'] {
          throw new Error('the rule is broken');
        },
      },
    ],
  };
}

const POISON = metricPayload({ name: 'poison' });

function pending() {
  return world.store.transact((tx) => tx.inbox.pending(10));
}

describe('a message that cannot be applied', () => {
  it('does not hold up the others, and changes nothing', async () => {
    world = await openWorld({ routing: routingThatFailsBut('glue-job', 'text') });
    for (const body of [gluePayload(), POISON, gluePayload({ job: 'gold-daily' })]) {
      await world.store.acceptInbound(aMessage(body));
    }
    expect(await world.applyInbound()).toBe(3);
    expect((await world.incident(1)).alarms.map(({ name }) => name)).toEqual(['silver-users', 'gold-daily']);
    expect(await pending()).toMatchObject([{ attempts: 1, body: JSON.stringify(POISON) }]);
    expect(await world.read((reader) => reader.alarms.load(String(POISON['AlarmArn'])))).toBeNull();
  });

  it('five times is shown as text, every byte of it', async () => {
    world = await openWorld({ routing: routingThatFailsBut('glue-job', 'text') });
    await world.store.acceptInbound(aMessage(POISON, { subject: 'ALARM: "poison"' }));
    for (let round = 0; round < 5; round += 1) {
      expect(await world.applyInbound()).toBe(1);
      // Not at once: what is wrong may pass, and others wait.
      expect(await world.applyInbound()).toBe(0);
      world.pass(16_000);
    }
    expect(await pending()).toMatchObject([{ attempts: 5 }]);
    expect(await world.applyInbound()).toBe(1);
    expect(await pending()).toEqual([]);
    expect((await world.incident(1)).alarms).toMatchObject([
      { kind: 'text', headline: 'ALARM: "poison"', reason: JSON.stringify(POISON) },
    ]);
  });

  it('not even as text stays stored, and is tried again for ever, ever more rarely', async () => {
    world = await openWorld({ routing: routingThatFailsBut('glue-job') });
    await world.store.acceptInbound(aMessage(POISON));
    const tries: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      if ((await world.applyInbound()) > 0) tries.push(minute);
      world.pass(60_000);
    }
    expect(await pending()).toHaveLength(1);
    expect((await world.read((reader) => reader.backlog())).inbound).toBe(1);
    const [last = 0, before = 0] = tries.toReversed();
    expect(last - before).toBe(5);
  });
});

/** The store, with another writer who is first the given number of times when an incident is saved. */
function losing(store: Store, times: number): Store {
  let left = times;
  return {
    ...store,
    transact: (work) =>
      store.transact((tx) =>
        work({
          ...tx,
          incidents: {
            ...tx.incidents,
            async save(incident, events) {
              left -= 1;
              if (left >= 0) throw new VersionConflict('somebody else committed first');
              await tx.incidents.save(incident, events);
            },
          },
        }),
      ),
  };
}

describe('a conflict with another writer', () => {
  it("is nobody's failure: the batch is applied again, and told once", async () => {
    world = await openWorld();
    const [counted, logged]: [string[], string[]] = [[], []];
    const line = (_fields: object, message: string) => void logged.push(message);
    const applyInbound = createApplyInbound({
      ...world.deps,
      store: losing(world.store, 2),
      metrics: { count: (name) => void counted.push(name) },
      log: { debug: line, info: line, warn: line, error: line },
    });
    for (const body of [gluePayload(), metricPayload({ name: 'todo-late' })])
      await world.store.acceptInbound(aMessage(body));
    expect(await applyInbound()).toBe(2);
    expect(counted).toEqual(['inbound_applied', 'inbound_applied']);
    expect(logged).toHaveLength(2);
    expect(await pending()).toEqual([]);
    expect(await world.read((reader) => reader.backlog())).toMatchObject({ inbound: 0 });
  });

  it('that lasts is thrown, with no attempt of the message counted', async () => {
    world = await openWorld();
    const applyInbound = createApplyInbound({ ...world.deps, store: losing(world.store, 100) });
    await world.store.acceptInbound(aMessage(gluePayload()));
    await expect(applyInbound()).rejects.toThrow(VersionConflict);
    expect(await pending()).toMatchObject([{ attempts: 0 }]);
  });
});
