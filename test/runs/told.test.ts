/** A run in words for one person: what is for another alone stays theirs, and each short id means one run. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OperationRun, RunState } from '../../src/runs/state.ts';
import { HANDRAIL } from '../../src/access/actor.ts';
import { asToldTo, shortId, SHORT_ID, standing, standsSince } from '../../src/runs/told.ts';
import { aFinding, aRun, NIGHT, person } from '../support/builders.ts';

const ME = person('U0RESPONDER');
const OTHER = person('U0OTHER');
const SECRET = 'jane@example.com';

const ended = (summary: string): RunState => ({
  state: 'ended',
  finding: aFinding({ verdict: 'fail', summary }),
  at: NIGHT + 9,
});

const STATES: readonly RunState[] = [
  { state: 'requested' },
  { state: 'starting', at: NIGHT, soFar: SECRET, letter: SECRET },
  { state: 'running', token: SECRET, summary: SECRET, links: [], at: NIGHT, lookAt: NIGHT },
  ended(SECRET),
  { state: 'answered', at: NIGHT },
  { state: 'cancelled', by: ME, at: NIGHT },
  { state: 'given-up', by: ME, started: true, links: [], at: NIGHT },
];

function mine(state: RunState): OperationRun {
  const command = `/etl query SELECT '${SECRET}'`;
  return aRun({ verb: 'query', command, risk: 'read', audience: 'asker', by: ME, state });
}

describe('a short id', () => {
  it('is the last letters, more where others end alike', () => {
    expect(shortId('0199a1b2-c3d4', ['0199a1b2-c3d4', 'ffff'])).toBe('2-c3d4');
    expect(shortId('aaaa123456', ['aaaa123456', 'bbaa123456'])).toBe('aaa123456');
    expect(shortId('id-1', ['id-1', 'id-2'])).toBe('id-1');
  });

  it('means one of those it was made among, and is never shorter than people copy', () => {
    const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ids, (all) => {
        for (const id of all) {
          const short = shortId(id, all);
          expect(all.filter((each) => each.endsWith(short))).toEqual([id]);
          expect(short.length).toBeGreaterThanOrEqual(SHORT_ID);
        }
      }),
    );
  });
});

describe('what is for its asker alone', () => {
  it.each(STATES.map((state) => [state.state, mine(state)] as const))(
    '%s tells others no word of it',
    (_, run) => {
      const told = [asToldTo(run, OTHER).command, standing(run, OTHER), standing(run, HANDRAIL)].join(' ');
      expect(told).not.toContain(SECRET);
      expect(told).toContain('/etl query …');
      expect(asToldTo(run, ME).command).toContain(SECRET);
    },
  );

  it('tells its asker where the answer is, and not the answer', () => {
    expect(standing(mine(ended(SECRET)), ME)).toBe('failed: the answer is in your direct message');
    expect(standing(mine(STATES[2]!), ME)).toBe(`running: ${SECRET}`);
  });
});

describe('how a run stands', () => {
  it.each([
    [aRun(), 'asked for', NIGHT],
    [aRun({ state: { state: 'starting', at: NIGHT + 1 } }), 'starting', NIGHT + 1],
    [aRun({ state: ended('out of memory.') }), 'failed: out of memory', NIGHT + 9],
    [aRun({ state: STATES[5]! }), 'cancelled before it started', NIGHT],
    [aRun({ state: STATES[6]! }), 'given up: No longer followed. What it started goes on in AWS', NIGHT],
  ])('is said in a clause: %#', (run, words, since) => {
    expect(standing(run, OTHER)).toBe(words);
    expect(standsSince(run)).toBe(since);
  });
});
