/** What people do with checklists, and what Handrail does in them by itself. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StepState } from '../../src/checklists/state.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import { HANDRAIL } from '../../src/access/actor.ts';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { ENDED_BADLY } from '../support/operations.ts';
import { GUEST, openWorld, type World } from '../support/world.ts';
import { timelineIn } from '../support/stored.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
});
afterEach(() => world.close());

const JOB_FAILURES = 'RUNBOOK.md/job-failures';

function open(procedure = JOB_FAILURES, incident: number | null = 1, user?: string): Promise<Reply> {
  return world.cases.openChecklist(person(user), `open-${procedure}-${incident}-${user}`, {
    incident,
    pipeline: null,
    procedure,
    channel: '#here',
  });
}

async function stateOf(step: string): Promise<StepState | undefined> {
  const [checklist] = await world.read((reader) => reader.checklists.of(1));
  return checklist?.steps.find(({ id }) => id === step)?.state;
}

describe('a checklist that is opened', () => {
  it('is filled from the incident, pinned to its runbook, and told in the timeline', async () => {
    expect(await open()).toEqual({
      kind: 'said',
      text: 'ETL job failures is open in the thread of #1. Its reading steps run by themselves.',
    });
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    expect(checklist?.steps.map(({ id, command, missing, risk }) => [id, command, missing, risk])).toEqual([
      ['1.1', '/etl logs silver-users', [], 'read'],
      ['1.2', null, [], null],
      ['2.1', '/etl retry silver-users', [], 'change'],
      ['2.2', '/etl retry {table}', ['table'], 'change'],
      ['3.1', null, [], null],
    ]);
    expect(world.stored.runbook('a1b2c3d4')).toContain('# Runbook');
    expect(await world.happened(1)).toEqual([
      'IncidentOpened',
      'AlarmJoined',
      'ChecklistOpened',
      'RunStarted',
    ]);
    expect(await world.read((reader) => reader.cards.load(`checklist:${checklist?.id}`))).toMatchObject({
      kind: 'checklist',
      channel: '#todo-etl-alerts',
      thread: 'incident:1',
    });
  });

  it('runs its reads by itself, and they tick themselves', async () => {
    await open();
    expect(await stateOf('1.1')).toMatchObject({ state: 'running', by: HANDRAIL });
    await world.work();
    expect(world.logs.calls.map(({ call, args }) => [call, args])).toEqual([
      ['start', { job: 'silver-users' }],
    ]);
    expect(await stateOf('1.1')).toMatchObject({ state: 'ended', outcome: 'done', by: HANDRAIL });
    expect(world.retry.calls).toEqual([]);
  });

  it('leaves to people a read that did not come out ok', async () => {
    world.logs.answers(ENDED_BADLY);
    await open();
    await world.work();
    expect(await stateOf('1.1')).toMatchObject({ state: 'open', lastRun: { verdict: 'fail' } });
  });

  it('leaves open what more than one job could fill', async () => {
    await world.receive(gluePayload({ job: 'silver-lists' }));
    await open();
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    expect(checklist?.steps[0]).toMatchObject({ command: '/etl logs {job}', missing: ['job'] });
    expect(world.stored.openRuns()).toEqual([]);
  });

  it('stands on its own in a channel when there is no incident', async () => {
    await open(JOB_FAILURES, null);
    const [card] = await world.read((reader) => reader.cards.list({ prefix: 'checklist:' }));
    expect(card).toMatchObject({ channel: '#here', thread: null });
  });

  it('is open once in an incident', async () => {
    await open();
    expect(await open(JOB_FAILURES, 1, 'U0OTHER')).toMatchObject({
      kind: 'already',
      what: 'ETL job failures is open in the thread of #1',
      by: person(),
    });
    expect(await world.read((reader) => reader.checklists.of(1))).toHaveLength(1);
  });

  it.each<[string, string, number | null, string | undefined, string]>([
    [
      'of a procedure that is gone',
      'RUNBOOK.md/gone',
      1,
      undefined,
      'That procedure is no longer in the runbook. Pick another one.',
    ],
    ['of an incident that is not there', JOB_FAILURES, 9, undefined, 'There is no incident #9.'],
    ['by a viewer', JOB_FAILURES, 1, 'U0VIEWER', 'open a checklist needs a responder, and you are a viewer.'],
    ['by a guest', JOB_FAILURES, 1, GUEST, 'open a checklist needs a responder, and you have no level here.'],
  ])('%s is refused', async (_, procedure, incident, user, text) => {
    expect(await open(procedure, incident, user)).toMatchObject({ kind: 'refused', text });
    expect(await world.read((reader) => reader.cards.list({ prefix: 'checklist:' }))).toEqual([]);
  });

  it('is refused on an incident that is resolved', async () => {
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    expect(await open()).toMatchObject({
      kind: 'refused',
      text: '#1 is resolved. Press Reopen on its card first.',
    });
  });
});

describe('a step that is ended', () => {
  beforeEach(() => open());

  it('is told in the timeline with its outcome', async () => {
    expect(await world.step('1.2', { do: 'skip', reason: 'No access' })).toEqual({
      kind: 'said',
      text: 'Step 1.2: skipped: No access.',
    });
    const timeline = await world.read((reader) => timelineIn(reader, 1));
    expect(timeline.at(-1)).toMatchObject({
      type: 'StepEnded',
      step: 'Ask who changed it',
      outcome: 'skipped: No access',
    });
  });

  it('needs a reason to be skipped', async () => {
    expect(await world.step('1.2', { do: 'skip', reason: '' })).toMatchObject({
      kind: 'refused',
      text: 'Step 1.2 needs a reason to be skipped: pick one, or write a few words.',
    });
    expect((await stateOf('1.2'))?.state).toBe('open');
  });

  it('can be taken back', async () => {
    await world.step('1.2', { do: 'did-not-help' });
    expect(await world.step('1.2', { do: 'reopen-step' })).toEqual({
      kind: 'said',
      text: 'Step 1.2 is open again.',
    });
    expect((await stateOf('1.2'))?.state).toBe('open');
  });

  it('already says by whom', async () => {
    await world.step('1.2', { do: 'done' });
    expect(await world.step('1.2', { do: 'done' }, 'U0OTHER')).toMatchObject({
      kind: 'already',
      what: 'Step 1.2 is marked “done”',
      by: person(),
    });
  });

  it('of a checklist that is not there is refused', async () => {
    const target = { checklist: 'gone', step: '1.1' };
    expect(await world.cases.step(person(), 'p', target, { do: 'reopen-step' })).toMatchObject({
      kind: 'refused',
      text: 'This step is of a checklist that is not there any more. Open it again from the incident card.',
    });
  });
});

describe('a link in a step', () => {
  it('opens the procedure that it leads to, in the same incident', async () => {
    await open();
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    const target = { checklist: checklist?.id ?? '', step: '1.2' };
    expect(
      await world.cases.step(person(), 'jump-1', target, { do: 'open-jump', channel: '#here' }),
    ).toMatchObject({ kind: 'said' });
    const titles = await world.read(async (reader) =>
      (await reader.checklists.of(1)).map(({ procedure }) => procedure.title),
    );
    expect(titles.toSorted()).toEqual(['ETL job failures', 'Owners of tables']);
  });
});
