/** The errors of a Lambda function of a while: from its log, the lines around one of them, and how often it ran at all. */

import type { Finding } from '../../operations/finding.ts';
import type { Around, InvocationCounts } from '../../operations/function-errors.ts';
import type { LogLine } from '../../operations/log-errors.ts';
import type { Result } from '../../lib/result.ts';
import type { StreamEvent } from '../newest-events.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { setImmediate } from 'node:timers/promises';
import { err, ok } from '../../lib/result.ts';
import { readEventLines } from '../../operations/event-lines.ts';
import { functionErrorsFinding, lineOfCause } from '../../operations/function-errors.ts';
import { ERROR_PATTERN, lambdaText } from '../../operations/lambda-lines.ts';
import { readLines } from '../../operations/log-lines.ts';
import { sumOf } from '../../operations/points.ts';
import { readMetrics } from '../metric-data.ts';
import { readNewestEvents } from '../newest-events.ts';
import { answerOrReport, orReport } from '../refusals.ts';

const MOST_LINES = 20_000;
const PERIOD_MS = 5 * 60_000;
/** An invocation takes fifteen minutes at most; what led to an error mostly stands in the last of them. */
const BEFORE_MS = 60_000;
/** The report of an invocation comes right after it. */
const AFTER_MS = 5_000;
const LINES_AROUND = 200;

/** The group that a function writes to unless it is told otherwise. */
export function groupOfFunction(name: string): string {
  return `/aws/lambda/${name}`;
}

/** What the log of the function tells, or why it could not be read. Throws a bug as it is. */
export async function explainFunction(
  { name, from, lines: shownLines }: { readonly name: string; readonly from: number; readonly lines: number },
  call: Call,
): Promise<Result<Finding, AwsErrorReport>> {
  const now = call.clock();
  const group = groupOfFunction(name);
  const [newest, counts] = await Promise.all([
    readNewestEvents({ group, pattern: ERROR_PATTERN, from, to: now }, call),
    countInvocations(name, from, now, call),
  ]);
  if (!newest.ok) return newest;
  const { events, hadMore, refusal } = newest.value;
  const read = await readEventLines(
    events.map((event) => ({ ...event, message: lambdaText(event.message) })),
    MOST_LINES,
    setImmediate,
  );
  const cause = lineOfCause(read);
  const line = cause === null ? undefined : read.lines[cause.line];
  const event = cause === null ? undefined : events[read.events[cause.line] ?? -1];
  return ok(
    functionErrorsFinding(
      {
        name,
        group,
        window: {
          from,
          now,
          hadMore: hadMore || read.hadMore,
          hadLonger: read.hadLonger,
          refusal: refusal?.sentence ?? null,
        },
        read,
        root: cause?.root ?? null,
        around: line === undefined || event === undefined ? null : await readAround(group, event, line, call),
        counts,
      },
      { region: call.clients.region, shownLines },
    ),
  );
}

/** The lines of the stream around the error; null when they could not be read, and then the error stands alone. */
async function readAround(
  group: string,
  { at, stream }: StreamEvent,
  error: LogLine,
  { clients, signal }: Call,
): Promise<Around | null> {
  const answer = await answerOrReport(
    clients.logs.getLogEvents(
      {
        logGroupName: group,
        logStreamName: stream,
        startTime: at - BEFORE_MS,
        endTime: at + AFTER_MS,
        startFromHead: false,
        limit: LINES_AROUND,
      },
      { abortSignal: signal },
    ),
    { doing: `read the log ${group}`, action: 'logs:GetLogEvents' },
  );
  if (!answer.ok) return null;
  const events = (answer.value.events ?? []).map(({ timestamp = 0, message = '' }) => ({
    at: timestamp,
    message: lambdaText(message),
  }));
  const { lines } = await readLines(events, MOST_LINES, setImmediate);
  const index = lines.findIndex((line) => line.at === error.at && line.text === error.text);
  return index === -1 ? null : { stream, lines, index };
}

async function countInvocations(
  name: string,
  from: number,
  now: number,
  call: Call,
): Promise<Result<InvocationCounts, string>> {
  const of = { namespace: 'AWS/Lambda', dimensions: { FunctionName: name }, statistic: 'Sum' } as const;
  const read = await orReport(
    readMetrics(
      [
        { ...of, metric: 'Invocations' },
        { ...of, metric: 'Errors' },
      ],
      { from, to: now + PERIOD_MS, periodMs: PERIOD_MS },
      call,
    ),
  );
  if (!read.ok) return err(read.error.sentence);
  const [invocations, failed] = read.value;
  if (invocations == null || failed == null) return err('CloudWatch did not say how many there were.');
  return ok({ invocations: sumOf(invocations), failed: sumOf(failed) });
}
