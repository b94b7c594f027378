/** What forms know before they open. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createUseCases } from '../../src/handlers/use-cases.ts';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { GUEST, openWorld, type World } from '../support/world.ts';

const JOB_FAILURES = 'RUNBOOK.md/job-failures';

let deliveries = 0;
const delivery = () => `asked-${(deliveries += 1)}`;

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
});
afterEach(() => world.close());

describe('the form of an incident', () => {
  it('to rate it knows how it is rated', async () => {
    expect(await world.cases.form(person(), delivery(), 'severity', 1)).toEqual({
      kind: 'form',
      form: { form: 'severity', incident: 1, current: 2 },
    });
  });

  it('to resolve it knows what still fires and what is still open', async () => {
    await world.cases.openChecklist(person(), 'o-1', {
      incident: 1,
      pipeline: null,
      procedure: JOB_FAILURES,
      channel: '#a',
    });
    expect(await world.cases.form(person(), delivery(), 'resolve', 1)).toMatchObject({
      form: { stillFiring: ['silver-users'], openSteps: 4 },
    });
  });

  it('to merge it offers the other open ones', async () => {
    await world.cases.declare(person(), 'd-1', {
      title: 'All is late',
      severity: 2,
      pipeline: null,
      stage: null,
      channel: null,
    });
    expect(await world.cases.form(person(), delivery(), 'merge', 1)).toEqual({
      kind: 'form',
      form: { form: 'merge', incident: 1, candidates: [{ number: 2, title: 'All is late' }] },
    });
  });

  it('to merge it is refused when there is no other', async () => {
    expect(await world.cases.form(person(), delivery(), 'merge', 1)).toMatchObject({
      kind: 'refused',
      text: 'No other incident is open to merge #1 into.',
    });
  });

  it('to open a checklist puts the procedure of its alarm first, with the reason', async () => {
    const reply = await world.cases.form(person(), delivery(), 'pick-checklist', 1);
    if (reply.kind !== 'form' || reply.form.form !== 'pick-checklist')
      throw new Error(`Expected the form, got ${reply.kind}`);
    expect(reply.form.matches.map(({ procedure }) => procedure.id)).toEqual([
      JOB_FAILURES,
      'RUNBOOK.md/owners',
    ]);
    expect(reply.form.matches[0]?.because).not.toBe('');
  });

  it('to open a checklist leaves out those that are open, unless there is no other', async () => {
    const matches = async () => {
      const reply = await world.cases.form(person(), delivery(), 'pick-checklist', 1);
      if (reply.kind !== 'form' || reply.form.form !== 'pick-checklist')
        throw new Error(`Expected the form, got ${reply.kind}`);
      return reply.form.matches.map(({ procedure }) => procedure.id);
    };
    const open = (procedure: string) =>
      world.cases.openChecklist(person(), delivery(), {
        incident: 1,
        pipeline: 'todo-etl',
        procedure,
        channel: '#here',
      });
    await open(JOB_FAILURES);
    expect(await matches()).toEqual(['RUNBOOK.md/owners']);
    await open('RUNBOOK.md/owners');
    expect(await matches()).toEqual([JOB_FAILURES, 'RUNBOOK.md/owners']);
  });

  it('to open a checklist says where to name a runbook when there is none', async () => {
    const bare = createUseCases({ ...world.deps, shelf: { of: () => null } });
    expect(await bare.form(person(), delivery(), 'pick-checklist', 1)).toMatchObject({
      kind: 'refused',
      text: 'This pipeline has no runbook. Name one under pipelines.<name>.runbook in handrail.yaml.',
    });
  });

  it('that is not there is refused', async () => {
    expect(await world.cases.form(person(), delivery(), 'note', 9)).toMatchObject({
      kind: 'refused',
      text: 'There is no incident #9.',
    });
  });
});

describe('the form to skip a step', () => {
  it('names the step', async () => {
    await world.cases.openChecklist(person(), 'o-1', {
      incident: 1,
      pipeline: null,
      procedure: JOB_FAILURES,
      channel: '#a',
    });
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    const target = { checklist: checklist?.id ?? '', step: '2.1' };
    expect(await world.cases.stepForm(person(), delivery(), 'skip', target)).toEqual({
      kind: 'form',
      form: { form: 'skip', ...target, text: 'Retry the job' },
    });
  });

  it('of a checklist that is gone says how to get it back', async () => {
    expect(
      await world.cases.stepForm(person(), delivery(), 'skip', { checklist: 'gone', step: '1.1' }),
    ).toMatchObject({
      kind: 'refused',
      text: 'This step is of a checklist that is not there any more. Open it again from the incident card.',
    });
  });
});

describe('a form is refused before anybody types', () => {
  const NAMES = ['note', 'assign', 'severity', 'resolve', 'merge', 'pick-checklist'] as const;

  it.each(NAMES)('to a viewer: %s', async (name) => {
    expect(await world.cases.form(person('U0VIEWER'), delivery(), name, 1)).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('needs a responder, and you are a viewer.'),
      ask: ['U0RESPONDER', 'U0OTHER', 'U0OPERATOR'],
    });
    expect(world.stored.audit(10)).toMatchObject([
      { actor: person('U0VIEWER'), allowed: false, incident: 1, deed: expect.stringMatching(/ #1$/) },
    ]);
  });

  it.each(NAMES)('to a guest, who learns no number either: %s', async (name) => {
    const [known, unknown] = [1, 9].map((number) =>
      world.cases.form(person(GUEST), delivery(), name, number),
    );
    expect(await known).toMatchObject({ text: expect.stringContaining('you have no level here') });
    expect(await unknown).toEqual(await known);
  });

  it('in the audit once, however often it is delivered', async () => {
    const ask = () => world.cases.form(person('U0VIEWER'), 'press-1', 'note', 1);
    expect(await ask()).toEqual(await ask());
    expect(world.stored.audit(10)).toHaveLength(1);
  });

  it('to declare', async () => {
    expect(await world.cases.declareForm(person(), delivery())).toMatchObject({
      kind: 'form',
      form: { form: 'declare', pipelines: ['todo-etl'] },
    });
    expect(await world.cases.declareForm(person('U0VIEWER'), delivery())).toMatchObject({
      kind: 'refused',
      text: 'declare needs a responder, and you are a viewer.',
    });
    await world.say('declare gold is empty', 'U0VIEWER');
    expect(world.stored.audit(10)).toMatchObject([
      { deed: 'declare', allowed: false },
      { deed: 'declare gold is empty', allowed: false },
    ]);
  });

  it('to skip a step, or to fill its command', async () => {
    await world.cases.openChecklist(person(), 'o-1', {
      incident: 1,
      pipeline: null,
      procedure: JOB_FAILURES,
      channel: '#a',
    });
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    const target = { checklist: checklist?.id ?? '', step: '2.1' };
    expect(await world.cases.stepForm(person('U0VIEWER'), delivery(), 'skip', target)).toMatchObject({
      kind: 'refused',
    });
    expect(await world.cases.stepForm(person(GUEST), delivery(), 'skip', target)).toMatchObject({
      kind: 'refused',
    });
    expect(world.stored.audit(2)).toMatchObject([
      { deed: 'skip step 2.1', allowed: false },
      { deed: 'skip step 2.1', allowed: false },
    ]);
    expect(await world.step('2.2', { do: 'run', values: {} }, 'U0RESPONDER')).toMatchObject({
      kind: 'refused',
      text: 'retry needs an operator, and you are a responder.',
    });
    expect(await world.step('2.2', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({ kind: 'form' });
  });
});

describe('a guest', () => {
  it('is shown no incident by a button', async () => {
    expect(await world.cases.show(person(GUEST), 1)).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('you have no level here'),
    });
    expect(await world.cases.show(person('U0VIEWER'), 1)).toMatchObject({ kind: 'incident' });
  });

  it.each([{ do: 'done' }, { do: 'run', values: {} }] as const)(
    'learns nothing of a step that may be gone: %j',
    async (deed) => {
      const target = { checklist: 'gone', step: '1.2' };
      expect(await world.cases.step(person(GUEST), 'j-1', target, deed)).toMatchObject({
        text: expect.stringContaining('you have no level here'),
      });
    },
  );

  it.each([
    ['1.2', { do: 'run', values: {} }],
    ['2.2', { do: 'run', values: { table: '--workers' } }],
    ['2.1', { do: 'run-shown', command: '/etl frobnicate users' }],
    ['2.1', { do: 'run-shown', command: '/etl retry gold-daily' }],
  ] as const)('learns no reason why step %s cannot be run: %j', async (step, deed) => {
    const wanted = { incident: 1, pipeline: null, procedure: JOB_FAILURES, channel: '#a' };
    await world.cases.openChecklist(person(), 'o-1', wanted);
    expect(await world.step(step, deed, GUEST)).toMatchObject({
      text: expect.stringContaining('you have no level here'),
    });
    expect(world.stored.audit(1)).toMatchObject([{ actor: person(GUEST), allowed: false, incident: 1 }]);
  });

  it('learns nothing of a step by its link', async () => {
    const target = { checklist: 'gone', step: '1.2' };
    expect(
      await world.cases.step(person(GUEST), 'j-1', target, { do: 'open-jump', channel: '#a' }),
    ).toMatchObject({
      text: expect.stringContaining('you have no level here'),
    });
  });
});
