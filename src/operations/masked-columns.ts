/** Which columns of a result are hidden, and what stands in their place, wherever the result is shown. Pure. */

import type { Hidden } from '../queries/masks.ts';

export const MASKED = '•••';

/** For each column whether it is hidden: by its place, or by its name in whatever case. */
export function maskedColumns(columns: readonly string[], { places, names }: Hidden): readonly boolean[] {
  const byPlace = new Set(places);
  const byName = new Set(names);
  return columns.map((name, place) => byPlace.has(place) || byName.has(name.toLowerCase()));
}

/** What Athena says of a value that it could not read, which it quotes: such a value may be of a masked column. */
const QUOTES_VALUES =
  /^(?:HIVE_BAD_DATA|HIVE_CURSOR_ERROR|HIVE_INVALID_PARTITION_VALUE|ICEBERG_BAD_DATA|GENERIC_INTERNAL_ERROR)\b/;

/** What Athena says of the statement and of the catalog, in which no value of a row can stand. */
const QUOTES_NAMES =
  /^(?:SYNTAX_ERROR|TYPE_MISMATCH|(?:COLUMN|TABLE|SCHEMA|FUNCTION|CATALOG)_NOT_FOUND|PERMISSION_DENIED|EXCEEDED_\w+)\b/;

/** Why a query failed, for everybody: of what may quote a value of a row, the kind alone. */
export function withoutAnyValue(because: string): string {
  const [, kind] = /^([A-Z][A-Z_]{3,})(?=[:\s])/.exec(because) ?? [];
  return kind === undefined || QUOTES_NAMES.test(because)
    ? because
    : `${kind}, whose words may quote a value: who asks the rule alone is told them`;
}

/** Why a query failed, without values that could be masked ones. */
export function withoutValues(because: string, mask: readonly string[]): string {
  const [kind] = QUOTES_VALUES.exec(because) ?? [];
  if (kind === undefined || mask.length === 0) return because;
  return `${kind}, whose words may quote what is masked: Athena has them`;
}
