/** A read that takes longer than anybody should wait where they asked: it goes on as a run, and is told to them alone. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HandlerDeps } from '../../src/handlers/deed.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import type { Operation, Progress } from '../../src/operations/operation.ts';
import type { OperationRun } from '../../src/runs/state.ts';

import { createSharedAnswers } from '../../src/handlers/shared-answers.ts';
import { createUseCases } from '../../src/handlers/use-cases.ts';
import { readWords } from '../../src/handlers/verbs/grammar.ts';
import { workRun } from '../../src/handlers/work-run.ts';
import { catalogOf } from '../../src/operations/catalog.ts';
import { person } from '../support/builders.ts';
import { ENDED_WELL } from '../support/operations.ts';
import { openWorld, type World } from '../support/world.ts';

const ME = person('U0RESPONDER');

let world: World;
let answer: PromiseWithResolvers<Progress>;
let asked: number;
beforeEach(async () => {
  world = await openWorld();
  answer = Promise.withResolvers();
  asked = 0;
});
afterEach(() => world.close());

/** `logs`, of which AWS says nothing yet; nobody waits for it longer than a moment. */
function deps(): HandlerDeps {
  const logs: Operation = {
    ...world.logs,
    prepare(args) {
      const prepared = world.logs.prepare(args);
      if (!prepared.ok) return prepared;
      const start = (): Promise<Progress> => {
        asked += 1;
        return answer.promise;
      };
      return { ...prepared, value: { ...prepared.value, operation: logs, start } };
    },
  };
  return { ...world.deps, catalog: catalogOf([logs]), deadline: () => AbortSignal.timeout(1) };
}

function say(of: HandlerDeps): Promise<Reply> {
  return createUseCases(of).say({
    actor: ME,
    delivery: 'slash:1',
    channelId: 'C0ALERTS',
    channelName: 'todo-etl-alerts',
    words: readWords('logs silver-users'),
    patience: null,
  });
}

async function begun(of: HandlerDeps): Promise<OperationRun> {
  const reply = await say(of);
  if (reply.kind !== 'started') throw new Error(`Expected a run, got ${reply.kind}`);
  return reply.run;
}

const work = (of: HandlerDeps, { id }: OperationRun) => workRun(of, id, AbortSignal.timeout(10_000));
const stored = ({ id }: OperationRun) => world.read((reader) => reader.runs.load(id));

describe('a read that takes long', () => {
  it('is a run for its asker alone, which joins what is under way and brings it to them', async () => {
    const all = deps();
    const run = await begun(all);
    expect(run).toMatchObject({
      audience: 'asker',
      by: ME,
      command: '/etl logs silver-users',
      incident: null,
    });
    expect(await world.read((reader) => reader.jobs.load(`run:${run.id}`))).not.toBeNull();
    const worked = work(all, run);
    answer.resolve(ENDED_WELL);
    expect(await worked).toBeNull();
    expect(asked).toBe(1);
    expect((await stored(run))?.state).toMatchObject({
      state: 'ended',
      finding: { summary: 'it went well' },
    });
    expect(await world.read((reader) => reader.cards.load(`answer:${run.id}`))).toMatchObject({
      channel: ME.user,
      thread: null,
    });
  });

  it('is asked anew where the process that waited has died', async () => {
    const run = await begun(deps());
    answer.resolve(ENDED_WELL);
    const kept = deps();
    const restarted = { ...kept, answers: createSharedAnswers(() => world.now()) };
    expect(await work(restarted, run)).toBeNull();
    expect(asked).toBe(2);
    expect((await stored(run))?.state.state).toBe('ended');
  });

  it('can be given up by whoever asked, whatever their level', async () => {
    const all = deps();
    const run = await begun(all);
    const viewer = createUseCases({
      ...all,
      access: { viewer: ['*'], responder: [], operator: [], admin: [] },
    });
    expect(await viewer.run(ME, 'press:1', run.id, 'give-up-run')).toMatchObject({ kind: 'said' });
    answer.resolve(ENDED_WELL);
    expect(await work(all, run)).toBeNull();
    expect((await stored(run))?.state.state).toBe('cancelled');
    expect(await world.read((reader) => reader.cards.load(`answer:${run.id}`))).toBeNull();
  });

  it('that ends in time is answered where it was asked', async () => {
    answer.resolve(ENDED_WELL);
    const all = { ...deps(), deadline: (ms: number) => AbortSignal.timeout(ms) };
    expect(await say(all)).toMatchObject({ kind: 'finding', finding: { summary: 'it went well' } });
  });
});
