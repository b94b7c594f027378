/** What is told of the errors of a Lambda function: why it fails, how often of how often, and since when. Pure. */

import type { Result } from '../lib/result.ts';
import type { Finding } from './finding.ts';
import type { EventLines } from './event-lines.ts';
import type { LogLine, RootCause } from './log-errors.ts';
import type { LogWindow } from './log-window.ts';

import { logLink } from '../lib/console-links.ts';
import { errorTable, linesAround } from './error-report.ts';
import { finding } from './findings.ts';
import { formatTime } from '../lib/moment.ts';
import { memoryUsedUp } from './lambda-lines.ts';
import { findRootCause } from './log-errors.ts';
import { logFacts, periodWords, sinceWords } from './log-window.ts';
import { numberText } from './units.ts';

/** The lines of one stream around an error; the index is that of the error. */
export interface Around {
  readonly stream: string;
  readonly lines: readonly LogLine[];
  readonly index: number;
}

export interface FunctionErrors {
  readonly name: string;
  readonly group: string;
  readonly window: LogWindow;
  readonly read: EventLines;
  /** What was found before what stands around it was read. */
  readonly root: RootCause | null;
  /** Null when it could not be read, or there is no error. */
  readonly around: Around | null;
  readonly counts: Result<InvocationCounts, string>;
}

export interface InvocationCounts {
  readonly invocations: number;
  readonly failed: number;
}

/** Of the errors that were read: `ok` when they tell of a known cause, or there are none at all. */
export function functionErrorsFinding(
  errors: FunctionErrors,
  { region, shownLines }: { readonly region: string; readonly shownLines: number },
): Finding {
  const { name, group, window, read, around, counts } = errors;
  const [first] = read.heads;
  const last = read.heads.at(-1);
  const words = causeWords(errors);
  const common = {
    trueAt: window.now,
    links: [logLink(region, group, around?.stream ?? null)],
    next: ['/etl ingestion'],
  };
  const unread = counts.ok ? [] : [{ label: 'Invocations', value: counts.error }];
  if (first === undefined || last === undefined) {
    const { verdict, summary } = withoutErrors(name, window, counts);
    return finding({ verdict, summary, ...common, facts: [...logFacts(null, window), ...unread] });
  }
  const why = words === null ? 'No known cause: the last error is below' : `Cause: ${words}`;
  return finding({
    verdict: words === null ? 'warn' : 'ok',
    summary: `${name}: ${howMany(read, counts)}${sinceWords(first.at, window)}. ${why}`,
    clue: `${howMany(read, counts)}${sinceWords(first.at, window)}: ${words ?? 'no known cause'}`,
    ...(words === null ? {} : { cause: words }),
    ...common,
    facts: [
      ...(last.at === first.at ? [] : [{ label: 'Last error', value: formatTime(last.at) }]),
      ...logFacts(first.at, { ...window, hadLonger: window.hadLonger || read.hadLonger }),
      ...unread,
    ],
    table: errorTable(read.heads, errors.root),
    excerpt: {
      title: `From ${group}, errors only`,
      lines:
        around === null ? linesAround(read.heads, 0, 1) : linesAround(around.lines, around.index, shownLines),
    },
  });
}

/** The line to look around: that of the cause, else the last error. Null without one. */
export function lineOfCause({
  lines,
  heads,
}: EventLines): { readonly root: RootCause | null; readonly line: number } | null {
  const last = heads.at(-1);
  if (last === undefined) return null;
  const root = findRootCause(null, lines);
  return { root, line: root?.line ?? lines.indexOf(last) };
}

// A process that is killed says nothing of memory: Lambda's report after it does.
function causeWords({ root, around }: FunctionErrors): string | null {
  const memory = around?.lines.slice(around.index).flatMap(({ text }) => memoryUsedUp(text) ?? [])[0];
  if (memory === undefined) return root?.cause.words ?? null;
  if (root === null) return `out of memory, ${memory} used`;
  return root.cause.id === 'timeout'
    ? `${root.cause.words}, with ${memory} of memory used`
    : root.cause.words;
}

function withoutErrors(
  name: string,
  window: LogWindow,
  counts: FunctionErrors['counts'],
): Pick<Finding, 'verdict' | 'summary'> {
  const period = periodWords(window);
  if (window.hadMore)
    return {
      verdict: 'unknown',
      summary: `${name}: no error in what could be read of the log of ${period}.`,
    };
  if (!counts.ok) return { verdict: 'ok', summary: `${name}: no error in ${period}.` };
  const { invocations, failed } = counts.value;
  if (failed > 0) {
    const summary = `${name}: ${numberText(failed)} of ${numberText(invocations)} invocations failed in ${period}, and no line of its log tells why.`;
    return { verdict: 'warn', summary };
  }
  const runs = invocations === 0 ? ', and no invocation' : ` in ${numberText(invocations)} invocations`;
  return { verdict: 'ok', summary: `${name}: no error in ${period}${runs}.` };
}

/** What Lambda counts as failed is what was thrown; a function may also log errors and go on. */
function howMany({ heads }: EventLines, counts: FunctionErrors['counts']): string {
  const logged = `${numberText(heads.length)} ${heads.length === 1 ? 'error' : 'errors'} in its log`;
  if (!counts.ok) return logged;
  const { invocations, failed } = counts.value;
  return failed === 0
    ? `${logged}, none of ${numberText(invocations)} invocations failed,`
    : `${numberText(failed)} of ${numberText(invocations)} invocations failed`;
}
