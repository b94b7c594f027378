/** Whether a step is needed, by what the runs of its checklist brought. */

import { describe, expect, it } from '@jest/globals';
import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import { menderOf, needOf } from '../../src/checklists/needed.ts';
import { aCondition, aStep } from '../support/builders.ts';
import {
  CONDITIONAL,
  end,
  foundOut,
  ownRun,
  ranOut,
  run,
  start,
  story,
  takeBack,
} from '../support/checklist-stories.ts';

/** What happened to a checklist whose step 3.1 has this condition. */
function after(words: string, ...commands: readonly ChecklistCommand[]) {
  const steps = CONDITIONAL.map((step) => {
    const { neededWhen: _, ...plain } = step;
    return step.id === '3.1' ? { ...plain, neededWhen: aCondition(words) } : plain;
  });
  const { state } = story(start({ steps }), ...commands);
  const step = state?.steps.find(({ id }) => id === '3.1');
  if (state === null || step === undefined) throw new Error('Expected a checklist with step 3.1');
  return { state, step };
}

function needAfter(words: string, ...commands: readonly ChecklistCommand[]) {
  const { state, step } = after(words, ...commands);
  const need = needOf(state, step);
  return need.need === 'open' ? 'open' : `${need.need}: ${need.because}`;
}

const logs = (cause: string) => [ownRun('1.1', 'r1'), foundOut('1.1', 'r1', cause)];
const lake = (verdict: 'ok' | 'warn' | 'fail' | 'unknown') => [
  ownRun('1.2', 'r2'),
  ranOut('1.2', 'r2', verdict),
];
const noCause = (verdict: 'ok' | 'warn' | 'fail' | 'unknown') => [
  ownRun('1.1', 'r1'),
  ranOut('1.1', 'r1', verdict),
];

describe('a step', () => {
  it.each<[string, readonly ChecklistCommand[], string]>([
    ['out of memory', [], 'open'],
    ['out of memory', logs('out of memory'), 'needed: out of memory'],
    ['out of memory', logs('throttled by S3'), 'not-needed: throttled by S3'],
    ['out of memory or throttled', logs('throttled by S3'), 'needed: throttled by S3'],
    ['out of memory', noCause('ok'), 'open'],
    ['out of memory', noCause('warn'), 'open'],
    ['out of memory', noCause('unknown'), 'open'],
    ['out of memory', [...logs('throttled by S3'), takeBack('1.1'), run('1.1', 'r3')], 'open'],
    ['lake fails', [], 'open'],
    ['lake fails', lake('fail'), 'needed: lake fails'],
    ['lake fails', lake('warn'), 'not-needed: lake warns'],
    ['lake fails', lake('ok'), 'not-needed: lake is ok'],
    ['lake fails', lake('unknown'), 'open'],
    ['lake warns', lake('warn'), 'needed: lake warns'],
    ['lake warns', lake('fail'), 'needed: lake fails'],
    ['lake warns', lake('ok'), 'not-needed: lake is ok'],
    ['lake is not ok', lake('fail'), 'needed: lake fails'],
    ['lake is ok', lake('ok'), 'needed: lake is ok'],
    ['lake is ok', lake('warn'), 'not-needed: lake warns'],
    ['lake fails or out of memory', logs('throttled by S3'), 'open'],
    [
      'lake fails or out of memory',
      [...logs('throttled by S3'), ...lake('ok')],
      'not-needed: lake is ok, throttled by S3',
    ],
    ['out of memory or schema', logs('throttled by S3'), 'not-needed: throttled by S3'],
    ['quality fails', lake('fail'), 'open'],
    ['not throttled', logs('throttled by S3'), 'open'],
    ['not throttled or out of memory', logs('out of memory'), 'needed: out of memory'],
    ['', logs('throttled by S3'), 'open'],
    ...[
      'out of memroy',
      'disk',
      'OutOfMemory',
      'input missing',
      'time out',
      'any failure',
      'always',
      'no cause was found',
      'logs fails and out of memory',
      'out of memory and throttled',
      'memory is not throttled',
      'out of memroy or access denied',
    ].map((words): [string, readonly ChecklistCommand[], string] => [words, logs('throttled by S3'), 'open']),
    ['`created_at` or KeyError', logs('throttled by S3'), 'not-needed: throttled by S3'],
    [
      'created_at',
      logs('the data does not fit the schema: column created_at'),
      'needed: the data does not fit the schema: column created_at',
    ],
  ])('that is needed when %j', (words, commands, need) => {
    expect(needAfter(words, ...commands)).toBe(need);
  });

  it('without a condition is open to everybody', () => {
    const { state } = after('throttled', ...logs('out of memory'));
    expect(needOf(state, CONDITIONAL[2] ?? expectStep())).toEqual({ need: 'open' });
  });

  it('is not ruled out while another read before it has still to name a cause', () => {
    const command = '/etl logs silver-tasks';
    const second = { ...(CONDITIONAL[0] ?? expectStep()), id: '1.5', command };
    const steps = [...CONDITIONAL.slice(0, 4), second, ...CONDITIONAL.slice(4)];
    const needs = (...commands: readonly ChecklistCommand[]) => {
      const { state } = story(start({ steps }), ...commands);
      const step = state?.steps.find(({ id }) => id === '2.1');
      return state === null || step === undefined ? null : needOf(state, step).need;
    };
    expect(needs(...logs('out of memory'))).toBe('open');
    expect(needs(...logs('out of memory'), run('1.5', 'r5'), ranOut('1.5', 'r5', 'unknown'))).toBe('open');
    expect(needs(...logs('out of memory'), run('1.5', 'r5'), ranOut('1.5', 'r5', 'ok'))).toBe('not-needed');
    expect(needs(...logs('out of memory'), end('1.5', 'skipped', 'Not now'))).toBe('not-needed');
    expect(needs(...logs('out of memory'), run('1.5', 'r5'), foundOut('1.5', 'r5', 'throttled by S3'))).toBe(
      'needed',
    );
  });

  it('is not ruled out while another read before it has still to come out', () => {
    const second = { ...(CONDITIONAL[1] ?? expectStep()), id: '1.5', command: '/etl lake silver' };
    const conditional = aStep({ id: '2.1', phase: 1, neededWhen: aCondition('lake fails') });
    const needs = (...commands: readonly ChecklistCommand[]) => {
      const { state } = story(
        start({ steps: [...CONDITIONAL.slice(0, 2), second, conditional] }),
        ...commands,
      );
      return state === null ? null : needOf(state, state.steps[3] ?? expectStep()).need;
    };
    expect(needs(...lake('ok'))).toBe('open');
    expect(needs(...lake('ok'), run('1.5', 'r5'))).toBe('open');
    expect(needs(...lake('ok'), run('1.5', 'r5'), ranOut('1.5', 'r5', 'warn'))).toBe('not-needed');
    expect(needs(...lake('ok'), run('1.5', 'r5'), ranOut('1.5', 'r5', 'fail'))).toBe('needed');
  });

  it('is answered by the run of a person and of a change as by one that nobody asked for', () => {
    const retried = [run('1.4', 'r4'), foundOut('1.4', 'r4', 'throttled by S3', { verdict: 'fail' })];
    expect(needAfter('throttled', ...retried)).toBe('needed: throttled by S3');
  });

  it('keeps what was found when the step that found it is taken back', () => {
    expect(needAfter('throttled', ...logs('throttled by S3'), takeBack('1.1'))).toBe(
      'needed: throttled by S3',
    );
  });
});

describe('what mends what a step found', () => {
  it('is the first step that it makes needed and that is not ended', () => {
    const { state, step } = after('lake warns', ...lake('fail'));
    const [, second] = state.steps;
    expect(menderOf(state, second ?? expectStep())?.id).toBe('3.1');
    expect(menderOf(state, step)).toBeNull();
    const ended = after('lake warns', ...lake('fail'), end('3.1'));
    expect(menderOf(ended.state, second ?? expectStep())).toBeNull();
  });
});

function expectStep(): never {
  throw new Error('Expected the checklist to have the step');
}
