/**
 * Reads what one Glue run wrote: its streams in CloudWatch Logs, from their ends, and its task counts in CloudWatch.
 * Bounded in streams and lines, as a run may write gigabytes and the reason it failed stands at the end.
 */

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { RunLog, RunStream, TaskCounts } from '../../operations/failure-finding.ts';
import type { GlueRun } from '../../operations/glue-run.ts';
import type { LogEvent, ReadLines } from '../../operations/log-lines.ts';
import type { AwsClients } from '../clients.ts';

import { setImmediate } from 'node:timers/promises';
import { countLines, readLines } from '../../operations/log-lines.ts';

const DEFAULT_GROUP = '/aws-glue/jobs';
const GROUP_SUFFIXES = ['error', 'output', 'logs-v2'] as const;
const STREAMS_PER_GROUP = 8;
const EVENTS_PER_PAGE = 5_000;
// The page after the last line is empty: only there one sees that there is no more.
const PAGES_PER_STREAM = 3;
const LINES_PER_STREAM = 10_000;
/** Each line costs some dozens of microseconds, in a process with people to answer. */
const MOST_LINES = 20_000;

// CloudWatch keeps one-minute datapoints for 15 days, hourly ones for 455.
const MINUTE_MS = 60_000;
const MINUTE_DATA_KEPT_MS = 14 * 24 * 60 * MINUTE_MS;
// Datapoints arrive up to some minutes after what they count.
const METRIC_DELAY_MS = 5 * MINUTE_MS;

/**
 * What a run wrote, the driver's streams before those of executors. When it wrote more than the bounds above, of each
 * stream the end is read, streams that come later are left out, and the log says so. Throws what the SDK throws.
 */
export async function readRunLog(
  logs: AwsClients['logs'],
  run: GlueRun,
  signal: AbortSignal,
): Promise<RunLog> {
  const groups = await Promise.all(
    groupsOf(run).map(async (group) => ({ group, streams: await streamsOf(logs, group, run.id, signal) })),
  );
  const named = groups.flatMap(({ group, streams }) =>
    streams.slice(0, STREAMS_PER_GROUP).map((stream) => ({ group, stream })),
  );
  const streams: RunStream[] = [];
  let room = MOST_LINES;
  let hadMore = groups.some(({ streams: all }) => all.length > STREAMS_PER_GROUP);
  let hadLonger = false;
  for (const { group, stream } of named) {
    const end = await readEnd(logs, { group, stream, most: Math.min(room, LINES_PER_STREAM), signal });
    if (end.lines.length > 0) streams.push({ group, stream, lines: end.lines });
    room -= end.lines.length;
    hadMore ||= end.hadMore;
    hadLonger ||= end.hadLonger;
  }
  return { streams, hadMore, hadLonger };
}

/**
 * How many Spark tasks of the run failed, of how many that ended. Null when the job publishes no metrics, which it
 * does only with `--enable-metrics`. Throws what the SDK throws.
 */
export async function readTaskCounts(
  cloudWatch: AwsClients['cloudWatch'],
  run: GlueRun,
  now: number,
  signal: AbortSignal,
): Promise<TaskCounts | null> {
  if (run.startedAt === null) return null;
  const periodMs = now - run.startedAt > MINUTE_DATA_KEPT_MS ? 60 * MINUTE_MS : MINUTE_MS;
  const startMs = Math.floor(run.startedAt / periodMs) * periodMs;
  const endMs = Math.max((run.endedAt ?? now) + METRIC_DELAY_MS, startMs + periodMs);
  const { MetricDataResults } = await cloudWatch.getMetricData(
    {
      StartTime: new Date(startMs),
      EndTime: new Date(Math.ceil(endMs / periodMs) * periodMs),
      MetricDataQueries: [
        taskQuery('failed', 'glue.driver.aggregate.numFailedTasks', run, periodMs),
        taskQuery('completed', 'glue.driver.aggregate.numCompletedTasks', run, periodMs),
      ],
    },
    { abortSignal: signal },
  );
  // Glue publishes deltas: their sum is the count.
  const sums = new Map(
    MetricDataResults?.map(({ Id, Values }) => [Id, (Values ?? []).reduce((sum, value) => sum + value, 0)]),
  );
  const failed = Math.round(sums.get('failed') ?? 0);
  const total = failed + Math.round(sums.get('completed') ?? 0);
  return total === 0 ? null : { failed, total };
}

function groupsOf(run: GlueRun): readonly string[] {
  const own = run.logGroup?.replace(/\/(?:error|output|logs-v2)?$/, '');
  const bases = own === undefined || own === '' ? [DEFAULT_GROUP] : [own, DEFAULT_GROUP];
  const continuous = run.arguments['--continuous-log-logGroup'];
  const named = bases.flatMap((base) => GROUP_SUFFIXES.map((suffix) => `${base}/${suffix}`));
  return [...new Set(continuous === undefined ? named : [continuous, ...named])];
}

// The driver's stream is the run id alone, so it sorts first; executors follow as `<run id>_<executor>`.
async function streamsOf(
  logs: AwsClients['logs'],
  group: string,
  runId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const { logStreams } = await logs.describeLogStreams(
      { logGroupName: group, logStreamNamePrefix: runId },
      { abortSignal: signal },
    );
    return (logStreams ?? [])
      .flatMap(({ logStreamName }) => logStreamName ?? [])
      .filter((name) => isOfRun(name, runId) && !name.endsWith('-progress-bar'))
      .toSorted((a, b) => rank(a, runId) - rank(b, runId));
  } catch (error) {
    // A group comes into being with its first line: one that is not there holds nothing of this run.
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
}

// `jr_ab` is also a prefix of `jr_abc`, and `jr_ab_attempt_1` is another run.
function isOfRun(stream: string, runId: string): boolean {
  const rest = stream.slice(runId.length);
  return rest === '' || (/^[-_]/.test(rest) && !rest.startsWith('_attempt_'));
}

function rank(stream: string, runId: string): number {
  return stream === runId || stream === `${runId}-driver` ? 0 : 1;
}

/** The last lines of a stream, `most` of them. */
async function readEnd(
  logs: AwsClients['logs'],
  {
    group,
    stream,
    most,
    signal,
  }: {
    readonly group: string;
    readonly stream: string;
    readonly most: number;
    readonly signal: AbortSignal;
  },
): Promise<ReadLines> {
  // From the end to the beginning, kept as they came: a secret is known by what stands before it.
  const pages: (readonly LogEvent[])[] = [];
  let lines = 0;
  let hasMore = true;
  let token: string | undefined;
  for (let page = 0; page < PAGES_PER_STREAM && lines < most; page += 1) {
    const answer = await logs.getLogEvents(
      {
        logGroupName: group,
        logStreamName: stream,
        startFromHead: false,
        limit: EVENTS_PER_PAGE,
        nextToken: token,
      },
      { abortSignal: signal },
    );
    const read = (answer.events ?? []).map(({ timestamp, message }) => ({
      at: timestamp ?? 0,
      message: message ?? '',
    }));
    pages.unshift(read);
    lines += read.reduce((sum, { message }) => sum + countLines(message), 0);
    // The beginning of a stream is where the same token comes back.
    hasMore = answer.nextBackwardToken !== undefined && answer.nextBackwardToken !== token;
    if (!hasMore) break;
    token = answer.nextBackwardToken;
  }
  const end = await readLines(pages.flat(), most, setImmediate);
  return { ...end, hadMore: end.hadMore || hasMore };
}

function taskQuery(id: string, name: string, run: GlueRun, periodMs: number): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: 'Glue',
        MetricName: name,
        Dimensions: [
          { Name: 'JobName', Value: run.job },
          { Name: 'JobRunId', Value: run.id },
          { Name: 'Type', Value: 'count' },
        ],
      },
      Period: periodMs / 1_000,
      Stat: 'Sum',
    },
  };
}
