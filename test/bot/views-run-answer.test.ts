/** What a run brought to who asked, and what everybody sees of it once it is shared. */

import { expect, it } from '@jest/globals';
import { answerCard, sharedCard } from '../../src/bot/views/run-answer.ts';
import { SPENT } from '../../src/operations/findings.ts';
import { aFinding, aRun, NIGHT, person } from '../support/builders.ts';

const facts = [
  { label: 'Masked', value: 'email' },
  { label: SPENT, value: 'you 2 GB, about $0.01; all of todo-etl about $0.03' },
];
const run = aRun({
  audience: 'asker',
  state: { state: 'ended', finding: aFinding({ facts }), at: NIGHT },
  shared: { by: person(), at: NIGHT },
});
const drawn = (draw: typeof answerCard) => JSON.stringify(draw(run, '', new Set())?.blocks);

it('tells who asked what they have spent, and nobody else, who would be the "you" of it', () => {
  expect(drawn(answerCard)).toContain('you 2 GB');
  expect(drawn(sharedCard)).not.toContain('2 GB');
  expect(drawn(sharedCard)).toContain('email');
});
