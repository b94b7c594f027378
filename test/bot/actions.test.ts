import type { KnownPress } from '../../src/bot/actions.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodePress, encodeEntry, encodePress, MENUS, nthId, pressActions } from '../../src/bot/actions.ts';
import { LIMITS } from '../../src/bot/limits.ts';

const number = fc.integer({ min: 1, max: 999_999_999 });
const step = fc.record({ checklist: fc.uuid(), step: fc.constantFrom('1.1', '2.1', '12.34') });
const ofIncident = fc.record({ incident: number });

const known: fc.Arbitrary<KnownPress> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'acknowledge' as const,
        'assign' as const,
        'assign-me' as const,
        'note' as const,
        'severity' as const,
        'stopped-getting-worse' as const,
        'resolve' as const,
        'reopen' as const,
        'merge' as const,
        'pick-checklist' as const,
        'refresh' as const,
        'show-incident' as const,
      ),
      ofIncident,
    )
    .map(([action, fields]) => ({ action, ...fields })),
  fc
    .tuple(
      fc.constantFrom(
        'run' as const,
        'done' as const,
        'did-not-help' as const,
        'skip' as const,
        'not-applicable' as const,
        'reopen-step' as const,
        'open-jump' as const,
      ),
      step,
    )
    .map(([action, fields]) => ({ action, ...fields })),
  fc.record({
    action: fc.constantFrom('cancel-run' as const, 'give-up-run' as const, 'share-run' as const),
    run: fc.uuid(),
  }),
  fc.record({ action: fc.constant('adopt' as const), incident: number, from: number }),
  fc.record({
    action: fc.constant('open-checklist' as const),
    incident: fc.option(number),
    pipeline: fc.option(fc.string()),
    procedure: fc.constantFrom('RUNBOOK.md/a/1-b', 'my runbook.md/daily operations', '-', '日常.md/x'),
  }),
  fc.record({
    action: fc.constantFrom('look' as const, 'share' as const, 'whole' as const, 'run-command' as const),
    command: fc.string({ minLength: 1, maxLength: 200 }),
  }),
  fc.tuple(step, fc.string({ minLength: 1, maxLength: 200 })).map(([fields, command]) => ({
    action: 'run-shown' as const,
    ...fields,
    command,
  })),
  fc.constant({ action: 'declare' as const }),
);

/** Messages live for years: an id that stands on one is never given up and never means something else. */
const STANDING = [
  'checklist.did-not-help/1',
  'checklist.done/1',
  'checklist.not-applicable/1',
  'checklist.open-jump/1',
  'checklist.reopen-step/1',
  'checklist.run/1',
  'checklist.skip/1',
  'incident.acknowledge/1',
  'incident.adopt/1',
  'incident.assign-me/1',
  'incident.assign/1',
  'incident.merge/1',
  'incident.note/1',
  'incident.open-checklist/2',
  'incident.pick-checklist/1',
  'incident.refresh/1',
  'incident.reopen/1',
  'incident.resolve/1',
  'incident.severity/1',
  'incident.stopped-getting-worse/1',
  'panel.declare/1',
  'panel.show-incident/1',
  'preview.run-step/1',
  'preview.run/1',
  'result.file/1',
  'result.look/1',
  'result.share/1',
  'run.cancel/1',
  'run.give-up/1',
  'run.share/1',
];

it('a press means the same wherever it stands among others of its kind', () => {
  const look = { action: 'look', command: '/etl logs silver-users' } as const;
  const { id, value } = encodePress(look);
  expect([1, 2, 3].map((nth) => nthId(id, nth))).toEqual([id, `${id}~2`, `${id}~3`]);
  for (const nth of [1, 2, 3]) expect(decodePress(nthId(id, nth), value)).toEqual(look);
});

it('every id of a button and of a menu is the one that stands on messages', () => {
  const ids = fc.sample(known, 2_000).map((press) => encodePress(press).id);
  expect([...new Set(ids)].toSorted()).toEqual(STANDING);
  expect(MENUS).toEqual({ incident: 'incident.menu/1', checklist: 'checklist.menu/1' });
});

describe('a press', () => {
  it('is read back as it was written, as a button and as a menu entry', () => {
    fc.assert(
      fc.property(known, fc.constantFrom(...Object.values(MENUS)), (press, menu) => {
        const { id, value } = encodePress(press);
        expect(decodePress(id, value)).toEqual(press);
        const entry = encodeEntry(press);
        if (entry !== null) expect(decodePress(menu, entry)).toEqual(press);
      }),
    );
  });

  it('covers every action, each under a versioned id of its own', () => {
    const sample = new Set(fc.sample(known, 2_000).map((press) => press.action));
    expect([...sample].toSorted()).toEqual([...pressActions()].toSorted());
    const ids = fc.sample(known, 2_000).map((press) => encodePress(press).id);
    expect(new Set(ids).size).toBe(pressActions().length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+\.[a-z-]+\/\d+$/);
  });

  it('fits a menu for every deed on an incident or a step', () => {
    fc.assert(
      fc.property(known, (press) => {
        fc.pre(!['share', 'run-command', 'run-shown', 'open-checklist'].includes(press.action));
        expect(encodeEntry(press)?.length ?? Infinity).toBeLessThanOrEqual(LIMITS.optionValue);
      }),
    );
  });

  it('is no menu entry when its value would be too long for one', () => {
    expect(encodeEntry({ action: 'share', command: 'x'.repeat(80) })).toBeNull();
  });

  it.each([
    ['an id of a later version', 'incident.acknowledge/2', '42'],
    ['an id nobody knows', 'toString', '42'],
    ['a value that is no number', 'incident.acknowledge/1', 'forty-two'],
    ['a value with more than belongs there', 'checklist.done/1', 'a 1.1 b'],
    ['a missing value', 'checklist.done/1', null],
    ['an empty menu entry', MENUS.incident, ''],
    ['a menu inside a menu', MENUS.incident, `${MENUS.incident} incident.note/1 42`],
    ['an adoption of nothing', 'incident.adopt/1', '42'],
    ['number zero', 'incident.note/1', '0'],
    ['a checklist of no procedure', 'incident.open-checklist/2', '[42,null,""]'],
    ['a checklist that is cut off', 'incident.open-checklist/2', '[42,null,"RUNB'],
  ])('is unknown for %s', (_, id, value) => {
    expect(decodePress(id, value)).toMatchObject({ action: 'unknown' });
  });

  it.each([
    ['42 my runbook.md/daily', 42, 'my runbook.md/daily'],
    ['- RUNBOOK.md/a', null, 'RUNBOOK.md/a'],
  ])('opens a checklist from a card of before: %s', (value, incident, procedure) => {
    const press = { action: 'open-checklist', incident, pipeline: null, procedure };
    expect(decodePress('incident.open-checklist/1', value)).toEqual(press);
    expect(decodePress(MENUS.incident, `incident.open-checklist/1 ${value}`)).toEqual(press);
  });

  it('never throws, whatever comes', () => {
    const ids = [...Object.values(MENUS), ...fc.sample(known, 200).map((press) => encodePress(press).id)];
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...ids)), fc.option(fc.string()), (id, value) => {
        expect(decodePress(id, value)).toHaveProperty('action');
      }),
    );
  });
});
