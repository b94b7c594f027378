/**
 * The Glue jobs of the simulated account and their runs. A run moves only when somebody advances it: this file
 * keeps the books and refuses what Glue refuses, it executes nothing.
 */

import { createHash } from 'node:crypto';

import { AwsRefusal } from './refusal.ts';

export const RUN_STATES = [
  'STARTING',
  'RUNNING',
  'STOPPING',
  'WAITING',
  'SUCCEEDED',
  'FAILED',
  'TIMEOUT',
  'STOPPED',
  'ERROR',
  'EXPIRED',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const WORKER_TYPES = ['Standard', 'G.025X', 'G.1X', 'G.2X', 'G.4X', 'G.8X', 'G.12X', 'G.16X'] as const;
export type WorkerType = (typeof WORKER_TYPES)[number];

export interface GlueJob {
  readonly name: string;
  readonly workers: number;
  readonly workerType: WorkerType;
  readonly maxConcurrentRuns: number;
  /** Keys as Glue has them, with the dashes: `--source`. */
  readonly defaultArguments: Readonly<Record<string, string>>;
  readonly glueVersion: string;
  readonly timeoutMinutes: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** A job to be put: all but the name has the default that Glue's console would give. */
export type JobToPut = Pick<GlueJob, 'name'> & Partial<Omit<GlueJob, 'name' | 'createdAt' | 'changedAt'>>;

export interface GlueRun {
  /** `jr_` and 64 hex digits. */
  readonly id: string;
  readonly job: string;
  /** 0 for a first run; one more than the run it retries. */
  readonly attempt: number;
  readonly previousRunId: string | null;
  readonly state: RunState;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly endedAt: number | null;
  /** The job's default arguments with those of this run laid over them. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly workers: number;
  readonly workerType: WorkerType;
  readonly timeoutMinutes: number;
  readonly glueVersion: string;
  readonly errorMessage: string | null;
  /** What it used, once it has ended; null for a run of fixed size, of which Glue does not tell it. */
  readonly dpuSeconds: number | null;
}

/** What one run may have different from its job. `previousRunId` names the run that it retries. */
export interface RunOverrides {
  readonly arguments?: Readonly<Record<string, string>> | undefined;
  readonly workers?: number | undefined;
  readonly workerType?: WorkerType | undefined;
  readonly timeoutMinutes?: number | undefined;
  readonly previousRunId?: string | undefined;
}

export interface RunOutcome {
  readonly errorMessage?: string;
  /** Of a run that scales; all its workers for as long as it took when absent. */
  readonly dpuSeconds?: number;
}

export interface Glue {
  /** Creates the job, or replaces it; its runs stay. */
  putJob(job: JobToPut): GlueJob;
  /** All jobs, in the order they were first put. */
  jobs(): readonly GlueJob[];
  /** Throws `EntityNotFoundException` when there is none. */
  job(name: string): GlueJob;
  /** Runs of one job, newest first. Throws `EntityNotFoundException` for an unknown job. */
  runs(job: string): readonly GlueRun[];
  runById(id: string): GlueRun | null;
  /**
   * Starts a run in state `STARTING`. Throws what Glue answers: `EntityNotFoundException`,
   * `ConcurrentRunsExceededException`, `InvalidInputException`.
   */
  startRun(job: string, overrides?: RunOverrides): GlueRun;
  /** Moves a run to a state. Throws when there is no such run, or when it has already ended. */
  advanceRun(id: string, state: RunState, outcome?: RunOutcome): GlueRun;
}

export interface GlueSources {
  readonly now: () => number;
  readonly newId: () => string;
  readonly started: (run: GlueRun) => void;
  readonly advanced: (run: GlueRun, from: RunState) => void;
}

const UNFINISHED: ReadonlySet<RunState> = new Set(['STARTING', 'RUNNING', 'STOPPING', 'WAITING']);
// Glue refuses Spark jobs of a single worker: one is the driver.
const FEWEST_WORKERS = 2;
/** DPUs of a worker. */
const DPUS: Readonly<Record<WorkerType, number>> = {
  Standard: 1,
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.12X': 12,
  'G.16X': 16,
};
/** The argument that lets a run use fewer workers than it may. */
const AUTO_SCALING = '--enable-auto-scaling';
const JOB_DEFAULTS = {
  workers: 10,
  workerType: 'G.1X',
  maxConcurrentRuns: 1,
  defaultArguments: {},
  glueVersion: '5.0',
  timeoutMinutes: 480,
} as const;

/** Whether a run in this state still occupies one of the job's concurrent runs. */
export function isUnfinished(state: RunState): boolean {
  return UNFINISHED.has(state);
}

/** How many DPUs all the workers are. */
export function capacityOf({ workers, workerType }: Pick<GlueRun, 'workers' | 'workerType'>): number {
  return workers * DPUS[workerType];
}

/** An empty Glue. `started` and `advanced` are called after each change. */
export function createGlue({ now, newId, started, advanced }: GlueSources): Glue {
  const jobs = new Map<string, GlueJob>();
  const runs = new Map<string, GlueRun>();

  function job(name: string): GlueJob {
    const found = jobs.get(name);
    if (found === undefined)
      throw new AwsRefusal('EntityNotFoundException', `Job with name: ${name} not found.`);
    return found;
  }

  function runsOf(name: string): readonly GlueRun[] {
    job(name);
    return [...runs.values()].filter((run) => run.job === name).toReversed();
  }

  return {
    job,
    runs: runsOf,
    jobs: () => [...jobs.values()],
    runById: (id) => runs.get(id) ?? null,
    putJob: (wanted) => {
      const createdAt = jobs.get(wanted.name)?.createdAt ?? now();
      const put: GlueJob = { ...JOB_DEFAULTS, ...wanted, createdAt, changedAt: now() };
      jobs.set(put.name, put);
      return put;
    },
    startRun: (name, overrides = {}) => {
      const definition = jobs.get(name);
      if (definition === undefined) {
        throw new AwsRefusal('EntityNotFoundException', 'Failed to start job run due to missing metadata.');
      }
      const previous = previousRun(runs, name, overrides.previousRunId);
      if ((overrides.workers ?? FEWEST_WORKERS) < FEWEST_WORKERS) {
        throw new AwsRefusal(
          'InvalidInputException',
          `Number of workers must be at least ${FEWEST_WORKERS}.`,
        );
      }
      const busy = runsOf(name).filter((run) => isUnfinished(run.state)).length;
      if (busy >= definition.maxConcurrentRuns) {
        throw new AwsRefusal('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${name}`);
      }
      const at = now();
      const run: GlueRun = {
        id: `jr_${createHash('sha256').update(newId()).digest('hex')}`,
        job: name,
        attempt: previous === null ? 0 : previous.attempt + 1,
        previousRunId: previous?.id ?? null,
        state: 'STARTING',
        startedAt: at,
        changedAt: at,
        endedAt: null,
        arguments: { ...definition.defaultArguments, ...overrides.arguments },
        workers: overrides.workers ?? definition.workers,
        workerType: overrides.workerType ?? definition.workerType,
        timeoutMinutes: overrides.timeoutMinutes ?? definition.timeoutMinutes,
        glueVersion: definition.glueVersion,
        errorMessage: null,
        dpuSeconds: null,
      };
      runs.set(run.id, run);
      started(run);
      return run;
    },
    advanceRun: (id, state, { errorMessage, dpuSeconds } = {}) => {
      const before = runs.get(id);
      if (before === undefined) throw new Error(`Expected the id of a run, got ${JSON.stringify(id)}`);
      if (!isUnfinished(before.state)) {
        throw new Error(`Expected an unfinished run, got ${id}, which is ${before.state}`);
      }
      const at = now();
      const run: GlueRun = {
        ...before,
        state,
        changedAt: at,
        endedAt: isUnfinished(state) ? null : at,
        errorMessage: errorMessage ?? null,
        dpuSeconds:
          isUnfinished(state) || before.arguments[AUTO_SCALING] !== 'true'
            ? null
            : (dpuSeconds ?? capacityOf(before) * Math.round((at - before.startedAt) / 1_000)),
      };
      runs.set(id, run);
      advanced(run, before.state);
      return run;
    },
  };
}

function previousRun(
  runs: ReadonlyMap<string, GlueRun>,
  job: string,
  id: string | undefined,
): GlueRun | null {
  if (id === undefined) return null;
  const run = runs.get(id);
  if (run === undefined || run.job !== job) {
    throw new AwsRefusal('EntityNotFoundException', `Job run ${id} of job ${job} not found.`);
  }
  if (isUnfinished(run.state)) {
    throw new AwsRefusal(
      'InvalidInputException',
      `Job run ${id} is in state ${run.state} and cannot be retried.`,
    );
  }
  return run;
}
