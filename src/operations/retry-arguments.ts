/** What `retry` may be asked, and how it is told. Pure. */

import type { WorkerType } from './worker-types.ts';

import {
  commandOf,
  flag,
  oneOf,
  option,
  specsOf,
  wholeNumber,
  written,
  type ArgumentsSpec,
} from './arguments.ts';
import { JOB, RUN } from './glue-arguments.ts';
import { WORKER_TYPES } from './worker-types.ts';

export interface RetryArguments {
  readonly job: string;
  readonly run: string | null;
  readonly workers: number | null;
  readonly 'worker-type': WorkerType | null;
  /** What a preview promised. */
  readonly attempt: number | null;
  readonly 'dry-run': boolean;
}

// Glue refuses Spark jobs of a single worker: one is the driver.
const FEWEST_WORKERS = 2;

/** Far above what anybody retries; a bound only against what is no attempt. */
const MOST_ATTEMPTS = 10_000;

/** The arguments of `retry`, in the order of its help; `maxWorkers` bounds what may be asked for. */
export function retryArguments(maxWorkers: number): ArgumentsSpec<RetryArguments> {
  return {
    job: JOB,
    run: RUN,
    workers: option(wholeNumber(FEWEST_WORKERS, maxWorkers), {
      summary: 'How many workers instead of those it had',
      example: '20',
    }),
    'worker-type': option(oneOf(WORKER_TYPES), {
      summary: 'A worker type instead of the one it had',
      example: 'G.2X',
    }),
    attempt: option(wholeNumber(1, MOST_ATTEMPTS), {
      summary: 'Start only if it is this attempt, as a preview promised',
      example: '3',
    }),
    'dry-run': flag({ summary: 'Say what would be started, start nothing' }),
  };
}

/** What these arguments would start, as far as they say. */
export function retryIntent({ job, workers, 'worker-type': type }: RetryArguments): string {
  if (workers === null && type === null) return `Start ${job} with the workers it had`;
  if (type === null) return `Start ${job} with ${workers} workers`;
  return workers === null
    ? `Start ${job} with as many workers as it had, each ${type}`
    : `Start ${job} with ${workers} × ${type}`;
}

/** The command as a person types it, without what was only tried, and promising `attempt` or nothing. */
export function retryCommand(args: RetryArguments, attempt: number | null = null): string {
  const spec = retryArguments(Number.MAX_SAFE_INTEGER);
  return commandOf('retry', specsOf(spec), written(spec, { ...args, attempt, 'dry-run': false }));
}
