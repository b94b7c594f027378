/** The errors of a log as they are shown, whatever wrote it: grouped in a table, and one of them with the lines around it. Pure. */

import type { Table } from './finding.ts';
import type { LogLine, RootCause } from './log-errors.ts';

import { truncate } from '../lib/text.ts';
import { groupErrors, shortened, signature, traitsOf } from './log-errors.ts';

const GROUPS_SHOWN = 3;
const EXAMPLE_LENGTH = 140;
const EXCERPT_LINE_LENGTH = 140;

/** The errors by how often they came; null when the excerpt alone shows as much. */
export function errorTable(lines: readonly LogLine[], root: RootCause | null): Table | null {
  const groups = groupErrors(lines);
  if (groups.length === 0) return null;
  if (root !== null && root.line !== null && groups.every(({ count }) => count === 1)) return null;
  return {
    columns: ['Count', 'Error'],
    rows: groups
      .slice(0, GROUPS_SHOWN)
      .map(({ count, example }) => [String(count), truncate(shortened(example), EXAMPLE_LENGTH)]),
  };
}

/**
 * At most `count` lines around the one of this index. What led to an error says more than what came after it: two thirds
 * of the lines stand before it. Of lines that are alike the first is shown; the table counts the others.
 */
export function linesAround(lines: readonly LogLine[], index: number, count: number): readonly string[] {
  const cause = signature(lines[index]?.text ?? '');
  const seen = new Set<string>([cause]);
  const telling = lines.flatMap((each, line) => {
    const { text } = each;
    if (line === index) return [{ text, line }];
    const traits = traitsOf(each);
    if (!traits.isTelling || seen.has(traits.signature)) return [];
    seen.add(traits.signature);
    return [{ text, line }];
  });
  const middle = telling.findIndex(({ line }) => line === index);
  const first = Math.max(0, Math.min(middle - Math.floor(((count - 1) * 2) / 3), telling.length - count));
  return telling
    .slice(first, first + count)
    .map(({ text }) => truncate(shortened(text), EXCERPT_LINE_LENGTH));
}
