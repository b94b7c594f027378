/**
 * What is sent to Athena, word for word, as the run keeps it before it is sent: whatever the configuration says afterwards,
 * the same is sent again, and Athena knows it by its request token.
 */

import type { Readied } from './ready.ts';

import { createHash } from 'node:crypto';
import { z } from 'zod';

export const letterShape = z.object({
  sql: z.string(),
  /** As literals. */
  parameters: z.array(z.string()).readonly(),
  workgroup: z.string(),
  database: z.string(),
  /** Null for Athena's own. */
  catalog: z.string().nullable(),
  /** How many bytes were expected; null where nobody could say. */
  expected: z.number().nullable(),
});

export interface Letter extends Readonly<z.infer<typeof letterShape>> {}

/** The letter with which this is sent. */
export function letterOf({ sql, parameters, settings }: Readied, expected: number | null): Letter {
  const { workgroup, databases, catalogs } = settings;
  return { sql, parameters, workgroup, database: databases[0], catalog: catalogs[0] ?? null, expected };
}

/** Reads what was written by `JSON.stringify`. */
export function readLetter(text: string): Letter {
  return letterShape.parse(JSON.parse(text));
}

/**
 * By which it is known whether what was sent means what would be sent now: from that follows what is hidden in its rows, and
 * whether they may be shown.
 */
export function digestOf({ sql, database, catalog }: Pick<Letter, 'sql' | 'database' | 'catalog'>): string {
  return createHash('sha256')
    .update(JSON.stringify([sql, database, catalog]))
    .digest('base64url');
}
