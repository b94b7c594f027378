/**
 * A long read on its whole way, over the makers, the jobs worker and an Athena of its own: begun once whatever crashes,
 * followed by its id, and stopped once a person gives it up.
 */

import type { Call } from '../../src/aws/makers.ts';
import type { Operation, Progress } from '../../src/operations/operation.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import type { Loop } from '../../src/workers/loop.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createClientPool } from '../../src/aws/client-pool.ts';
import { createMakers } from '../../src/aws/makers.ts';
import { answerOf } from '../../src/aws/refusals.ts';
import { commitRun } from '../../src/handlers/commit-run.ts';
import { spentKey } from '../../src/handlers/keys.ts';
import { removeExpired, removeRest } from '../../src/handlers/retention.ts';
import { stopRun } from '../../src/handlers/stop-run.ts';
import { fireTimer } from '../../src/handlers/timers.ts';
import { workRun } from '../../src/handlers/work-run.ts';
import { positional, textLike } from '../../src/operations/arguments.ts';
import { createJobsWorker } from '../../src/workers/jobs.ts';
import { aFinding, aRun, MINUTE, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { openWorld, type World } from '../support/world.ts';

const WITHIN_MS = 5_000;
const POLL_MS = 5_000;

/** Knows a query by its client request token, as Athena does: the same token is the same execution. */
interface Athena {
  readonly executions: Map<string, string>;
  /** What was asked, in order. */
  readonly asked: string[];
  /** Ids that it stopped. */
  readonly stopped: string[];
  /** What is sent by the configuration as it is; null where by it nothing is. */
  release: string | null;
  /** How often looking at it throws from now on, as a bug of ours does. */
  bugs: number;
  /** What the next calls to start and to stop end with, instead of being heard. */
  readonly refusals: string[];
  /** What a start waits for once it has begun. */
  answer: Promise<void>;
}

let athena: Athena;
let world: World;
let worker: Loop;

beforeEach(async () => {
  athena = {
    executions: new Map(),
    asked: [],
    stopped: [],
    refusals: [],
    release: 'v1',
    bugs: 0,
    answer: Promise.resolve(),
  };
  world = await openWorld({
    operations: [
      countOver(
        () => athena,
        () => world.now(),
      ),
    ],
  });
  await world.receive(gluePayload());
  worker = newWorker();
});
afterEach(async () => {
  await worker.stop();
  await world.close();
});

function countOver(at: () => Athena, clock: () => number): Operation {
  const pool = createClientPool({ places: { region: 'eu-central-1', pipelines: [] }, clock });
  const goesOn = (id: string): Progress => ({
    state: 'running',
    token: JSON.stringify({ id }),
    summary: 'running',
    links: [],
    afterMs: POLL_MS,
  });
  // Wherever a run is: these clients are never asked.
  const everywhere = { home: pool.home, at: () => pool.atHome() };
  return createMakers({ estates: [], pool: everywhere, clock, pollMs: POLL_MS }).longRead({
    verb: 'count',
    summary: 'Counts the rows that a job wrote',
    arguments: {
      job: positional(textLike(/^[a-z-]+$/, { expected: 'a job' }), {
        summary: 'Which',
        example: '<job>',
      }),
    },
    asks: [],
    intent: ({ job }) => `Count what ${job} wrote`,
    links: () => [],
    async write({ job }) {
      const { release } = at();
      if (release === null) return { state: 'ended', finding: aFinding({ summary: 'Not sent.' }) };
      return { state: 'written', letter: `${job} of ${release}` };
    },
    sentTo: (letter) => ({ words: `the log of ${letter}`, links: [] }),
    async send(_, { run }: Call, letter) {
      const { executions, asked, refusals, answer } = at();
      asked.push(`send ${letter}`);
      const name = refusals.shift();
      const call = name === undefined ? Promise.resolve() : Promise.reject(refusal(name));
      await answerOf(call, { doing: 'start the query', action: 'athena:StartQueryExecution' });
      if (!executions.has(run)) executions.set(run, `q-${executions.size + 1}`);
      await answer;
      return goesOn(executions.get(run) ?? '');
    },
    async follow(_, __, token) {
      at().asked.push(`follow ${idIn(token)}`);
      if ((at().bugs -= 1) >= 0) throw new Error('a bug');
      return goesOn(idIn(token));
    },
    async cancel(_, __, token) {
      const { asked, refusals, stopped } = at();
      asked.push(`stop ${idIn(token)}`);
      const name = refusals.shift();
      const call = name === undefined ? Promise.resolve() : Promise.reject(refusal(name));
      await answerOf(call, { doing: 'stop the query', action: 'athena:StopQueryExecution' });
      stopped.push(idIn(token));
      return { scannedBytes: 3_000_000_000, dollars: 0.015, dailyLimit: null };
    },
  });
}

function refusal(name: string): Error {
  return Object.assign(new Error('no'), { name, $metadata: {} });
}

function idIn(token: string): string {
  return (JSON.parse(token) as { readonly id: string }).id;
}

/** A process that has not begun: nothing of the one before it is left but the store. */
function newWorker(): Loop {
  const { deps, store } = world;
  const expiring = { ...deps, retention: { rawMs: MINUTE, incidentsMs: MINUTE } };
  return createJobsWorker({
    store,
    clock: deps.clock,
    log: deps.log,
    newClaim: deps.newId,
    retention: {
      removeExpired: () => removeExpired(expiring),
      removeRest: (incident) => removeRest(expiring, incident),
    },
    fireTimer: (kind, incident) => fireTimer(deps, kind, incident),
    workRun: (run, signal) => workRun(deps, run, signal),
    gatherEvidence: async () => null,
    stopRun: (wish, signal) => stopRun(deps, wish, signal),
    sendFile: async () => null,
  });
}

async function restarted(): Promise<void> {
  await worker.stop();
  worker = newWorker();
  worker.start();
}

/** Waits for what the worker does; its clock stands still meanwhile. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`Expected the worker to come to this: ${isSo.toString()}`);
    worker.wake();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

async function theRun(): Promise<OperationRun> {
  const [run] = world.stored.runsOf(1);
  if (run === undefined) throw new Error('Expected a run');
  return run;
}

/** Bytes of the person and millionths of a dollar of all, as counted until now. */
async function spentToday(): Promise<readonly number[]> {
  const day = new Date(world.now()).toISOString().slice(0, 10);
  const { by, pipeline } = await theRun();
  const asker = by.kind === 'person' ? `${by.team}/${by.user}` : null;
  return world.read((reader) =>
    Promise.all([
      reader.counters.read(spentKey(day, pipeline, 'bytes', asker)),
      reader.counters.read(spentKey(day, pipeline, 'dollars', null)),
    ]),
  );
}

async function wanted(): Promise<string> {
  expect(await world.say('count silver-users')).toMatchObject({ kind: 'started' });
  return (await theRun()).id;
}

const jobOf = (key: string) => world.read((reader) => reader.jobs.load(key));
const isIn = async (state: OperationRun['state']['state']) => (await theRun()).state.state === state;

/** Asked for and running, its record written. */
async function running(): Promise<string> {
  const id = await wanted();
  worker.start();
  await until(async () => (await isIn('running')) && ((await jobOf(`run:${id}`))?.dueAt ?? 0) > world.now());
  return id;
}

/** Leaves the run as a process that died between the start and its record. */
async function diedStarting(id: string): Promise<void> {
  await diedWriting(id);
  const command = { type: 'StartRun', turn: 1, letter: 'silver-users of v1', now: world.now() } as const;
  await world.store.transact(async (tx) => commitRun(tx, world.deps, await tx.runs.load(id), command));
  athena.executions.set(id, 'q-1');
}

/** Leaves the run as a process that died while it decided what to send. */
async function diedWriting(id: string): Promise<void> {
  const command = { type: 'StartRun', turn: 0, now: world.now() } as const;
  await world.store.transact(async (tx) => commitRun(tx, world.deps, await tx.runs.load(id), command));
}

async function giveUp(id: string) {
  return world.cases.run(person(), `give-up-${id}`, id, 'give-up-run');
}

describe('a long read', () => {
  it('is followed by its id after a restart, never begun again', async () => {
    await running();
    await restarted();
    world.pass(POLL_MS);
    await until(() => athena.asked.length > 1);
    expect(athena.asked).toEqual(['send silver-users of v1', 'follow q-1']);
  });

  it('that AWS began, and a crash kept from being recorded, is begun again as the same execution', async () => {
    const id = await wanted();
    await diedStarting(id);
    worker.start();
    await until(() => isIn('running'));
    expect(athena.asked).toEqual(['send silver-users of v1']);
    expect(athena.executions.size).toBe(1);
    expect((await theRun()).state).toMatchObject({ token: JSON.stringify({ id: 'q-1' }) });
  });

  it.each([null, 'v2'])(
    'that AWS may have begun is begun again to the letter, although by now %s would be sent',
    async (release) => {
      const id = await wanted();
      await diedStarting(id);
      athena.release = release;
      worker.start();
      await until(() => isIn('running'));
      expect(athena.asked).toEqual(['send silver-users of v1']);
      expect((await theRun()).state).toMatchObject({ token: JSON.stringify({ id: 'q-1' }) });
    },
  );

  it('that AWS may have begun, and refuses by now, is told as what may run', async () => {
    const id = await wanted();
    await diedStarting(id);
    athena.release = null;
    athena.refusals.push('AccessDeniedException');
    worker.start();
    await until(() => isIn('ended'));
    expect((await theRun()).state).toMatchObject({
      finding: {
        verdict: 'unknown',
        summary: expect.stringMatching(
          /^It may have been sent, and then it runs in AWS and is billed: .* Look at the log of silver-users of v1\.$/,
        ),
      },
    });
  });

  it('whose letter was not written was not begun, and is decided on anew', async () => {
    const id = await wanted();
    await diedWriting(id);
    athena.release = null;
    worker.start();
    await until(() => isIn('ended'));
    expect(athena.asked).toEqual([]);
    expect((await theRun()).state).toMatchObject({ finding: { summary: 'Not sent.' } });
  });

  it('has its letter in the store before it is sent', async () => {
    const answer = Promise.withResolvers<void>();
    athena.answer = answer.promise;
    await wanted();
    worker.start();
    await until(() => athena.asked.length > 0);
    expect((await theRun()).state).toMatchObject({ state: 'starting', letter: 'silver-users of v1' });
    answer.resolve();
    await until(() => isIn('running'));
  });
});

describe('a long read that is given up', () => {
  it('is stopped once, although the process died first and AWS was out of reach', async () => {
    const id = await running();
    await worker.stop();
    expect(await giveUp(id)).toMatchObject({
      text: '/etl count silver-users is given up. Its query is stopped in AWS.',
    });
    expect((await world.incident(1)).lastRun).toMatchObject({
      summary: 'Given up before it brought a result. Its query is stopped in AWS.',
    });
    athena.refusals.push('ServiceUnavailable');
    await restarted();
    await until(async () => ((await jobOf(`stop-run:${id}`))?.dueAt ?? 0) > world.now());
    expect(athena.stopped).toEqual([]);
    world.pass(5_000);
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    await restarted();
    world.pass(60 * MINUTE);
    await until(async () => (await jobOf(`run:${id}`)) === null);
    expect(athena.stopped).toEqual(['q-1']);
    expect(athena.asked).toEqual(['send silver-users of v1', 'stop q-1', 'stop q-1']);
    expect(await spentToday()).toEqual([3_000_000_000, 15_000]);
    await world.store.transact((tx) =>
      tx.jobs.put({
        key: `stop-run:${id}`,
        kind: 'stop-run',
        dueAt: world.now(),
        payload: { run: id, token: JSON.stringify({ id: 'q-1' }), letter: null },
      }),
    );
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    expect(athena.stopped).toEqual(['q-1', 'q-1']);
    expect(await spentToday()).toEqual([3_000_000_000, 15_000]);
  });

  it('while its start is under way is stopped once that came back', async () => {
    const answer = Promise.withResolvers<void>();
    athena.answer = answer.promise;
    const id = await wanted();
    worker.start();
    await until(() => athena.asked.length > 0);
    await giveUp(id);
    answer.resolve();
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    world.pass(60 * MINUTE);
    await until(async () => (await jobOf(`run:${id}`)) === null);
    expect(athena.asked).toEqual(['send silver-users of v1', 'stop q-1']);
    expect((await theRun()).state.state).toBe('given-up');
  });

  it('while its start is under way, in a process that then dies, is found by its request token and stopped', async () => {
    const id = await wanted();
    await diedStarting(id);
    await giveUp(id);
    world.pass(MINUTE);
    worker.start();
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    expect(athena.asked).toEqual(['send silver-users of v1', 'stop q-1']);
    expect(athena.executions.size).toBe(1);
  });

  it('before its letter was written is never sent, and nothing is asked of AWS', async () => {
    const id = await wanted();
    await diedWriting(id);
    await giveUp(id);
    world.pass(MINUTE);
    worker.start();
    await until(async () => (await jobOf(`run:${id}`)) === null);
    expect(athena.asked).toEqual([]);
    expect(await jobOf(`stop-run:${id}`)).toBeNull();
  });

  it('while its start is under way, and of which AWS says nothing any more, is not told as stopped', async () => {
    const id = await wanted();
    await diedStarting(id);
    await giveUp(id);
    athena.refusals.push('AccessDeniedException');
    world.pass(MINUTE);
    worker.start();
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    expect((await theRun()).state).toMatchObject({
      state: 'ended',
      finding: { summary: expect.stringMatching(/^Given up, but not stopped: .*It may have been sent/) },
    });
  });

  it('and that AWS refuses to stop says so on its card, and is left to a person', async () => {
    const id = await running();
    athena.refusals.push('AccessDeniedException');
    await giveUp(id);
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    expect((await theRun()).state).toMatchObject({
      state: 'ended',
      finding: {
        verdict: 'unknown',
        summary: expect.stringMatching(
          /^Given up, but not stopped: it may go on in AWS\. Could not stop the query: AWS denied it\..*athena:StopQueryExecution.* Look there\.$/,
        ),
      },
    });
    expect((await world.incident(1)).lastRun).toMatchObject({ verdict: 'unknown' });
    expect(athena.asked).toEqual(['send silver-users of v1', 'stop q-1']);
  });

  it('and that AWS does not hear of for an hour is left to a person as well', async () => {
    const id = await running();
    athena.refusals.push('ServiceUnavailable', 'ServiceUnavailable');
    await giveUp(id);
    await until(async () => ((await jobOf(`stop-run:${id}`))?.dueAt ?? 0) > world.now());
    world.pass(60 * MINUTE + 1);
    await until(async () => (await jobOf(`stop-run:${id}`)) === null);
    expect((await theRun()).state).toMatchObject({ state: 'ended', finding: { verdict: 'unknown' } });
  });
});

it('a long read that ends because Handrail failed three times is stopped, as nobody follows it any more', async () => {
  const id = await running();
  athena.bugs = 3;
  athena.refusals.push('ServiceUnavailable');
  await until(async () => {
    world.pass(MINUTE);
    return isIn('ended');
  });
  await until(async () => {
    world.pass(MINUTE);
    return (await jobOf(`stop-run:${id}`)) === null;
  });
  // By a clock that runs so fast a lease may run out under way, and to be stopped once more harms nobody.
  expect(new Set(athena.stopped)).toEqual(new Set(['q-1']));
  expect((await theRun()).state).toMatchObject({
    finding: { summary: expect.stringMatching(/^Handrail failed 3 times/) },
  });
});

it('a read that ends at once has nothing in AWS to stop', async () => {
  const id = 'run-1';
  const state = { state: 'starting', at: world.now() } as const;
  const read = aRun({ id, verb: 'logs', risk: 'read', target: null, incident: 1, state });
  await world.store.transact((tx) => tx.runs.add(read, []));
  await giveUp(id);
  world.pass(MINUTE);
  worker.start();
  await until(async () => (await jobOf(`stop-run:${id}`)) === null);
  expect(world.logs.calls).toEqual([]);
  expect((await theRun()).state.state).toBe('given-up');
});
