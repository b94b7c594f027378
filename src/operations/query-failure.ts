/** Why a query failed or was stopped, in plain words: Athena's own may quote values, and are not repeated. Pure. */

import type { PastQuery } from './past-query.ts';

/** What Athena's words tell, the first that fits. */
const CAUSES: readonly (readonly [pattern: RegExp, words: string, remedy: string])[] = [
  [
    /bytes scanned limit/i,
    'stopped at the limit of bytes of its workgroup',
    'Read fewer partitions: name their days in WHERE.',
  ],
  [
    /exhausted resources|EXCEEDED_(?:LOCAL_|GLOBAL_)?MEMORY/i,
    'out of resources',
    'Read fewer columns and days, and group or sort less at once.',
  ],
  [/timeout|timed out|EXCEEDED_TIME/i, 'out of time', 'Read fewer partitions, or ask in parts.'],
  [
    /COLUMN_NOT_FOUND|cannot be resolved/i,
    'names a column that there is not',
    'Look at the columns with DESCRIBE.',
  ],
  [
    /(?:TABLE|SCHEMA|CATALOG)_NOT_FOUND|does not exist/i,
    'names a table that there is not',
    'See whether it was dropped, or has another name.',
  ],
  [
    /SYNTAX_ERROR|mismatched input|FAILED: ParseException/i,
    'is no SQL that Athena reads',
    'Correct its SQL.',
  ],
  [
    /TYPE_MISMATCH|INVALID_CAST|cannot be applied/i,
    'compares or casts what does not fit',
    'Correct its SQL.',
  ],
  [
    /access denied|insufficient permissions|not authorized|AccessDenied|403/i,
    'may not read its data or write its result',
    'Look at the role of who asked: Glue, S3 or Lake Formation refused it.',
  ],
  [
    /slow ?down|throttl|503|Rate exceeded|TOO_MANY_REQUESTS/i,
    'throttled',
    'Ask less at once; many small files make it worse.',
  ],
  [
    /BAD_DATA|PARTITION_SCHEMA_MISMATCH|malformed|CURSOR_ERROR|not a valid (?:parquet|orc|json)/i,
    'a file does not fit the table',
    'See what wrote the files of its days.',
  ],
  [
    /CANNOT_OPEN_SPLIT|FILESYSTEM_ERROR|NoSuchKey|does not point/i,
    'a file could not be opened',
    'See whether files were deleted under the catalog.',
  ],
  [/INTERNAL_ERROR|internal (?:server )?error/i, 'an error inside Athena', 'Ask once more.'],
  [/cancelled by user|cancell?ed/i, 'stopped by somebody', ''],
];

export interface FailureWords {
  /** A clause without a verb of its own: `out of resources`. */
  readonly words: string;
  /** A sentence; empty for none. */
  readonly remedy: string;
}

/** Null for a query that did neither. */
export function failureOf({ state, because }: Pick<PastQuery, 'state' | 'because'>): FailureWords | null {
  if (state !== 'failed' && state !== 'stopped') return null;
  const [, words, remedy] = CAUSES.find(([pattern]) => pattern.test(because ?? '')) ?? [];
  if (words !== undefined) return { words, remedy: remedy ?? '' };
  const [kind] = /^[A-Z][A-Z_]{3,60}\b/.exec(because ?? '') ?? [];
  return {
    words: kind ?? `${state}, and Athena has the reason`,
    remedy: 'Look at it in the Athena console.',
  };
}
