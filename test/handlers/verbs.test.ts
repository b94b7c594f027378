/** What `/etl` answers: help as the asker may use it, neighbours of misspelt verbs, and the one incident that is meant. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/operations/operation.ts';
import { createVerbs } from '../../src/handlers/verbs/registry.ts';
import { catalogOf } from '../../src/operations/catalog.ts';
import { readWords } from '../../src/handlers/verbs/grammar.ts';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { GUEST, openWorld, type World } from '../support/world.ts';
import { timelineIn } from '../support/stored.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function helpOf(user?: string): Promise<Readonly<Record<string, boolean>>> {
  const reply = await world.say('help', user);
  if (reply.kind !== 'help') throw new Error(`Expected help, got ${reply.kind}`);
  return Object.fromEntries(reply.verbs.map(({ verb, allowed }) => [verb, allowed]));
}

describe('the verbs', () => {
  function createWith(changes: Partial<Operation>): () => unknown {
    const catalog = catalogOf([{ ...world.logs, ...changes }]);
    return () => createVerbs({ ...world.deps, catalog });
  }

  it.each([
    ['ack', 'Expected one verb called ack, got ack and ack. Rename one.'],
    ['mine', 'Expected one verb called mine, got ack and mine. Rename one.'],
    ['help', 'Expected a verb to leave help to /etl itself, got it from help. Rename it.'],
    ['42', 'Expected a verb to leave 42 to /etl itself, got it from 42. Rename it.'],
  ])('fail at the start when an operation is called %s', (verb, error) => {
    expect(createWith({ verb })).toThrow(error);
  });

  it('are listed in help with what the asker may do', async () => {
    const verbs = {
      incidents: true,
      ack: true,
      note: true,
      resolve: true,
      declare: true,
      runbook: true,
      running: true,
      cancel: true,
      trace: true,
      logs: true,
      retry: false,
      notify: false,
      whoami: true,
    };
    expect(await helpOf()).toEqual(verbs);
    expect(await helpOf('U0OPERATOR')).toEqual({ ...verbs, retry: true, notify: true });
    expect(await helpOf('U0VIEWER')).toEqual({
      ...verbs,
      ack: false,
      note: false,
      resolve: false,
      declare: false,
      cancel: false,
    });
    expect(Object.values(await helpOf(GUEST))).not.toContain(true);
  });

  it.each(['help retry', 'retry --help', 'RETRY x —help'])(
    'are explained one by one: /etl %s',
    async (text) => {
      expect(await world.say(text)).toMatchObject({
        kind: 'help',
        about: {
          verb: 'retry',
          usage: '/etl retry <job> [--workers 20] [--dry-run] [--pipeline todo-etl] [--in eu-central-1]',
          risk: 'change',
        },
      });
      expect(world.retry.calls).toEqual([]);
    },
  );

  it.each([
    ['retyr silver-users', 'There is no /etl retyr. Did you mean /etl retry?', '/etl retry silver-users'],
    ['incident', 'There is no /etl incident. Did you mean /etl incidents?', '/etl incidents'],
    ['hlep', 'There is no /etl hlep. Did you mean /etl help?', '/etl help'],
  ])('misspelt get their neighbour: /etl %s', async (text, told, next) => {
    expect(await world.say(text)).toMatchObject({
      kind: 'refused',
      text: told,
      next: expect.arrayContaining([next]),
    });
  });

  it('that are like nothing get help', async () => {
    expect(await world.say('xylophone')).toEqual({
      kind: 'refused',
      text: 'There is no /etl xylophone.',
      ask: [],
      next: ['/etl help'],
    });
  });
});

describe('a guest', () => {
  it.each([
    '',
    '1',
    'incidents',
    'runbook',
    'logs silver-users',
    'retry silver-users',
    'ack',
    'note 1 hello',
    'resolve 1 fixed',
    'resolve 1',
    'resolve 9',
    'note 1',
    'declare',
    'declare all is late',
  ])('is refused /etl %s', async (text) => {
    await world.receive(gluePayload());
    expect(await world.say(text, GUEST)).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('you have no level here'),
    });
    expect(world.logs.calls).toEqual([]);
    expect(await world.happened(1)).toEqual(['IncidentOpened', 'AlarmJoined']);
  });

  it('leaves a trace of a deed that they typed', async () => {
    await world.receive(gluePayload());
    await world.say('resolve 1 fixed', GUEST);
    expect(world.stored.audit(1)).toMatchObject([
      { allowed: false, actor: person(GUEST), deed: 'resolve 1 fixed' },
    ]);
  });

  it('leaves one trace of a change that they typed, and is told the same however often it is delivered', async () => {
    const typed = {
      actor: person('U0RESPONDER'),
      delivery: 'slash-1',
      channelId: 'C0ALERTS',
      channelName: null,
      words: readWords('retry silver-users'),
      patience: null,
    };
    const told = await world.cases.say(typed);
    expect(told).toMatchObject({
      kind: 'refused',
      text: 'retry needs an operator, and you are a responder.',
    });
    expect(await world.cases.say(typed)).toEqual(told);
    expect(world.stored.audit(10)).toMatchObject([{ allowed: false, deed: '/etl retry silver-users' }]);
  });

  it('may ask who they are', async () => {
    expect(await world.say('whoami', GUEST)).toEqual({ kind: 'whoami', user: GUEST, level: null, verbs: [] });
  });
});

describe('a look', () => {
  it('/etl is the panel', async () => {
    await world.receive(gluePayload());
    expect(await world.say('')).toMatchObject({
      kind: 'panel',
      level: 'responder',
      incidents: [{ number: 1 }],
    });
  });

  it('/etl 1 is the incident, and a number that none has is refused', async () => {
    await world.receive(gluePayload());
    expect(await world.say('#1')).toMatchObject({
      kind: 'incident',
      incident: { number: 1 },
      checklists: [],
    });
    expect(await world.say('7')).toMatchObject({ kind: 'refused', text: 'There is no incident #7.' });
  });

  it('/etl incidents lists the open ones, with --all the others too', async () => {
    await world.receive(gluePayload());
    await world.say('resolve 1 fixed');
    expect(await world.say('incidents')).toEqual({ kind: 'incidents', incidents: [], of: 0 });
    expect(await world.say('incidents \u2014all')).toMatchObject({ incidents: [{ number: 1 }] });
  });

  it('/etl and /etl incidents read no more open ones than people look at, and count the others', async () => {
    for (let number = 1; number <= 25; number += 1)
      await world.receive(gluePayload({ job: `lone-${number}` }));
    for (const words of ['', 'incidents']) {
      const reply = await world.say(words);
      expect(reply).toMatchObject({ of: 25 });
      expect('incidents' in reply && reply.incidents.map(({ number }) => number)).toEqual(
        Array.from({ length: 20 }, (_, index) => 25 - index),
      );
    }
  });

  it('/etl runbook finds by words, lists all without, and opens by id', async () => {
    expect(await world.say('runbook owners')).toMatchObject({
      kind: 'procedures',
      matches: [{ procedure: { title: 'Owners of tables' } }],
    });
    const all = await world.say('runbook');
    expect(all.kind === 'procedures' ? all.matches.length : 0).toBe(2);
    expect(await world.say('runbook RUNBOOK.md/owners')).toMatchObject({
      kind: 'procedure',
      runbookHash: 'a1b2c3d4',
    });
  });

  it('/etl whoami tells the level and what it allows', async () => {
    expect(await world.say('whoami', 'U0VIEWER')).toMatchObject({
      level: 'viewer',
      verbs: ['incidents', 'runbook', 'running', 'trace', 'logs', 'whoami'],
    });
  });
});

describe('a verb about an incident', () => {
  it('means the only open one', async () => {
    await world.receive(gluePayload());
    expect(await world.say('ack')).toEqual({ kind: 'said', text: '#1 is yours.' });
  });

  it('asks which one when there are two, with commands to choose from', async () => {
    await world.receive(gluePayload({ job: 'gold-daily' }), gluePayload());
    expect(await world.say('note late')).toMatchObject({
      kind: 'refused',
      text: 'More than one incident is open. Say which one.',
      next: ['/etl note 2 late', '/etl note 1 late'],
    });
    expect(await world.say('note 2 late "still"')).toEqual({ kind: 'said', text: 'Noted on #2.' });
    expect((await world.read((reader) => timelineIn(reader, 2))).at(-1)).toMatchObject({
      text: 'late "still"',
    });
  });

  it('means the one of this channel when others are elsewhere', async () => {
    await world.cases.declare(person(), 'd-1', {
      title: 'Elsewhere',
      severity: 3,
      pipeline: null,
      stage: null,
      channel: 'C0OTHER',
    });
    await world.receive(gluePayload());
    expect(await world.say('ack')).toEqual({ kind: 'said', text: '#2 is yours.' });
  });

  it('says so when none is open', async () => {
    expect(await world.say('ack')).toMatchObject({
      kind: 'refused',
      text: 'No incident is open.',
      next: ['/etl declare'],
    });
    expect(await world.say('ack 9')).toMatchObject({ kind: 'refused', text: 'There is no incident #9.' });
  });

  it('asks with a form for what was not said', async () => {
    await world.receive(gluePayload());
    expect(await world.say('note')).toEqual({ kind: 'form', form: { form: 'note', incident: 1 } });
    expect(await world.say('resolve')).toEqual({
      kind: 'form',
      form: { form: 'resolve', incident: 1, stillFiring: ['silver-users'], openSteps: 0 },
    });
    expect(await world.say('declare gold is late')).toMatchObject({
      form: {
        form: 'declare',
        title: 'gold is late',
        pipelines: ['todo-etl'],
        stages: ['bronze', 'silver', 'gold'],
      },
    });
  });

  it('resolves with an outcome and a note', async () => {
    await world.receive(gluePayload());
    expect(await world.say('resolve false-alarm it was a drill')).toEqual({
      kind: 'said',
      text: '#1 is resolved: false alarm. Still firing: silver-users.',
    });
    expect((await world.happened(1)).slice(-2)).toEqual(['NoteAdded', 'IncidentResolved']);
  });
});
