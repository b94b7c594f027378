/** What was read of the parts of a pipeline to know when each changed, before CloudTrail is asked who it was. */

import type { Mapping } from './ingestion-function.ts';
import type { TableReading } from './schema-history.ts';

export interface JobReading {
  readonly name: string;
  readonly createdAt: number | null;
  readonly changedAt: number | null;
}

export interface ScriptReading {
  /** `s3://todo-etl-scripts/silver-users.py` */
  readonly location: string;
  /** The jobs that run it. */
  readonly jobs: readonly string[];
  readonly changedAt: number;
}

export interface FunctionReading {
  readonly name: string;
  /** That Lambda does not have it, though it is configured. */
  readonly isGone: boolean;
  readonly changedAt: number | null;
  /** How many may run at once; null when nothing is reserved, or nobody can say. */
  readonly reserved: number | null;
  readonly feeds: readonly Pick<Mapping, 'source' | 'state' | 'changedAt'>[];
}

export interface EstateReading {
  readonly jobs: readonly JobReading[];
  /** Jobs that are configured by their whole name and that Glue does not have. */
  readonly absentJobs: readonly string[];
  readonly scripts: readonly ScriptReading[];
  readonly tables: readonly TableReading[];
  /** Tables that are configured and not in the catalog. */
  readonly absent: readonly string[];
  readonly functions: readonly FunctionReading[];
  /** What could not be read, each with its sentence. */
  readonly refused: readonly Refused[];
  /** What was read where that was not all, as clauses. */
  readonly unread: readonly string[];
}

export interface Refused {
  readonly what: string;
  readonly sentence: string;
  /** Whether nothing is known of changes without it: scripts are only a part of their jobs. */
  readonly isVital: boolean;
}
