/** `queries` of a pipeline's configuration: what may be asked of Athena by name, with the sentence for each fault. */

import type { NamedQuery } from './query-settings.ts';

import { z } from 'zod';

const LEVELS = ['viewer', 'responder', 'operator', 'admin'] as const;
const PARAMETER_TYPES = ['date', 'timestamp', 'string', 'integer', 'decimal', 'boolean'] as const;

/** The least level for something. */
export const level = z.enum(LEVELS, `Expected one of ${LEVELS.join(', ')}. Write one of them.`);

export const queriesShape = z
  .record(
    z
      .string()
      .regex(
        /^[a-z][\w-]{0,63}$/,
        'Expected the name of a query: a small letter, then letters, digits, _ and -. Rename it.',
      ),
    z.strictObject({
      sql: z
        .string('Expected SQL. Write one statement that reads.')
        .min(1, 'Expected SQL, got nothing. Write it.'),
      parameters: z
        .array(
          z.strictObject({
            name: z
              .string()
              .regex(/^[a-z]\w{0,31}$/i, 'Expected a name of letters, digits and _. Rename it.'),
            type: z.enum(
              PARAMETER_TYPES,
              `Expected one of ${PARAMETER_TYPES.join(', ')}. Write one of them.`,
            ),
            choices: z
              .array(z.string())
              .min(1, 'Expected at least one choice. Write some, or remove it.')
              .optional(),
          }),
        )
        .default([]),
      level: level.default('viewer'),
    }),
  )
  .default({});

/** What the section comes to. */
export function namedQueries(queries: z.infer<typeof queriesShape>): readonly NamedQuery[] {
  return Object.entries(queries).map(([query, { sql, parameters, level: least }]) => ({
    name: query,
    sql,
    parameters: parameters.map(({ name: parameter, type, choices }) => ({
      name: parameter,
      type,
      ...(choices === undefined ? {} : { choices }),
    })),
    level: least,
  }));
}
