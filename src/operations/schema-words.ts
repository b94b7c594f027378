/** Columns in a sentence, however many there are. Pure. */

import type { SchemaColumn } from './table-schema.ts';

import { truncate } from '../lib/text.ts';

const NAMED = 4;
const LONGEST_TYPE = 60;

/** `country string, plan string and 3 more`. */
export function columnsWords(columns: readonly SchemaColumn[]): string {
  const named = columns.slice(0, NAMED).map(({ name, type }) => `${name} ${truncate(type, LONGEST_TYPE)}`);
  const rest = columns.length - named.length;
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
}

/** What several are called by, or one. */
export function plural(columns: readonly SchemaColumn[]): 'it' | 'them' {
  return columns.length === 1 ? 'it' : 'them';
}
