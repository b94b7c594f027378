/** What was read of a lake, before anybody judges it: layers, with their buckets and tables. */

import type { Content, StoredFile } from './lake-files.ts';
import type { Partition } from './lake-partitions.ts';
import type { DailySize } from './lake-size.ts';

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
  /** Tables that the configuration names and the catalog does not have. */
  readonly absent: readonly string[];
  readonly refused: readonly string[];
  /** What was read where that was not all, as clauses. */
  readonly unread: readonly string[];
}
