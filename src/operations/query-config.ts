/** `athena` and `mask` of a pipeline's configuration: their schema, with the sentence for each fault. */

import type { costsShape } from './cost-config.ts';
import type { qualityShape, queriesShape } from './named-query-config.ts';
import type { QuerySettings } from './query-settings.ts';

import { z } from 'zod';

import { parseDuration } from '../lib/duration.ts';
import { level, name, namedQueries } from './named-query-config.ts';
import { BYTES } from './units.ts';

const LONGEST_MS = 10 * 60_000;
const GB = 1_000_000_000;
/** What Athena costs in most regions. */
const PRICE_PER_TB = 5;

const bytes = z.union([z.string(), z.number()]).transform((value, ctx) => {
  const read = BYTES.read(String(value), 'it');
  if (read.ok && read.value >= 10_000_000) return read.value;
  ctx.addIssue('Expected an amount of at least 10MB, such as 10GB. Write a number and a unit.');
  return z.NEVER;
});

const timeout = z.union([z.string(), z.number()]).transform((value, ctx) => {
  const read = parseDuration(String(value));
  if (read.ok && read.value > 0 && read.value <= LONGEST_MS) return read.value;
  ctx.addIssue('Expected a time of at most 10m, such as 5m. Write a number and a unit.');
  return z.NEVER;
});

export const athenaShape = z
  .strictObject({
    workgroup: name,
    results: z
      .string()
      .regex(
        /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[^\s*?]*)?$/,
        'Expected the output location of the workgroup such as s3://todo-etl-athena-results/. Copy it from the Athena console.',
      )
      .optional(),
    catalogs: z.array(name).default([]),
    databases: z
      .array(name)
      .min(1, 'Expected at least one database, got none. Only tables of these may be read.'),
    run_up_to: bytes.default(10 * GB),
    ask_up_to: bytes.default(100 * GB),
    timeout: timeout.default(5 * 60_000),
    price_per_tb: z.number().min(0, 'Expected a price of 0 or more, in dollars. Write a number.').optional(),
    adhoc: level.default('operator'),
  })
  .refine(({ run_up_to: run, ask_up_to: ask }) => run <= ask, {
    path: ['ask_up_to'],
    message: 'Expected ask_up_to to be at least run_up_to. Raise it, or lower run_up_to.',
  });

export const maskShape = z.array(name).default([]);

/** What the sections come to; null without `athena`, since nothing can be asked then. */
export function querySettings(given: {
  readonly athena: z.infer<typeof athenaShape> | undefined;
  readonly queries: z.infer<typeof queriesShape>;
  readonly quality: z.infer<typeof qualityShape>;
  readonly costs: z.infer<typeof costsShape>;
  readonly mask: readonly string[];
}): QuerySettings | null {
  const { athena, costs, queries, quality, mask } = given;
  const [first, ...others] = athena?.databases ?? [];
  if (athena === undefined || first === undefined) return null;
  return {
    workgroup: athena.workgroup,
    results: athena.results ?? null,
    catalogs: athena.catalogs,
    databases: [first, ...others],
    runUpTo: athena.run_up_to,
    askUpTo: athena.ask_up_to,
    timeoutMs: athena.timeout,
    pricePerTb: athena.price_per_tb ?? PRICE_PER_TB,
    dailyLimit: costs.athena_daily ?? null,
    adHoc: athena.adhoc,
    queries: namedQueries(queries, quality),
    mask,
  };
}
