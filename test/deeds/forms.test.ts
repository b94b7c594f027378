/** Every form is declared with its deed, under an id that modals of this release and the next ones carry. */

import { expect, it } from '@jest/globals';
import { CHECKLIST_DEEDS } from '../../src/deeds/checklist.ts';
import { DECLARE_DEEDS } from '../../src/deeds/declare.ts';
import { DEEDS } from '../../src/deeds/deeds.ts';
import { callbackOf, formByCallback, hasForm, readForm } from '../../src/deeds/forms.ts';
import { INCIDENT_DEEDS } from '../../src/deeds/incident.ts';
import { RUN_DEEDS } from '../../src/deeds/run.ts';
import { STEP_DEEDS } from '../../src/deeds/step.ts';

const names = (Object.keys(DEEDS) as readonly (keyof typeof DEEDS)[]).filter(hasForm);

it('no two deeds share a name, whatever they are done to', () => {
  const families = [INCIDENT_DEEDS, CHECKLIST_DEEDS, STEP_DEEDS, RUN_DEEDS, DECLARE_DEEDS];
  expect(families.flatMap(Object.keys).toSorted()).toEqual(Object.keys(DEEDS).toSorted());
});

it('every form has a versioned id of its own, by which it is found', () => {
  expect(names.map((name) => [name, callbackOf(name)])).toEqual([
    ['resolve', 'view.resolve/1'],
    ['note', 'view.note/1'],
    ['assign', 'view.assign/1'],
    ['severity', 'view.severity/1'],
    ['merge', 'view.merge/1'],
    ['pick-checklist', 'view.checklist/2'],
    ['run', 'view.arguments/2'],
    ['skip', 'view.skip/1'],
    ['declare', 'view.declare/1'],
  ]);
  for (const name of names) expect(formByCallback(callbackOf(name))).toBe(name);
});

it('a form of another release is none of them', () => {
  expect(formByCallback('view.arguments/1')).toBeNull();
});

it.each(['', '  ', 'somebody', '<!channel>', 'U0', `U${'0'.repeat(200_000)}`])(
  'assigns to no %.12j, which is nobody',
  (user) => {
    expect(readForm('assign', { incident: 1 }, [], () => user)).toMatchObject({ ok: false });
  },
);
it('assigns to who is chosen', () => {
  expect(readForm('assign', { incident: 1 }, [], () => 'W0RESPONDER')).toMatchObject({ ok: true });
});
