/** Two pipelines with a runbook each: whose procedures a channel sees, and whose checklist a button opens. */

import type { Runbook } from '../../src/runbooks/runbook.ts';
import type { UseCases } from '../../src/handlers/use-cases.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readWords } from '../../src/handlers/verbs/grammar.ts';
import { createUseCases } from '../../src/handlers/use-cases.ts';
import { aProcedure, aRunbookStep, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { GUEST, openWorld, ROUTING, type World } from '../support/world.ts';

const bare = { match: null, severity: null, groupBy: null, stages: [] };
const PIPELINES = [
  { ...bare, name: 'no-runbook', channel: null },
  ...ROUTING.pipelines,
  { ...bare, name: 'billing', channel: '#billing-alerts' },
];

const jump = { label: 'refunds', procedure: 'RUNBOOK.md/refunds' };
const BILLING: Runbook = {
  hash: 'b1b1',
  files: [{ path: 'RUNBOOK.md', markdown: '# Billing' }],
  procedures: [
    aProcedure({
      id: 'RUNBOOK.md/invoices',
      title: 'Invoices are late',
      phases: [{ title: 'Now', afterwards: false, steps: [aRunbookStep({ text: 'See refunds', jump })] }],
    }),
    aProcedure({ id: 'RUNBOOK.md/refunds', title: 'Refunds' }),
  ],
};

let world: World;
let cases: UseCases;

beforeEach(async () => {
  world = await openWorld({ routing: { ...ROUTING, pipelines: PIPELINES } });
  const todo = world.deps.shelf.of('todo-etl');
  const shelf = {
    of: (pipeline: string | null) =>
      pipeline === 'todo-etl' ? todo : pipeline === 'billing' ? BILLING : null,
  };
  cases = createUseCases({ ...world.deps, shelf });
});
afterEach(() => world.close());

async function runbookIn(channelName: string | null, channelId = 'C0OTHER'): Promise<object> {
  const words = readWords('runbook');
  return cases.say({
    actor: person(),
    delivery: `s-${channelName}`,
    channelId,
    channelName,
    words,
    patience: null,
  });
}

async function openIn(pipeline: string | null, procedure: string, delivery = 'o-1'): Promise<object> {
  return cases.openChecklist(person(), delivery, { incident: null, pipeline, procedure, channel: '#here' });
}

describe('/etl runbook', () => {
  it('shows the runbook of the pipeline whose channel it is', async () => {
    expect(await runbookIn('billing-alerts')).toMatchObject({
      pipeline: 'billing',
      incident: null,
      matches: [{ procedure: { title: 'Invoices are late' } }, { procedure: { title: 'Refunds' } }],
    });
  });

  it('elsewhere shows the first pipeline that has one', async () => {
    expect(await runbookIn(null)).toMatchObject({ pipeline: 'todo-etl' });
    expect(await runbookIn('random')).toMatchObject({ pipeline: 'todo-etl' });
    expect(await runbookIn('todo-etl-alerts')).toMatchObject({ pipeline: 'todo-etl' });
  });

  it('goes by the incident of the channel first', async () => {
    await world.receive(gluePayload());
    await cases.declare(person(), 'd-1', {
      title: 'Invoices are late',
      severity: 3,
      pipeline: 'billing',
      stage: null,
      channel: null,
    });
    expect(await runbookIn('todo-etl-alerts')).toMatchObject({ pipeline: 'todo-etl', incident: 1 });
    expect(await runbookIn('billing-alerts')).toMatchObject({ pipeline: 'billing', incident: 2 });
  });

  it('is of use to an incident of no pipeline too', async () => {
    const words = {
      title: 'Strange',
      severity: 3,
      pipeline: null,
      stage: null,
      channel: '#war-room',
    } as const;
    await cases.declare(person(), 'd-1', words);
    expect(await runbookIn('war-room')).toMatchObject({ pipeline: 'todo-etl', incident: 1 });
    const wanted = {
      incident: 1,
      pipeline: 'todo-etl',
      procedure: 'RUNBOOK.md/owners',
      channel: '#war-room',
    };
    expect(await cases.openChecklist(person(), 'o-1', wanted)).toMatchObject({ kind: 'said' });
  });
});

describe('a checklist of its own', () => {
  it('is opened from the runbook of the pipeline that it was found in', async () => {
    expect(await openIn('billing', 'RUNBOOK.md/invoices')).toMatchObject({ kind: 'said' });
    expect(await openIn(null, 'RUNBOOK.md/invoices', 'o-2')).toMatchObject({ kind: 'refused' });
    const [card] = await world.read((reader) => reader.cards.list({ prefix: 'checklist:' }));
    expect(await world.read((reader) => reader.checklists.load(card?.subject ?? ''))).toMatchObject({
      pipeline: 'billing',
      incident: null,
      channel: '#here',
    });
  });

  it('keeps its pipeline when a step leads on', async () => {
    await openIn('billing', 'RUNBOOK.md/invoices');
    const [card] = await world.read((reader) => reader.cards.list({ prefix: 'checklist:' }));
    const target = { checklist: card?.subject ?? '', step: '1.1' };
    const follow = { do: 'open-jump', channel: '#here' } as const;
    expect(await cases.step(person(GUEST), 'j-0', target, follow)).toMatchObject({ kind: 'refused' });
    expect(await cases.step(person(), 'j-1', target, follow)).toMatchObject({
      kind: 'said',
      text: expect.stringContaining('Refunds is open'),
    });
  });
});
