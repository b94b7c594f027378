/** Jobs over a real store: each is worked by one, again when it failed, side by side, and given back at the end. */

import type { JobsOptions } from '../../src/workers/jobs.ts';
import type { Loop } from '../../src/workers/loop.ts';
import type { StoreUnderTest } from '../store/contract.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createJobsWorker } from '../../src/workers/jobs.ts';
import { openSqliteUnderTest, SILENT } from '../store/files.ts';
import { job, NOW } from '../store/samples.ts';

let underTest: StoreUnderTest;
let now: number;
const workers: Loop[] = [];

beforeEach(async () => {
  now = NOW;
  underTest = await openSqliteUnderTest();
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await underTest.cleanup();
});

function workerWith(options: Partial<JobsOptions> = {}): Loop {
  let ids = 0;
  const worker = createJobsWorker({
    store: underTest.store,
    clock: () => now,
    log: SILENT,
    newClaim: () => `claim-${(ids += 1)}`,
    fireTimer: async () => undefined,
    retention: { removeExpired: async () => 3_600_000, removeRest: async () => null },
    workRun: async () => null,
    stopRun: async () => null,
    gatherEvidence: async () => null,
    sendFile: async () => null,
    ...options,
  });
  workers.push(worker);
  return worker;
}

const put = (key: string, fields: Parameters<typeof job>[1] = {}) =>
  underTest.store.transact((tx) => tx.jobs.put(job(key, fields)));
const load = (key: string) => underTest.store.read((reader) => reader.jobs.load(key));

const UNTIL_WITHIN_MS = 20_000;

/** Waits for what a worker writes. Its own tick drives the clock of this loop, so no time has to be guessed. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + UNTIL_WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt)
      throw new Error(`Expected the worker to come to this within ${UNTIL_WITHIN_MS} ms: ${isSo.toString()}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

describe('a job', () => {
  it('fires its timer once, and is gone', async () => {
    const fired: unknown[] = [];
    await put('incident:42:calm', { kind: 'resolve-if-calm' });
    await put('incident:43:calm', { kind: 'resolve-if-calm', dueAt: NOW + 1, payload: { incident: 43 } });
    workerWith({
      fireTimer: async (kind, incident) => {
        fired.push([kind, incident]);
      },
    }).start();
    await until(async () => (await load('incident:42:calm')) === null);
    expect(fired).toEqual([['resolve-if-calm', 42]]);
    expect(await load('incident:43:calm')).not.toBeNull();
  });

  it('of a run is looked at again when the run asks for it, until it ended', async () => {
    const answers = [5_000, 7_000, null];
    const worker = workerWith({ workRun: async () => answers.shift() ?? null });
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    worker.start();
    await until(async () => (await load('run:1'))?.dueAt === NOW + 5_000);
    now += 5_000;
    worker.wake();
    await until(async () => (await load('run:1'))?.dueAt === NOW + 12_000);
    now += 7_000;
    worker.wake();
    await until(async () => (await load('run:1')) === null);
  });

  it('that stops a run is done again when it asks for it, until AWS has stopped it', async () => {
    const asked: unknown[] = [];
    const answers = [5_000, null];
    const worker = workerWith({
      stopRun: async (wish) => {
        asked.push(wish);
        return answers.shift() ?? null;
      },
    });
    const wish = { run: 'run-1', token: 'q-1', letter: null };
    await put('stop-run:run-1', { kind: 'stop-run', payload: wish });
    worker.start();
    await until(async () => (await load('stop-run:run-1'))?.dueAt === NOW + 5_000);
    now += 5_000;
    worker.wake();
    await until(async () => (await load('stop-run:run-1')) === null);
    expect(asked).toEqual([wish, wish]);
  });

  it('that sends a file goes on when it asks for it', async () => {
    const asked: unknown[] = [];
    const answers = [500, null];
    const worker = workerWith({
      sendFile: async (of) => {
        asked.push(of);
        return answers.shift() ?? null;
      },
    });
    await put('send-file:run-1', { kind: 'send-file', payload: { run: 'run-1' } });
    worker.start();
    await until(async () => (await load('send-file:run-1'))?.dueAt === NOW + 500);
    now += 500;
    worker.wake();
    await until(async () => (await load('send-file:run-1')) === null);
    expect(asked).toEqual([{ run: 'run-1' }, { run: 'run-1' }]);
  });

  it('that sends a file waits for its turn, and leaves room for all others', async () => {
    const files = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    const sent: string[] = [];
    const worker = workerWith({
      sendFile: async ({ run }) => {
        sent.push(run);
        return files[sent.length - 1]?.promise ?? null;
      },
    });
    for (let file = 1; file <= 12; file += 1)
      await put(`send-file:run-${file}`, { kind: 'send-file', payload: { run: `run-${file}` } });
    worker.start();
    await until(async () => sent.length === 2);
    for (let run = 1; run <= 12; run += 1)
      await put(`run:${run}`, { kind: 'run', payload: { run: `run-${run}` } });
    worker.wake();
    for (let run = 1; run <= 12; run += 1) await until(async () => (await load(`run:${run}`)) === null);
    expect(sent).toHaveLength(2);
    for (const file of files) file.resolve(null);
    // Each that waited is due again a second later.
    await until(async () => {
      now += 1_000;
      worker.wake();
      return sent.length === 12;
    });
    expect(sent.toSorted()).toEqual(Array.from({ length: 12 }, (_, file) => `run-${file + 1}`).toSorted());
  });

  it('that fails is tried again, ever more rarely, and as soon as ever after it went well', async () => {
    let isFailing = true;
    const worker = workerWith({
      workRun: () => (isFailing ? Promise.reject(new Error('no')) : Promise.resolve(1_000)),
    });
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    worker.start();
    const waits: number[] = [];
    const next = async () => {
      await until(async () => ((await load('run:1'))?.dueAt ?? 0) > now);
      const waitMs = ((await load('run:1'))?.dueAt ?? 0) - now;
      now += waitMs;
      worker.wake();
      return waitMs;
    };
    for (let failure = 0; failure < 10; failure += 1) waits.push(await next());
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
    isFailing = false;
    await until(async () => (await load('run:1'))?.dueAt === now + 1_000);
    isFailing = true;
    now += 1_000;
    worker.wake();
    expect(await next()).toBe(2_000);
  });

  it.each([
    ['a kind of another release', { kind: 'ask-the-moon' }],
    ['a payload of another release', { kind: 'resolve-if-calm', payload: { number: 42 } }],
  ])('of %s stays, for a release that knows it', async (_, fields) => {
    await put('strange', fields);
    workerWith().start();
    await until(async () => ((await load('strange'))?.dueAt ?? 0) > NOW);
  });

  it('that takes long holds up no other', async () => {
    const first = Promise.withResolvers<null>();
    const worked: string[] = [];
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    await put('run:2', { kind: 'run', dueAt: NOW, payload: { run: 'run-2' } });
    const worker = workerWith({
      workRun: (run) => {
        worked.push(run);
        return run === 'run-1' ? first.promise : Promise.resolve(null);
      },
    });
    worker.start();
    await until(async () => (await load('run:2')) === null);
    expect(worked).toEqual(['run-1', 'run-2']);
    first.resolve(null);
    await until(async () => (await load('run:1')) === null);
  });

  it('that takes longer than its claim holds is not worked beside itself', async () => {
    const result = Promise.withResolvers<number>();
    const worked: string[] = [];
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    const worker = workerWith({
      workRun: (run) => {
        worked.push(run);
        return run === 'run-1' ? result.promise : Promise.resolve(null);
      },
    });
    worker.start();
    for (let round = 0; round < 10; round += 1) {
      // The claim has run out: whoever comes next takes it.
      now += 200_000;
      await put(`run:other-${round}`, { kind: 'run', payload: { run: 'other' } });
      worker.wake();
      await until(async () => (await load(`run:other-${round}`)) === null);
    }
    expect(worked.filter((run) => run === 'run-1')).toEqual(['run-1']);
    result.resolve(5_000);
    await until(async () => (await load('run:1'))?.dueAt === now + 5_000);
    expect(worked.filter((run) => run === 'run-1')).toEqual(['run-1']);
  });

  it('that was put again while it was worked is worked once more afterwards', async () => {
    const first = Promise.withResolvers<null>();
    let worked = 0;
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    const worker = workerWith({
      workRun: async (run) => {
        if (run === 'other') return null;
        worked += 1;
        return worked === 1 ? first.promise : null;
      },
    });
    worker.start();
    await until(async () => worked === 1);
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    await put('run:2', { kind: 'run', payload: { run: 'other' } });
    worker.wake();
    await until(async () => (await load('run:2')) === null);
    expect(worked).toBe(1);
    first.resolve(null);
    await until(async () => (await load('run:1')) === null);
    expect(worked).toBe(2);
  });

  it('is worked by one of two workers', async () => {
    const worked: string[] = [];
    const keys = Array.from({ length: 25 }, (_, index) => `run:${index}`);
    for (const key of keys) await put(key, { kind: 'run', payload: { run: key } });
    const options: Partial<JobsOptions> = {
      workRun: async (run) => {
        worked.push(run);
        return null;
      },
    };
    let id = 0;
    for (const name of ['a', 'b']) workerWith({ ...options, newClaim: () => `${name}${(id += 1)}` }).start();
    await until(async () => (await Promise.all(keys.map(load))).every((row) => row === null));
    expect(worked.toSorted((a, b) => a.localeCompare(b))).toEqual(
      keys.toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it('under way is waited for when the worker stops', async () => {
    const result = Promise.withResolvers<number>();
    const begun = Promise.withResolvers<void>();
    await put('run:1', { kind: 'run', payload: { run: 'run-1' } });
    const worker = workerWith({
      workRun: () => {
        begun.resolve();
        return result.promise;
      },
    });
    worker.start();
    await begun.promise;
    const stopped = worker.stop();
    result.resolve(1_000);
    await stopped;
    expect(await load('run:1')).toMatchObject({ dueAt: NOW + 1_000 });
  });
});

describe('looks for incidents', () => {
  const evidence = (incident: number) =>
    put(`evidence:${incident}`, { kind: 'evidence', dueAt: NOW - 1_000 + incident, payload: { incident } });

  it('are three at a time, the first cards first, and hold up nothing else', async () => {
    const begun: number[] = [];
    const held = new Map<number, () => void>();
    const ran: string[] = [];
    workerWith({
      gatherEvidence(incident) {
        begun.push(incident);
        return new Promise((resolve) => held.set(incident, () => resolve(null)));
      },
      async workRun(run) {
        ran.push(run);
        return null;
      },
    }).start();
    for (let incident = 1; incident <= 30; incident += 1) await evidence(incident);
    await until(async () => begun.length === 3);
    await put('run:r', { kind: 'run', dueAt: NOW, payload: { run: 'r' } });
    await until(async () => ran.length === 1);
    expect(begun).toEqual([1, 2, 3]);
    held.get(2)?.();
    await until(async () => begun.length === 4);
    expect(begun).toEqual([1, 2, 3, 4]);
    // Those that wait were never claimed.
    expect((await load('evidence:30'))?.attempts).toBe(0);
    for (const end of held.values()) end();
    await until(async () => {
      for (const end of held.values()) end();
      return begun.length === 30;
    });
    expect(begun).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });
});
