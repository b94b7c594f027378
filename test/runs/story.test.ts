/** What happened to a run, a line an event: what says the same again is one, and what is for its asker stays theirs. */

import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../src/runs/events.ts';
import { story } from '../../src/runs/story.ts';
import { aFinding, aRun, NIGHT, person } from '../support/builders.ts';

const ME = person('U0RESPONDER');
const OTHER = person('U0OTHER');
const SECRET = 'jane@example.com';

describe('the story of a run', () => {
  it('is told without its words to others', () => {
    const [finding, at] = [aFinding({ summary: SECRET }), NIGHT + 9];
    const events: readonly RunEvent[] = [
      { type: 'RunRequested', at: NIGHT, ...aRun({ command: SECRET, by: ME }) },
      { type: 'RunStarting', letter: SECRET, at: NIGHT },
      { type: 'RunSoFar', soFar: SECRET, at: NIGHT },
      { type: 'RunProgressed', token: SECRET, summary: SECRET, links: [], lookAt: NIGHT, at: NIGHT },
      { type: 'RunEnded', finding, at },
      { type: 'RunFileMoved', file: { state: 'not-sent', because: SECRET }, at },
      { type: 'RunShared', by: ME, at },
    ];
    expect(JSON.stringify(story(events, false))).not.toContain(SECRET);
    expect(story(events, false).map(({ what }) => what)).toEqual([
      'requested',
      'what is sent to AWS is written down',
      'reading',
      'runs in AWS',
      'ended, fail',
      'file not sent',
      'shared',
    ]);
    expect(story(events, true).map(({ what }) => what)).toContain(`ended, fail: ${SECRET}`);
  });

  it('is one line where it says the same again, and names who did what', () => {
    const progressed = (summary: string, at: number): RunEvent => ({
      type: 'RunProgressed',
      token: 'jr_1',
      summary,
      links: [],
      lookAt: at,
      at,
    });
    const events: readonly (RunEvent | { type: 'unknown'; name: string; at: number })[] = [
      progressed('runs', 1),
      progressed('runs', 2),
      progressed('attempt 2', 3),
      { type: 'OperationFailed', call: 'follow', count: 1, at: 4 },
      { type: 'unknown', name: 'RunFlew', at: 5 },
      { type: 'RunGivenUp', by: OTHER, at: 6 },
    ];
    expect(story(events, true)).toEqual([
      { at: 1, what: 'runs in AWS: runs', by: null },
      { at: 3, what: 'runs in AWS: attempt 2', by: null },
      { at: 4, what: 'Handrail failed while it asked AWS (follow), 1 time by then', by: null },
      { at: 5, what: 'flew, as another release calls it', by: null },
      { at: 6, what: 'given up', by: OTHER },
    ]);
  });
});
