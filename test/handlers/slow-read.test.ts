/** A read that takes longer than a moment: shown while it goes on, and after ten seconds a run that tells its asker alone. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HandlerDeps } from '../../src/handlers/deed.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import type { VerbContext } from '../../src/handlers/verbs/verb.ts';
import type { Operation, Progress, RunContext } from '../../src/operations/operation.ts';
import type { Tally } from '../../src/operations/tally.ts';
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

type Working = Parameters<NonNullable<VerbContext['show']>>[0];

let world: World;
let answer: PromiseWithResolvers<Progress>;
let contexts: RunContext[];
let shown: Working[];
/** What is waited for, in turn: each is over when the test says so. */
let waits: { readonly ms: number; over(): void }[];
beforeEach(async () => {
  world = await openWorld();
  answer = Promise.withResolvers();
  contexts = [];
  shown = [];
  waits = [];
});
afterEach(() => world.close());

/** `logs`, of which AWS says nothing yet. */
function deps(): HandlerDeps {
  const logs: Operation = {
    ...world.logs,
    prepare(args) {
      const prepared = world.logs.prepare(args);
      if (!prepared.ok) return prepared;
      const start = (context: RunContext): Promise<Progress> => {
        contexts.push(context);
        return answer.promise;
      };
      return { ...prepared, value: { ...prepared.value, operation: logs, start } };
    },
  };
  const deadline = (ms: number): AbortSignal => {
    const over = new AbortController();
    waits.push({ ms, over: () => over.abort() });
    return over.signal;
  };
  return { ...world.deps, catalog: catalogOf([logs]), deadline };
}

/** The next wait of this length begins, and is over at once. */
async function pass(ms: number): Promise<void> {
  for (;;) {
    const next = waits.findIndex((wait) => wait.ms === ms);
    if (next < 0) await new Promise((resolve) => void setImmediate(resolve));
    else return waits.splice(next, 1)[0]?.over();
  }
}

function say(of: HandlerDeps): Promise<Reply> {
  return createUseCases(of).say({
    actor: ME,
    delivery: 'slash:1',
    channelId: 'C0ALERTS',
    channelName: 'todo-etl-alerts',
    words: readWords('logs silver-users'),
    patience: null,
    show: (working) => void shown.push(working),
  });
}

/** Asked and shown as going on; `reply` is what takes its place. */
async function waiting(of: HandlerDeps, begun = (_: Tally | undefined): void => {}) {
  const reply = say(of);
  while (contexts.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  begun(contexts[0]?.tally);
  await pass(1_000);
  while (shown.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  const [first] = shown;
  if (first === undefined) throw new Error('Expected it to be shown');
  return { run: first.run, reply };
}

/** Nobody waits for it any more. */
async function takenOver(of: HandlerDeps): Promise<OperationRun> {
  const { reply } = await waiting(of);
  await pass(9_000);
  const last = await reply;
  if (last.kind !== 'started') throw new Error(`Expected a run, got ${last.kind}`);
  return last.run;
}

const work = (of: HandlerDeps, { id }: OperationRun) => workRun(of, id, AbortSignal.timeout(10_000));
const stored = ({ id }: OperationRun) => world.read((reader) => reader.runs.load(id));
const answerCard = ({ id }: OperationRun) => world.read((reader) => reader.cards.load(`answer:${id}`));

describe('a read that takes longer than a second', () => {
  it('is shown once with how far it is, and answered where it was asked', async () => {
    const all = deps();
    const { run, reply } = await waiting(all, (tally) => {
      tally?.expect(3);
      tally?.readOne();
    });
    answer.resolve(ENDED_WELL);
    expect(await reply).toMatchObject({ kind: 'finding', finding: { summary: 'it went well' } });
    expect(shown.map(({ soFar }) => soFar)).toEqual(['1 of 3 parts read']);
    expect((await stored(run))?.state.state).toBe('answered');
    expect(await work(all, run)).toBeNull();
    expect(contexts).toHaveLength(1);
    expect(await answerCard(run)).toBeNull();
  });

  it('is a run that nobody else begins while its asker waits, and whose answer is then theirs alone', async () => {
    const { run, reply } = await waiting(deps());
    expect(run).toMatchObject({
      audience: 'asker',
      by: ME,
      command: '/etl logs silver-users',
      incident: null,
    });
    const job = await world.read((reader) => reader.jobs.load(`run:${run.id}`));
    expect(job).toMatchObject({ dueAt: run.requestedAt + 9_000 });
    answer.resolve(ENDED_WELL);
    await reply;
  });

  it('is answered after the process has died that its asker waited for', async () => {
    const { run } = await waiting(deps());
    const kept = deps();
    const restarted = { ...kept, answers: createSharedAnswers(() => world.now()) };
    const worked = work(restarted, run);
    while (contexts.length < 2) await new Promise((resolve) => void setImmediate(resolve));
    answer.resolve(ENDED_WELL);
    expect(await worked).toBeNull();
    expect(await answerCard(run)).toMatchObject({ channel: ME.user, thread: null });
  });

  it('is given up by whoever asked, whatever their level, and says nothing more than that', async () => {
    const all = deps();
    const { run, reply } = await waiting(all);
    const viewer = createUseCases({
      ...all,
      access: { viewer: ['*'], responder: [], operator: [], admin: [] },
    });
    expect(await viewer.run(ME, 'press:1', run.id, 'give-up-run')).toMatchObject({ kind: 'said' });
    answer.resolve(ENDED_WELL);
    expect(await reply).toEqual({ kind: 'said', text: expect.stringContaining('is cancelled') });
    expect(await work(all, run)).toBeNull();
    expect((await stored(run))?.state.state).toBe('cancelled');
    expect(await answerCard(run)).toBeNull();
  });

  it('is told once where another has begun it meanwhile: as a direct message', async () => {
    const all = deps();
    const { run, reply } = await waiting(all);
    const worked = work(all, run);
    while ((await stored(run))?.state.state !== 'starting')
      await new Promise((resolve) => void setImmediate(resolve));
    answer.resolve(ENDED_WELL);
    expect(await reply).toMatchObject({ kind: 'started', run: { id: run.id } });
    expect(await worked).toBeNull();
    expect(await answerCard(run)).not.toBeNull();
  });

  it('that throws is told as failed, and is not tried behind the back of its asker', async () => {
    const all = deps();
    const { run, reply } = await waiting(all);
    answer.reject(new Error('a bug'));
    await expect(reply).rejects.toThrow('a bug');
    expect(await work(all, run)).toBeNull();
    expect(contexts).toHaveLength(1);
  });

  it('that ends sooner is answered at once, and leaves nothing behind', async () => {
    answer.resolve(ENDED_WELL);
    expect(await say(deps())).toMatchObject({ kind: 'finding', finding: { summary: 'it went well' } });
    expect(shown).toEqual([]);
  });
});

describe('a read that takes longer than ten seconds', () => {
  it('is a run for its asker alone, which joins what is under way and brings it to them', async () => {
    const all = deps();
    const run = await takenOver(all);
    const worked = work(all, run);
    answer.resolve(ENDED_WELL);
    expect(await worked).toBeNull();
    expect(contexts).toHaveLength(1);
    expect((await stored(run))?.state).toMatchObject({
      state: 'ended',
      finding: { summary: 'it went well' },
    });
    expect(await answerCard(run)).toMatchObject({ channel: ME.user, thread: null });
  });

  it('has a card in the direct message that says how far it is', async () => {
    const all = deps();
    const run = await takenOver(all);
    const worked = work(all, run);
    contexts[0]?.tally?.expect(4);
    contexts[0]?.tally?.readOne();
    await pass(3_000);
    while ((await world.read((reader) => reader.cards.load(`run:${run.id}`))) === null)
      await new Promise((resolve) => void setImmediate(resolve));
    expect((await stored(run))?.state).toMatchObject({ state: 'starting', soFar: '1 of 4 parts read' });
    answer.resolve(ENDED_WELL);
    expect(await worked).toBeNull();
  });
});
