/** What the named queries and rules of quality of a pipeline are refused for: the guard reads each before anything starts. */

import type { z } from 'zod';
import type { qualityShape, queriesShape } from './operations/named-query-config.ts';
import type { athenaShape } from './operations/query-config.ts';
import type { Checked } from './queries/check.ts';
import type { Result } from './lib/result.ts';

import { err } from './lib/result.ts';
import { checkStatement } from './queries/check.ts';
import { readStatement } from './queries/statement.ts';

/** What a pipeline says of what it may be asked. */
interface Asking {
  readonly athena?: z.infer<typeof athenaShape> | undefined;
  readonly queries: z.infer<typeof queriesShape>;
  readonly quality: z.infer<typeof qualityShape>;
  readonly mask: readonly string[];
}

const WITHOUT_ATHENA =
  'Expected athena beside queries and quality, got none. Write its workgroup and databases, or remove them.';

/** What has a name is decided on here already: at three in the morning it is too late. */
export function queriesThatRead({
  value,
  issues,
}: z.core.ParsePayload<Readonly<Record<string, Asking>>>): void {
  for (const [pipeline, asking] of Object.entries(value)) {
    const faults = [
      ...Object.entries(asking.queries).map(([name, { sql, parameters }]) => ({
        path: ['queries', name],
        fault: queryFault(sql, parameters.length, asking),
      })),
      ...Object.entries(asking.quality).map(([name, { sql }]) => ({
        path: ['quality', name],
        fault: Object.hasOwn(asking.queries, name) ? takenFault(name) : ruleFault(sql, asking),
      })),
    ];
    for (const { path, fault } of faults)
      if (fault !== null)
        issues.push({ code: 'custom', input: value, path: [pipeline, ...path], message: fault });
  }
}

function queryFault(sql: string, parameters: number, asking: Asking): string | null {
  const decided = decidedOn(sql, asking);
  if (!decided.ok) return decided.error;
  return decided.value.parameters === parameters
    ? null
    : `Expected a parameter for each of ${decided.value.parameters} question marks, got ${parameters}. Write the others, or remove some.`;
}

function ruleFault(sql: string, asking: Asking): string | null {
  const decided = decidedOn(sql, asking);
  if (!decided.ok) return decided.error;
  return decided.value.parameters === 0
    ? null
    : `Expected no question mark, since a rule has no parameters, got ${decided.value.parameters}. Write the values.`;
}

function takenFault(name: string): string {
  return `Expected a name that no query has, since both are asked for by it, got ${JSON.stringify(name)}. Rename one of them.`;
}

/** What the guard says of it; the error is the sentence of the fault. */
function decidedOn(sql: string, { athena, mask }: Asking): Result<Checked, string> {
  if (athena === undefined) return err(WITHOUT_ATHENA);
  const { catalogs, databases } = athena;
  const read = readStatement(sql);
  const decided = read.ok
    ? checkStatement(read.value, { catalogs, databases, defaultDatabase: databases[0] ?? '', mask })
    : read;
  if (decided.ok) return decided;
  const { sentence, at, hint } = decided.error;
  return err(
    `${sentence} ${at === null ? '' : `It stands in line ${at.line}, column ${at.column} of sql. `}${hint}`,
  );
}
