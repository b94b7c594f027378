/** An answer for who asks alone that Slack would not take is refused before AWS is asked; what is answered in place goes on. */

import type { Hindrance, SlackUse } from '../../src/handlers/ports.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import type { Operation } from '../../src/operations/operation.ts';
import type { FakeOperation } from '../support/operations.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createUseCases } from '../../src/handlers/use-cases.ts';
import { readWords } from '../../src/handlers/verbs/grammar.ts';
import { workRun } from '../../src/handlers/work-run.ts';
import { ok } from '../../src/lib/result.ts';
import { aProcedure, aRun, aRunbookStep, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { ENDED_WELL, fakeScan } from '../support/operations.ts';
import { openWorld, type World } from '../support/world.ts';

const LACKING: Hindrance = { because: 'Handrail lacks a scope.', again: false };
const REFUSED = { kind: 'refused', text: 'Handrail lacks a scope. Nothing was asked of AWS.' };
const OPERATOR = 'U0OPERATOR';

let world: World;
let scan: FakeOperation;
/** What Slack does not let the bot do. */
let closed: readonly SlackUse[];

beforeEach(async () => {
  closed = ['direct-message', 'file'];
  scan = fakeScan();
  world = await openWorld({
    slack: { whyNot: async (use) => (closed.includes(use) ? LACKING : null) },
    operations: [forAsker(scan)],
    procedures: [
      aProcedure({
        phases: [
          {
            title: 'Look',
            afterwards: false,
            steps: [aRunbookStep({ text: 'Count them', command: '/etl scan silver-users' })],
          },
        ],
      }),
    ],
  });
});
afterEach(() => world.close());

/** The operation, of which what it reads is for who asked, and runs until somebody stops it. */
function forAsker(operation: FakeOperation): Operation {
  const alone: Operation = {
    ...operation,
    shared: false,
    prepare(args) {
      const prepared = operation.prepare(args);
      if (!prepared.ok) return prepared;
      const cancel = async () => ({ state: 'stopped' as const, bill: null });
      return ok({ ...prepared.value, operation: alone, cancel });
    },
  };
  return alone;
}

const untouched = () => {
  expect(world.stored.openRuns()).toEqual([]);
  expect(scan.calls).toEqual([]);
  expect(world.logs.calls).toEqual([]);
};

describe('what only a direct message can bring', () => {
  it('is refused with the reason, and nothing is started', async () => {
    expect(await world.say('scan silver-users', OPERATOR)).toMatchObject(REFUSED);
    untouched();
  });

  it('is started once Slack lets it', async () => {
    closed = ['file'];
    expect(await world.say('scan silver-users', OPERATOR)).toMatchObject({ kind: 'started' });
  });

  it('is refused as a step of a runbook too, which stays open', async () => {
    await world.receive(gluePayload());
    const wanted = { incident: 1, pipeline: null, procedure: aProcedure().id, channel: '#here' };
    await world.cases.openChecklist(person(), 'open-1', wanted);
    expect(await world.step('1.1', { do: 'run', values: {} }, OPERATOR)).toMatchObject(REFUSED);
    untouched();
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    expect(checklist?.steps[0]?.state).toMatchObject({ state: 'open' });
    closed = [];
    expect(await world.step('1.1', { do: 'run', values: {} }, OPERATOR)).toMatchObject({ kind: 'started' });
  });

  it('tells who may not what they may not, and no more', async () => {
    expect(await world.say('scan silver-users')).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('operator'),
    });
    untouched();
  });
});

describe('a run that was asked for before it was known', () => {
  const asked = async (changes: Partial<OperationRun>) => {
    const run = { command: '/etl scan silver-users', incident: null, by: person(OPERATOR), verb: 'scan' };
    const one = aRun({ ...run, risk: 'read', audience: 'asker', ...changes });
    await world.store.transact((tx) => tx.runs.add(one, []));
    await world.work();
    return (await world.read((reader) => reader.runs.load(one.id)))?.state;
  };

  it('ends with the reason instead of being started', async () => {
    expect(await asked({})).toMatchObject({ state: 'ended', finding: { summary: REFUSED.text } });
    closed = ['file'];
    expect(await asked({ id: 'run-2', wantsWhole: true })).toMatchObject({
      finding: { summary: REFUSED.text },
    });
    untouched();
  });

  it('is started where everybody gets its answer, or Slack lets it', async () => {
    expect(await asked({ audience: 'channel' })).toMatchObject({ finding: { summary: 'it went well' } });
    closed = ['file'];
    expect(await asked({ id: 'run-2' })).toMatchObject({ finding: { summary: 'it went well' } });
  });

  it('is started when Slack may take its answer later', async () => {
    closed = [];
    const soon: Hindrance = { because: 'Slack refuses the bot token.', again: true };
    await world.store.transact((tx) =>
      tx.runs.add(aRun({ verb: 'scan', audience: 'asker', risk: 'read' }), []),
    );
    await workRun(
      { ...world.deps, slack: { whyNot: async () => soon } },
      'run-1',
      AbortSignal.timeout(10_000),
    );
    expect(scan.calls).toHaveLength(1);
  });
});

describe('the whole of a read as a file', () => {
  it('is refused with the reason, and nothing is started', async () => {
    closed = ['file'];
    expect(await world.whole('logs silver-users')).toMatchObject(REFUSED);
    untouched();
  });

  it('is started once Slack lets it', async () => {
    closed = [];
    expect(await world.whole('logs silver-users')).toMatchObject({ kind: 'started' });
  });
});

describe('a look', () => {
  it('is answered where it was asked, whatever Slack does not let the bot do', async () => {
    expect(await world.say('logs silver-users')).toMatchObject({
      kind: 'finding',
      finding: { summary: 'it went well' },
    });
  });

  it('that takes long is answered there as well, instead of by a message that cannot be sent', async () => {
    const waited = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<typeof ENDED_WELL>();
    const slow: Operation = {
      ...world.logs,
      prepare(args) {
        const prepared = world.logs.prepare(args);
        return prepared.ok
          ? ok({ ...prepared.value, operation: slow, start: () => answer.promise })
          : prepared;
      },
    };
    const reply = createUseCases({
      ...world.deps,
      catalog: { operations: [slow], find: (verb) => (verb === slow.verb ? slow : null) },
      deadline: () => AbortSignal.timeout(1),
      slack: {
        whyNot: async () => {
          waited.resolve();
          return LACKING;
        },
      },
    }).say({
      actor: person(),
      delivery: 'slash:1',
      channelId: 'C0ALERTS',
      channelName: 'todo-etl-alerts',
      words: readWords('logs silver-users'),
      patience: null,
    });
    await waited.promise;
    answer.resolve(ENDED_WELL);
    expect(await reply).toMatchObject({ kind: 'finding', finding: { summary: 'it went well' } });
    untouched();
  });
});
