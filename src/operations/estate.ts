/**
 * What a pipeline is made of in AWS, as the configuration names it, stage by stage. Operations look at nothing else of an
 * account, so that what is asked stays bounded and what is answered is about this pipeline.
 */

import type { CostSettings } from './cost-settings.ts';
import type { StorageBudget } from './lake-storage.ts';
import type { QuerySettings } from './query-settings.ts';

import { matchesPattern } from '../lib/pattern.ts';

export interface StageEstate {
  readonly name: string;
  /** Stages that must be well for this one to be. */
  readonly after: readonly string[];
  /** Alarms that are about it, by pattern of their names. */
  readonly alarms: readonly string[];
  /** Glue jobs, by pattern. */
  readonly jobs: readonly string[];
  /** DynamoDB tables whose changes flow in by their streams. */
  readonly streams: readonly string[];
  readonly deliveryStreams: readonly string[];
  readonly functions: readonly string[];
  readonly buckets: readonly string[];
  /** Databases of the Glue catalog. */
  readonly databases: readonly string[];
  /** Tables in those databases; all of them when empty. */
  readonly tables: readonly string[];
}

export interface Estate {
  /** Null for what belongs to no pipeline. */
  readonly pipeline: string | null;
  /** Alarms that are about it, by pattern of their names; all there are when empty. */
  readonly alarms: readonly string[];
  /** What may be asked in Athena; null where it is not configured. */
  readonly queries: QuerySettings | null;
  /** What its storage may cost; absent where nobody says. */
  readonly storage?: StorageBudget;
  /** What it may cost, and at which prices; those of nobody when absent. */
  readonly costs?: CostSettings;
  /** Buckets in which the scripts of its jobs lie, for the policy alone: each job says itself where its script is. */
  readonly scripts?: readonly string[];
  /** As the configuration orders them. */
  readonly stages: readonly StageEstate[];
}

/** Of a call that is for no pipeline: nothing is named, so whatever the account shows counts. */
export const NO_ESTATE: Estate = { pipeline: null, alarms: [], queries: null, stages: [] };

/** The estate of this pipeline. */
export function estateOf(estates: readonly Estate[], pipeline: string | null): Estate {
  return estates.find((each) => each.pipeline !== null && each.pipeline === pipeline) ?? NO_ESTATE;
}

/** Whether the job is one of this pipeline; where none is named, any is. */
export function isJobOf({ stages }: Estate, name: string): boolean {
  const patterns = stages.flatMap(({ jobs }) => jobs);
  return patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, name));
}

/** Whether the table is one of this pipeline: of a database of a stage, where all of it are, or those that it names. */
export function isTableOf({ stages }: Estate, database: string, name: string): boolean {
  return stages.some(
    (stage) =>
      stage.databases.some((each) => isAlike(each, database)) &&
      (stage.tables.length === 0 || stage.tables.some((each) => isAlike(each, name))),
  );
}

/** Names of the Glue catalog are the same in whatever case. */
function isAlike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

type Named = 'streams' | 'deliveryStreams' | 'functions' | 'buckets' | 'databases' | 'tables';

/** Every name of this kind, in the order of the stages, each once. */
export function named({ stages }: Estate, kind: Named): readonly string[] {
  return [...new Set(stages.flatMap((stage) => stage[kind]))];
}
