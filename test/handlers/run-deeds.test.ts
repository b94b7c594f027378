/** A run that a person ends: checked, audited, told where it was waited for, and not undone by what comes late. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunDeedName } from '../../src/deeds/run.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import { aFinding, aRun, NIGHT, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { goesOn } from '../support/operations.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
  await world.confirm('retry silver-users', 'U0OPERATOR');
});
afterEach(() => world.close());

async function theRun(): Promise<OperationRun> {
  const [run] = world.stored.runsOf(1);
  if (run === undefined) throw new Error('Expected a run');
  return run;
}

async function press(deed: RunDeedName, user = 'U0RESPONDER') {
  return world.cases.run(person(user), `${deed}-${user}`, (await theRun()).id, deed);
}

describe('a run that has not started', () => {
  it('is cancelled by a responder, audited, and never started', async () => {
    expect(await press('cancel-run')).toEqual({
      kind: 'said',
      text: '/etl retry silver-users is cancelled. Nothing was started.',
    });
    expect(world.stored.audit(1)).toMatchObject([
      { deed: 'cancel /etl retry silver-users', allowed: true, incident: 1 },
    ]);
    await world.work();
    expect(world.retry.calls).toEqual([]);
    expect(await world.confirm('retry silver-users', 'U0OPERATOR')).toMatchObject({ already: false });
  });

  it('is not cancelled by a viewer', async () => {
    expect(await press('cancel-run', 'U0VIEWER')).toMatchObject({ kind: 'refused' });
    expect((await theRun()).state).toEqual({ state: 'requested' });
  });
});

it('a run that is gone is told of to nobody who may not end it', async () => {
  const pressed = (user: string) => world.cases.run(person(user), `press-${user}`, 'gone', 'cancel-run');
  expect(await pressed('U0RESPONDER')).toMatchObject({ text: expect.stringContaining('not there any more') });
  expect(await pressed('U0VIEWER')).toMatchObject({ text: expect.stringContaining('needs a responder') });
  expect(world.stored.audit(1)).toMatchObject([{ deed: 'cancel a run gone', allowed: false }]);
});

describe('a run whose answer is for who asked alone', () => {
  const answered = aRun({
    id: 'run-q',
    verb: 'logs',
    command: '/etl query SELECT 1',
    risk: 'read',
    incident: null,
    audience: 'asker',
    state: { state: 'ended', finding: aFinding({ summary: '2 rows' }), at: NIGHT },
  });
  const shared = () => world.read((reader) => reader.cards.load('shared:run-q'));
  const pressedBy = (
    by: ReturnType<typeof person>,
    deed: RunDeedName,
    delivery = `${deed}-${by.team}-${by.user}`,
  ) => world.cases.run(by, delivery, 'run-q', deed);

  it('is shown to everybody by them, once, and by nobody else, whatever they press', async () => {
    await world.store.transact((tx) => tx.runs.add(answered, []));
    const me = person('U0RESPONDER');
    for (const by of [
      person('U0OPERATOR'),
      person('U0VIEWER'),
      person('U0GUEST'),
      { ...me, team: 'T0OTHER' },
    ])
      expect(await pressedBy(by, 'share-run')).toMatchObject({ kind: 'refused' });
    expect(await shared()).toBeNull();
    expect(await pressedBy(me, 'share-run')).toMatchObject({ kind: 'said' });
    expect(await pressedBy(me, 'share-run')).toMatchObject({ text: 'This press is saved already.' });
    expect(await pressedBy(me, 'share-run', 'again')).toMatchObject({ kind: 'already' });
    expect(await shared()).toMatchObject({ channel: answered.channel, wanted: 1 });
  });

  it('is stopped by whoever asked, whatever their level, and by no other viewer', async () => {
    const asked = { ...answered, state: { state: 'requested' }, by: person('U0VIEWER') } as const;
    await world.store.transact((tx) => tx.runs.add(asked, []));
    expect(await pressedBy(person('U0GUEST'), 'give-up-run')).toMatchObject({ kind: 'refused' });
    expect(await pressedBy({ ...person('U0VIEWER'), team: 'T0OTHER' }, 'give-up-run')).toMatchObject({
      kind: 'refused',
    });
    expect(await pressedBy(person('U0VIEWER'), 'give-up-run', 'mine')).toMatchObject({ kind: 'said' });
  });
});

describe('a run that goes on in AWS', () => {
  beforeEach(async () => {
    world.retry.answers(goesOn('jr_1'));
    await world.work();
  });

  it('is given up: its incident is told, nobody is pinged, and nothing is followed any more', async () => {
    expect(await press('give-up-run')).toEqual({
      kind: 'said',
      text: '/etl retry silver-users is no longer followed. The job goes on in AWS.',
    });
    expect((await world.incident(1)).lastRun).toMatchObject({
      state: 'ended',
      summary: 'No longer followed. What it started goes on in AWS.',
    });
    expect(await world.read((reader) => reader.cards.list({ prefix: 'ping:' }))).toEqual([]);
    await world.work();
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['start']);
  });

  it('is given up once; the second is told who did', async () => {
    await press('give-up-run');
    expect(await press('give-up-run', 'U0OTHER')).toMatchObject({
      kind: 'already',
      what: '/etl retry silver-users is over',
      by: person(),
    });
  });
});
