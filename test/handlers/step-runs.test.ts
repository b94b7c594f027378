/** Running the command of a step: by whom, with what, and once. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StepState } from '../../src/checklists/state.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import { aFinding, aRunbookStep, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { fakeScan } from '../support/operations.ts';
import { JOB_FAILURES, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
});
afterEach(() => world.close());

function open(): Promise<Reply> {
  const wanted = { incident: 1, pipeline: null, procedure: 'RUNBOOK.md/job-failures', channel: '#here' };
  return world.cases.openChecklist(person(), 'open-1', wanted);
}

async function stateOf(step: string): Promise<StepState | undefined> {
  const [checklist] = await world.read((reader) => reader.checklists.of(1));
  return checklist?.steps.find(({ id }) => id === step)?.state;
}

describe('a step that is run', () => {
  beforeEach(async () => {
    await open();
    await world.work();
  });

  it('starts its command for the operator who pressed it', async () => {
    const reply = await world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR');
    expect(reply).toMatchObject({
      kind: 'started',
      already: false,
      run: {
        command: '/etl retry silver-users',
        args: { job: 'silver-users' },
        by: person('U0OPERATOR'),
        followers: [{ step: '2.1' }],
        incident: 1,
      },
    });
    expect(await stateOf('2.1')).toMatchObject({ state: 'running', by: person('U0OPERATOR') });
    await world.work();
    expect(world.retry.calls).toHaveLength(1);
    expect(await stateOf('2.1')).toMatchObject({ state: 'ended', outcome: 'done', by: person('U0OPERATOR') });
  });

  it('asks for what nobody could fill, and then runs with it', async () => {
    expect(await world.step('2.2', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({
      kind: 'form',
      form: {
        form: 'run',
        step: '2.2',
        command: '/etl retry {table}',
        missing: ['table'],
        specs: { table: { name: 'job', summary: 'which job' } },
      },
    });
    expect(await world.step('2.2', { do: 'run', values: { table: 'users' } }, 'U0OPERATOR')).toMatchObject({
      kind: 'started',
      run: { command: '/etl retry users', args: { job: 'users' } },
    });
  });

  it('shows first what a form filled in would start, and starts what was shown', async () => {
    const filled = { do: 'run', values: { table: 'users' }, showFirst: true } as const;
    const shown = await world.step('2.2', filled, 'U0OPERATOR');
    expect(shown).toMatchObject({
      kind: 'preview',
      risk: 'change',
      intent: 'Would retry users, attempt 2',
      command: '/etl retry users',
      step: { step: '2.2' },
    });
    expect(world.stored.openRuns()).toEqual([]);
    expect(
      await world.step('2.2', { do: 'run-shown', command: '/etl retry users' }, 'U0OPERATOR'),
    ).toMatchObject({
      kind: 'started',
      run: { followers: [{ step: '2.2' }] },
    });
  });

  it('starts for a step nothing that the step does not say, and shows nothing to who may not', async () => {
    expect(
      await world.step('2.2', { do: 'run-shown', command: '/etl logs users' }, 'U0OPERATOR'),
    ).toMatchObject({
      kind: 'refused',
      text: 'Step 2.2 runs another command. Press Run on its card.',
    });
    expect(
      await world.step('2.1', { do: 'run-shown', command: '/etl retry gold-daily' }, 'U0OPERATOR'),
    ).toMatchObject({ kind: 'refused' });
    expect(
      await world.step('2.2', { do: 'run-shown', command: '/etl retry users --workers 20' }, 'U0OPERATOR'),
    ).toMatchObject({ kind: 'refused' });
    const filled = { do: 'run', values: { table: 'users' }, showFirst: true } as const;
    expect((await world.step('2.2', filled, 'U0RESPONDER')).kind).toBe('refused');
    expect(world.stored.openRuns()).toEqual([]);
  });

  it.each(['', '--workers', '"two" words'])(
    'refuses %j where one word is needed, and runs nothing',
    async (table) => {
      expect(await world.step('2.2', { do: 'run', values: { table } }, 'U0OPERATOR')).toMatchObject({
        kind: 'refused',
        text: 'Expected one word without quotes for table. Press Run again and write it plainly.',
      });
      expect(world.stored.openRuns()).toEqual([]);
    },
  );

  it('is asked of access under the verb of its command', async () => {
    expect(await world.step('2.1', { do: 'run', values: {} })).toMatchObject({
      kind: 'refused',
      text: 'retry needs an operator, and you are a responder.',
      ask: ['U0OPERATOR'],
    });
    expect(world.stored.audit(1)).toMatchObject([{ allowed: false, deed: '/etl retry silver-users' }]);
    expect((await stateOf('2.1'))?.state).toBe('open');
  });

  it('is run once, however many press it', async () => {
    const presses = await Promise.all(
      [1, 2, 3].map(() => world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR')),
    );
    expect(
      presses.map((reply) => (reply.kind === 'started' ? String(reply.already) : reply.kind)).toSorted(),
    ).toEqual(['false', 'true', 'true']);
    await world.work();
    expect(world.retry.calls).toHaveLength(1);
  });

  it('while the same retry is running already waits for that one, and ticks with it', async () => {
    await world.confirm('retry silver-users', 'U0OPERATOR');
    const reply = await world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR');
    expect(reply).toMatchObject({ kind: 'started', already: true });
    const [run] = world.stored.openRuns();
    expect(await stateOf('2.1')).toMatchObject({ state: 'running', run: run?.id });
    await world.work();
    expect(world.retry.calls).toHaveLength(1);
    expect(await stateOf('2.1')).toMatchObject({ state: 'ended', outcome: 'done' });
  });

  it('is ended by a person while its run goes on; the result then changes nothing there', async () => {
    await world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR');
    const ended = { do: 'did-not-help' } as const;
    expect(await world.step('2.1', ended)).toMatchObject({ kind: 'said' });
    await world.work();
    expect(world.retry.calls).toHaveLength(1);
    expect(await stateOf('2.1')).toMatchObject({ state: 'ended', outcome: 'did-not-help' });
  });

  it('is released when a person gives its run up, and can be run again', async () => {
    await world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR');
    const [run] = world.stored.openRuns();
    await world.cases.run(person(), 'give-up-1', run?.id ?? '', 'cancel-run');
    expect(await stateOf('2.1')).toMatchObject({
      state: 'open',
      lastRun: { verdict: 'unknown', summary: 'Cancelled before it started.' },
    });
    expect(await world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({
      kind: 'started',
      already: false,
    });
  });

  it('when it was ended before runs nothing, and the press stays in the audit', async () => {
    await world.step('2.1', { do: 'not-applicable' });
    expect(await world.step('2.1', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({
      kind: 'already',
      what: 'Step 2.1 is marked “not applicable”',
    });
    expect(world.stored.openRuns()).toEqual([]);
    expect(world.stored.audit(1)).toMatchObject([{ allowed: true, deed: '/etl retry silver-users' }]);
  });

  it('without a command says so', async () => {
    expect(await world.step('1.2', { do: 'run', values: {} })).toMatchObject({
      kind: 'refused',
      text: 'Step 1.2 has no command to run. Do it, then press Done.',
    });
  });
});

describe('what a run found out', () => {
  const failed = aFinding({ verdict: 'warn', summary: 'throttled', cause: 'throttled by S3' });

  it('is kept with its step, cause included', async () => {
    world.logs.answers({ state: 'ended', finding: failed });
    await open();
    await world.work();
    expect(await stateOf('1.1')).toEqual({
      state: 'open',
      lastRun: expect.objectContaining({ verdict: 'warn', summary: 'throttled', cause: 'throttled by S3' }),
    });
  });

  it('is nothing where it names no cause', async () => {
    await open();
    await world.work();
    expect(JSON.stringify(await stateOf('1.1'))).not.toContain('cause');
  });
});

describe('a step that reads and costs', () => {
  const scan = fakeScan();
  const phase = {
    title: 'Immediate',
    afterwards: false,
    steps: [
      aRunbookStep({ text: 'Count', command: '/etl scan {job}' }),
      aRunbookStep({ text: 'Read the log', command: '/etl logs {job}' }),
    ],
  };
  let paying: World;
  beforeEach(async () => {
    paying = await openWorld({
      procedures: [{ ...JOB_FAILURES, phases: [phase] }],
      operations: [scan],
    });
    await paying.receive(gluePayload());
    const wanted = { incident: 1, pipeline: null, procedure: JOB_FAILURES.id, channel: '#here' };
    await paying.cases.openChecklist(person(), 'open-1', wanted);
    await paying.work();
  });
  afterEach(() => paying.close());

  it('is never run unasked, unlike the read beside it', async () => {
    expect(scan.calls).toEqual([]);
    expect(paying.logs.calls).toHaveLength(1);
    const [checklist] = await paying.read((reader) => reader.checklists.of(1));
    expect(checklist?.steps.map(({ state }) => state.state)).toEqual(['open', 'ended']);
  });

  it('is run by who has the level that its operation asks for, and by nobody below', async () => {
    expect(await paying.step('1.1', { do: 'run', values: {} })).toMatchObject({
      kind: 'refused',
      text: 'scan needs an operator, and you are a responder.',
    });
    expect(await paying.step('1.1', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({
      kind: 'started',
    });
    await paying.work();
    expect(scan.calls).toHaveLength(1);
  });
});
