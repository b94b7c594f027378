/** Steps that fold away by what was found, open again, and move up. */

import { describe, expect, it } from '@jest/globals';
import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import { HANDRAIL } from '../../src/access/actor.ts';
import { currentStep } from '../../src/checklists/current.ts';
import { openWork } from '../../src/checklists/open-work.ts';
import { aCondition, aStep, NIGHT } from '../support/builders.ts';
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
  when,
  type Story,
} from '../support/checklist-stories.ts';

const begun = start({ steps: CONDITIONAL });
const logs = (cause: string, id = 'r1') => [run('1.1', id), foundOut('1.1', id, cause)];
const throttled = story(begun, ...logs('throttled by S3'));
const outOfMemory = story(begun, ...logs('out of memory'));

/** How each step stands: open, running, or how it was ended. */
function stands({ state }: Story): Readonly<Record<string, string>> {
  const steps = state?.steps ?? [];
  return Object.fromEntries(
    steps.map(({ id, state: its }) => [id, its.state === 'ended' ? its.outcome : its.state]),
  );
}

function current({ state }: Story): string | undefined {
  return state === null ? undefined : currentStep(state)?.id;
}

function work({ state }: Story): number | null {
  return state === null ? null : openWork(state);
}

describe('a step that what was found rules out', () => {
  it('is ended by Handrail as not needed, in the decision that records the run', () => {
    const found = when(story(begun, ownRun('1.1', 'r1')), foundOut('1.1', 'r1', 'throttled by S3'));
    expect(found.events.map(({ type }) => type)).toEqual(['StepRunEnded', 'StepEnded', 'StepEnded']);
    expect(found.events.at(-1)).toEqual({
      type: 'StepEnded',
      step: '1.4',
      outcome: 'not-applicable',
      reason: 'not needed: throttled by S3',
      by: HANDRAIL,
      at: NIGHT,
    });
    expect(stands(found)).toMatchObject({
      '1.1': 'done',
      '1.3': 'open',
      '1.4': 'not-applicable',
      '2.1': 'open',
    });
  });

  it('is ended in later phases too', () => {
    expect(stands(outOfMemory)).toMatchObject({ '1.4': 'open', '2.1': 'not-applicable', '2.2': 'open' });
  });

  it('stays while its cause is not known', () => {
    const unknown = story(begun, run('1.1', 'r1'), ranOut('1.1', 'r1', 'warn'));
    expect(unknown.events.filter(({ type }) => type === 'StepEnded')).toEqual([]);
  });

  it('stays while it is under way', () => {
    const running = story(begun, run('1.4', 'r4'), ...logs('throttled by S3'));
    expect(stands(running)).toMatchObject({ '1.4': 'running' });
    const failed = when(running, ranOut('1.4', 'r4', 'fail'));
    expect(stands(failed)).toMatchObject({ '1.4': 'open' });
  });

  it('is what the last open step was waiting for: the checklist is then finished, as a person did some of it', () => {
    const steps = [CONDITIONAL[0], CONDITIONAL[2], CONDITIONAL[3]].filter((step) => step !== undefined);
    const { state, events } = story(start({ steps }), end('1.3'), ...logs('throttled by S3'));
    expect(events.at(-1)).toEqual({ type: 'ChecklistFinished', at: NIGHT });
    expect(state?.finishedAt).toBe(NIGHT);
  });

  it('does not finish a checklist in which nobody did anything, which still waits for somebody', () => {
    const steps = [CONDITIONAL[0], CONDITIONAL[3], CONDITIONAL[4]].filter((step) => step !== undefined);
    const nothing = story(start({ steps }), ...logs('script error: KeyError: user_id'));
    expect(stands(nothing)).toEqual({ '1.1': 'done', '1.4': 'not-applicable', '2.1': 'not-applicable' });
    expect([nothing.state?.finishedAt, work(nothing)]).toEqual([null, 2]);
    const opened = when(nothing, takeBack('1.4'));
    expect([opened.state?.finishedAt, work(opened)]).toEqual([null, 1]);
    const judged = when(opened, end('1.4', 'not-applicable'));
    expect([judged.state?.finishedAt, work(judged)]).toEqual([NIGHT, 0]);
  });

  it('leaves work to do where only what comes after the incident is open', () => {
    const steps = [CONDITIONAL[0], CONDITIONAL[3], aStep({ id: '3.1', phase: 2 })];
    const known = steps.filter((step) => step !== undefined);
    expect(work(story(start({ steps: known }), ...logs('throttled by S3')))).toBe(1);
  });

  it('folds when the read that could have said otherwise is skipped', () => {
    const second = {
      ...CONDITIONAL[0],
      ...aStep({ id: '1.0', command: '/etl logs x', risk: 'read' }),
      answers: { verb: 'logs', namesCause: true },
    };
    const waiting = story(start({ steps: [second, ...CONDITIONAL] }), ...logs('throttled by S3'));
    expect(stands(waiting)).toMatchObject({ '1.4': 'open' });
    expect(stands(when(waiting, end('1.0', 'skipped', 'Not now')))).toMatchObject({
      '1.4': 'not-applicable',
    });
  });
});

describe('a step that folded', () => {
  it('is opened again by Handrail when it is needed after all', () => {
    const again = when(when(throttled, takeBack('1.1')), run('1.1', 'r2'));
    const found = when(again, foundOut('1.1', 'r2', 'no space left on device'));
    expect(found.events).toContainEqual({ type: 'StepReopened', step: '1.4', by: HANDRAIL, at: NIGHT });
    expect(stands(found)).toMatchObject({ '1.4': 'open', '2.1': 'not-applicable' });
    expect(current(found)).toBe('1.4');
    const back = when(when(found, takeBack('1.1')), run('1.1', 'r3'));
    expect(stands(when(back, foundOut('1.1', 'r3', 'throttled by S3')))).toMatchObject({
      '1.4': 'not-applicable',
    });
  });

  it('is not opened again by a run that knows nothing', () => {
    const again = when(when(throttled, takeBack('1.1')), run('1.1', 'r2'));
    expect(stands(when(again, ranOut('1.1', 'r2', 'unknown')))).toMatchObject({ '1.4': 'not-applicable' });
  });

  it('opened by a person stays open, whatever is found, and is the one to do now', () => {
    const opened = when(throttled, takeBack('1.4'));
    expect([stands(opened)['1.4'], current(opened)]).toEqual(['open', '1.4']);
    const again = [takeBack('1.1'), run('1.1', 'r2'), foundOut('1.1', 'r2', 'a connection failed')];
    const later = again.reduce(when, opened);
    expect(stands(later)).toMatchObject({ '1.4': 'open' });
    expect(when(later, end('1.4')).refusal).toBeNull();
  });

  it('opens a checklist that was finished', () => {
    const steps = CONDITIONAL.slice(0, 4).filter(({ id }) => id !== '1.2' && id !== '1.3');
    const retry = aStep({
      id: '1.5',
      command: '/etl retry x',
      risk: 'change',
      answers: { verb: 'retry', namesCause: true },
    });
    const almost = story(start({ steps: [...steps, retry] }), ...logs('throttled by S3'), run('1.5', 'r5'));
    const failed = when(almost, foundOut('1.5', 'r5', 'out of memory', { verdict: 'fail' }));
    expect(stands(failed)).toMatchObject({ '1.4': 'open', '1.5': 'open' });
    expect([failed.state?.finishedAt, current(failed)]).toEqual([null, '1.4']);
  });
});

describe('a step that a person ended', () => {
  it.each(['done', 'did-not-help', 'not-applicable'] as const)(
    'as %s stays so, whatever is found',
    (outcome) => {
      const ended = story(begun, end('1.4', outcome), ...logs('out of memory'));
      expect(ended.state?.steps[3]?.state).toMatchObject({ outcome, by: { kind: 'person' } });
    },
  );
});

describe('the step to do now', () => {
  it('is the one that what was found makes needed, before the others of its phase', () => {
    expect(current(throttled)).toBe('1.2');
    expect(current(outOfMemory)).toBe('1.4');
    expect(current(when(outOfMemory, run('1.4', 'r4')))).toBe('1.4');
    expect(current(when(outOfMemory, end('1.4')))).toBe('1.2');
  });

  it('does not depend on how the read came out', () => {
    for (const verdict of ['ok', 'warn', 'fail'] as const) {
      const found = story(begun, run('1.1', 'r1'), foundOut('1.1', 'r1', 'out of memory', { verdict }));
      expect(current(found)).toBe('1.4');
    }
  });

  it('is of the first phase that has one open', () => {
    const later = story(begun, ...logs('throttled by S3'));
    expect(current(later)).toBe('1.2');
    const reached = [end('1.2'), end('1.3')].reduce(when, later);
    expect(current(reached)).toBe('2.1');
  });

  it('is the one that a person opened again last, until it was run', () => {
    const back = when(outOfMemory, takeBack('1.1'));
    expect(current(back)).toBe('1.1');
    const ran = [
      run('1.1', 'r2'),
      foundOut('1.1', 'r2', 'out of memory', { verdict: 'fail', now: NIGHT + 1 }),
    ];
    expect(current(ran.reduce(when, back))).toBe('1.4');
    const both = [end('1.3'), takeBack('1.3'), end('1.2'), takeBack('1.2')];
    const later = both.map((command, index) => ({ ...command, now: NIGHT + index }));
    expect(current(later.reduce(when, outOfMemory))).toBe('1.2');
  });

  it('is the first open one of a phase without conditions, also when a person opened another again', () => {
    const steps = CONDITIONAL.slice(0, 3);
    expect(current(story(start({ steps }), end('1.3'), takeBack('1.3')))).toBe('1.1');
  });
});

describe('a read with a condition', () => {
  const read = (id: string, words: string | null, changes: Parameters<typeof aStep>[0] = {}) =>
    aStep({
      id,
      command: '/etl schema users',
      risk: 'read',
      answers: { verb: 'schema', namesCause: false },
      ...(words === null ? {} : { neededWhen: aCondition(words) }),
      ...changes,
    });
  const steps = [CONDITIONAL[0] ?? aStep(), read('1.2', 'schema'), read('1.3', null)];
  const read1 = (command: ChecklistCommand) =>
    when(story(start({ steps }), ownRun('1.1', 'r1'), ownRun('1.3', 'r3')), command);

  it('waits for what could say that it is needed, and then runs by itself', () => {
    expect(story(start({ steps })).runs).toEqual(['1.1', '1.3']);
    expect(read1(foundOut('1.1', 'r1', 'the data does not fit the schema')).runs).toEqual(['1.2']);
  });

  it('runs by itself when nobody knows', () => {
    expect(read1(ranOut('1.1', 'r1', 'unknown')).runs).toEqual(['1.2']);
    expect(story(start({ steps: steps.slice(1) })).runs).toEqual(['1.2', '1.3']);
  });

  it('never runs by itself when it is ruled out, nor once a person opened it again', () => {
    const found = read1(foundOut('1.1', 'r1', 'throttled by S3'));
    expect([found.runs, stands(found)['1.2']]).toEqual([[], 'not-applicable']);
    const opened = when(found, takeBack('1.2'));
    expect([opened.runs, when(opened, ranOut('1.3', 'r3', 'ok')).runs]).toEqual([[], []]);
  });

  it('runs once', () => {
    const asked = read1(foundOut('1.1', 'r1', 'the data does not fit the schema'));
    expect(when(asked, ownRun('1.2', 'r2')).runs).toEqual([]);
    expect(when(when(asked, ownRun('1.2', 'r2')), ranOut('1.2', 'r2', 'fail')).runs).toEqual([]);
  });

  it('runs when its phase opens, where it is needed by then', () => {
    const found = story(begun, ...logs('the data does not fit the schema'));
    expect(found.runs).toEqual(['1.1', '1.2']);
    const opened = [end('1.2'), end('1.3')].reduce(when, found);
    expect(opened.runs).toEqual(['2.2']);
  });
});

describe('a checklist whose job fails anew', () => {
  const anew = (since = NIGHT + 1): ChecklistCommand => ({
    type: 'ForgetFindings',
    since,
    now: NIGHT + 2,
  });
  const own = [ownRun('1.1', 'r1'), foundOut('1.1', 'r1', 'out of memory')];
  const found = story(begun, ...own);

  it('knows no more what was found before, opens what folded by it, and reads the log again', () => {
    expect([stands(found)['2.1'], current(found)]).toEqual(['not-applicable', '1.4']);
    const again = when(found, anew());
    expect(again.events.map(({ type }) => type)).toEqual([
      'FindingsForgotten',
      'StepReopened',
      'StepReopened',
    ]);
    expect(stands(again)).toMatchObject({ '1.1': 'open', '1.4': 'open', '2.1': 'open' });
    expect([again.runs, current(again)]).toEqual([['1.1'], '1.1']);
    const later = when(when(again, ownRun('1.1', 'r2')), foundOut('1.1', 'r2', 'throttled by S3'));
    expect(stands(later)).toMatchObject({ '1.1': 'done', '1.4': 'not-applicable', '2.1': 'open' });
  });

  it('goes on by what was found since, and is told once', () => {
    expect(when(found, anew(NIGHT)).events).toEqual([]);
    const again = when(found, anew());
    expect(when(again, anew()).events).toEqual([]);
  });

  it('reads nothing again by itself that a person read or ended, and moves nothing up by it', () => {
    const asked = when(story(begun, ...logs('out of memory')), anew());
    expect([asked.runs, stands(asked)['1.1'], current(asked)]).toEqual([[], 'done', '1.2']);
    const failed = foundOut('1.1', 'r1', 'out of memory', { verdict: 'fail' });
    const ended = when(story(begun, end('2.1'), ownRun('1.1', 'r1'), failed, end('1.1')), anew());
    expect([ended.runs, stands(ended)]).toMatchObject([[], { '1.1': 'done', '2.1': 'done' }]);
    const stood = when(story(begun, run('1.1', 'r1'), failed), anew());
    expect([stood.runs, stands(stood)['1.1']]).toEqual([[], 'open']);
  });

  it('goes back to the phase whose log is to be read again, and was finished no longer', () => {
    const steps = [CONDITIONAL[0], CONDITIONAL[4]].filter((step) => step !== undefined);
    const done = story(start({ steps }), ownRun('1.1', 'r1'), foundOut('1.1', 'r1', 'throttled by S3'));
    const finished = when(done, end('2.1'));
    expect(finished.state?.finishedAt).toBe(NIGHT);
    const again = when(finished, anew());
    expect([again.state?.finishedAt, again.runs, stands(again)]).toEqual([
      null,
      ['1.1'],
      { '1.1': 'open', '2.1': 'done' },
    ]);
  });
});
