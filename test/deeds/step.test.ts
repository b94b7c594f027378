/** Deeds on a step, each declared once: what its card offers is what the decider takes. */

import { describe, expect, it } from '@jest/globals';
import type { StepState } from '../../src/checklists/state.ts';
import type { DecidedStepDeed } from '../../src/deeds/step-deeds.ts';
import { decide } from '../../src/checklists/decide.ts';
import { declaredOnStep, offeredOnStep } from '../../src/deeds/step-deeds.ts';
import { aChecklist, aStep, ended, NIGHT, person } from '../support/builders.ts';

const by = person();
const RUNS = { command: '/etl logs silver-users', risk: 'read' } as const;
const LEADS_ON = { label: 'owners', procedure: 'RUNBOOK.md/owners' };
const RUNNING: StepState = { state: 'running', run: 'r1', by, since: NIGHT };

function offered(changes: Parameters<typeof aStep>[0]) {
  const step = aStep(changes);
  return [...offeredOnStep(step, 'row'), '|', ...offeredOnStep(step, 'menu')];
}

describe('what the card of a checklist offers on a step', () => {
  const ending = ['done', 'skip', '|', 'did-not-help', 'not-applicable'];

  it('is to end it, and to run it where Handrail has an operation for it', () => {
    expect(offered({})).toEqual(ending);
    expect(offered(RUNS)).toEqual(['run', ...ending]);
    expect(offered({ command: '/etl frobnicate', risk: null })).toEqual(ending);
    expect(offered({ ...RUNS, state: RUNNING })).toEqual(ending);
  });

  it('is to follow its link where it has one', () => {
    expect(offered({ jump: LEADS_ON })).toEqual([...ending, 'open-jump']);
  });

  it('is nothing but its link once it is ended', () => {
    expect(offered({ ...RUNS, jump: LEADS_ON, state: ended() })).toEqual(['|', 'open-jump']);
  });

  it.each([
    { do: 'done' },
    { do: 'skip', reason: 'Not now' },
    { do: 'did-not-help' },
    { do: 'not-applicable' },
  ] as const satisfies readonly DecidedStepDeed[])('is what the decider takes: %j', (deed) => {
    const command = declaredOnStep(deed).command({ step: '1.1', by, now: NIGHT });
    for (const state of [aStep().state, RUNNING, ended()]) {
      const checklist = aChecklist({ steps: [aStep({ state }), aStep({ id: '1.2' })] });
      expect(offered({ state }).includes(deed.do)).toBe(decide(command, checklist).ok);
    }
  });
});

it('a step whose command Handrail has no operation for is not run', () => {
  const steps = [aStep({ command: '/etl frobnicate', risk: null })];
  const run = { type: 'StartStepRun', step: '1.1', run: 'r1', by, now: NIGHT } as const;
  expect(decide(run, aChecklist({ steps }))).toMatchObject({ error: { code: 'step-of-no-operation' } });
});
