/** What holds for every checklist, whatever is asked of it in whatever order. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import type { ChecklistEvent } from '../../src/checklists/events.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { fold } from '../../src/checklists/evolve.ts';
import { STEP_OUTCOMES } from '../../src/checklists/state.ts';
import { NIGHT } from '../support/builders.ts';
import {
  end,
  ownRun,
  ranOut,
  run,
  start,
  story,
  STEPS,
  takeBack,
  when,
  type Story,
} from '../support/checklist-stories.ts';

const RUNS = { numRuns: 500 };

const step = fc.constantFrom(...STEPS.map(({ id }) => id), '9.9');
const runId = fc.constantFrom('r1', 'r2', 'r3');
const verdict = fc.constantFrom('ok', 'warn', 'fail', 'unknown');
const reason = fc.constantFrom(null, '', 'Not now');

const anyCommand: fc.Arbitrary<ChecklistCommand> = fc.oneof(
  fc.tuple(step, runId).map(([id, name]) => run(id, name)),
  fc.tuple(step, runId).map(([id, name]) => ownRun(id, name)),
  fc.tuple(step, runId, verdict).map(([id, name, came]) => ranOut(id, name, came)),
  fc
    .tuple(step, fc.constantFrom(...STEP_OUTCOMES), reason)
    .map(([id, outcome, why]) => end(id, outcome, why)),
  step.map(takeBack),
  fc.constant({ type: 'MoveChecklist', incident: 41, channel: '#other', now: NIGHT } as const),
);

const anyCommands = fc.array(anyCommand, { maxLength: 30 }).map((commands) => [start(), ...commands]);

function steps(
  commands: readonly ChecklistCommand[],
): readonly { readonly before: Story; readonly after: Story }[] {
  let last = story();
  return commands.map((command) => {
    const before = last;
    last = when(before, command);
    return { before, after: last };
  });
}

describe('every checklist', () => {
  it('is the fold of its events, also through JSON', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state, events } = story(...commands);
        expect(fold(events)).toEqual(state);
        expect(fold(JSON.parse(JSON.stringify(events)) as ChecklistEvent[])).toEqual(state);
      }),
      RUNS,
    );
  });

  it('is finished exactly while every step is ended', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state } = story(...commands);
        const allEnded = state?.steps.every((each) => each.state.state === 'ended');
        expect(state?.finishedAt !== null).toBe(allEnded);
      }),
      RUNS,
    );
  });

  it('lets a step that runs end only by its own result or by a person', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const [index, { before, after }] of steps(commands).entries()) {
          for (const known of before.state?.steps ?? []) {
            if (known.state.state !== 'running') continue;
            const now = after.state?.steps.find(({ id }) => id === known.id);
            if (JSON.stringify(now?.state) === JSON.stringify(known.state)) continue;
            const command = commands[index];
            if (command?.type === 'EndStep') expect(command.step).toBe(known.id);
            else expect(command).toMatchObject({ type: 'EndStepRun', step: known.id, run: known.state.run });
          }
        }
      }),
      RUNS,
    );
  });

  it('asks for no run but of reads of the open phase that lack nothing and never ran', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const { after } of steps(commands)) {
          const open = after.state?.steps.find((each) => each.state.state !== 'ended');
          for (const id of after.runs) {
            expect(after.state?.steps.find((each) => each.id === id)).toMatchObject({
              phase: open?.phase,
              risk: 'read',
              missing: [],
              state: { state: 'open', lastRun: null },
            });
          }
        }
      }),
      RUNS,
    );
  });

  it('says in a sentence why it refuses, and then nothing happens', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const { before, after } of steps(commands)) {
          if (after.refusal === null) continue;
          const words = inWords(after.refusal);
          const said = words.kind === 'cannot' ? words.because : `${words.what}.`;
          expect(said).toMatch(/^[A-Z].*[.]$/);
          expect([after.state, after.events, after.runs]).toEqual([before.state, [], []]);
        }
      }),
      RUNS,
    );
  });

  it('takes each deed of a person once, however often it is pressed', () => {
    const deed = anyCommand.filter(
      ({ type }) => type === 'EndStep' || type === 'ReopenStep' || type === 'StartStepRun',
    );
    fc.assert(
      fc.property(anyCommands, deed, (commands, pressed) => {
        const once = when(story(...commands), pressed);
        const twice = when(once, pressed);
        if (once.refusal === null) expect(twice.refusal?.kind).toBe('already');
        else expect(twice.refusal).toEqual(once.refusal);
        expect(twice.events).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('a damaged checklist', () => {
  it('that does not start with its start is told, not guessed', () => {
    expect(() => fold([{ type: 'ChecklistFinished', at: NIGHT }])).toThrow(
      'Expected ChecklistStarted as the first event, got ChecklistFinished',
    );
  });

  it('that is empty is no checklist', () => {
    expect(fold([])).toBeNull();
  });
});
