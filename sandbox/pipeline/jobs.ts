/** What the todo pipeline is made of: its stages, its Glue jobs, and which job waits for which. */

import type { JobToPut } from '../aws/glue.ts';

export const PIPELINE = 'todo-etl';

/** In the order in which data passes them. */
export const STAGES = ['ingestion', 'bronze', 'silver', 'gold', 'serving'] as const;
export type StageName = (typeof STAGES)[number];

export interface PipelineJob {
  readonly name: string;
  readonly stage: StageName;
  /** Jobs whose output it reads. It starts when one of them has something new and none is running or broken. */
  readonly after: readonly string[];
  /** Spark tasks of one run. */
  readonly tasks: number;
  /** Rows that one run reads, about. */
  readonly rows: number;
}

/** The job that the switches break. */
export const FRAGILE_JOB = 'silver-users';

export const JOBS: readonly PipelineJob[] = [
  { name: 'bronze-events', stage: 'bronze', after: [], tasks: 64, rows: 74_000 },
  { name: FRAGILE_JOB, stage: 'silver', after: ['bronze-events'], tasks: 200, rows: 12_000 },
  { name: 'silver-tasks', stage: 'silver', after: ['bronze-events'], tasks: 200, rows: 61_000 },
  { name: 'gold-kpis', stage: 'gold', after: [FRAGILE_JOB, 'silver-tasks'], tasks: 32, rows: 73_000 },
];

/** How a job of the pipeline is set up in Glue. */
export function glueJob({ name, stage }: PipelineJob): JobToPut {
  return {
    name,
    workers: 10,
    workerType: 'G.1X',
    maxConcurrentRuns: 1,
    glueVersion: '5.0',
    timeoutMinutes: 60,
    defaultArguments: {
      '--job-language': 'python',
      '--job-bookmark-option': 'job-bookmark-enable',
      '--enable-metrics': 'true',
      '--pipeline': PIPELINE,
      '--stage': stage,
    },
  };
}
