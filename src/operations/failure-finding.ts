/** What is told of a run: why it failed, or that it did not. Pure: everything was read before. */

import type { Fact } from '../alarms/event.ts';
import type { Result } from '../lib/result.ts';
import type { Finding } from './finding.ts';
import type { LogLine, RootCause } from './log-errors.ts';
import { formatDuration } from '../lib/duration.ts';
import { firstLine, truncate, withoutStop } from '../lib/text.ts';
import { asTyped } from './arguments.ts';
import { logLink, runLink } from '../lib/console-links.ts';
import { finding } from './findings.ts';
import { endText, isActive, runFact, type GlueRun } from './glue-run.ts';
import { formatTime } from '../lib/moment.ts';
import { errorTable, linesAround } from './error-report.ts';
import { findRootCause, lineToShow } from './log-errors.ts';
import { roomierRetries } from './worker-types.ts';

export interface Setting {
  /** Milliseconds. */
  readonly now: number;
  readonly region: string;
}

export interface RunStream {
  readonly group: string;
  readonly stream: string;
  /** Oldest first, redacted, each a single line, with its traits. */
  readonly lines: readonly LogLine[];
}

export interface TaskCounts {
  readonly failed: number;
  readonly total: number;
}

export interface RunLog {
  readonly streams: readonly RunStream[];
  /** Whether the run wrote more lines than these, earlier or in other streams. */
  readonly hadMore: boolean;
  /** Whether some of these were longer than they are here. */
  readonly hadLonger: boolean;
}

/** What was read of a failed run; where reading failed, the sentence that says why. */
export interface Evidence {
  readonly run: GlueRun;
  /** The job's newest run, where that came after this one and did not fail; null when there is none, or nobody looked. */
  readonly later: GlueRun | null;
  readonly log: Result<RunLog, string>;
  readonly tasks: Result<TaskCounts | null, string>;
  /** How often Glue runs the job by itself before it gives up; null where that is not known. */
  readonly mostAttempts: number | null;
}

/** Of a run that did not fail. */
export function notFailedFinding(run: GlueRun, { now, region }: Setting): Finding {
  const state = isActive(run)
    ? `${run.state.toLowerCase()}${run.startedAt === null ? '' : ` since ${formatTime(run.startedAt)}`}`
    : `its run ${endText(run)}`;
  return finding({
    verdict: 'warn',
    summary: `${run.job} has not failed: ${state}.`,
    trueAt: now,
    facts: [runFact(run, now)],
    links: [runLink(region, run.job, run.id)],
  });
}

/**
 * Of a run that failed: `ok` when a known cause was found, `warn` when none was, `unknown` when none was and the log
 * could not be read. `shownLines` is the length of the excerpt, `maxWorkers` what a suggested retry may ask for.
 */
export function failureFinding(
  { run, later, log, tasks, mostAttempts }: Evidence,
  {
    now,
    region,
    shownLines,
    maxWorkers,
  }: Setting & { readonly shownLines: number; readonly maxWorkers: number },
): Finding {
  const streams = log.ok ? log.value.streams : [];
  const lines = streams.flatMap((stream) => stream.lines);
  const message = run.errorMessage;
  const root = run.state === 'TIMEOUT' ? timedOut(run) : findRootCause(message, lines);
  const place = placeOf(lineToShow(root, lines), streams);
  const counts = tasks.ok ? tasks.value : null;
  const why =
    root === null ? `${run.job} failed${unexplained(message, log, lines)}` : explained(root, counts);
  return finding({
    verdict: root !== null ? 'ok' : log.ok ? 'warn' : 'unknown',
    summary: later === null ? why : `${withoutStop(why)}. A later run ${standing(later)}.`,
    clue: clueOf({ run, later, mostAttempts }, root, counts),
    ...(root === null ? {} : { cause: root.cause.words }),
    trueAt: now,
    facts: [
      runFact(run, now),
      ...(later === null ? [] : [{ ...runFact(later, now), label: 'Later run' }]),
      ...(counts === null || root?.cause.id === 'out-of-memory'
        ? []
        : [{ label: 'Failed tasks', value: `${counts.failed} of ${counts.total}` }]),
      ...glueSays(message, root),
      ...(log.ok ? leftOut(log.value, lines.length) : [{ label: 'Log', value: log.error }]),
      ...(tasks.ok ? [] : [{ label: 'Tasks', value: tasks.error }]),
    ],
    table: errorTable(lines, root),
    excerpt: place === null ? null : excerptAround(place, run, shownLines),
    links: [
      runLink(region, run.job, run.id),
      ...(place === null ? [] : [logLink(region, place.stream.group, place.stream.stream)]),
    ],
    // What has run well since, or runs now, is not to be run once more: a retry would be refused.
    next: later === null || later.state === 'STOPPED' ? nextCommands(run, root, maxWorkers) : [],
  });
}

/** `succeeded`, `was stopped`, `is running`. */
function standing(run: GlueRun): string {
  const state = run.state.toLowerCase();
  if (isActive(run)) return `is ${state}`;
  return run.state === 'STOPPED' ? 'was stopped' : state;
}

// A time-out is Glue's own doing, so the log need not mention it.
function timedOut(run: GlueRun): RootCause {
  const limit = run.timeoutMinutes === null ? '' : ` of ${formatDuration(run.timeoutMinutes * 60_000)}`;
  return { cause: { id: 'timeout', words: `ran into its time limit${limit}` }, line: null };
}

function explained(root: RootCause, tasks: TaskCounts | null): string {
  return `Cause: ${causeWords(root, tasks)}`;
}

function causeWords({ cause }: RootCause, tasks: TaskCounts | null): string {
  const counted = cause.id === 'out-of-memory' && tasks !== null && tasks.failed > 0;
  return `${cause.words}${counted ? ` in ${tasks.failed} of ${tasks.total} tasks` : ''}`;
}

/** `out of memory in 14 of 200 tasks, attempt 1 of 2`. */
function clueOf(
  { run: { attempt }, later, mostAttempts }: Pick<Evidence, 'run' | 'later' | 'mostAttempts'>,
  root: RootCause | null,
  tasks: TaskCounts | null,
): string {
  const why = root === null ? 'no known cause' : causeWords(root, tasks);
  // Those that a person asked for come on top.
  const most = mostAttempts === null || attempt > mostAttempts ? '' : ` of ${mostAttempts}`;
  return `${why}, attempt ${attempt}${most}${later === null ? '' : `; a later run ${standing(later)}`}`;
}

function unexplained(message: string | null, log: Evidence['log'], lines: readonly LogLine[]): string {
  if (message !== null) return ` for no known cause. Glue says: ${toldInSummary(message)}`;
  if (!log.ok) return '. Glue gives no reason, and its log could not be read.';
  if (lines.length === 0) return '. Glue gives no reason, and it wrote no log.';
  return ' for no known cause. The last error of its log is below.';
}

// Glue's message repeats what the log says, at length: it is told where the log does not hold the cause.
function glueSays(message: string | null, root: RootCause | null): readonly Fact[] {
  if (message === null || (root !== null && root.line !== null)) return [];
  if (root === null && message === toldInSummary(message)) return [];
  return [{ label: 'Glue says', value: truncate(message, 300) }];
}

function leftOut({ hadMore, hadLonger }: RunLog, lines: number): readonly Fact[] {
  const told = [
    ...(hadMore ? [`only the last ${lines.toLocaleString('en')} lines were read`] : []),
    ...(hadLonger ? ['lines that are very long were cut'] : []),
  ];
  return told.length === 0 ? [] : [{ label: 'Log', value: told.join('; ') }];
}

function toldInSummary(message: string): string {
  return truncate(firstLine(message), 200);
}

interface Place {
  readonly stream: RunStream;
  readonly index: number;
}

/** The stream and the index in it of a line counted over all streams. */
function placeOf(line: number | null, streams: readonly RunStream[]): Place | null {
  if (line === null) return null;
  let before = 0;
  for (const stream of streams) {
    if (line < before + stream.lines.length) return { stream, index: line - before };
    before += stream.lines.length;
  }
  return null;
}

function excerptAround(
  { stream: { group, stream, lines }, index }: Place,
  run: GlueRun,
  count: number,
): Finding['excerpt'] {
  const executor = stream === run.id ? '' : ` ${stream.replace(run.id, '…')}`;
  return { title: `From ${group}${executor}, errors only`, lines: linesAround(lines, index, count) };
}

function nextCommands(run: GlueRun, root: RootCause | null, maxWorkers: number): readonly string[] {
  const retry = `/etl retry ${asTyped(run.job)}`;
  switch (root?.cause.id) {
    case 'out-of-memory':
    case 'disk-full':
      return roomierRetries(run, maxWorkers).map((option) => `${retry} ${option}`);
    case 'throttled':
    case 'connection':
    case 'concurrent-runs':
      return [retry];
    default:
      return [];
  }
}
