/** Timers ask; the incident decides. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fireTimer, isTimer } from '../../src/handlers/timers.ts';
import { MINUTE, NIGHT, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { HOUR, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const CALM = 'incident:1:resolve-if-calm';

function timer(key = CALM) {
  return world.read((reader) => reader.jobs.load(key));
}

async function recovered(): Promise<void> {
  await world.receive(gluePayload(), gluePayload({ state: 'SUCCEEDED', at: NIGHT + MINUTE }));
}

describe('an incident that recovered and that nobody took', () => {
  it('closes itself after half an hour of calm', async () => {
    await recovered();
    world.pass(31 * MINUTE);
    await fireTimer(world.deps, 'resolve-if-calm', 1);
    expect(await world.incident(1)).toMatchObject({
      status: { state: 'resolved', outcome: 'recovered', by: { kind: 'handrail' } },
    });
    expect(
      await world.read((reader) =>
        reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1'),
      ),
    ).toBeNull();
  });

  it('stays open when the timer came too soon', async () => {
    await recovered();
    world.pass(20 * MINUTE);
    await fireTimer(world.deps, 'resolve-if-calm', 1);
    expect((await world.incident(1)).status.state).toBe('open');
  });

  it('has no timer any more once somebody took it, or it fires again', async () => {
    await recovered();
    expect(await timer()).not.toBeNull();
    await world.receive(gluePayload({ at: NIGHT + 2 * MINUTE }));
    expect(await timer()).toBeNull();
    await world.receive(gluePayload({ state: 'SUCCEEDED', at: NIGHT + 3 * MINUTE }));
    expect(await timer()).not.toBeNull();
    await world.deed(1, { do: 'acknowledge' });
    expect(await timer()).toBeNull();
  });

  it('waits from the last thing that happened', async () => {
    await recovered();
    world.pass(20 * MINUTE);
    await world.deed(1, { do: 'note', text: 'watching' });
    expect(await timer()).toMatchObject({ dueAt: NIGHT + 50 * MINUTE });
  });

  it('waits for open steps, but never for the post-incident phase', async () => {
    await recovered();
    await world.cases.openChecklist(person(), 'o-1', {
      incident: 1,
      pipeline: null,
      procedure: 'RUNBOOK.md/job-failures',
      channel: '#a',
    });
    await world.work();
    world.pass(HOUR);
    await fireTimer(world.deps, 'resolve-if-calm', 1);
    expect((await world.incident(1)).status.state).toBe('open');
    for (const step of ['1.2', '2.1', '2.2']) await world.step(step, { do: 'done' });
    expect(await timer()).toMatchObject({ dueAt: NIGHT + HOUR + 30 * MINUTE });
    world.pass(30 * MINUTE);
    await fireTimer(world.deps, 'resolve-if-calm', 1);
    expect((await world.incident(1)).status.state).toBe('resolved');
  });
});

describe('an incident of text alone', () => {
  it('ends after three days in which nobody touched it', async () => {
    await world.receive('Firehose is behind');
    expect(await timer('incident:1:resolve-if-expired')).toMatchObject({ dueAt: NIGHT + 72 * HOUR });
    world.pass(72 * HOUR);
    await fireTimer(world.deps, 'resolve-if-expired', 1);
    expect(await world.incident(1)).toMatchObject({ status: { state: 'resolved', outcome: 'no-action' } });
  });
});

describe('a timer', () => {
  it('that comes twice, or for nothing, changes nothing', async () => {
    await recovered();
    world.pass(HOUR);
    await fireTimer(world.deps, 'resolve-if-calm', 1);
    const before = await world.incident(1);
    await fireTimer(world.deps, 'resolve-if-calm', 1);
    await fireTimer(world.deps, 'resolve-if-expired', 1);
    await fireTimer(world.deps, 'resolve-if-calm', 99);
    expect(await world.incident(1)).toEqual(before);
  });

  it('is known by its kind', () => {
    expect(['resolve-if-calm', 'resolve-if-expired', 'run', 'remind'].map(isTimer)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
