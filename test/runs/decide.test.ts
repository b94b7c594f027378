/** What may be asked of a run as it stands, and when it is looked at next. */

import { describe, expect, it } from '@jest/globals';
import type { OperationRun, RunState } from '../../src/runs/state.ts';
import type { RunCommand } from '../../src/runs/commands.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { ok } from '../../src/lib/result.ts';
import { decide } from '../../src/runs/decide.ts';
import { due, limitMs, RUN_TIMINGS } from '../../src/runs/due.ts';
import { evolve } from '../../src/runs/evolve.ts';
import { stopAgainMs, stopOf } from '../../src/runs/stop.ts';
import { endOf } from '../../src/runs/state.ts';
import { aFinding, aRun, NIGHT, person } from '../support/builders.ts';

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

const SENDING: RunState = { state: 'starting', letter: 'SELECT 1', at: NIGHT };

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

describe('a read that is given up', () => {
  const by = person('U0OTHER');
  const giveUp = { type: 'GiveUpRun', by, now: NIGHT + 1 } as const;
  const progress = { state: 'running', token: 'q-1', summary: '', links: [], afterMs: 1 } as const;
  const cameBack = { type: 'RecordProgress', turn: 0, progress, now: NIGHT + 2 } as const;
  const unheard = { state: 'given-up', by, started: false, links: [], at: NIGHT } as const;
  const stopped = (command: RunCommand, changes: Partial<OperationRun>) =>
    stopOf(command, aRun({ risk: 'read', ...changes }), RUN_TIMINGS);

  it('is stopped where it runs, and the card says so', () => {
    expect(stopped(giveUp, { state: RUNNING })).toEqual({ token: 'jr_1', letter: null, dueAt: NIGHT + 1 });
    const run = after(aRun({ state: RUNNING, risk: 'read' }), 'GiveUpRun');
    expect(typeof run === 'string' ? null : endOf(run)?.summary).toBe(
      'Given up before it brought a result. Its query is stopped in AWS.',
    );
  });

  it('while it starts is stopped once its start came back, or would have been cut off', () => {
    expect(stopped(giveUp, { state: SENDING })).toEqual({
      token: null,
      letter: 'SELECT 1',
      dueAt: NIGHT + 1 + 60_000,
    });
    expect(stopped(cameBack, { state: unheard })).toEqual({ token: 'q-1', letter: null, dueAt: NIGHT + 2 });
  });

  it('or that our failures end while it starts is stopped by its letter', () => {
    const failed = { type: 'RecordFailure', turn: 0, call: 'start', now: NIGHT + 2 } as const;
    const failures = { count: 2, lastAt: NIGHT };
    expect(stopped(failed, { state: SENDING, failures })).toEqual({
      token: null,
      letter: 'SELECT 1',
      dueAt: NIGHT + 2,
    });
    expect(stopped(failed, { state: SENDING })).toBeNull();
  });

  it.each<[string, RunCommand, Partial<OperationRun>]>([
    ['a change', giveUp, { state: RUNNING, risk: 'change' }],
    ['what was not begun', giveUp, {}],
    ['what wrote no letter yet', giveUp, { state: STARTING }],
    [
      'what is stopped already, whatever its last look brings',
      cameBack,
      { state: { ...unheard, started: true } },
    ],
    ['what is followed', cameBack, { state: RUNNING }],
  ])('is all that is stopped: not %s', (_, command, changes) => {
    expect(stopped(command, changes)).toBeNull();
  });

  it('is asked about more and more rarely, for an hour', () => {
    const waits = [0, 7_000, 100_000, 3_600_000, 3_600_001].map((ms) => stopAgainMs(NIGHT, NIGHT + ms));
    expect(waits).toEqual([5_000, 7_000, 100_000, 300_000, null]);
  });

  it('ends with the sentence why when AWS does not stop it; nothing else does', () => {
    const command = { type: 'RecordNotStopped', finding: aFinding(), now: NIGHT + 3 } as const;
    const ended = { type: 'RunEnded', finding: aFinding(), at: NIGHT + 3 };
    expect(decide(command, aRun({ risk: 'read', state: unheard }))).toEqual(ok([ended]));
    expect(decide(command, aRun({ risk: 'read', state: RUNNING }))).toEqual(ok([]));
  });
});

describe('the end of a run', () => {
  const finding = aFinding({ verdict: 'warn', summary: 'throttled', cause: 'throttled by S3' });
  const state = { state: 'ended', finding, at: NIGHT } as const;

  it('tells its cause where everybody sees it, and nothing of it where it is for who asked', () => {
    expect(endOf(aRun({ state }))).toEqual({
      verdict: 'warn',
      summary: 'throttled',
      cause: 'throttled by S3',
    });
    expect(endOf(aRun({ state, audience: 'asker' }))).toEqual({
      verdict: 'warn',
      summary: 'The answer is for who asked.',
    });
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
