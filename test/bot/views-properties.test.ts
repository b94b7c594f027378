/** Whatever state an incident or a checklist is in, and whatever its texts say, its card fits Slack and is safe. */

import type { Actor } from '../../src/access/actor.ts';
import type { Checklist, ChecklistStep } from '../../src/checklists/state.ts';
import type { IncidentAlarm } from '../../src/incidents/alarms.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { HANDRAIL } from '../../src/access/actor.ts';
import { checklistCard } from '../../src/bot/views/checklist.ts';
import { incidentCard } from '../../src/bot/views/incident.ts';
import { textTwin } from '../../src/bot/views/text-twin.ts';
import { STEP_OUTCOMES } from '../../src/checklists/state.ts';
import { OUTCOMES } from '../../src/incidents/state.ts';
import { aChecklist, anAlarm, anIncident, aStep, NIGHT, person } from '../support/builders.ts';
import { faultsOf, HOSTILE, labelsOf, leaksOf, linesOf } from '../support/slack-text.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(HOSTILE, HOSTILE.repeat(80), '', '`', '<!here>', '中文🧯'.repeat(2_500)),
);
const number = fc.integer({ min: 1, max: 99_999 });
const at = fc.integer({ min: NIGHT - 1e9, max: NIGHT + 1e9 });
const actor: fc.Arbitrary<Actor> = fc.constantFrom(HANDRAIL, person(), person('U0OTHER'));
const human = fc.constantFrom(person(), person('U0OTHER'));
const verdict = fc.constantFrom('ok', 'warn', 'fail', 'unknown');
const lastRun = fc.option(fc.record({ run: fc.constant('r'), verdict, summary: text, at }));

const alarm: fc.Arbitrary<IncidentAlarm> = fc
  .record({
    key: text,
    name: text,
    kind: fc.constantFrom('metric', 'glue-job', 'text'),
    reason: text,
    state: fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA'),
    headline: text,
    changedAt: at,
    firedAt: fc.option(at),
    quiet: fc.option(text),
    recovery: fc.constantFrom('ok', 'next-success', 'by-hand'),
    link: fc.option(fc.oneof(text, fc.webUrl({ validSchemes: ['https'] }))),
  })
  .map(anAlarm);

const step: fc.Arbitrary<ChecklistStep> = fc
  .record({
    text,
    help: fc.option(text),
    command: fc.option(text),
    missing: fc.array(text, { maxLength: 4 }),
    risk: fc.constantFrom(null, 'read', 'change', 'destructive'),
    goodWhen: fc.option(text),
    dueWithinMs: fc.option(fc.nat()),
    code: fc.option(text),
    jump: fc.option(fc.record({ label: text, procedure: text })),
    state: fc.oneof(
      fc.record({ state: fc.constant('open' as const), lastRun }),
      fc.record({ state: fc.constant('running' as const), run: fc.constant('r'), by: actor, since: at }),
      fc.record({
        state: fc.constant('ended' as const),
        outcome: fc.constantFrom(...STEP_OUTCOMES),
        reason: fc.option(text),
        by: actor,
        at,
        lastRun,
      }),
    ),
  })
  .map(aStep);

const checklist: fc.Arbitrary<Checklist> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), step), { minLength: 1, maxLength: 30 })
  .map((placed) =>
    aChecklist({
      steps: placed
        .toSorted(([one], [other]) => one - other)
        .map(([phase, one], index) => ({ ...one, phase, id: `${phase + 1}.${index + 1}` })),
    }),
  );

const incident: fc.Arbitrary<IncidentWithAlarms> = fc
  .record({
    status: fc.oneof(
      fc.constant({ state: 'open' as const }),
      fc.record({ state: fc.constant('acknowledged' as const), by: actor, at }),
      fc.record({
        state: fc.constant('resolved' as const),
        by: actor,
        at,
        outcome: fc.constantFrom(...OUTCOMES),
      }),
    ),
    title: text,
    severity: fc.constantFrom(1, 2, 3, 4),
    pipeline: fc.option(text),
    stage: fc.option(text),
    declaredBy: fc.option(human),
    assignee: fc.option(human),
    acknowledged: fc.option(fc.record({ by: actor, at })),
    stoppedGettingWorseAt: fc.option(at),
    mergedInto: fc.option(number),
    reopenings: fc.nat({ max: 9 }),
    again: fc.option(number),
    offers: fc.array(number, { maxLength: 8 }),
    alarms: fc.array(alarm, { maxLength: 12 }),
    lastRun: fc.option(
      fc.record({
        run: fc.constant('r'),
        command: text,
        by: actor,
        state: fc.constantFrom('running', 'ended'),
        verdict: fc.option(verdict),
        summary: text,
      }),
    ),
    changedAt: at,
  })
  .map(anIncident);

describe('the incident card in any state', () => {
  it('fits, leaks nothing, and keeps to nine lines, three buttons and a menu of five', () => {
    fc.assert(
      fc.property(
        incident,
        fc.array(checklist, { maxLength: 3 }),
        fc.option(fc.record({ id: text, title: text, certain: fc.boolean() })),
        fc.option(text),
        fc.array(text, { maxLength: 3 }),
        (state, checklists, suggested, environment, mentions) => {
          const message = incidentCard({ incident: state, checklists, suggested, environment, mentions });
          expect(faultsOf(message)).toEqual([]);
          expect(leaksOf(message)).toEqual([]);
          expect(linesOf(message).length).toBeLessThanOrEqual(9);
          expect(labelsOf(message).buttons.length).toBeLessThanOrEqual(3);
          expect(labelsOf(message).menu.length).toBeLessThanOrEqual(5);
          const twin = textTwin(message);
          expect(twin.length).toBeLessThanOrEqual(3_500);
          expect(leaksOf({ text: twin, blocks: [] })).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the checklist card in any state', () => {
  it('fits, leaks nothing, and has its buttons whenever a step waits for a person', () => {
    fc.assert(
      fc.property(checklist, fc.option(incident), (state, within) => {
        const message = checklistCard({ checklist: state, incident: within, change: null });
        expect(faultsOf(message)).toEqual([]);
        expect(leaksOf(message)).toEqual([]);
        const current = state.steps.find((one) => one.state.state !== 'ended');
        const waits = current !== undefined;
        expect(labelsOf(message).buttons.includes('Done')).toBe(waits);
      }),
      { numRuns: 150 },
    );
  });
});
