/** How a layer of the lake is: its tables, their partitions and files, and the buckets that hold them. Pure. */

import type { Verdict } from './finding.ts';
import type { Content, StoredFile } from './lake-files.ts';
import type { Partition, Trouble } from './lake-partitions.ts';
import type { DailySize } from './lake-size.ts';

import { dayText, windowStart } from './lake-dates.ts';
import { filesHealth, leftBehind } from './lake-files.ts';
import { partitionHealth } from './lake-partitions.ts';
import { sizeHealth, together } from './lake-size.ts';
import { bytesText } from './units.ts';
import { worst } from './verdicts.ts';

/** What was read of a table. */
export interface TableReading {
  readonly name: string;
  /** Whether it is partitioned by time at all. */
  readonly isDated: boolean;
  /** Whether the catalog should have its partitions and has none of the window. */
  readonly isUncataloged: boolean;
  readonly partitions: readonly Partition[];
  /** What lies in the newest partitions, the newest first; of a table without partitions, what lies in it. */
  readonly contents: readonly Content[];
  /** What lies beside the partitions, as far as it may be temporary. */
  readonly beside: readonly StoredFile[];
  /** Sentences of what was refused. */
  readonly refused: readonly string[];
}

/** What was read of a bucket. */
export interface BucketReading {
  readonly bucket: string;
  /** Null when nobody can say. */
  readonly isEmpty: boolean | null;
  readonly sizes: readonly DailySize[];
  readonly beside: readonly StoredFile[];
  readonly refused: readonly string[];
  /** What was read where that was not all, as clauses. */
  readonly unread: readonly string[];
}

export interface LayerReading {
  readonly layer: string;
  /** Patterns of the Glue jobs that fill it. */
  readonly jobs: readonly string[];
  readonly tables: readonly TableReading[];
  readonly buckets: readonly BucketReading[];
  readonly refused: readonly string[];
  /** What was read where that was not all, as clauses. */
  readonly unread: readonly string[];
}

/** A trouble of something: `users of silver`. */
export interface Told extends Trouble {
  readonly of: string;
  /** The words, or the sentence of what was refused. */
  readonly detail: string;
}

export interface TableHealth {
  readonly name: string;
  readonly verdict: Verdict;
  readonly newest: string;
  readonly late: string;
  readonly small: string;
}

export interface LayerHealth {
  readonly layer: string;
  readonly jobs: readonly string[];
  readonly verdict: Verdict;
  readonly tables: readonly TableHealth[];
  readonly size: string;
  readonly growth: string;
  readonly sizes: readonly DailySize[];
  readonly troubles: readonly Told[];
  /** What was read where that was not all, as clauses. */
  readonly read: readonly string[];
  /** Whether anything at all was answered. */
  readonly isAnswered: boolean;
}

/** How the layer is, given what was read of it. */
export function layerHealth(reading: LayerReading, now: number): LayerHealth {
  const { layer, jobs, buckets } = reading;
  const tables = reading.tables.map((table) => tableHealth(table, now));
  const sizes = together(buckets.map((bucket) => bucket.sizes));
  const { size, growth } = sizeHealth(sizes);
  const troubles = [
    ...refusals(layer, reading.refused),
    ...tables.flatMap(({ health, troubles: those, refused }) => [
      ...refusals(`${layer} ${health.name}`, refused),
      ...toldOf(`${layer} ${health.name}`, those),
    ]),
    ...buckets.flatMap((bucket) => [
      ...refusals(bucket.bucket, bucket.refused),
      ...toldOf(bucket.bucket, bucketTroubles(bucket, now)),
    ]),
  ];
  return {
    layer,
    jobs,
    verdict: worst(troubles.map(({ verdict }) => verdict)),
    tables: tables.map(({ health }) => health),
    size,
    growth,
    sizes,
    troubles,
    read: [...reading.tables.flatMap(readOf), ...buckets.flatMap(({ unread }) => unread), ...reading.unread],
    isAnswered:
      sizes.length > 0 ||
      buckets.some(({ isEmpty }) => isEmpty !== null) ||
      reading.tables.some(({ refused }) => refused.length === 0),
  };
}

function tableHealth(
  { name, isDated, isUncataloged, partitions, contents, beside, refused }: TableReading,
  now: number,
): {
  readonly health: TableHealth;
  readonly troubles: readonly Trouble[];
  readonly refused: readonly string[];
} {
  const come = partitionHealth(partitions, now);
  const files = filesHealth(contents);
  const isMissed = isUncataloged && partitions.some(({ at }) => at >= windowStart(now));
  const troubles = [
    ...(isDated && come.newest === null && refused.length === 0 ? [noneOf(now)] : []),
    ...come.troubles,
    ...(isMissed ? [missedOf(now)] : []),
    ...files.troubles,
    ...leftBehind([...contents.flatMap((content) => content.files), ...beside], now),
  ];
  const unknown = refused.length > 0 ? (['unknown'] as const) : [];
  return {
    health: {
      name,
      verdict: worst([...troubles.map(({ verdict }) => verdict), ...unknown]),
      newest: come.newest?.name ?? (refused.length > 0 ? '?' : isDated ? 'none' : ''),
      late: come.late,
      small: files.small,
    },
    troubles,
    refused,
  };
}

function noneOf(now: number): Trouble {
  return {
    verdict: 'fail',
    words: `no partition since ${dayText(windowStart(now))}`,
    remedy: 'See whether what fills it ran.',
  };
}

function missedOf(now: number): Trouble {
  return {
    verdict: 'warn',
    words: `partitions in its bucket, and none since ${dayText(windowStart(now))} in the catalog`,
    remedy: 'Run its crawler, or MSCK REPAIR TABLE.',
  };
}

function bucketTroubles({ isEmpty, sizes, beside }: BucketReading, now: number): readonly Trouble[] {
  return [
    ...(isEmpty === true ? [emptyOf(sizes)] : []),
    ...sizeHealth(sizes).troubles,
    ...leftBehind(beside, now),
  ];
}

function emptyOf(sizes: readonly DailySize[]): Trouble {
  const held = sizes.findLast(({ bytes }) => bytes > 0);
  if (held === undefined)
    return { verdict: 'warn', words: 'empty', remedy: 'See whether what fills it ever ran.' };
  return {
    verdict: 'fail',
    words: `empty, and held ${bytesText(held.bytes)} on ${dayText(held.day)}`,
    remedy: 'See what was deleted, and who did it.',
  };
}

function toldOf(of: string, troubles: readonly Trouble[]): readonly Told[] {
  return troubles.map((trouble) => ({ ...trouble, of, detail: trouble.words }));
}

function refusals(of: string, sentences: readonly string[]): readonly Told[] {
  return sentences.map((detail) => ({
    of,
    verdict: 'unknown',
    words: 'not read in full',
    remedy: '',
    detail,
  }));
}

function readOf({ name, partitions, contents }: TableReading): readonly string[] {
  const partial = contents.filter(({ isWhole }) => !isWhole).length;
  const files = partial === 0 ? '' : ', and not all their files';
  const finest = partitions.filter(
    ({ unit }) => unit === (partitions.some((each) => each.unit === 'hour') ? 'hour' : 'day'),
  ).length;
  return contents.length < finest || partial > 0
    ? [`the files of the newest ${contents.length} of ${finest} partitions of ${name}${files}`]
    : [];
}
