/** Reads a statement and holds it to a policy, as whoever sends one does. */

import type { Result } from '../../src/lib/result.ts';
import type { Checked, Policy } from '../../src/queries/check.ts';
import type { SqlRefusal } from '../../src/queries/refusal.ts';

import { checkStatement } from '../../src/queries/check.ts';
import { readStatement } from '../../src/queries/statement.ts';

export const POLICY: Policy = {
  catalogs: [],
  databases: ['silver', 'gold'],
  defaultDatabase: 'silver',
  mask: [],
};

/** The same, with columns that are to be hidden. */
export const MASKED: Policy = { ...POLICY, mask: ['email', 'Phone'] };

export function decide(sql: string, policy = POLICY): Result<Checked, SqlRefusal> {
  const read = readStatement(sql);
  return read.ok ? checkStatement(read.value, policy) : read;
}

/** What is known of a statement that has to be let through. */
export function allowed(sql: string, policy = POLICY): Checked {
  const decided = decide(sql, policy);
  if (!decided.ok) throw new Error(`${decided.error.sentence} In: ${sql.slice(0, 500)}`);
  return decided.value;
}

/** Why a statement is refused that has to be. */
export function refused(sql: string, policy = POLICY): SqlRefusal {
  const decided = decide(sql, policy);
  if (decided.ok) throw new Error(`Expected a refusal of ${sql.slice(0, 500)}`);
  return decided.error;
}
