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

it('says to who shared it whether everybody sees it, or why nobody does', () => {
  expect(drawn(answerCard)).toContain('Everybody sees it where you asked.');
  const told = JSON.stringify(answerCard(run, '', new Set(), 'Slack says not_in_channel.')?.blocks);
  expect(told).toContain('Nobody else sees it: Slack says not_in_channel.');
  expect(told).not.toContain('Everybody');
});
