/** What `retry` may be asked, and what of it makes sense. No I/O. */

import type { ArgumentSpec, Arguments } from './operation.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { checkJob, checkNumber, checkRun, unknownArgument } from './arguments.ts';
import { findWorkerType, WORKER_TYPES } from './worker-types.ts';

// Glue refuses Spark jobs of a single worker: one is the driver.
const FEWEST_WORKERS = 2;

/** Far above what anybody retries; a bound only against what is no attempt. */
const MOST_ATTEMPTS = 10_000;

/** The arguments of `retry`, in the order of its help. */
export const RETRY_ARGUMENTS: readonly ArgumentSpec[] = [
  { name: 'job', summary: 'The Glue job', form: 'positional', required: true, example: '<job>' },
  {
    name: 'run',
    summary: 'A run instead of the latest failed one',
    form: 'option',
    required: false,
    example: 'jr_0a1b…',
  },
  {
    name: 'workers',
    summary: 'How many workers instead of those it had',
    form: 'option',
    required: false,
    example: '20',
  },
  {
    name: 'worker-type',
    summary: 'A worker type instead of the one it had',
    form: 'option',
    required: false,
    example: 'G.2X',
  },
  {
    name: 'attempt',
    summary: 'Start only if it is this attempt, as a preview promised',
    form: 'option',
    required: false,
    example: '3',
  },
  {
    name: 'dry-run',
    summary: 'Say what would be started, start nothing',
    form: 'flag',
    required: false,
    example: '',
  },
];

/** Checks and normalises them; `maxWorkers` bounds what may be asked for. The error is a sentence. */
export function checkRetry(args: Arguments, maxWorkers: number): Result<Arguments, string> {
  const stranger = unknownArgument(args, RETRY_ARGUMENTS);
  if (stranger !== null) return err(stranger);
  const job = checkJob(args['job']);
  if (!job.ok) return job;
  const run = checkRun(args['run']);
  if (!run.ok) return run;
  const workers = checkNumber('--workers', args['workers'], FEWEST_WORKERS, maxWorkers);
  if (!workers.ok) return workers;
  const attempt = checkNumber('--attempt', args['attempt'], 1, MOST_ATTEMPTS);
  if (!attempt.ok) return attempt;
  const wantedType = args['worker-type'];
  const workerType = wantedType === undefined ? null : findWorkerType(wantedType);
  if (wantedType !== undefined && workerType === null) {
    return err(
      `Expected --worker-type to be one of ${WORKER_TYPES.join(', ')}, got ${JSON.stringify(wantedType.slice(0, 60))}.`,
    );
  }
  if (args['dry-run'] !== undefined && !isDryRun(args)) return err('--dry-run takes no value.');
  return ok({
    job: job.value,
    ...(run.value === null ? {} : { run: run.value }),
    ...(workers.value === null ? {} : { workers: String(workers.value) }),
    ...(workerType === null ? {} : { 'worker-type': workerType }),
    ...(attempt.value === null ? {} : { attempt: String(attempt.value) }),
    ...(isDryRun(args) ? { 'dry-run': 'true' } : {}),
  });
}

/** Whether nothing is to be started. */
export function isDryRun(args: Arguments): boolean {
  return args['dry-run'] === 'true';
}

/** What these arguments would start, as far as they say. */
export function retryIntent({ job = '', workers, 'worker-type': type }: Arguments): string {
  if (workers === undefined && type === undefined) return `Start ${job} with the workers it had`;
  if (type === undefined) return `Start ${job} with ${workers} workers`;
  return workers === undefined
    ? `Start ${job} with as many workers as it had, each ${type}`
    : `Start ${job} with ${workers} × ${type}`;
}
