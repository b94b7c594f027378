/** What is wanted of Athena, as people write it. */

import type { NamedQuery } from '../../src/operations/query-settings.ts';

import { expect, it } from '@jest/globals';

import { readWish } from '../../src/operations/query-wish.ts';
import { err, ok } from '../../src/lib/result.ts';
import { bindParameters } from '../../src/queries/parameters.ts';

const QUERY: NamedQuery = {
  name: 'late-users',
  sql: 'SELECT 1 WHERE ? = ?',
  parameters: [
    { name: 'day', type: 'date' },
    { name: 'who', type: 'string' },
  ],
  level: 'viewer',
};

it('reads the values of a named query, quoted or not', () => {
  expect(readWish('late-users day=2026-11-12 who="Ada L"', { queries: [QUERY] })).toEqual(
    ok({ named: QUERY, sql: QUERY.sql, values: { day: '2026-11-12', who: 'Ada L' } }),
  );
});

it.each(['__proto__', 'constructor', 'toString'])('takes no value for %s, which is no parameter', (name) => {
  const wish = readWish(`late-users day=2026-11-12 who=Ada ${name}=x`, { queries: [QUERY] });
  expect(bindParameters(QUERY.parameters, wish.ok ? wish.value.values : {})).toEqual(
    err(`Expected day, who, got ${name}.`),
  );
});
