/** What may be asked of a run as it stands, and when it is looked at next. */

import { describe, expect, it } from '@jest/globals';
import type { OperationRun, RunState } from '../../src/runs/state.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { decide } from '../../src/runs/decide.ts';
import { due, limitMs, RUN_TIMINGS } from '../../src/runs/due.ts';
import { evolve } from '../../src/runs/evolve.ts';
import { endOf } from '../../src/runs/state.ts';
import { aRun, NIGHT, person } from '../support/builders.ts';

const STARTING: RunState = { state: 'starting', at: NIGHT };
const LINK = { label: 'Run in the Glue console', url: 'https://eu-central-1.console.aws.amazon.com/' };
const RUNNING: RunState = {
  state: 'running',
  token: 'jr_1',
  summary: 'runs',
  links: [LINK],
  at: NIGHT,
  lookAt: NIGHT + 5_000,
};

function after(run: OperationRun, type: 'CancelRun' | 'GiveUpRun'): OperationRun | string {
  const decided = decide({ type, by: person('U0OTHER'), now: NIGHT + 1 }, run);
  if (decided.ok) return decided.value.reduce<OperationRun>(evolve, run);
  const said = inWords(decided.error);
  return said.kind === 'cannot' ? said.because : said.what;
}

describe('cancelling', () => {
  it('ends a run that has not started', () => {
    const by = person('U0OTHER');
    expect(after(aRun(), 'CancelRun')).toMatchObject({ state: { state: 'cancelled', by } });
  });

  it('is refused once it has begun, since it promised that nothing starts', () => {
    expect(after(aRun({ state: STARTING }), 'CancelRun')).toBe(
      '/etl retry silver-users has begun meanwhile, so it can no longer be cancelled. Its card offers to give it up.',
    );
  });
});

describe('giving up', () => {
  it('keeps where a person sees what goes on in AWS', () => {
    const run = after(aRun({ state: RUNNING }), 'GiveUpRun');
    expect(run).toMatchObject({ state: { state: 'given-up', started: true, links: [LINK] } });
    expect(typeof run === 'string' ? null : endOf(run)).toEqual({
      verdict: 'unknown',
      summary: 'No longer followed. What it started goes on in AWS.',
    });
  });

  it('of one that was starting says that nobody knows', () => {
    const run = after(aRun({ state: STARTING }), 'GiveUpRun');
    expect(typeof run === 'string' ? null : endOf(run)?.summary).toBe(
      'No longer followed. Whether it was started in AWS is not known.',
    );
  });
});

describe('the next look at a run', () => {
  it.each<[string, Partial<OperationRun>, number | null]>([
    ['asked for', {}, NIGHT],
    ['starting', { state: STARTING }, NIGHT + 10_000],
    ['starting to read', { state: STARTING, risk: 'read' }, NIGHT],
    ['running', { state: RUNNING }, NIGHT + 5_000],
    [
      'that failed twice',
      { state: RUNNING, failures: { count: 2, lastAt: NIGHT + 2_000 } },
      NIGHT + 2_000 + 4_000,
    ],
    ['cancelled', { state: { state: 'cancelled', by: person(), at: NIGHT } }, null],
  ])('%s', (_, changes, at) => {
    expect(due(aRun(changes), RUN_TIMINGS)).toBe(at);
  });

  it('is bounded for a read alone: a change is heard out', () => {
    expect([limitMs({ risk: 'read' }, RUN_TIMINGS), limitMs({ risk: 'change' }, RUN_TIMINGS)]).toEqual([
      60_000,
      null,
    ]);
  });
});
