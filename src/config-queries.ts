/** What the named queries of a pipeline are refused for: the guard reads each of them before anything starts. */

import type { z } from 'zod';
import type { queriesShape } from './operations/named-query-config.ts';
import type { athenaShape } from './operations/query-config.ts';

import { checkStatement } from './queries/check.ts';
import { readStatement } from './queries/statement.ts';

/** What a pipeline says of what it may be asked. */
interface Asking {
  readonly athena?: z.infer<typeof athenaShape> | undefined;
  readonly queries: z.infer<typeof queriesShape>;
  readonly mask: readonly string[];
}

const WITHOUT_ATHENA =
  'Expected athena beside queries, got none. Write its workgroup and databases, or remove the queries.';

/** A named query is decided on here already: at three in the morning it is too late. */
export function queriesThatRead({
  value,
  issues,
}: z.core.ParsePayload<Readonly<Record<string, Asking>>>): void {
  for (const [pipeline, { athena, queries, mask }] of Object.entries(value)) {
    for (const [name, { sql, parameters }] of Object.entries(queries)) {
      const path = [pipeline, 'queries', name];
      const fault =
        athena === undefined ? WITHOUT_ATHENA : queryFault(sql, parameters.length, { ...athena, mask });
      if (fault !== null) issues.push({ code: 'custom', input: value, path, message: fault });
    }
  }
}

function queryFault(
  sql: string,
  parameters: number,
  {
    catalogs,
    databases,
    mask,
  }: Pick<z.infer<typeof athenaShape>, 'catalogs' | 'databases'> & Pick<Asking, 'mask'>,
): string | null {
  const read = readStatement(sql);
  const decided = read.ok
    ? checkStatement(read.value, { catalogs, databases, defaultDatabase: databases[0] ?? '', mask })
    : read;
  if (!decided.ok) {
    const { sentence, at, hint } = decided.error;
    return `${sentence} ${at === null ? '' : `It stands in line ${at.line}, column ${at.column} of sql. `}${hint}`;
  }
  return decided.value.parameters === parameters
    ? null
    : `Expected a parameter for each of ${decided.value.parameters} question marks, got ${parameters}. Write the others, or remove some.`;
}
