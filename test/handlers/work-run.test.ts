/** A run carried on through every point where the process may have died. A change never happens twice. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OperationRun, RunState } from '../../src/runs/state.ts';
import type { Operation, Prepared, Progress } from '../../src/operations/operation.ts';
import { commitChecklist } from '../../src/handlers/commit-checklist.ts';
import { spentKey } from '../../src/handlers/keys.ts';
import { workRun } from '../../src/handlers/work-run.ts';
import { ok } from '../../src/lib/result.ts';
import { aFinding, aRun, MINUTE, NIGHT, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { ENDED_BADLY, ENDED_WELL, goesOn, NOT_STARTED } from '../support/operations.ts';
import { timelineIn } from '../support/stored.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Stores a run as a process that died then would have left it. */
async function left(state: RunState, changes: Partial<OperationRun> = {}): Promise<void> {
  await world.store.transact((tx) => tx.runs.add(aRun({ incident: null, state, ...changes }), []));
}

function work(): Promise<number | null> {
  return workRun(world.deps, 'run-1', AbortSignal.timeout(10_000));
}

async function stateOf(id = 'run-1'): Promise<RunState | undefined> {
  return (await world.read((reader) => reader.runs.load(id)))?.state;
}

const STARTING = { state: 'starting', at: NIGHT } as const;

describe('a run', () => {
  it('starts, is followed as long as it goes on, and ends', async () => {
    world.retry.answers(goesOn('jr_1'), goesOn('jr_1', 'half done'), ENDED_WELL);
    await left({ state: 'requested' });
    expect([await work(), await work(), await work(), await work()]).toEqual([5_000, 5_000, null, null]);
    expect(world.retry.calls.map(({ call, token }) => [call, token])).toEqual([
      ['start', null],
      ['follow', 'jr_1'],
      ['follow', 'jr_1'],
    ]);
    expect(await stateOf()).toMatchObject({ state: 'ended', finding: { verdict: 'ok' } });
  });

  it('redraws its card only when something new is to be seen', async () => {
    world.retry.answers(goesOn('jr_1'), goesOn('jr_1'), goesOn('jr_1', 'half done'));
    await left({ state: 'requested' });
    const wanted: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      await work();
      wanted.push((await world.read((reader) => reader.cards.load('run:run-1')))?.wanted);
    }
    // Once for the start, whose card offers another way out, and once for the news.
    expect(wanted).toEqual([2, 2, 3]);
  });

  it('that nobody knows or that has ended is not worked', async () => {
    expect(await work()).toBeNull();
    await left({
      state: 'ended',
      finding: ENDED_BADLY.state === 'ended' ? ENDED_BADLY.finding : never(),
      at: NIGHT,
    });
    expect(await work()).toBeNull();
    expect(world.retry.calls).toEqual([]);
  });

  it('of a verb that this release does not have ends unknown, with what to do', async () => {
    await left({ state: 'requested' }, { verb: 'compact', command: '/etl compact users' });
    expect(await work()).toBeNull();
    expect(await stateOf()).toMatchObject({
      finding: {
        verdict: 'unknown',
        summary: 'This release has no operation compact. Run it by hand, or update Handrail.',
      },
    });
  });

  it('is written as starting before anything is called', async () => {
    world.retry.answers(new Error('a bug'));
    await left({ state: 'requested' });
    expect(await work()).toBe(10_000);
    expect(await stateOf()).toEqual({ state: 'starting', at: NIGHT });
  });

  it('is started by one of two who work it at once', async () => {
    world.retry.answers(goesOn('jr_1'), goesOn('jr_2'));
    await left({ state: 'requested' });
    await Promise.all([work(), work()]);
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['start']);
    expect(await stateOf()).toMatchObject({ state: 'running', token: 'jr_1' });
  });
});

describe('a result that comes late', () => {
  it('never makes an ended run go on', async () => {
    const slow = Promise.withResolvers<Progress>();
    const looked = Promise.withResolvers<void>();
    const follow = (): Promise<Progress> => {
      looked.resolve();
      return slow.promise;
    };
    const running = {
      state: 'running',
      token: 'jr_1',
      summary: 'running',
      links: [],
      at: NIGHT,
      lookAt: NIGHT,
    } as const;
    await left(running);
    const catalog = { operations: [], find: () => calledAs(world.retry, { follow }) };
    const late = workRun({ ...world.deps, catalog }, 'run-1', AbortSignal.timeout(10_000));
    await looked.promise;
    world.retry.answers(ENDED_BADLY);
    expect(await work()).toBeNull();
    const ended = await stateOf();
    const cards = await world.read((reader) => reader.cards.list({}));

    slow.resolve(goesOn('jr_1', 'half done'));
    expect(await late).toBeNull();
    expect(await stateOf()).toEqual(ended);
    expect(await world.read((reader) => reader.cards.list({}))).toEqual(cards);
  });

  it('with a price is counted once, whoever of two brings it first', async () => {
    const bill = { scannedBytes: 2_000_000_000, dollars: 1, dailyLimit: null };
    const paid: Progress = { state: 'ended', finding: aFinding({ bill }) };
    const both = Promise.withResolvers<void>();
    let looks = 0;
    const follow = async (): Promise<Progress> => {
      looks += 1;
      if (looks === 2) both.resolve();
      await both.promise;
      return paid;
    };
    await left({ state: 'running', token: 'q-1', summary: '', links: [], at: NIGHT, lookAt: NIGHT });
    const catalog = { operations: [], find: () => calledAs(world.retry, { follow }) };
    const one = () => workRun({ ...world.deps, catalog }, 'run-1', AbortSignal.timeout(10_000));
    await Promise.all([one(), one()]);
    const day = new Date(world.now()).toISOString().slice(0, 10);
    const spent = spentKey(day, 'todo-etl', 'dollars', null);
    expect(await world.read((reader) => reader.counters.read(spent))).toBe(1_000_000);
  });

  it('of a look that another one overtook leaves what that one found, and looks again', async () => {
    const slow = Promise.withResolvers<Progress>();
    const looked = Promise.withResolvers<void>();
    const follow = (): Promise<Progress> => {
      looked.resolve();
      return slow.promise;
    };
    await left({ state: 'running', token: 'jr_1', summary: 'running', links: [], at: NIGHT, lookAt: NIGHT });
    const catalog = { operations: [], find: () => calledAs(world.retry, { follow }) };
    const late = workRun({ ...world.deps, catalog }, 'run-1', AbortSignal.timeout(10_000));
    await looked.promise;
    world.retry.answers(goesOn('jr_1', 'nearly done'));
    await work();
    slow.resolve(goesOn('jr_1', 'half done'));
    expect(await late).toBe(5_000);
    expect(await stateOf()).toMatchObject({ summary: 'nearly done' });
  });

  it('is not billed a second time', async () => {
    const slow = Promise.withResolvers<Progress>();
    const looked = Promise.withResolvers<void>();
    const follow = (): Promise<Progress> => {
      looked.resolve();
      return slow.promise;
    };
    const bill = { scannedBytes: 2_000_000_000, dollars: 0.01, dailyLimit: null };
    const billed: Progress = { state: 'ended', finding: aFinding({ facts: [], bill }) };
    await left({ state: 'running', token: 'q-1', summary: 'running', links: [], at: NIGHT, lookAt: NIGHT });
    const catalog = { operations: [], find: () => calledAs(world.retry, { follow }) };
    const late = workRun({ ...world.deps, catalog }, 'run-1', AbortSignal.timeout(10_000));
    await looked.promise;
    world.retry.answers(billed);
    await work();
    const counted = world.stored.counters('spent:');
    expect(counted.size).toBeGreaterThan(0);
    slow.resolve(billed);
    await late;
    expect(world.stored.counters('spent:')).toEqual(counted);
  });
});

describe('an operation of ours that throws', () => {
  const bug = new Error('a bug');

  it('is tried three times, waiting longer, and then the run ends as unknown', async () => {
    world.retry.answers(bug, bug, bug);
    await left({ state: 'running', token: 'jr_1', summary: 'running', links: [], at: NIGHT, lookAt: NIGHT });
    expect([await work(), await work(), await work(), await work()]).toEqual([2_000, 4_000, null, null]);
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['follow', 'follow', 'follow']);
    expect(await stateOf()).toMatchObject({
      state: 'ended',
      finding: {
        verdict: 'unknown',
        summary:
          'Handrail failed 3 times while it ran /etl retry silver-users, and stopped. Whether it happened is not known: look in AWS. The log names it as run run-1.',
      },
    });
  });

  it('in its start ends as well, and never starts twice what AWS may have taken', async () => {
    world.retry.answers(bug, bug, bug);
    await left({ state: 'requested' });
    while ((await work()) !== null) world.pass(MINUTE);
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['start', 'verify', 'verify']);
  });

  it('is not counted when it was cut off because Handrail stops', async () => {
    const stopping = new AbortController();
    const cut = calledAs(world.retry, {
      async start() {
        stopping.abort();
        throw new Error('aborted');
      },
    });
    await left({ state: 'requested' });
    const deps = { ...world.deps, catalog: { operations: [], find: () => cut } };
    await expect(workRun(deps, 'run-1', stopping.signal)).rejects.toThrow('aborted');
    expect((await world.read((reader) => reader.runs.load('run-1')))?.failures.count).toBe(0);
  });
});

it('a run whose arguments this release does not read ends with the reason', async () => {
  await left({ state: 'requested' }, { args: { job: 'silver-users', workers: '400' } });
  expect(await work()).toBeNull();
  expect(world.retry.calls).toEqual([]);
  expect(await stateOf()).toMatchObject({
    finding: { verdict: 'unknown', summary: expect.stringContaining('Expected 2 to 40 workers, got 400.') },
  });
});

describe('a run that only reads', () => {
  it('is cut off when it takes too long', async () => {
    await left({ state: 'requested' }, { verb: 'logs', risk: 'read' });
    const hanging = calledAs(world.logs, {
      start: async ({ signal }) => (signal.aborted ? ENDED_BADLY : goesOn('never cut off')),
    });
    const deadline = () => AbortSignal.abort();
    const deps = { ...world.deps, deadline, catalog: { operations: [], find: () => hanging } };
    expect(await workRun(deps, 'run-1', AbortSignal.timeout(10_000))).toBeNull();
    expect(await stateOf()).toMatchObject({ state: 'ended' });
  });

  it('is cut off when Handrail stops', async () => {
    await left({ state: 'requested' }, { verb: 'logs', risk: 'read' });
    const stopping = new AbortController();
    const hanging = calledAs(world.logs, {
      start: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(ENDED_BADLY));
          stopping.abort();
        }),
    });
    const catalog = { operations: [], find: () => hanging };
    expect(await workRun({ ...world.deps, catalog }, 'run-1', stopping.signal)).toBeNull();
  });
});

describe('a run that was found started without a result', () => {
  it('is run again when it only reads', async () => {
    await left(STARTING, { verb: 'logs', risk: 'read' });
    expect(await work()).toBeNull();
    expect(world.logs.calls.map(({ call }) => call)).toEqual(['start']);
  });

  it('is run again when it was only tried out', async () => {
    await left(STARTING, { risk: 'read', args: { job: 'silver-users', 'dry-run': 'true' } });
    await work();
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['start']);
  });

  it('is followed when the vendor says that it goes on', async () => {
    world.retry.answers(goesOn('jr_1'), ENDED_WELL);
    await left(STARTING);
    await work();
    await work();
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['verify', 'follow']);
    expect(await stateOf()).toMatchObject({ state: 'ended', finding: { verdict: 'ok' } });
  });

  it('takes the result when the vendor says that it ended', async () => {
    world.retry.answers(ENDED_BADLY);
    await left(STARTING);
    expect(await work()).toBeNull();
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['verify']);
    expect(await stateOf()).toMatchObject({ state: 'ended', finding: { verdict: 'fail' } });
  });

  it('is started again only once the vendor had time to show it', async () => {
    world.retry.answers(NOT_STARTED, NOT_STARTED, goesOn('jr_1'));
    await left(STARTING);
    world.pass(4_000);
    expect(await work()).toBe(6_000);
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['verify']);
    world.pass(6_000);
    await work();
    expect(world.retry.calls.map(({ call, run }) => [call, run])).toEqual([
      ['verify', 'run-1'],
      ['verify', 'run-1'],
      ['start', 'run-1'],
    ]);
  });

  it('is asked about again when asking failed', async () => {
    world.retry.answers(new Error('no answer'), goesOn('jr_1'));
    await left(STARTING);
    expect(await work()).toBe(10_000);
    await work();
    expect(world.retry.calls.map(({ call }) => call)).toEqual(['verify', 'verify']);
  });

  it('is reported as unknown, never repeated, when nobody can say', async () => {
    await left(STARTING, { verb: 'notify', command: '/etl notify silver-users' });
    expect(await work()).toBeNull();
    expect(world.notify.calls).toEqual([]);
    expect(await stateOf()).toMatchObject({
      state: 'ended',
      finding: {
        verdict: 'unknown',
        summary:
          'Handrail stopped while it ran /etl notify silver-users, and nobody can say whether it happened. Look in AWS.',
      },
    });
  });
});

describe('the result of a run', () => {
  beforeEach(async () => {
    await world.receive(gluePayload());
  });

  it('is told in its incident; a change that failed pings', async () => {
    world.retry.answers(ENDED_BADLY);
    await world.confirm('retry silver-users', 'U0OPERATOR');
    await world.work();
    expect((await world.incident(1)).lastRun).toMatchObject({ state: 'ended', verdict: 'fail' });
    expect((await world.happened(1)).slice(-2)).toEqual(['RunStarted', 'RunEnded']);
    const pings = await world.read((reader) => reader.cards.list({ prefix: 'ping:' }));
    expect(pings.map(({ subject }) => subject)).toEqual([
      '/etl retry silver-users: out of memory in 14 of 200 tasks',
    ]);
  });

  it('that is for who asked alone tells its incident and the step that waits how it came out, and no word of it', async () => {
    const wanted = { incident: 1, pipeline: null, procedure: 'RUNBOOK.md/job-failures', channel: '#here' };
    await world.cases.openChecklist(person(), 'open-1', wanted);
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    const waits = { checklist: checklist?.id ?? '', step: '1.1' };
    const finding = aFinding({ summary: "Athena refused it: Cannot cast 'ann@example.org' to INT." });
    world.logs.answers(ENDED_BADLY, { state: 'ended', finding });
    await world.work();
    await left(
      { state: 'requested' },
      { verb: 'logs', risk: 'read', incident: 1, audience: 'asker', followers: [waits] },
    );
    await world.store.transact(async (tx) => {
      const stored = await tx.checklists.load(waits.checklist);
      if (stored === null) throw new Error('Expected the checklist');
      await commitChecklist(tx, stored, {
        type: 'StartStepRun',
        step: waits.step,
        run: 'run-1',
        by: person(),
        now: world.now(),
      });
    });
    await work();
    const told = { verdict: 'fail', summary: 'The answer is for who asked.' };
    const [after] = await world.read((reader) => reader.checklists.of(1));
    expect(after?.steps.find(({ id }) => id === '1.1')?.state).toMatchObject({
      lastRun: { run: 'run-1', ...told },
    });
    const timeline = await world.read((reader) => timelineIn(reader, 1));
    expect(timeline.at(-1)).toMatchObject({ type: 'RunEnded', run: 'run-1', ...told });
    expect(JSON.stringify([timeline, after])).not.toContain('ann@example.org');
    expect(await stateOf()).toMatchObject({ finding: { summary: finding.summary } });
  });

  it('is told in an incident that was resolved meanwhile, and leaves it so', async () => {
    await world.confirm('retry silver-users', 'U0OPERATOR');
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    await world.work();
    expect((await world.happened(1)).slice(-2)).toEqual(['IncidentResolved', 'RunEnded']);
    expect((await world.incident(1)).status.state).toBe('resolved');
  });

  it('goes to the survivor when its incident was merged meanwhile', async () => {
    await world.confirm('retry silver-users', 'U0OPERATOR');
    await world.cases.declare(person(), 'd-1', {
      title: 'All is late',
      severity: 2,
      pipeline: null,
      stage: null,
      channel: null,
    });
    await world.deed(1, { do: 'merge', into: 2 });
    await world.work();
    expect((await world.happened(2)).at(-1)).toBe('RunEnded');
  });

  it('that comes after the step was opened anew changes nothing there', async () => {
    await world.cases.openChecklist(person(), 'o-1', {
      incident: 1,
      pipeline: null,
      procedure: 'RUNBOOK.md/job-failures',
      channel: '#a',
    });
    await world.work();
    const stale = aRun({
      incident: 1,
      verb: 'logs',
      risk: 'read',
      followers: [{ checklist: await checklistId(), step: '2.1' }],
    });
    await world.store.transact((tx) => tx.runs.add(stale, []));
    await work();
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    expect(checklist?.steps.find(({ id }) => id === '2.1')?.state).toEqual({ state: 'open', lastRun: null });
  });

  async function checklistId(): Promise<string> {
    return (await world.read((reader) => reader.checklists.of(1)))[0]?.id ?? never();
  }
});

function never(): never {
  throw new Error('Expected it to be there');
}

/** The operation, with some of its calls done in another way. */
function calledAs(operation: Operation, calls: Partial<Pick<Prepared, 'start' | 'follow'>>): Operation {
  return {
    ...operation,
    prepare(args) {
      const prepared = operation.prepare(args);
      return prepared.ok ? ok({ ...prepared.value, ...calls }) : prepared;
    },
  };
}
