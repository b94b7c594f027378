/**
 * What a Lambda function writes into its log, as the text that errors are found in: what it writes as JSON has its words in
 * members, and Lambda's own reports say how much memory was used. Pure.
 */

import { z } from 'zod';

/** What matches what may be an error; everything else of the log is not asked for. */
export const ERROR_PATTERN =
  '?ERROR ?Error ?Exception ?Traceback ?FATAL ?CRITICAL ?killed ?"timed out" ?"\\"timeout\\""';

const LONGEST_JSON = 64_000;
/** How Node introduces what was thrown: no more than its level says. */
const THROWN = /\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\s{0,4}\t$/;
/** As much of its memory used is all of it. */
const NEARLY_ALL = 0.95;

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const logged = z.object({
  level: text,
  type: text,
  errorType: text,
  errorMessage: text,
  message: z.unknown().optional(),
  stackTrace: z.array(z.string()).optional().catch(undefined),
  record: z
    .object({
      requestId: text,
      status: text,
      errorType: text,
      metrics: z
        .object({ durationMs: number, memorySizeMB: number, maxMemoryUsedMB: number })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Logged = z.output<typeof logged>;

/** The message as text; what is no JSON is left as it is. */
export function lambdaText(message: string): string {
  // Node writes what an invocation threw as JSON behind tabs.
  const begin = message.startsWith('{') ? 0 : message.indexOf('\t{') + 1;
  if ((begin === 0 && !message.startsWith('{')) || message.length > LONGEST_JSON) return message;
  const found = parsed(message.slice(begin));
  if (found === null) return message;
  const before = message.slice(0, begin).replace(THROWN, '\t');
  return `${before}${found.record === undefined ? told(found) : reported(found.record)}`;
}

/** How much memory a report of Lambda says was used, where that was nearly all: `510 of 512 MB`; else null. */
export function memoryUsedUp(line: string): string | null {
  const [, size, used] = /Memory Size: (\d{1,6}) MB\s+Max Memory Used: (\d{1,6}) MB/.exec(line) ?? [];
  if (size === undefined || used === undefined) return null;
  return Number(used) >= NEARLY_ALL * Number(size) ? `${used} of ${size} MB` : null;
}

function told({ level, errorType, errorMessage, message, stackTrace = [] }: Logged): string {
  const words = errorMessage ?? (typeof message === 'string' ? message : JSON.stringify(message ?? ''));
  const head = `${level === undefined ? '' : `${level} `}${errorType === undefined ? '' : `${errorType}: `}${words}`;
  return [head, ...stackTrace].join('\n');
}

/** As Lambda writes it where it writes text. */
function reported({
  requestId = '',
  status = '',
  errorType,
  metrics,
}: NonNullable<Logged['record']>): string {
  const memory =
    metrics?.memorySizeMB === undefined || metrics.maxMemoryUsedMB === undefined
      ? ''
      : `\tMemory Size: ${metrics.memorySizeMB} MB\tMax Memory Used: ${metrics.maxMemoryUsedMB} MB`;
  const seconds = Math.floor((metrics?.durationMs ?? 0) / 1_000);
  const ended =
    status === 'timeout'
      ? `\tTask timed out after ${seconds} seconds`
      : status === ''
        ? ''
        : `\tStatus: ${status}`;
  return `REPORT RequestId: ${requestId}${memory}${ended}${errorType === undefined ? '' : `\tError Type: ${errorType}`}`;
}

function parsed(json: string): Logged | null {
  try {
    const read = logged.safeParse(JSON.parse(json));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
