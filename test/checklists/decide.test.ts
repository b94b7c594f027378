import { describe, expect, it } from '@jest/globals';
import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import type { Checklist } from '../../src/checklists/state.ts';
import { HANDRAIL } from '../../src/access/actor.ts';
import { currentStep } from '../../src/checklists/current.ts';
import { hasOpenWork } from '../../src/checklists/open-work.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { aStep, NIGHT, person } from '../support/builders.ts';
import {
  end,
  ownRun,
  ranOut,
  run,
  start,
  story,
  takeBack,
  when,
  type Story,
} from '../support/checklist-stories.ts';

const started = story(start());
/** Everything before the post-incident phase is done. */
const worked = story(start(), end('1.1'), end('1.2'), end('1.3'), end('2.1'));

function step(at: Story, id: string): Checklist['steps'][number]['state'] | undefined {
  return at.state?.steps.find((each) => each.id === id)?.state;
}

describe('a checklist that starts', () => {
  it('pins its procedure and its steps', () => {
    const { type: _, now, by, ...given } = start();
    expect(started.state).toEqual({
      ...given,
      version: 0,
      startedBy: by,
      startedAt: now,
      finishedAt: null,
      changedAt: now,
    });
  });

  it('runs the reads of its first phase that lack nothing, and no others', () => {
    expect(started.runs).toEqual(['1.1']);
  });

  it('starts once', () => {
    expect(read(when(started, start()))).toEqual({
      kind: 'already',
      what: 'The checklist is open',
      by: person(),
      at: NIGHT,
    });
  });

  it('without steps is finished at once', () => {
    expect(story(start({ steps: [] })).state?.finishedAt).toBe(NIGHT);
  });
});

describe('a phase that opens', () => {
  it('waits until every step before it is ended, however', () => {
    const almost = story(start(), end('1.1', 'skipped', 'Not now'), end('1.2', 'not-applicable'));
    expect(currentStep(almost.state ?? expectState())?.id).toBe('1.3');
    const next = when(almost, end('1.3', 'did-not-help'));
    expect(currentStep(next.state ?? expectState())?.id).toBe('2.1');
  });

  it('runs its reads by itself, also the one after the incident', () => {
    expect(worked.runs).toEqual(['1.1', '3.1']);
  });

  it('never runs by itself what changes something', () => {
    const changes = start({ steps: [aStep({ command: '/etl retry silver-users', risk: 'change' })] });
    expect(story(changes).runs).toEqual([]);
  });

  it('runs nothing again when a step before it is taken back and done once more', () => {
    const ran = story(
      start(),
      end('1.1'),
      end('1.2'),
      end('1.3'),
      end('2.1'),
      ownRun('3.1', 'r1'),
      ranOut('3.1', 'r1', 'fail'),
    );
    const again = when(when(ran, takeBack('2.1')), end('2.1'));
    expect(again.runs).toEqual([]);
  });

  it('runs no read of a later phase that was worked ahead', () => {
    expect(when(started, end('3.2')).runs).toEqual([]);
  });
});

describe('the run of a step', () => {
  it('that reads and comes out ok ticks it, in the name of Handrail', () => {
    const ran = story(start(), ownRun('1.1', 'r1'), ranOut('1.1', 'r1', 'ok'));
    const lastRun = {
      run: 'r1',
      verdict: 'ok',
      summary: 'it came out ok',
      unasked: true,
      at: NIGHT,
    };
    expect(step(ran, '1.1')).toEqual({
      state: 'ended',
      outcome: 'done',
      reason: null,
      by: HANDRAIL,
      at: NIGHT,
      lastRun,
    });
  });

  it('that changes something and comes out ok ticks it, in the name of who pressed', () => {
    const ran = story(start(), run('2.1', 'r1', person('U0OPERATOR')), ranOut('2.1', 'r1', 'ok'));
    expect(step(ran, '2.1')).toMatchObject({ state: 'ended', outcome: 'done', by: person('U0OPERATOR') });
  });

  it.each(['warn', 'fail', 'unknown'] as const)(
    'that comes out %s leaves it open, with what it brought back',
    (verdict) => {
      const ran = story(start(), ownRun('1.1', 'r1'), ranOut('1.1', 'r1', verdict));
      expect(step(ran, '1.1')).toMatchObject({ state: 'open', lastRun: { run: 'r1', verdict } });
      expect(when(ran, run('1.1', 'r2')).refusal).toBeNull();
    },
  );

  it('late, when the step waits for another, changes nothing', () => {
    const running = story(start(), ownRun('1.1', 'r1'), ranOut('1.1', 'r1', 'fail'), run('1.1', 'r2'));
    const late = when(running, ranOut('1.1', 'r1', 'ok'));
    expect([late.refusal, late.events]).toEqual([null, []]);
    expect(step(late, '1.1')).toMatchObject({ state: 'running', run: 'r2' });
  });

  it('that goes on keeps nobody from ending the step, and its result then changes nothing', () => {
    const done = story(start(), run('2.1', 'r1'), end('2.1', 'did-not-help'));
    expect([done.refusal, step(done, '2.1')]).toMatchObject([
      null,
      { state: 'ended', outcome: 'did-not-help' },
    ]);
    expect(when(done, ranOut('2.1', 'r1', 'ok')).events).toEqual([]);
  });

  it('whose result comes twice counts once', () => {
    const ran = story(start(), ownRun('1.1', 'r1'), ranOut('1.1', 'r1', 'ok'));
    expect(when(ran, ranOut('1.1', 'r1', 'ok')).events).toEqual([]);
  });

  it('keeps what it brought back when the step is taken back', () => {
    const back = story(start(), ownRun('1.1', 'r1'), ranOut('1.1', 'r1', 'ok'), takeBack('1.1'));
    expect(step(back, '1.1')).toMatchObject({ state: 'open', lastRun: { run: 'r1', verdict: 'ok' } });
  });
});

describe('a step', () => {
  it('taken back opens a checklist that was finished', () => {
    const finished = story(start(), ...['1.1', '1.2', '1.3', '2.1', '3.1', '3.2'].map((id) => end(id)));
    expect(finished.events.at(-1)).toEqual({ type: 'ChecklistFinished', at: NIGHT });
    expect(finished.state?.finishedAt).toBe(NIGHT);
    const open = when(finished, takeBack('3.2'));
    expect(open.state?.finishedAt).toBeNull();
    expect(when(open, end('3.2')).state?.finishedAt).toBe(NIGHT);
  });

  it('keeps the reason why it was skipped', () => {
    expect(step(when(started, end('1.1', 'skipped', ' Not now ')), '1.1')).toMatchObject({
      reason: 'Not now',
    });
    expect(step(when(started, end('1.1', 'done', '  ')), '1.1')).toMatchObject({ reason: null });
  });

  it.each<[string, readonly ChecklistCommand[], ChecklistCommand, string]>([
    ['ended', [end('1.3', 'did-not-help')], end('1.3'), 'Step 1.3 is marked “did not help”'],
    ['ended, to be run', [end('2.1', 'skipped', 'Not now')], run('2.1', 'r'), 'Step 2.1 is marked “skipped”'],
    ['running', [run('2.1', 'r1')], run('2.1', 'r2'), 'Step 2.1 is running'],
    ['open', [], takeBack('1.1'), 'Step 1.1 is open'],
  ])('%s already says so', (_, before, command, what) => {
    const after = when(story(start(), ...before), command);
    expect(read(after)).toMatchObject({ kind: 'already', what });
    expect(after.events).toEqual([]);
  });

  it.each<[string, readonly ChecklistCommand[], ChecklistCommand, string]>([
    [
      'skipped without a reason',
      [],
      end('1.3', 'skipped', ' '),
      'Step 1.3 needs a reason to be skipped: pick one, or write a few words.',
    ],
    ['run without a command', [], run('1.3', 'r'), 'Step 1.3 has no command to run. Do it, then press Done.'],
    ['that is not there', [], end('9.9'), 'This checklist has no step 9.9. Its card shows the steps it has.'],
  ])('%s is refused with a sentence', (_, before, command, because) => {
    expect(read(when(story(start(), ...before), command))).toEqual({ kind: 'cannot', because });
  });

  it('of no checklist is refused with a sentence', () => {
    expect(read(story(end('1.1')))).toEqual({
      kind: 'cannot',
      because: 'There is no such checklist any more. Open it again from the incident card.',
    });
  });
});

describe('open work', () => {
  it('is what is left before the post-incident phase', () => {
    expect(hasOpenWork(started.state ?? expectState())).toBe(true);
    expect(hasOpenWork(worked.state ?? expectState())).toBe(false);
    expect(worked.state?.finishedAt).toBeNull();
  });

  it('is there again when a step is taken back', () => {
    expect(hasOpenWork(when(worked, takeBack('2.1')).state ?? expectState())).toBe(true);
  });
});

describe('a checklist whose incident was merged', () => {
  it('goes on in the other one, as it stands', () => {
    const running = story(start(), run('2.1', 'r1'));
    const { state } = when(running, {
      type: 'MoveChecklist',
      incident: 41,
      channel: '#other',
      now: NIGHT + 5,
    });
    expect(state).toEqual({ ...running.state, incident: 41, channel: '#other', changedAt: NIGHT + 5 });
  });
});

function expectState(): never {
  throw new Error('Expected the story to have a checklist');
}

/** Why the last command was refused, as a person reads it. */
function read({ refusal }: Story) {
  return refusal === null ? null : inWords(refusal);
}
