/** What forms know before they open. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createUseCases } from '../../src/handlers/use-cases.ts';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { openWorld, type World } from '../support/world.ts';

const JOB_FAILURES = 'RUNBOOK.md/job-failures';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
});
afterEach(() => world.close());

describe('the form of an incident', () => {
  it('to rate it knows how it is rated', async () => {
    expect(await world.cases.form('severity', 1)).toEqual({
      kind: 'form',
      form: { form: 'severity', incident: 1, current: 2 },
    });
  });

  it('to resolve it knows what still fires and what is still open', async () => {
    await world.cases.openChecklist(person(), 'o-1', { incident: 1, procedure: JOB_FAILURES, channel: '#a' });
    expect(await world.cases.form('resolve', 1)).toMatchObject({
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
    expect(await world.cases.form('merge', 1)).toEqual({
      kind: 'form',
      form: { form: 'merge', incident: 1, candidates: [{ number: 2, title: 'All is late' }] },
    });
  });

  it('to merge it is refused when there is no other', async () => {
    expect(await world.cases.form('merge', 1)).toMatchObject({
      kind: 'refused',
      text: 'No other incident is open to merge #1 into.',
    });
  });

  it('to open a checklist puts the procedure of its alarm first, with the reason', async () => {
    const reply = await world.cases.form('checklist', 1);
    if (reply.kind !== 'form' || reply.form.form !== 'checklist')
      throw new Error(`Expected the form, got ${reply.kind}`);
    expect(reply.form.matches.map(({ procedure }) => procedure.id)).toEqual([
      JOB_FAILURES,
      'RUNBOOK.md/owners',
    ]);
    expect(reply.form.matches[0]?.because).not.toBe('');
  });

  it('to open a checklist says where to name a runbook when there is none', async () => {
    const bare = createUseCases({ ...world.deps, shelf: { of: () => null } });
    expect(await bare.form('checklist', 1)).toMatchObject({
      kind: 'refused',
      text: 'This pipeline has no runbook. Name one under pipelines.<name>.runbook in handrail.yaml.',
    });
  });

  it('that is not there is refused', async () => {
    expect(await world.cases.form('note', 9)).toMatchObject({
      kind: 'refused',
      text: 'There is no incident #9.',
    });
  });
});

describe('the form to skip a step', () => {
  it('names the step', async () => {
    await world.cases.openChecklist(person(), 'o-1', { incident: 1, procedure: JOB_FAILURES, channel: '#a' });
    const [checklist] = await world.read((reader) => reader.checklistsOf(1));
    const target = { checklist: checklist?.id ?? '', step: '2.1' };
    expect(await world.cases.skipForm(target)).toEqual({
      kind: 'form',
      form: { form: 'skip', ...target, text: 'Retry the job' },
    });
  });

  it('of a checklist that is gone says how to get it back', async () => {
    expect(await world.cases.skipForm({ checklist: 'gone', step: '1.1' })).toMatchObject({
      kind: 'refused',
      text: 'This step is of a checklist that is not there any more. Open it again from the incident card.',
    });
  });
});
