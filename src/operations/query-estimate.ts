/**
 * How much a query may scan, before it is sent: what was seen of its tables, added up and in words. Whole files are counted,
 * of which Athena reads some columns only, so that it is the most and not the least. Pure.
 */

import { count } from '../lib/text.ts';
import { bytesText, numberText } from './units.ts';

/** `because` is a clause: what it was made of, or why there is none. */
export type Estimate =
  | {
      readonly kind: 'about';
      readonly bytes: number;
      /** Whether not all was seen, and it may be far more. */
      readonly atLeast: boolean;
      readonly because: string;
    }
  | {
      readonly kind: 'unknown';
      readonly because: string;
      /** Whether that is how the table is made, so that it may be any amount, and who asks is asked. */
      readonly isAsked: boolean;
    };

/** What was seen of one table. */
export interface TableScan {
  /** With its database. */
  readonly table: string;
  /** How often the query reads it. */
  readonly times: number;
  /** Of what was seen; where only some partitions were looked at, of all of them by these. */
  readonly bytes: number;
  /** How many the predicates leave; null where there is none to tell. */
  readonly partitions: number | null;
  /** How many stand for all; null where all were looked at. */
  readonly sample: number | null;
  /** Why there may be more, a clause; null when all was seen. */
  readonly unseen: string | null;
  /** Whether nothing can ever be told of it, by how it is made. */
  readonly isUnknowable: boolean;
}

const TABLES_NAMED = 3;
/** Its multiples lie evenly between whole numbers, however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** Of these tables; where not all was seen, only what is more than `much` by itself says anything. */
export function addUp(scans: readonly TableScan[], much: number): Estimate {
  const bytes = scans.reduce((sum, scan) => sum + weightOf(scan), 0);
  const unseen = scans.find((scan) => scan.unseen !== null)?.unseen ?? null;
  if (unseen !== null && bytes <= much) {
    const unknowable = scans.find(({ isUnknowable }) => isUnknowable);
    return {
      kind: 'unknown',
      because: unknowable?.unseen ?? unseen,
      isAsked: unknowable !== undefined,
    };
  }
  const heaviest = scans.toSorted((left, right) => weightOf(right) - weightOf(left));
  const named = heaviest.slice(0, TABLES_NAMED).map(scanWords);
  const rest = scans.length - named.length;
  const because = `${named.join(', ') || 'no table'}${rest > 0 ? ` and ${count(rest, 'table')} more` : ''}`;
  return {
    kind: 'about',
    bytes,
    atLeast: unseen !== null,
    because: unseen === null ? because : `${because}; not all was seen: ${unseen}`,
  };
}

/** Of several statements, each with its name; where one is not known, only what is more than `much` without it says anything. */
export function allTogether(
  estimates: readonly { readonly name: string; readonly estimate: Estimate }[],
  much: number,
): Estimate {
  const [first] = estimates;
  if (first !== undefined && estimates.length === 1) return first.estimate;
  const known = estimates.flatMap(({ name, estimate }) =>
    estimate.kind === 'about' ? [{ name, estimate }] : [],
  );
  const unknown = estimates.flatMap(({ name, estimate }) =>
    estimate.kind === 'unknown' ? [{ name, estimate }] : [],
  );
  const bytes = known.reduce((sum, { estimate }) => sum + estimate.bytes, 0);
  const least = unknown.find(({ estimate }) => estimate.isAsked) ?? unknown[0];
  if (least !== undefined && bytes <= much)
    return { ...least.estimate, because: `of ${least.name}, ${least.estimate.because}` };
  const [heaviest] = known.toSorted((one, other) => other.estimate.bytes - one.estimate.bytes);
  const most =
    heaviest === undefined || bytes === 0
      ? ''
      : `, ${bytesText(heaviest.estimate.bytes)} of that in ${heaviest.name}`;
  return {
    kind: 'about',
    bytes,
    atLeast: least !== undefined || known.some(({ estimate }) => estimate.atLeast),
    because: `${count(estimates.length, 'rule')}${most}`,
  };
}

/** `about 3.2 GB in 4 partitions of todo_silver.users`, or why that cannot be said. */
export function estimateWords(estimate: Estimate): string {
  if (estimate.kind === 'unknown') return `cannot be estimated: ${estimate.because}`;
  return `${estimate.atLeast ? 'at least' : 'about'} ${bytesText(estimate.bytes)} in ${estimate.because}`;
}

/**
 * At most so many of the items, one of each stretch of the same length. Where in its stretch it stands changes from one to
 * the next: by equal steps all could be of one hour of the day, or of one weekday.
 */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, stretch) => {
    const begin = Math.floor((stretch * items.length) / most);
    const end = Math.floor(((stretch + 1) * items.length) / most);
    return items[begin + Math.floor(((stretch * GOLDEN_RATIO) % 1) * (end - begin))];
  }).filter((item) => item !== undefined);
}

function weightOf({ bytes, times }: TableScan): number {
  return bytes * times;
}

function scanWords({ table, times, partitions, sample }: TableScan): string {
  const noun = partitions === 1 ? 'partition' : 'partitions';
  const what = partitions === null ? table : `${numberText(partitions)} ${noun} of ${table}`;
  const bySample = sample === null ? '' : ` (measured: ${numberText(sample)} of them)`;
  return `${what}${bySample}${times === 1 ? '' : `, ${numberText(times)} times`}`;
}
