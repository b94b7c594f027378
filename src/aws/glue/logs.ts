/**
 * `logs <job>`: why a run failed, in one line, with the errors grouped and the lines around the first of them. It
 * only reads; what the log says is shown redacted and without its routine lines and times, otherwise as it stands.
 */

import type { AwsClients } from '../clients.ts';
import type { Clock } from '../../handlers/ports.ts';
import type { Finding } from '../../operations/finding.ts';
import type { ArgumentSpec, Arguments, Operation, RunContext } from '../../operations/operation.ts';
import { describeAwsError } from '../errors.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { checkJob, checkNumber, checkRun, unknownArgument } from '../../operations/arguments.ts';
import { runsLink } from '../../lib/console-links.ts';
import { failureFinding, notFailedFinding } from '../../operations/failure-finding.ts';
import { ended, finding } from '../../operations/findings.ts';
import { refusedByAws } from '../refusals.ts';
import { hasFailed, type GlueRun } from '../../operations/glue-run.ts';
import { readRecentRuns, readRun } from './read-runs.ts';
import { readRunLog, readTaskCounts } from './run-log.ts';

export interface LogsOptions {
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** What a suggested retry may ask for at most. */
  readonly maxWorkers: number;
}

const ARGUMENTS: readonly ArgumentSpec[] = [
  { name: 'job', summary: 'The Glue job', form: 'positional', required: true, example: '<job>' },
  {
    name: 'run',
    summary: 'A run instead of the latest failed one',
    form: 'option',
    required: false,
    example: 'jr_0a1b…',
  },
  {
    name: 'lines',
    summary: 'How many lines to show around the error',
    form: 'option',
    required: false,
    example: '12',
  },
];

const DEFAULT_LINES = 5;
const MOST_LINES = 50;

/** The operation behind `/etl logs`. */
export function createLogs(options: LogsOptions): Operation {
  return {
    verb: 'logs',
    summary: 'Why a Glue job failed: its errors grouped, and the log around the first',
    risk: 'read',
    arguments: ARGUMENTS,
    iam: [
      'glue:GetJobRun',
      'glue:GetJobRuns',
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
      'cloudwatch:GetMetricData',
    ],
    afterCrash: 'rerun',
    check,
    harmless: () => true,
    intent: ({ job = '' }) => `Read why ${job} failed`,
    target: () => null,
    preview: null,
    start: async (context) => ended(await explain(options, context)),
    follow: async (context) => ended(await explain(options, context)),
    verify: async () => ({ state: 'not-started' }),
  };
}

function check(args: Arguments): Result<Arguments, string> {
  const stranger = unknownArgument(args, ARGUMENTS);
  if (stranger !== null) return err(stranger);
  const job = checkJob(args['job']);
  if (!job.ok) return job;
  const run = checkRun(args['run']);
  if (!run.ok) return run;
  const lines = checkNumber('--lines', args['lines'], 1, MOST_LINES);
  if (!lines.ok) return lines;
  return ok({
    job: job.value,
    ...(run.value === null ? {} : { run: run.value }),
    lines: String(lines.value ?? DEFAULT_LINES),
  });
}

async function explain(options: LogsOptions, { args, signal }: RunContext): Promise<Finding> {
  const { clients, clock } = options;
  const job = args['job'] ?? '';
  let run: GlueRun | null;
  try {
    run = await chooseRun(clients, job, args['run'], signal);
  } catch (error) {
    const action = args['run'] === undefined ? 'glue:GetJobRuns' : 'glue:GetJobRun';
    return refusedByAws(describeAwsError(error, { doing: `read the runs of ${job}`, action }), clock(), {
      links: [runsLink(clients.region, job)],
    });
  }
  if (run === null) {
    const summary = `${job} has never run: there is nothing to read.`;
    return finding({ verdict: 'warn', summary, trueAt: clock(), links: [runsLink(clients.region, job)] });
  }
  if (!hasFailed(run)) return notFailedFinding(run, { now: clock(), region: clients.region });
  return explainFailure(options, run, Number(args['lines'] ?? DEFAULT_LINES), signal);
}

async function chooseRun(
  clients: AwsClients,
  job: string,
  id: string | undefined,
  signal: AbortSignal,
): Promise<GlueRun | null> {
  if (id !== undefined) return readRun(clients.glue, job, id, signal);
  const runs = await readRecentRuns(clients.glue, job, signal);
  return runs.find(hasFailed) ?? runs[0] ?? null;
}

async function explainFailure(
  { clients, clock, maxWorkers }: LogsOptions,
  run: GlueRun,
  shownLines: number,
  signal: AbortSignal,
): Promise<Finding> {
  const [log, tasks] = await Promise.all([
    orSentence(readRunLog(clients.logs, run, signal), 'read its log', 'logs:GetLogEvents'),
    orSentence(
      readTaskCounts(clients.cloudWatch, run, clock(), signal),
      'count its tasks',
      'cloudwatch:GetMetricData',
    ),
  ]);
  return failureFinding(
    { run, log, tasks },
    { now: clock(), region: clients.region, shownLines, maxWorkers },
  );
}

async function orSentence<T>(reading: Promise<T>, doing: string, action: string): Promise<Result<T, string>> {
  try {
    return ok(await reading);
  } catch (error) {
    return err(describeAwsError(error, { doing, action }).sentence);
  }
}
