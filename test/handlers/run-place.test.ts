/** Where a run goes: where the alarm of its job is, where its pipeline says, or where a person says. */

import { afterEach, describe, expect, it } from '@jest/globals';
import type { Routing } from '../../src/alarms/route.ts';
import type { PipelinePlace } from '../../src/operations/place.ts';
import type { StepDeed } from '../../src/deeds/step-deeds.ts';
import { createRenderCard } from '../../src/bot/render.ts';
import { person } from '../support/builders.ts';
import { aMessage, gluePayload } from '../support/messages.ts';
import { JOB_FAILURES, openWorld, ROUTING, type World } from '../support/world.ts';

const OWN = '123456789012';
const FAR = '012345678901';
const HOME = { account: OWN, region: 'eu-central-1' };
const WEST = { account: OWN, region: 'eu-west-1' };
const AWAY = { account: FAR, region: 'eu-west-1' };

const west = () => gluePayload({}, { region: 'eu-west-1' });

let world: World;
afterEach(() => world.close());

/** A pipeline without stages, whose groups have no place: two places may be one incident. */
const FLAT: Routing = {
  ...ROUTING,
  pipelines: ROUTING.pipelines.map((pipeline) => ({ ...pipeline, stages: [] })),
};

function away(changes: Partial<PipelinePlace> = {}): PipelinePlace {
  const role = { arn: `arn:aws:iam::${FAR}:role/handrail`, externalId: null };
  return { pipeline: 'todo-etl', ...AWAY, role, ...changes };
}

function runs() {
  return world.stored.openRuns().map(({ place, target, incident }) => ({ place, target, incident }));
}

describe('a typed change', () => {
  it('goes where the one incident about its job is, and says so where that is unusual', async () => {
    world = await openWorld();
    await world.receive(west());
    expect(await world.say('retry silver-users', 'U0OPERATOR')).toMatchObject({
      kind: 'preview',
      intent: `Would retry silver-users, attempt 2 in ${OWN}, eu-west-1`,
      command: `/etl retry silver-users --in ${OWN}/eu-west-1`,
    });
    await world.confirm(`retry silver-users --in ${OWN}/eu-west-1`, 'U0OPERATOR');
    expect(runs()).toEqual([{ place: WEST, target: `retry:${OWN}/eu-west-1/silver-users`, incident: 1 }]);
  });

  it('says no place where there is only one that it could go to', async () => {
    world = await openWorld({ places: { region: 'eu-central-1', pipelines: [away({ role: null })] } });
    await world.receive(gluePayload({}, { account: FAR, region: 'eu-west-1' }));
    expect(await world.say('retry silver-users', 'U0OPERATOR')).toMatchObject({
      intent: 'Would retry silver-users, attempt 2',
      command: '/etl retry silver-users',
    });
  });

  it('asks which one where incidents are in two, and is two runs, one in each', async () => {
    world = await openWorld();
    await world.receive(gluePayload(), west());
    expect(await world.say('retry silver-users --workers 3', 'U0OPERATOR')).toEqual({
      kind: 'refused',
      text: '/etl retry silver-users --workers 3 could go to any of 2 places. Say which one.',
      ask: [],
      next: [
        `/etl retry silver-users --workers 3 --in ${OWN}/eu-west-1`,
        `/etl retry silver-users --workers 3 --in ${OWN}/eu-central-1`,
      ],
    });
    await world.confirm('retry silver-users --in eu-central-1', 'U0OPERATOR');
    await world.confirm('retry silver-users --in eu-west-1', 'U0OPERATOR');
    expect(await world.confirm('retry silver-users --in eu-west-1', 'U0OPERATOR')).toMatchObject({
      already: true,
    });
    expect(runs()).toEqual([
      { place: HOME, target: `retry:${OWN}/eu-central-1/silver-users`, incident: 1 },
      { place: WEST, target: `retry:${OWN}/eu-west-1/silver-users`, incident: 2 },
    ]);
  });

  it('that was shown for one place is not started in another', async () => {
    world = await openWorld();
    await world.say('retry silver-users', 'U0OPERATOR');
    await world.receive(west());
    expect(await world.confirm('retry silver-users', 'U0OPERATOR')).toMatchObject({
      kind: 'refused',
      text: `Not started: by now it would be in ${OWN}, eu-west-1, which was not shown. Look again.`,
    });
    expect(runs()).toEqual([]);
  });

  it('about no incident goes where the pipeline that names the job is', async () => {
    world = await openWorld({ places: { region: 'eu-central-1', pipelines: [away()] } });
    expect(await world.say('retry silver-users', 'U0OPERATOR')).toMatchObject({
      intent: `Would retry silver-users, attempt 2 in ${FAR}, eu-west-1`,
      command: `/etl retry silver-users --in ${FAR}/eu-west-1`,
    });
    await world.confirm(`retry silver-users --in ${FAR}/eu-west-1`, 'U0OPERATOR');
    expect(runs()).toMatchObject([{ place: AWAY, incident: null }]);
  });

  it('to a place where no incident is belongs to none', async () => {
    world = await openWorld();
    await world.receive(gluePayload());
    await world.confirm('retry silver-users --in us-east-1', 'U0OPERATOR');
    expect(runs()).toMatchObject([{ place: { account: null, region: 'us-east-1' }, incident: null }]);
  });

  it.each(['frankfurt', '12345/eu-west-1', 'eu-west-1/123456789012'])(
    'to %s is refused with a sentence',
    async (where) => {
      world = await openWorld();
      expect(await world.say(`retry silver-users --in ${where}`, 'U0OPERATOR')).toMatchObject({
        kind: 'refused',
        text: expect.stringContaining('Expected --in to be a region such as eu-central-1'),
      });
    },
  );
});

describe('what only reads', () => {
  it('reads where the alarm is', async () => {
    world = await openWorld();
    await world.receive(west());
    await world.say('logs silver-users');
    expect(world.logs.calls).toMatchObject([{ place: WEST }]);
  });

  it('of several pipelines reads where the one is whose function it is', async () => {
    const stages = [
      { name: 'ingestion', match: null, jobs: [], parts: ['billing-cdc'], after: [], severity: null },
    ];
    const billing = { name: 'billing', match: null, groupBy: null, channel: null, severity: null, stages };
    world = await openWorld({
      routing: { ...ROUTING, pipelines: [...ROUTING.pipelines, billing] },
      places: { region: 'eu-central-1', pipelines: [away({ pipeline: 'billing' })] },
    });
    await world.say('logs billing-cdc');
    expect(world.logs.calls).toMatchObject([{ place: AWAY }]);
  });
});

describe('an incident with alarms in two places', () => {
  it('is asked for the place, also once only one of them fires: none changes under a thumb', async () => {
    world = await openWorld({ routing: FLAT });
    await world.receive(gluePayload(), west());
    expect(await world.say('retry silver-users', 'U0OPERATOR')).toMatchObject({ kind: 'refused' });
    await world.receive(gluePayload({ state: 'SUCCEEDED', at: world.now() + 1_000 }));
    expect(await world.say('retry silver-users', 'U0OPERATOR')).toMatchObject({ kind: 'refused' });
    await world.say(`logs silver-users --in ${OWN}/eu-west-1`);
    expect(world.logs.calls).toMatchObject([{ place: WEST }]);
  });
});

const NOT_SHOWN = {
  kind: 'refused',
  text: `Not started: by now it would be in ${OWN}, eu-west-1, which was not shown. Look again.`,
  ask: [],
  next: ['/etl retry silver-users'],
};

describe('a step', () => {
  function press(deed: StepDeed) {
    return world.step('2.1', deed, 'U0OPERATOR');
  }

  it('goes where the alarm of its incident is', async () => {
    world = await openWorld();
    await world.receive(west());
    await open();
    expect(await press({ do: 'run', values: {}, showFirst: true })).toMatchObject({
      kind: 'preview',
      intent: `Would retry silver-users, attempt 2 in ${OWN}, eu-west-1`,
      command: `/etl retry silver-users --in ${OWN}/eu-west-1`,
    });
    await press({ do: 'run-shown', command: `/etl retry silver-users --in ${OWN}/eu-west-1` });
    expect(runs()).toContainEqual({
      place: WEST,
      target: `retry:${OWN}/eu-west-1/silver-users`,
      incident: 1,
    });
  });

  it('does not run by itself where it could go to two, and says so to who presses', async () => {
    world = await openWorld({ routing: FLAT });
    await world.receive(gluePayload(), west());
    await open();
    expect(runs()).toEqual([]);
    expect(await press({ do: 'run', values: {} })).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('could go to any of 2 places'),
    });
    expect(runs()).toEqual([]);
  });

  it('counts a text, which is where its topic is, only where no other alarm says a place', async () => {
    world = await openWorld({ routing: FLAT });
    const topicArn = `arn:aws:sns:us-east-1:${FAR}:collected`;
    await world.receive(west(), aMessage('Glue job silver-users failed again', { topicArn }));
    await open();
    expect(runs()).toMatchObject([{ place: WEST }]);
  });

  it('says the place before it starts and on the card of its run, where that is not the only one', async () => {
    world = await openWorld();
    await world.receive(west());
    await open();
    await toRetry();
    expect(await drawn('checklist:')).toContain(`Would retry silver-users in ${OWN}, eu-west-1?`);
    const command = `/etl retry silver-users --in ${OWN}/eu-west-1`;
    expect(await drawn('checklist:')).toContain(`2.1 ${command}"`);
    await press({ do: 'run-shown', command });
    expect(await drawn('run:')).toContain(`\`${command}\` · by`);
  });

  it('says no place where there is only one', async () => {
    world = await openWorld();
    await world.receive(gluePayload());
    await open();
    await toRetry();
    expect(await drawn('checklist:')).toContain('Would retry silver-users?');
    await press({ do: 'run', values: {} });
    expect(await drawn('run:')).toContain('`/etl retry silver-users` · by');
  });

  it('that names an account goes there, also where its incident names none', async () => {
    world = await openWorld();
    await declare('silver');
    await open();
    await runShown('/etl retry users --in 012345678901/eu-central-1');
    expect(runs()).toContainEqual({
      place: { account: FAR, region: 'eu-central-1' },
      target: `retry:${FAR}/eu-central-1/users`,
      incident: 1,
    });
  });

  it('that was shown for one place is not started in another', async () => {
    world = await openWorld();
    await declare('silver');
    await open();
    const filled = { do: 'run', values: { table: 'silver-users' }, showFirst: true } as const;
    expect(await world.step('2.2', filled, 'U0OPERATOR')).toMatchObject({
      command: '/etl retry silver-users',
    });
    await world.receive(west());
    expect(await runShown('/etl retry silver-users')).toEqual(NOT_SHOWN);
    expect(runs()).toEqual([]);
  });

  it('is not started from a card that said no place, which then says it', async () => {
    world = await openWorld();
    await world.receive(west());
    await open();
    await toRetry();
    const wanted = await revision();
    expect(await press({ do: 'run', values: {} })).toEqual(NOT_SHOWN);
    expect(runs()).toEqual([]);
    expect(await revision()).toBe(wanted + 1);
  });

  it('goes on where its pipeline is, once its incident went on in one of another', async () => {
    const [pipeline] = ROUTING.pipelines;
    if (pipeline === undefined) throw new Error('Expected a pipeline');
    const pipelines = [pipeline, { ...pipeline, name: 'other-etl' }];
    world = await openWorld({
      routing: { ...ROUTING, pipelines },
      places: { region: 'eu-central-1', pipelines: [away()] },
    });
    await declare('silver');
    await declare('silver', 'other-etl');
    await open();
    await world.deed(1, { do: 'merge', into: 2 });
    const filled = { do: 'run', values: { table: 'users' }, showFirst: true } as const;
    expect(await world.step('2.2', filled, 'U0OPERATOR')).toMatchObject({
      kind: 'preview',
      command: `/etl retry users --in ${FAR}/eu-west-1`,
    });
  });

  /** The steps before it are ended. */
  async function toRetry(): Promise<void> {
    await world.work();
    await world.step('1.2', { do: 'done' });
  }

  /** Every card of this kind as it is drawn now. */
  async function drawn(prefix: string): Promise<string> {
    const render = createRenderCard({ ...world.deps, pipelines: [] });
    return world.read(async (reader) => {
      const rows = await reader.cards.list({ prefix });
      return JSON.stringify(await Promise.all(rows.map((row) => render(reader, row))));
    });
  }

  /** How often the card of the checklist was wanted. */
  async function revision(): Promise<number> {
    const [card] = await world.read((reader) => reader.cards.list({ prefix: 'checklist:' }));
    return card?.wanted ?? 0;
  }

  function declare(stage: string, pipeline = 'todo-etl') {
    const wanted = { title: 'Wrong', severity: 2, pipeline, stage, channel: null } as const;
    return world.cases.declare(person(), `declare-${pipeline}`, wanted);
  }

  function runShown(command: string) {
    return world.step('2.2', { do: 'run-shown', command }, 'U0OPERATOR');
  }

  function open() {
    const wanted = { incident: 1, pipeline: null, procedure: JOB_FAILURES.id, channel: '#a' };
    return world.cases.openChecklist(person(), 'open-1', wanted);
  }
});
