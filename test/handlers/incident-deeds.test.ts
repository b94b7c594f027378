/** What people do to incidents: committed before they are answered, once however often it is delivered, and audited. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IncidentDeed } from '../../src/deeds/incident-deeds.ts';
import { createUseCases } from '../../src/handlers/use-cases.ts';
import { MINUTE, NIGHT, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { GUEST, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
});
afterEach(() => world.close());

const RESOLVE: IncidentDeed = { do: 'resolve', outcome: 'fixed', note: 'more workers' };

describe('a deed', () => {
  it.each<[IncidentDeed, string, string, string]>([
    [{ do: 'acknowledge' }, '#1 is yours.', 'IncidentAcknowledged', 'acknowledge #1'],
    [
      { do: 'assign', to: person('U0OTHER') },
      '#1 has a new owner.',
      'IncidentAssigned',
      'assign #1 to U0OTHER',
    ],
    [{ do: 'note', text: 'looked' }, 'Noted on #1.', 'NoteAdded', 'note #1'],
    [{ do: 'severity', to: 1 }, '#1 is SEV1 now.', 'SeverityChanged', 'set #1 to SEV1'],
    [
      { do: 'stopped-getting-worse' },
      '#1 stopped getting worse.',
      'StoppedGettingWorse',
      'stopped-getting-worse #1',
    ],
    [
      RESOLVE,
      '#1 is resolved: fixed. Still firing: silver-users.',
      'IncidentResolved',
      'resolve #1 as fixed',
    ],
  ])('%j is said, told in the timeline, audited, and shown on the card', async (deed, text, event, words) => {
    const wanted = async () => (await world.read((reader) => reader.cards.load('incident:1')))?.wanted ?? 0;
    const before = await wanted();
    expect(await world.deed(1, deed)).toEqual({ kind: 'said', text });
    expect((await world.happened(1)).at(-1)).toBe(event);
    expect(world.stored.audit(1)).toMatchObject([
      { deed: words, allowed: true, because: null, actor: person(), incident: 1, at: NIGHT },
    ]);
    expect(await wanted()).toBe(before + 1);
  });

  it('to reopen opens again and holds the group again', async () => {
    await world.deed(1, RESOLVE);
    expect(
      await world.read((reader) =>
        reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1'),
      ),
    ).toBeNull();
    expect(await world.deed(1, { do: 'reopen' })).toEqual({ kind: 'said', text: '#1 is open again.' });
    expect(
      await world.read((reader) =>
        reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1'),
      ),
    ).toBe(1);
  });

  it('delivered twice has one effect', async () => {
    const note: IncidentDeed = { do: 'note', text: 'looked' };
    const replies = await Promise.all([1, 2, 3].map(() => world.deed(1, note, 'U0RESPONDER', 'press-1')));
    expect(replies.filter((reply) => reply.kind === 'said' && reply.text === 'Noted on #1.')).toHaveLength(1);
    expect((await world.happened(1)).filter((type) => type === 'NoteAdded')).toHaveLength(1);
    expect(world.stored.audit(10)).toHaveLength(1);
  });

  it('done before by somebody else says by whom and when', async () => {
    await world.deed(1, { do: 'acknowledge' });
    world.pass(MINUTE);
    expect(await world.deed(1, { do: 'acknowledge' }, 'U0OTHER')).toEqual({
      kind: 'already',
      what: '#1 is acknowledged',
      by: person(),
      at: NIGHT,
    });
  });

  it('on a number that no incident has is refused', async () => {
    expect(await world.deed(7, { do: 'acknowledge' })).toEqual({
      kind: 'refused',
      text: 'There is no incident #7.',
      ask: [],
      next: ['/etl incidents'],
    });
  });

  it.each([
    ['U0VIEWER', 'acknowledge needs a responder, and you are a viewer.'],
    [GUEST, 'acknowledge needs a responder, and you have no level here.'],
  ])('that %s may not do is refused, changes nothing, and is audited', async (user, because) => {
    expect(await world.deed(1, { do: 'acknowledge' }, user)).toMatchObject({
      kind: 'refused',
      text: because,
      ask: ['U0RESPONDER', 'U0OTHER', 'U0OPERATOR'],
    });
    expect((await world.incident(1)).status.state).toBe('open');
    expect(world.stored.audit(1)).toMatchObject([{ allowed: false, because, actor: person(user) }]);
  });

  it('that fails leaves nothing behind, so that it can be pressed again', async () => {
    const broken = {
      ...world.deps,
      newId: () => {
        throw new Error('no ids today');
      },
    };
    const open = { incident: 1, pipeline: null, procedure: 'RUNBOOK.md/job-failures', channel: '#a' };
    await expect(createUseCases(broken).openChecklist(person(), 'press-1', open)).rejects.toThrow(
      'no ids today',
    );
    expect(world.stored.audit(10)).toEqual([]);
    expect(await world.cases.openChecklist(person(), 'press-1', open)).toMatchObject({ kind: 'said' });
  });
});

describe('a merge', () => {
  const GOLD_GROUP = 'pipeline:todo-etl/stage:gold/place:123456789012.eu-central-1';

  beforeEach(async () => {
    // Gold alone, since beside silver it would join as a symptom.
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    await world.receive(gluePayload({ job: 'gold-daily' }));
    await world.deed(1, { do: 'reopen' });
    await world.cases.openChecklist(person(), 'open-1', {
      incident: 2,
      pipeline: null,
      procedure: 'RUNBOOK.md/job-failures',
      channel: '#a',
    });
  });

  it('moves alarms, groups and checklists to the survivor', async () => {
    expect(await world.deed(2, { do: 'merge', into: 1 })).toEqual({
      kind: 'said',
      text: '#2 was merged into #1. Go on there.',
    });
    expect(await world.incident(2)).toMatchObject({
      status: { state: 'resolved', outcome: 'duplicate' },
      mergedInto: 1,
    });
    expect((await world.incident(1)).alarms.map(({ name }) => name)).toEqual(['silver-users', 'gold-daily']);
    await world.read(async (reader) => {
      expect(await reader.groups.holder(GOLD_GROUP)).toBe(1);
      expect(await reader.checklists.of(2)).toEqual([]);
      const [checklist] = await reader.checklists.of(1);
      expect(checklist).toMatchObject({ incident: 1, channel: '#todo-etl-alerts' });
      expect(await reader.cards.load(`checklist:${checklist?.id}`)).toMatchObject({ thread: 'incident:1' });
    });
  });

  it('lets alarms that come later find the survivor', async () => {
    await world.deed(2, { do: 'merge', into: 1 });
    world.pass(MINUTE);
    await world.receive(
      gluePayload({ job: 'gold-daily', state: 'SUCCEEDED', at: NIGHT + MINUTE }),
      gluePayload({ job: 'gold-weekly', at: NIGHT + MINUTE }),
    );
    expect((await world.incident(1)).alarms.map(({ name, state }) => [name, state])).toEqual([
      ['silver-users', 'ALARM'],
      ['gold-daily', 'OK'],
      ['gold-weekly', 'ALARM'],
    ]);
    expect(await world.read((reader) => reader.incidents.list({ state: 'any', limit: 9 }))).toHaveLength(2);
  });

  it('of what was merged into before moves its groups too', async () => {
    await world.deed(2, { do: 'merge', into: 1 });
    await world.cases.declare(person(), 'declare-1', {
      title: 'All is late',
      severity: 2,
      pipeline: null,
      stage: null,
      channel: null,
    });
    await world.deed(1, { do: 'merge', into: 3 });
    await world.receive(gluePayload({ job: 'gold-weekly', at: NIGHT + MINUTE }));
    expect((await world.incident(3)).alarms.map(({ name }) => name)).toEqual([
      'silver-users',
      'gold-daily',
      'gold-weekly',
    ]);
  });

  it('into something that was merged itself goes to the survivor', async () => {
    await world.deed(2, { do: 'merge', into: 1 });
    await world.cases.declare(person(), 'declare-1', {
      title: 'All is late',
      severity: 2,
      pipeline: null,
      stage: null,
      channel: null,
    });
    await world.deed(3, { do: 'merge', into: 2 });
    expect(await world.incident(3)).toMatchObject({ mergedInto: 1 });
  });

  it.each([
    [2, 'cannot be merged into itself'],
    [7, 'There is no incident #7'],
  ])('into #%d is refused', async (into, text) => {
    expect(await world.deed(2, { do: 'merge', into })).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining(text),
    });
    expect((await world.incident(2)).status.state).toBe('open');
  });

  it('into what is resolved is refused', async () => {
    await world.deed(1, RESOLVE);
    expect(await world.deed(2, { do: 'merge', into: 1 })).toMatchObject({
      kind: 'refused',
      text: '#1 is resolved. Press Reopen on its card first.',
    });
  });
});

describe('an incident that is reopened by hand long after', () => {
  it('shows its alarms as they are now, though another incident heard of it, and hears of them again', async () => {
    const failed = () => gluePayload({ at: world.now() });
    const well = () => gluePayload({ state: 'SUCCEEDED', at: world.now() });
    await world.deed(1, RESOLVE);
    world.pass(3 * 60 * MINUTE);
    await world.receive(failed());
    world.pass(MINUTE);
    await world.receive(well());
    expect((await world.incident(2)).alarms).toMatchObject([{ state: 'OK' }]);
    await world.deed(2, RESOLVE);

    expect((await world.incident(1)).alarms).toMatchObject([{ state: 'ALARM' }]);
    await world.deed(1, { do: 'reopen' });
    expect((await world.incident(1)).alarms).toMatchObject([
      { state: 'OK', headline: 'silver-users recovered' },
    ]);

    world.pass(MINUTE);
    await world.receive(failed());
    expect((await world.incident(1)).alarms).toMatchObject([{ state: 'ALARM', changedAt: world.now() }]);
    expect((await world.incident(2)).status.state).toBe('resolved');
  });
});

describe('a declared incident', () => {
  const late = {
    title: ' Silver is late ',
    severity: 2,
    pipeline: 'todo-etl',
    stage: 'gold',
    channel: 'C0HERE',
  } as const;

  it('is opened by a person, where they said, and takes the alarms of its stage', async () => {
    expect(await world.cases.declare(person(), 'd-1', late)).toEqual({
      kind: 'said',
      text: '#2 is declared.',
    });
    expect(await world.incident(2)).toMatchObject({
      channel: 'C0HERE',
      title: 'Silver is late',
      declaredBy: person(),
      alarms: [],
    });
    await world.receive(gluePayload({ job: 'gold-daily' }));
    expect((await world.incident(2)).alarms).toHaveLength(1);
  });

  it('is refused where one is open already', async () => {
    expect(await world.cases.declare(person(), 'd-1', { ...late, stage: 'silver' })).toMatchObject({
      kind: 'refused',
      text: '#1 is open for this already. Add a note there, or declare it for another stage.',
      next: ['/etl 1'],
    });
  });

  it('takes no stage of another pipeline, and no pipeline that is gone', async () => {
    expect(await world.cases.declare(person(), 'd-1', { ...late, stage: 'ledger' })).toMatchObject({
      kind: 'refused',
      text: 'todo-etl has no stage ledger. Declare it again with one of bronze, silver, gold, or without a stage.',
    });
    expect(await world.cases.declare(person(), 'd-2', { ...late, pipeline: 'billing' })).toMatchObject({
      kind: 'refused',
      text: 'There is no pipeline billing. Declare it again with one of todo-etl, or without a pipeline.',
    });
  });

  it('uses up no number when it is refused', async () => {
    await world.cases.declare(person(), 'd-1', { ...late, stage: 'silver' });
    await world.cases.declare(person(), 'd-2', { ...late, stage: 'ledger' });
    expect(await world.cases.declare(person(), 'd-3', late)).toEqual({
      kind: 'said',
      text: '#2 is declared.',
    });
  });

  it('needs a title, and a responder', async () => {
    expect(await world.cases.declare(person(), 'd-1', { ...late, title: ' ' })).toMatchObject({
      kind: 'refused',
    });
    expect(await world.cases.declare(person('U0VIEWER'), 'd-2', late)).toMatchObject({ kind: 'refused' });
    expect(await world.read((reader) => reader.incidents.list({ state: 'any', limit: 9 }))).toHaveLength(1);
  });

  it('takes the alarms of its stage, wherever they are', async () => {
    await world.cases.declare(person(), 'd-1', late);
    await world.receive(gluePayload({ job: 'gold-daily' }));
    expect((await world.incident(2)).alarms.map(({ name }) => name)).toEqual(['gold-daily']);
  });

  it('without a stage is one for each title', async () => {
    const whole = { ...late, stage: null };
    await world.cases.declare(person(), 'd-1', whole);
    expect(await world.cases.declare(person(), 'd-2', whole)).toMatchObject({ kind: 'refused' });
    expect(await world.cases.declare(person(), 'd-3', { ...whole, title: 'Costs rise' })).toMatchObject({
      text: '#3 is declared.',
    });
  });
});
