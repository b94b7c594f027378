/** Steps whose command names another pipeline than their checklist has: whose answer it is, and where it comes from. */

import type { Routing } from '../../src/alarms/route.ts';
import type { Operation, Progress } from '../../src/operations/operation.ts';
import type { PipelinePlace } from '../../src/operations/place.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import type { Step } from '../../src/runbooks/runbook.ts';

import { afterEach, describe, expect, it } from '@jest/globals';

import { CARDS } from '../../src/handlers/cards.ts';
import { createRenderCard } from '../../src/bot/render.ts';
import { ok } from '../../src/lib/result.ts';
import { aFinding, aRun, aRunbookStep, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { fakeScan } from '../support/operations.ts';
import { JOB_FAILURES, openWorld, ROUTING, type World } from '../support/world.ts';

const HOME = { account: '123456789012', region: 'eu-central-1' };
const AWAY = { account: '012345678901', region: 'eu-west-1' };
const IN_AWAY = `${AWAY.account}/${AWAY.region}`;

const BILLING: PipelinePlace = {
  pipeline: 'billing',
  ...AWAY,
  role: { arn: `arn:aws:iam::${AWAY.account}:role/handrail`, externalId: null },
};

const TWO: Routing = {
  ...ROUTING,
  pipelines: ROUTING.pipelines.flatMap((one) => [
    one,
    { ...one, name: 'billing', channel: '#billing', match: { account: [AWAY.account] } },
  ]),
};

let world: World;
afterEach(() => world.close());

describe.each([
  ['in an incident', 1],
  ['outside an incident', null],
])('a step %s that names another pipeline', (_, incident) => {
  it('is read by itself in that pipeline', async () => {
    await open('/etl logs silver-users --pipeline billing');
    await world.work();
    expect(world.logs.calls).toMatchObject([{ pipeline: 'billing', place: AWAY }]);
  });

  it('reads in its own where it names that', async () => {
    await open('/etl logs silver-users --pipeline {pipeline}');
    await world.work();
    expect(world.logs.calls).toMatchObject([
      { pipeline: 'todo-etl', place: { region: HOME.region }, args: { pipeline: 'todo-etl' } },
    ]);
  });

  it('reads there where it says a place besides', async () => {
    await open('/etl logs silver-users --pipeline billing --in us-east-1');
    await world.work();
    expect(world.logs.calls).toMatchObject([
      { pipeline: 'billing', place: { account: AWAY.account, region: 'us-east-1' } },
    ]);
  });

  it('shows, and starts, a change of that pipeline', async () => {
    await open('/etl retry silver-users --pipeline billing');
    const command = `/etl retry silver-users --pipeline billing --in ${IN_AWAY}`;
    expect(await drawn('checklist:')).toContain(`Would retry silver-users in ${AWAY.account}, eu-west-1?`);
    expect(await press({ do: 'run', values: {}, showFirst: true })).toMatchObject({
      kind: 'preview',
      command,
    });
    expect(await press({ do: 'run-shown', command })).toMatchObject({
      kind: 'started',
      run: { pipeline: 'billing', place: AWAY, incident },
    });
  });

  it('is asked of access for that pipeline', async () => {
    await open('/etl scan silver-users --pipeline billing');
    expect(await press({ do: 'run', values: {} }, 'U0RESPONDER')).toMatchObject({
      kind: 'refused',
      text: 'scan needs an operator, and you are a responder.',
    });
  });

  it('is refused where the configuration has no such pipeline', async () => {
    await open('/etl logs silver-users --pipeline biling');
    expect(world.stored.openRuns()).toEqual([]);
    expect(await press({ do: 'run', values: {} })).toMatchObject({
      kind: 'refused',
      text: 'Expected a pipeline of the configuration, got "biling".',
      next: ['/etl logs silver-users --pipeline billing'],
    });
    expect(world.stored.openRuns()).toEqual([]);
  });

  it('offers on its card what is next in that pipeline', async () => {
    const next = '/etl logs gold-users';
    await open('/etl logs silver-users --pipeline billing', (made) => made.logs.answers(ending([next])));
    await world.work();
    expect(await drawn('run:')).toContain(`${next} --pipeline billing`);
  });

  it('that names none offers what is next in the pipeline of its checklist, where there are several', async () => {
    const next = '/etl ingestion';
    await open('/etl logs silver-users', (made) => made.logs.answers(ending([next])));
    await world.work();
    expect(await drawn('run:', ['todo-etl', 'billing'])).toContain(`${next} --pipeline todo-etl`);
    expect(await drawn('run:', ['todo-etl'])).not.toContain('--pipeline');
  });

  async function open(command: string, script: (made: World) => void = () => {}): Promise<void> {
    const steps: readonly Step[] = [aRunbookStep({ text: 'Look', command })];
    world = await openWorld({
      routing: TWO,
      places: { region: HOME.region, pipelines: [BILLING] },
      procedures: [{ ...JOB_FAILURES, phases: [{ title: 'Now', afterwards: false, steps }] }],
      operations: [fakeScan('billing')],
    });
    script(world);
    if (incident !== null) await world.receive(gluePayload());
    const wanted = { incident, pipeline: 'todo-etl', procedure: JOB_FAILURES.id, channel: '#a' };
    expect(await world.cases.openChecklist(person(), 'open-1', wanted)).toMatchObject({ kind: 'said' });
  }

  async function press(deed: Parameters<World['step']>[1], user = 'U0OPERATOR'): Promise<Reply> {
    const [card] = await world.read((reader) => reader.cards.list({ prefix: 'checklist:' }));
    const at = { checklist: card?.subject ?? '', step: '1.1' };
    return world.cases.step(person(user), 'press-1', at, deed);
  }
});

describe('words that name a pipeline', () => {
  it('go to that one, also where an incident of another has a job of that name', async () => {
    world = await openWorld({ routing: TWO, places: { region: HOME.region, pipelines: [BILLING] } });
    await world.receive(gluePayload());
    await world.say('logs silver-users --pipeline billing');
    expect(world.logs.calls).toMatchObject([{ pipeline: 'billing', place: AWAY }]);
    expect(await world.say('retry silver-users --pipeline billing', 'U0OPERATOR')).toMatchObject({
      kind: 'preview',
      command: `/etl retry silver-users --pipeline billing --in ${IN_AWAY}`,
    });
  });

  it('go where the alarm is of a job that only that one has, whichever incident it was merged into', async () => {
    const [todo, billing] = TWO.pipelines;
    if (todo === undefined || billing === undefined) throw new Error('Expected two pipelines');
    const stages = [{ name: 'bills', match: null, jobs: ['bills-*'], after: [], severity: null }];
    const routing = { ...TWO, pipelines: [todo, { ...billing, stages }] };
    world = await openWorld({ routing, places: { region: HOME.region, pipelines: [] } });
    const far = { account: AWAY.account, region: AWAY.region };
    await world.receive(gluePayload(), gluePayload({ job: 'bills-daily' }, far));
    await world.deed(2, { do: 'merge', into: 1 });
    await world.say('logs bills-daily --pipeline billing');
    expect(world.logs.calls).toMatchObject([{ pipeline: 'billing', place: AWAY }]);
  });

  it('are answered with what is next in that one', async () => {
    world = await openWorld({ routing: TWO, places: { region: HOME.region, pipelines: [BILLING] } });
    world.logs.answers(ending(['/etl logs gold-users']));
    expect(await world.say('logs silver-users --pipeline billing --in us-east-1')).toMatchObject({
      finding: { next: ['/etl logs gold-users --pipeline billing --in us-east-1'] },
    });
  });
});

it('what is next for a query that is not let through is of the pipeline that it named', async () => {
  const scan = fakeScan();
  const objecting: Operation = {
    ...scan,
    prepare(args) {
      const prepared = scan.prepare(args);
      const found = aFinding({ summary: 'Not sent.', next: ['/etl queries'] });
      const cancel = async () => ({ state: 'stopped' as const, bill: null });
      return prepared.ok ? ok({ ...prepared.value, cancel, objection: async () => found }) : prepared;
    },
  };
  world = await openWorld({ routing: TWO, operations: [objecting] });
  expect(await world.say('scan users --pipeline billing', 'U0OPERATOR')).toMatchObject({
    finding: { summary: 'Not sent.', next: ['/etl queries --pipeline billing'] },
  });
});

describe('what is next below an answer in a direct message', () => {
  it('names its pipeline, as does what is shared of it, where there are several', async () => {
    world = await openWorld();
    const finding = aFinding({ next: ['/etl logs gold-users'] });
    const run = aRun({
      audience: 'asker',
      pipeline: 'billing',
      place: HOME,
      state: { state: 'ended', finding, at: world.now() },
      shared: { by: person(), at: world.now() },
    });
    await world.store.transact(async (tx) => {
      await tx.runs.add(run, []);
      for (const card of [CARDS.answer(run), CARDS.shared(run)])
        await tx.cards.want({ ...card, now: world.now() });
    });
    const named = '/etl logs gold-users --pipeline billing';
    for (const kind of ['answer:', 'shared:']) {
      expect(await drawn(kind, ['billing', 'todo-etl'])).toContain(named);
      expect(await drawn(kind, ['billing'])).not.toContain(named);
    }
  });
});

function ending(next: readonly string[]): Progress {
  return { state: 'ended', finding: aFinding({ next }) };
}

/** Every card of this kind as it is drawn now. */
async function drawn(prefix: string, names: readonly string[] = []): Promise<string> {
  const pipelines = names.map((name) => ({ name, environment: null, oncall: [] }));
  const render = createRenderCard({ ...world.deps, pipelines });
  return world.read(async (reader) => {
    const rows = await reader.cards.list({ prefix });
    return JSON.stringify(await Promise.all(rows.map((row) => render(reader, row))));
  });
}
