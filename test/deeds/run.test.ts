/** Deeds on a run, each declared once: its card offers one that the decider takes. */

import { describe, expect, it } from '@jest/globals';
import type { OperationRun } from '../../src/runs/state.ts';
import { mayBe, RUN_DEEDS, wayOutOf, type RunDeedName } from '../../src/deeds/run.ts';
import { decide } from '../../src/runs/decide.ts';
import { aFinding, aRun, MINUTE, NIGHT, person } from '../support/builders.ts';

const by = person();
const at = NIGHT;
const going = { token: 'jr_1', summary: 'runs', links: [], lookAt: at + MINUTE };

const STATES: readonly (readonly [OperationRun['state'], RunDeedName | null])[] = [
  [{ state: 'requested' }, 'cancel-run'],
  [{ state: 'starting', at }, 'give-up-run'],
  [{ state: 'running', at, ...going }, 'give-up-run'],
  [{ state: 'ended', finding: aFinding(), at }, null],
  [{ state: 'cancelled', by, at }, null],
  [{ state: 'given-up', by, started: true, links: [], at }, null],
];

describe('what the card of a run offers', () => {
  it.each(STATES)('as it stands in %j is %s', (state, offered) => {
    expect(wayOutOf(aRun({ state }))).toBe(offered);
  });

  it.each(STATES)('as it stands in %j is taken by the decider, and else nothing is', (state, offered) => {
    const run = aRun({ state });
    const taken = Object.values(RUN_DEEDS).map(
      ({ command }) => decide(command({}, { by, now: at + MINUTE }), run).ok,
    );
    expect(taken.includes(true)).toBe(offered !== null);
    if (offered !== null)
      expect(decide(RUN_DEEDS[offered].command({}, { by, now: at + MINUTE }), run).ok).toBe(true);
  });
});

describe('what a run brought to who asked alone', () => {
  const answered = aRun({ audience: 'asker', state: { state: 'ended', finding: aFinding(), at } });
  const share = (run: OperationRun, actor = by) =>
    decide(RUN_DEEDS['share-run'].command({}, { by: actor, now: at + MINUTE }), run);

  it('is shown to everybody once, by who asked', () => {
    expect(mayBe('share-run', answered)).toBe(true);
    expect(share(answered)).toEqual({ ok: true, value: [{ type: 'RunShared', by, at: at + MINUTE }] });
    expect(share(answered, person('U0OTHER'))).toMatchObject({ error: { code: 'not-the-asker' } });
    const shown = { ...answered, shared: { by, at } };
    expect(share(shown)).toMatchObject({ error: { kind: 'already', code: 'run-shared', by } });
  });

  it('is nothing while it runs, and of what everybody saw there is nothing to show', () => {
    for (const run of [
      aRun({ ...answered, state: { state: 'running', at, ...going } }),
      aRun({ ...answered, audience: 'channel' }),
    ])
      expect(share(run)).toMatchObject({ error: { code: 'nothing-to-share' } });
  });
});

describe('the question before a run is given up', () => {
  it('says what becomes of what runs in AWS: a query is stopped, a change goes on', () => {
    const state = { state: 'running', at, ...going } as const;
    const asked = (risk: OperationRun['risk']) =>
      RUN_DEEDS['give-up-run'].confirm(aRun({ state, risk })).text;
    expect(asked('read')).toMatch(/shows no result\. Its query is stopped in AWS\.$/);
    expect(asked('change')).toMatch(/What runs in AWS goes on there: this stops nothing\.$/);
  });
});
