/**
 * What went wrong, from the words of a log: which lines are errors, which of them are the same, and which known
 * cause they tell of. Pure; it reads text and says "no known cause" rather than guess.
 */

import { formatDuration } from '../lib/duration.ts';
import { truncate } from '../lib/text.ts';

export interface LogLine {
  /** Milliseconds. */
  readonly at: number;
  readonly text: string;
  /** What the words tell, where somebody read them before; else they are read whenever they are asked for. */
  readonly traits?: LineTraits;
}

/** All that is asked of a line more than once: reading it costs some dozens of microseconds. */
export interface LineTraits {
  readonly isError: boolean;
  readonly isWarning: boolean;
  readonly isTelling: boolean;
  /** Of an error line the known causes that it tells of, else none. */
  readonly causes: ReadonlySet<CauseId>;
  /** Of an error line the words of the exception that ended a script. */
  readonly script: string | null;
  /** Of a line that is routine an empty one. */
  readonly signature: string;
}

export type CauseId =
  | 'out-of-memory'
  | 'disk-full'
  | 'access-denied'
  | 'concurrent-runs'
  | 'throttled'
  | 'schema'
  | 'not-found'
  | 'timeout'
  | 'connection'
  | 'script';

export interface Cause {
  readonly id: CauseId;
  /** In plain words, to stand after "silver-users failed:". */
  readonly words: string;
}

/** The cause, and the line that told of it: its index, or null when Glue's own message did. */
export interface RootCause {
  readonly cause: Cause;
  readonly line: number | null;
}

export interface ErrorGroup {
  readonly signature: string;
  readonly count: number;
  /** The first line of the group, as it stands. */
  readonly example: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

interface Known {
  readonly id: CauseId;
  /** Often what another cause leads to: when Glue's own message says so, the log may know better. */
  readonly consequence?: true;
  readonly pattern: RegExp;
  readonly words: (text: string) => string;
}

/**
 * In order of how much they explain: a lost executor also breaks connections, and every failure of PySpark ends in a
 * traceback. `OnOutOfMemoryError` is a flag in the command line of every JVM, not an error.
 */
const KNOWN: readonly Known[] = [
  {
    id: 'out-of-memory',
    pattern:
      /(?<!On)OutOfMemoryError|\bMemoryError\b|out of memory|memory limits? exceeded|exceed(?:ed|ing) (?:physical |virtual )?memory limits?|GC overhead limit|\bOOM[ -]?[Kk]ill|\bOUT_OF_MEMORY_ERROR\b|[Cc]ommand failed with exit code 137\b|[Ee]xit (?:code|status):? 137\b/,
    words: () => 'out of memory',
  },
  {
    id: 'disk-full',
    pattern: /[Nn]o space left on device|\bENOSPC\b|[Dd]isk quota exceeded|\bDISK_NO_SPACE_ERROR\b/,
    words: () => 'no space left on device',
  },
  {
    id: 'access-denied',
    pattern:
      /\bAccess ?Denied|is not authorized to perform|Insufficient Lake Formation permission|should be given assume role permissions|\bAuthorizationError\b|\b[Pp]ermission denied\b|Status Code: 403\b|\bPERMISSION_ERROR\b/,
    words: (text) => {
      const action = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(text)?.[1];
      return action === undefined ? 'access denied' : `access denied: its role may not ${action}`;
    },
  },
  {
    id: 'concurrent-runs',
    pattern:
      /\bConcurrentRunsExceeded|[Cc]oncurrent runs exceeded|[Mm]ax concurrent (?:job )?runs|\bCONCURRENCY_LIMIT/,
    words: () => 'too many runs of the job at once',
  },
  {
    id: 'throttled',
    pattern:
      /\bSlow ?Down\b|reduce your request rate|\bThrottl(?:ing|ed)\w*|\bTooManyRequests|Rate exceeded|\bProvisionedThroughputExceeded|Status Code: 503\b|\bTHROTTLING_ERROR\b/,
    words: (text) =>
      /Slow ?Down|reduce your request rate|\bS3\b/i.test(text) ? 'throttled by S3' : 'throttled by AWS',
  },
  {
    id: 'schema',
    pattern:
      /\bAnalysisException\b|[Cc]annot resolve ['"`]?[\w.]+|\bUNRESOLVED_COLUMN|\bColumn ['"`].{1,80} (?:does not|cannot)|\bSchemaColumnConvertNotSupported|[Cc]annot (?:safely )?cast\b|\b[Ii]ncompatible (?:schema|type)|[Ss]chema (?:mismatch|of .{1,80} (?:changed|does not match))|[Ff]ailed to merge (?:fields|incompatible)/,
    words: (text) => {
      const column = /(?:cannot resolve|name|[Cc]olumn) ['"`]{1,2}([\w.]{1,80})/i.exec(text)?.[1];
      return column === undefined
        ? 'the data does not fit the schema'
        : `the data does not fit the schema: column ${column}`;
    },
  },
  {
    id: 'not-found',
    pattern:
      /\bEntityNotFoundException\b|\bNoSuchKey\b|\bNoSuchBucket\b|\bFileNotFoundException\b|[Pp]ath does not exist|\bTable or view not found\b|\bTABLE_OR_VIEW_NOT_FOUND\b/,
    words: () => 'an input is missing',
  },
  {
    id: 'timeout',
    consequence: true,
    pattern:
      /[Jj]ob run timed out|\bJOB_RUN_TIMEOUT|[Ee]xceeded its (?:specified )?timeout|\bTask timed out after \d/,
    words: (text) => {
      const seconds = /Task timed out after (\d{1,6})/.exec(text)?.[1];
      return seconds === undefined
        ? 'ran into its time limit'
        : `ran into its time limit of ${formatDuration(Number(seconds) * 1_000)}`;
    },
  },
  {
    id: 'connection',
    consequence: true,
    pattern:
      /[Cc]onnection (?:refused|reset|timed out)|\bConnectException\b|\bUnknownHostException\b|\bSocketTimeoutException\b|\bCommunications link failure\b|[Cc]onnect(?:ion)? timed out|[Uu]nable to execute HTTP request|[Nn]ame or service not known|\bCONNECTION_ERROR\b/,
    words: () => 'a connection failed',
  },
];

const SCRIPT_ERROR =
  /^(?:.{0,160}?\b(?:ERROR|Error Category: [\w ]{1,60})[^A-Z]{0,20})?((?:[\w.]{1,200}\.)?[A-Z]\w*(?:Error|Exception|Exit|Interrupt)): (.+)$/;
const QUIET_LEVEL = /^.{0,80}?\b(?:TRACE|DEBUG|INFO)\b/;
const WARNING_LEVEL = /^.{0,80}?\bWARN(?:ING)?\b/;
const ERROR_WORDS =
  /\b(?:ERROR|FATAL|SEVERE|CRITICAL)\b|(?:^|[\s.:([])\w*(?:Exception|Error)\b|\bTraceback\b|\b[Kk]illed\b|\bexit code [1-9]|\b[Ff]ailed\b/;
const STACK_FRAME = /^\s*(?:at\s+[\w$.<>/]+\(|File ".{1,300}", line \d+|\.\.\. \d+ more|\^+\s*$)/;
const LOG_TIME =
  /^\s*\[?\d{2,4}[-/]\d{2}[-/]\d{2,4}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\]?\s*/;
// Python's frames name a line of the job's own script; those of the JVM name the engine's.
const JVM_FRAME = /^\s*(?:at\s+[\w$.<>/]+\(|\.\.\. \d+ more|Driver stacktrace:)/;
// Begins only where a dotted name does: trying every part of a long one would be quadratic.
const PACKAGE = /(?<![\w.])(?:[a-z]\w*\.)+(?=[A-Z]\w*(?:Exception|Error)\b)/g;
const SIGNATURE_LIMIT = 300;

/** The line with its traits, so that what is asked of it later costs nothing. */
export function readLine({ at, text }: LogLine): LogLine {
  return { at, text, traits: traitsOf({ at, text }) };
}

/** The traits of a line, read now unless they were before. */
export function traitsOf({ text, traits }: LogLine): LineTraits {
  if (traits !== undefined) return traits;
  const isError = isErrorLine(text);
  const telling = isError || isTelling(text);
  return {
    isError,
    isWarning: WARNING_LEVEL.test(text),
    isTelling: telling,
    causes: new Set(isError ? KNOWN.filter(({ pattern }) => pattern.test(text)).map(({ id }) => id) : []),
    script: isError ? scriptWords(text) : null,
    signature: telling ? signature(text) : '',
  };
}

/** The known cause that a text tells of, or null. */
export function classify(text: string): Cause | null {
  for (const known of KNOWN) {
    if (known.pattern.test(text)) return { id: known.id, words: known.words(text) };
  }
  return null;
}

/** Whether a line tells of an error: not a stack frame, and not of level INFO or below. */
export function isErrorLine(text: string): boolean {
  return (
    !STACK_FRAME.test(text) && !QUIET_LEVEL.test(text) && (ERROR_WORDS.test(text) || classify(text) !== null)
  );
}

/** Whether a line is worth showing beside an error: neither routine of any level, nor a frame of the JVM. */
export function isTelling(text: string): boolean {
  return isErrorLine(text) || !(QUIET_LEVEL.test(text) || WARNING_LEVEL.test(text) || JVM_FRAME.test(text));
}

/** The line for a narrow screen: without the time that it begins with and the packages of its exceptions. */
export function shortened(text: string): string {
  return text.replace(LOG_TIME, '').replaceAll(PACKAGE, '').trimEnd();
}

/**
 * What two lines have in common when they tell of the same thing: no times, and ids, addresses, numbers and hex
 * digits masked.
 */
export function signature(text: string): string {
  const masked = text
    .replace(LOG_TIME, '')
    .replaceAll(/\bjr_\w+|\bapplication_\w+|\bcontainer_\w+/g, '<id>')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>')
    .replaceAll(/\bs3a?:\/\/\S+/g, '<path>')
    .replaceAll(/\b\d{1,3}(?:[.-]\d{1,3}){3}(?::\d+)?\b/g, '<address>')
    .replaceAll(/\b(?:0x[0-9a-f]+|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8,})\b/gi, '<id>')
    .replaceAll(/\d+(?:[.,]\d+)*/g, '<n>')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return truncate(masked, SIGNATURE_LIMIT);
}

/** Error lines grouped by signature: the most frequent first, then the earliest. Every error line is in one group. */
export function groupErrors(lines: readonly LogLine[]): readonly ErrorGroup[] {
  const groups = new Map<string, { -readonly [Part in keyof ErrorGroup]: ErrorGroup[Part] }>();
  for (const line of lines) {
    const { isError, signature: key } = traitsOf(line);
    if (!isError) continue;
    const { at, text } = line;
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, { signature: key, count: 1, example: text.trim(), firstAt: at, lastAt: at });
      continue;
    }
    known.count += 1;
    known.firstAt = Math.min(known.firstAt, at);
    known.lastAt = Math.max(known.lastAt, at);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || a.firstAt - b.firstAt);
}

/**
 * The cause of a failed run. Glue's own message wins when it names one. Else the cause that explains most, and of its
 * lines the first; warnings count only when nothing graver tells of a cause, and the last line of a traceback only
 * when nothing else does.
 */
export function findRootCause(errorMessage: string | null, lines: readonly LogLine[]): RootCause | null {
  const told = lines
    .map((line, index) => ({ text: line.text, index, traits: traitsOf(line) }))
    .filter(({ traits }) => traits.isError);
  const grave = told.filter(({ traits }) => !traits.isWarning);
  const message = errorMessage === null ? [] : [{ ...messageTraits(errorMessage), index: null }];
  return (
    statedCause(errorMessage, told) ??
    mostTelling([...grave, ...message]) ??
    mostTelling(told) ??
    scriptError(grave) ??
    scriptError(message)
  );
}

/** The line to put in the middle of the excerpt: that of the cause, else the last error line, or null when there is none. */
export function lineToShow(root: RootCause | null, lines: readonly LogLine[]): number | null {
  if (root !== null && root.line !== null) return root.line;
  const last = lines.findLastIndex((line) => traitsOf(line).isError);
  return last === -1 ? null : last;
}

interface Indexed {
  readonly text: string;
  readonly traits: Pick<LineTraits, 'causes' | 'script'>;
  readonly index: number | null;
}

/** Glue's own message is believed whatever its level. */
function messageTraits(text: string): Pick<Indexed, 'text' | 'traits'> {
  const causes = new Set(KNOWN.filter(({ pattern }) => pattern.test(text)).map(({ id }) => id));
  return { text, traits: { causes, script: scriptWords(text) } };
}

function statedCause(errorMessage: string | null, lines: readonly Indexed[]): RootCause | null {
  const known = KNOWN.find(({ pattern }) => errorMessage !== null && pattern.test(errorMessage));
  if (errorMessage === null || known === undefined || known.consequence === true) return null;
  const line = lines.find(({ traits }) => traits.causes.has(known.id));
  return { cause: { id: known.id, words: known.words(errorMessage) }, line: line?.index ?? null };
}

function mostTelling(lines: readonly Indexed[]): RootCause | null {
  const telling = lines.filter(({ traits }) => traits.causes.size > 0);
  for (const known of KNOWN) {
    const line = telling.find(({ traits }) => traits.causes.has(known.id));
    if (line !== undefined)
      return { cause: { id: known.id, words: known.words(line.text) }, line: line.index };
  }
  return null;
}

// A traceback ends in the line that names the exception; the outermost one comes last.
function scriptError(lines: readonly Indexed[]): RootCause | null {
  const last = lines.findLast(({ traits }) => traits.script !== null);
  if (last === undefined) return null;
  return { cause: { id: 'script', words: `script error: ${last.traits.script}` }, line: last.index };
}

function scriptWords(text: string): string | null {
  const match = SCRIPT_ERROR.exec(text.trim());
  return match === null ? null : truncate(`${match[1]}: ${match[2]}`, 160);
}
