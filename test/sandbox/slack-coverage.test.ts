/** The coverage list must name exactly what exists, and be right about where it is tested. */

import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { BLOCK_TYPES } from '../../sandbox/slack/blocks/blocks.ts';
import { BLOCK_COVERAGE, DELIVERY_COVERAGE, METHOD_COVERAGE } from '../../sandbox/slack/coverage.ts';
import { METHODS } from '../../sandbox/slack/methods/table.ts';

const root = new URL('../../', import.meta.url);

describe('the coverage list', () => {
  it('names exactly the methods that are routed', () => {
    expect(METHOD_COVERAGE.map(({ name }) => name).toSorted()).toEqual([...METHODS.keys()].toSorted());
  });

  it('names exactly the blocks that a message may hold', () => {
    expect(BLOCK_COVERAGE.map(({ name }) => name).toSorted()).toEqual(BLOCK_TYPES.toSorted());
  });

  it.each([...METHOD_COVERAGE, ...DELIVERY_COVERAGE, ...BLOCK_COVERAGE])(
    'is right that $testedBy tests $name',
    ({ name, testedBy }) => {
      const file = new URL(testedBy, root);
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain(name);
    },
  );
});
