/** Where buttons stand from one drawing to the next: a thumb that taps twice never meets a change in AWS. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Message } from '../../src/bot/limits.ts';
import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import { checklistCard } from '../../src/bot/views/checklist.ts';
import { currentStep } from '../../src/checklists/current.ts';
import { needOf } from '../../src/checklists/needed.ts';
import { STEP_OUTCOMES } from '../../src/checklists/state.ts';
import { aCondition, aStep, anIncident } from '../support/builders.ts';
import {
  end,
  foundOut,
  ranOut,
  run,
  start,
  story,
  takeBack,
  when,
  type Story,
} from '../support/checklist-stories.ts';

/** Texts of any length, reads and changes in any order, values that are asked for, phases of any number. */
const steps = fc.array(
  fc.record({
    risk: fc.constantFrom(null, 'read', 'change', 'destructive'),
    missing: fc.constantFrom([], [], ['table']),
    text: fc.string({ minLength: 1, maxLength: 200 }),
    opens: fc.boolean(),
    needed: fc.constantFrom(null, null, 'out of memory', 'throttled'),
  }),
  { minLength: 1, maxLength: 8 },
);

const deeds = fc.array(
  fc.tuple(
    fc.nat({ max: 7 }),
    fc.constantFrom('run', 'ok', 'fail', 'throttled', 'out of memory', 'back', ...STEP_OUTCOMES),
    fc.boolean(),
  ),
  { maxLength: 25 },
);

interface Place {
  readonly at: string;
  /** Pressing it starts a change in AWS, which every such button asks about first. */
  readonly changes: boolean;
}

/** Every element by block and position. What stands beside a text is, on a phone, where a row's first button would be. */
function placesOf(message: Message): readonly Place[] {
  return message.blocks.flatMap((block, row) => {
    if (block.type === 'actions')
      return block.elements.map((element, column) => ({ at: `${row}/${column}`, changes: asks(element) }));
    if (block.type !== 'section' || block.accessory === undefined) return [];
    return [{ at: `${row}/0`, changes: asks(block.accessory) }];
  });
}

function asks(element: object): boolean {
  return 'confirm' in element;
}

describe('a button that changes AWS', () => {
  it('never stands where another button stood in the drawing before', () => {
    fc.assert(
      fc.property(steps, deeds, (drawn, asked) => {
        let phase = 0;
        const made = drawn.map(({ risk, missing, text, opens, needed }, index) => {
          if (opens && index > 0) phase += 1;
          const command = risk === null ? null : '/etl retry silver-users';
          return aStep({
            id: `s${index}`,
            phase,
            text,
            risk,
            command,
            missing: risk === null ? [] : missing,
            answers: { verb: 'logs', namesCause: true },
            ...(needed === null ? {} : { neededWhen: aCondition(needed) }),
          });
        });
        let last: Story = story(start({ steps: made }));
        let before = placesOf(draw(last));
        for (const [index, deed, double] of asked) {
          for (const command of commandsOf(`s${index % made.length}`, deed, double)) {
            last = when(last, command);
            const after = placesOf(draw(last));
            const others = before.filter(({ changes }) => !changes).map(({ at }) => at);
            const changes = after.filter((place) => place.changes).map(({ at }) => at);
            expect(changes.filter((at) => others.includes(at))).toEqual([]);
            expect(changes).toHaveLength(startsChange(last) ? 1 : 0);
            if (isRuledOut(last)) expect(JSON.stringify(draw(last).blocks)).not.toContain('"primary"');
            before = after;
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Whether one press on the card would start a change: the step that is current is one, lacks nothing, and is open. */
function startsChange({ state }: Story): boolean {
  const step = state === null ? null : currentStep(state);
  if (step === null || step.state.state !== 'open' || step.missing.length > 0) return false;
  return step.risk === 'change' || step.risk === 'destructive';
}

/** Whether the step to do now is one that what was found rules out. */
function isRuledOut({ state }: Story): boolean {
  const step = state === null ? null : currentStep(state);
  return state !== null && step !== null && needOf(state, step).need === 'not-needed';
}

function draw({ state }: Story): Message {
  if (state === null) throw new Error('Expected a checklist');
  const change = { intent: 'Start silver-users', command: '/etl retry silver-users --in eu-west-1' };
  return checklistCard({ checklist: state, incident: anIncident(), change });
}

function commandsOf(
  step: string,
  deed: 'run' | 'ok' | 'fail' | 'throttled' | 'out of memory' | 'back' | (typeof STEP_OUTCOMES)[number],
  double: boolean,
): readonly ChecklistCommand[] {
  const once = ((): ChecklistCommand => {
    if (deed === 'run') return run(step, 'r');
    if (deed === 'ok' || deed === 'fail') return ranOut(step, 'r', deed);
    if (deed === 'throttled' || deed === 'out of memory') return foundOut(step, 'r', deed);
    return deed === 'back' ? takeBack(step) : end(step, deed, 'Not now');
  })();
  return double ? [once, once] : [once];
}
