/** `queries` and `quality` of a pipeline's configuration: what may be asked of Athena by name, with the sentence for each fault. */

import type { NamedQuery } from './query-settings.ts';

import { z } from 'zod';

const LEVELS = ['viewer', 'responder', 'operator', 'admin'] as const;
const PARAMETER_TYPES = ['date', 'timestamp', 'string', 'integer', 'decimal', 'boolean'] as const;

/** The least level for something. */
export const level = z.enum(LEVELS, `Expected one of ${LEVELS.join(', ')}. Write one of them.`);

/** A name as AWS has it. */
export const name = z
  .string('Expected a name in quotes. Put quotes around it.')
  .regex(
    /^[\w.-]{1,128}$/,
    'Expected a name of letters, digits and _.-, at most 128. Write it as AWS shows it.',
  );

const sql = z
  .string('Expected SQL. Write one statement that reads.')
  .min(1, 'Expected SQL, got nothing. Write it.');

export const queriesShape = z
  .record(
    calledName('query'),
    z.strictObject({
      sql,
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

export const qualityShape = z
  .record(
    calledName('rule'),
    z
      .strictObject({
        table: name.optional(),
        sql,
        fail_above: z.number().optional(),
        fail_below: z.number().optional(),
        say: z
          .string()
          .trim()
          .regex(
            /^.{1,200}$/,
            'Expected a sentence of one line, at most 200 characters. Write what is wrong when the rule fails.',
          ),
        level: level.default('viewer'),
      })
      .refine(
        ({ fail_above: above, fail_below: below }) => above !== undefined || below !== undefined,
        'Expected fail_above, fail_below or both, got neither. Write the number above or below which the rule fails.',
      )
      .refine(({ fail_above: above, fail_below: below }) => (below ?? -Infinity) <= (above ?? Infinity), {
        path: ['fail_below'],
        message:
          'Expected fail_below to be at most fail_above: no number would do. Lower it, or raise fail_above.',
      }),
  )
  .default({});

/** What the sections come to: a rule is a named query whose answer is judged. */
export function namedQueries(
  queries: z.infer<typeof queriesShape>,
  quality: z.infer<typeof qualityShape>,
): readonly NamedQuery[] {
  return [
    ...Object.entries(queries).map(([query, given]) => ({
      name: query,
      sql: given.sql,
      parameters: given.parameters.map(({ name: parameter, type, choices }) => ({
        name: parameter,
        type,
        ...(choices === undefined ? {} : { choices }),
      })),
      level: given.level,
    })),
    ...Object.entries(quality).map(([rule, given]) => ({
      name: rule,
      sql: given.sql,
      parameters: [],
      level: given.level,
      rule: {
        table: given.table ?? null,
        failAbove: given.fail_above ?? null,
        failBelow: given.fail_below ?? null,
        say: given.say,
      },
    })),
  ];
}

/** The name of one of these, by which it is asked for. */
function calledName(what: string) {
  return z
    .string()
    .regex(
      /^[a-z][\w-]{0,63}$/,
      `Expected the name of a ${what}: a small letter, then letters, digits, _ and -. Rename it.`,
    );
}
