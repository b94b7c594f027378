/** What holds for steps with conditions, whatever is found, pressed and opened again, in whatever order. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import type { ChecklistEvent } from '../../src/checklists/events.ts';
import type { ChecklistStep } from '../../src/checklists/state.ts';
import { currentStep } from '../../src/checklists/current.ts';
import { fold } from '../../src/checklists/evolve.ts';
import { foldings, isFolded } from '../../src/checklists/folding.ts';
import { needOf } from '../../src/checklists/needed.ts';
import { STEP_OUTCOMES } from '../../src/checklists/state.ts';
import { NIGHT } from '../support/builders.ts';
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
} from '../support/checklist-stories.ts';

const RUNS = { numRuns: 500 };

const step = fc.constantFrom(...CONDITIONAL.map(({ id }) => id));
const runId = fc.constantFrom('r1', 'r2');
const verdict = fc.constantFrom('ok', 'warn', 'fail', 'unknown');
const cause = fc.constantFrom(
  'out of memory',
  'no space left on device',
  'throttled by S3',
  'the data does not fit the schema',
  'script error: KeyError: user_id',
);

const anyCommand: fc.Arbitrary<ChecklistCommand> = fc.oneof(
  fc.tuple(step, runId).map(([id, name]) => run(id, name)),
  fc.tuple(step, runId).map(([id, name]) => ownRun(id, name)),
  fc.tuple(step, runId, verdict).map(([id, name, came]) => ranOut(id, name, came)),
  fc
    .tuple(step, runId, cause, verdict)
    .map(([id, name, words, came]) => foundOut(id, name, words, { verdict: came })),
  fc.tuple(step, fc.constantFrom(...STEP_OUTCOMES)).map(([id, outcome]) => end(id, outcome, 'Not now')),
  step.map(takeBack),
  fc.nat({ max: 40 }).map((ago) => ({ type: 'ForgetFindings', since: NIGHT + ago, now: NIGHT }) as const),
);

/** Each command a moment after the one before. */
const anyCommands = fc
  .array(anyCommand, { maxLength: 40 })
  .map((commands) => commands.map((command, index) => ({ ...command, now: NIGHT + index })))
  .map((commands): readonly ChecklistCommand[] => [start({ steps: CONDITIONAL }), ...commands]);

/** Asserts of the checklist before and after each command of any story. */
function always(
  check: (at: {
    readonly command: ChecklistCommand;
    readonly before: readonly ChecklistStep[];
    readonly after: readonly ChecklistStep[];
    readonly events: readonly ChecklistEvent[];
  }) => void,
): void {
  fc.assert(
    fc.property(anyCommands, (commands) => {
      let last = story();
      for (const command of commands) {
        const before = last.state?.steps ?? [];
        last = when(last, command);
        check({ command, before, after: last.state?.steps ?? [], events: last.events });
      }
    }),
    RUNS,
  );
}

describe('steps with conditions', () => {
  it('that a person ended or opened again are never changed by what is found', () => {
    always(({ command, before, after }) => {
      for (const known of before) {
        const isOfPerson = known.state.state === 'ended' && known.state.by.kind === 'person';
        if (!isOfPerson && known.reopened === undefined) continue;
        if ('step' in command && command.step === known.id) continue;
        const now = after.find(({ id }) => id === known.id);
        if (command.type !== 'ForgetFindings') expect(now).toEqual(known);
        else expect(now?.state.state).toBe(known.state.state);
      }
    });
  });

  it('fold only by what was found, which their reason says', () => {
    always(({ events, after }) => {
      for (const event of events) {
        if (event.type !== 'StepEnded' || event.by.kind === 'person' || event.outcome === 'done') continue;
        const found = after.flatMap(({ state }) => (state.state === 'running' ? [] : (state.lastRun ?? [])));
        expect(found).not.toEqual([]);
        expect(event).toMatchObject({ outcome: 'not-applicable' });
        const told = found.flatMap((each) => [
          each.cause,
          each.verdict === 'ok' ? 'is ok' : `${each.verdict}s`,
        ]);
        const reason = event.reason ?? '';
        expect(told.some((words) => words !== undefined && reason.includes(words))).toBe(true);
      }
    });
  });

  it('stand as what was found says once it is decided: there is nothing left to fold or to open', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state } = story(...commands);
        expect(state === null ? null : foldings(state, NIGHT)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('are never folded while they run, nor when a person ran them to change something', () => {
    always(({ before, after }) => {
      for (const now of after.filter(isFolded)) {
        const then = before.find(({ id }) => id === now.id);
        if (then === undefined || isFolded(then)) continue;
        expect(now.risk === 'change' && now.state.state === 'ended' ? now.state.lastRun : null).toBeNull();
      }
    });
  });

  it('do not depend on the order in which two reads come back', () => {
    fc.assert(
      fc.property(cause, verdict, (words, came) => {
        const begun = [start({ steps: CONDITIONAL }), ownRun('1.1', 'r1'), ownRun('1.2', 'r2')];
        const found = [foundOut('1.1', 'r1', words), ranOut('1.2', 'r2', came)];
        const stands = (commands: readonly ChecklistCommand[]) =>
          story(...begun, ...commands).state?.steps.map(({ state }) =>
            state.state === 'ended' ? [state.outcome, state.reason] : state.state,
          );
        expect(stands(found)).toEqual(stands(found.toReversed()));
      }),
    );
  });

  it('leave no step to do that was ruled out, unless a person has it open', () => {
    always(({ after }) => {
      for (const each of after) {
        if (each.state.state !== 'open' || needOf({ steps: after }, each).need !== 'not-needed') continue;
        expect(each.reopened !== undefined || (each.risk === 'change' && each.state.lastRun !== null)).toBe(
          true,
        );
      }
    });
  });

  it('are done in their phase those first that are needed, but for what a person opened again', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state } = story(...commands);
        const now = state === null ? null : currentStep(state);
        if (state === null || now === null) return;
        const open = state.steps.filter((each) => each.state.state !== 'ended');
        expect(now.phase).toBe(open[0]?.phase);
        const needed = open.filter(
          (each) => each.phase === now.phase && needOf(state, each).need === 'needed',
        );
        if (needed.length > 0 && now.reopened === undefined) expect(now).toBe(needed[0]);
      }),
      RUNS,
    );
  });

  it('are the fold of what happened, and finished exactly while every step is ended and not by Handrail alone where any folded', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state, events } = story(...commands);
        expect(fold(JSON.parse(JSON.stringify(events)) as ChecklistEvent[])).toEqual(state);
        const steps = state?.steps ?? [];
        const byPerson = steps.some(
          (each) => each.state.state === 'ended' && each.state.by.kind === 'person',
        );
        expect(state?.finishedAt !== null).toBe(
          steps.every((each) => each.state.state === 'ended') && (byPerson || !steps.some(isFolded)),
        );
      }),
      RUNS,
    );
  });
});
