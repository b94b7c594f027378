/** Steps with conditions over the whole of the house without its edges: a run comes back, and the others follow. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gatherEvidence } from '../../src/handlers/evidence.ts';
import { aCondition, aFinding, aRunbookStep, MINUTE, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { JOB_FAILURES, openWorld, type World } from '../support/world.ts';

const PROCEDURE = {
  ...JOB_FAILURES,
  phases: [
    {
      title: 'Resolution',
      afterwards: false,
      steps: [
        aRunbookStep({ text: 'Read the log', command: '/etl logs {job}' }),
        aRunbookStep({ text: 'Look at the schema', neededWhen: aCondition('schema') }),
        aRunbookStep({
          text: 'Retry with more workers',
          command: '/etl retry {job} --workers 20',
          neededWhen: aCondition('out of memory'),
        }),
        aRunbookStep({ text: 'See what it would do', command: '/etl retry {job} --dry-run' }),
        aRunbookStep({ text: 'Tell them', neededWhen: aCondition('retry fails or frobnicate fails') }),
      ],
    },
  ],
};

let world: World;
beforeEach(async () => {
  world = await openWorld({ procedures: [PROCEDURE] });
  await world.receive(gluePayload());
});
afterEach(() => world.close());

/** Opens the checklist, whose log tells of this cause. */
async function opened(cause: string): Promise<void> {
  world.logs.answers({ state: 'ended', finding: aFinding({ verdict: 'ok', summary: cause, cause }) });
  const wanted = { incident: 1, pipeline: null, procedure: PROCEDURE.id, channel: '#here' };
  await world.cases.openChecklist(person(), 'open-1', wanted);
  await world.work();
}

async function stands(): Promise<readonly string[]> {
  const [checklist] = await world.read((reader) => reader.checklists.of(1));
  return (checklist?.steps ?? []).map(({ state }) => (state.state === 'ended' ? state.outcome : state.state));
}

describe('a checklist whose log was read', () => {
  it('has folded what the cause rules out, and stays so for who presses', async () => {
    await opened('throttled by S3');
    expect(await stands()).toEqual(['done', 'not-applicable', 'not-applicable', 'done', 'open']);
    expect(await world.step('1.3', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({
      kind: 'already',
      what: 'Step 1.3 is marked “not applicable”',
      by: { kind: 'handrail' },
    });
    expect(world.stored.openRuns()).toEqual([]);
  });

  it('has open what the cause asks for, and a person may run it', async () => {
    await opened('out of memory');
    expect(await stands()).toEqual(['done', 'not-applicable', 'open', 'done', 'open']);
    world.retry.answers({
      state: 'ended',
      finding: aFinding({ verdict: 'fail', cause: 'the data does not fit the schema' }),
    });
    expect(await world.step('1.3', { do: 'run', values: {} }, 'U0OPERATOR')).toMatchObject({
      kind: 'started',
    });
    await world.work();
    expect(await stands()).toEqual(['done', 'open', 'open', 'done', 'open']);
  });

  it('opens for a person what folded, and reads of it again what was taken back', async () => {
    await opened('throttled by S3');
    expect(await world.step('1.2', { do: 'reopen-step' })).toMatchObject({ text: 'Step 1.2 is open again.' });
    await world.step('1.1', { do: 'reopen-step' });
    const finding = aFinding({ verdict: 'ok', cause: 'out of memory' });
    world.logs.answers({ state: 'ended', finding });
    await world.step('1.1', { do: 'run', values: {} });
    await world.work();
    expect(await stands()).toEqual(['done', 'open', 'open', 'done', 'open']);
  });

  it('keeps what it can say to conditions with its steps', async () => {
    await opened('throttled by S3');
    const [checklist] = await world.read((reader) => reader.checklists.of(1));
    expect(checklist?.steps.map(({ answers }) => answers)).toEqual([
      { verb: 'logs', namesCause: true },
      undefined,
      { verb: 'retry', namesCause: true },
      { verb: 'retry', namesCause: false },
      undefined,
    ]);
  });
});

describe('a checklist whose job failed anew of something else', () => {
  it('no longer recommends the mend of before, reads the log again by itself, and goes by that', async () => {
    await opened('out of memory');
    expect(await stands()).toEqual(['done', 'not-applicable', 'open', 'done', 'open']);
    world.pass(20 * MINUTE);
    await world.receive(gluePayload({ run: 'jr_2', at: world.now(), message: 'AccessDenied' }));
    expect(await stands()).toEqual(['open', 'open', 'open', 'open', 'open']);
    const finding = aFinding({ verdict: 'ok', cause: 'the data does not fit the schema' });
    world.logs.answers({ state: 'ended', finding });
    await gatherEvidence(world.deps, 1, AbortSignal.timeout(10_000));
    await world.work();
    expect(await stands()).toEqual(['done', 'open', 'not-applicable', 'done', 'open']);
  });

  it('knows still what was found of that failure', async () => {
    await opened('out of memory');
    await world.receive(gluePayload({ run: 'jr_2', at: world.now() - MINUTE }));
    expect(await stands()).toEqual(['done', 'not-applicable', 'open', 'done', 'open']);
  });
});
