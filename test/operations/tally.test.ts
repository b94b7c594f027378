/** How far a read says that it is. */

import { expect, it } from '@jest/globals';

import { createTally } from '../../src/operations/tally.ts';

it('counts calls while no parts are known, and then the parts', () => {
  const tally = createTally();
  expect(tally.words()).toBe('0 calls answered');
  tally.answered();
  expect(tally.words()).toBe('1 call answered');
  tally.expect(50);
  tally.readOne();
  tally.expect(2);
  expect(tally.words()).toBe('1 of 52 parts read');
});

it('of a single part says how many calls were answered: one of one says nothing', () => {
  const tally = createTally();
  tally.expect(1);
  tally.answered();
  tally.answered();
  expect(tally.words()).toBe('2 calls answered');
});
