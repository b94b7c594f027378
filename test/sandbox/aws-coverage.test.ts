import { describe, expect, it } from '@jest/globals';

import { COVERAGE } from '../../sandbox/aws/coverage.ts';
import { SERVICES } from '../../sandbox/aws/protocol.ts';

describe('the coverage list', () => {
  it('names every operation that is simulated, with the members it honours, and no other', () => {
    const simulated = SERVICES.flatMap(({ name, operations }) =>
      Object.entries(operations).map(([operation, { members }]) => ({ service: name, operation, members })),
    );
    const listed = COVERAGE.map(({ service, operation, members }) => ({ service, operation, members }));
    expect(listed).toEqual(simulated);
  });
});
