/**
 * Whether words that a runbook asks for are those of a cause. People call one cause by several names; which of them are
 * the same is said here, by the causes that are known. Besides those only what stands in logs is found by its own words: the name of an exception, a
 * code, a word in quotes. Of anything else nobody could tell that it was not found, as it may be misspelt.
 */

import type { Alternative } from '../runbooks/runbook.ts';
import type { CauseId } from '../operations/log-errors.ts';

import { distance } from 'fastest-levenshtein';

type Asked = Pick<Extract<Alternative, { kind: 'cause' }>, 'words' | 'quoted'>;

/** What a cause is called, each in lower case and without its signs. `docs/runbooks.md` lists them too. */
export const CAUSE_NAMES: Readonly<Record<CauseId, readonly string[]>> = {
  'out-of-memory': ['out of memory', 'oom', 'outofmemoryerror', 'memoryerror'],
  'disk-full': ['no space left', 'disk full', 'out of disk', 'enospc'],
  'access-denied': [
    'access denied',
    'accessdenied',
    'accessdeniedexception',
    'permission denied',
    'permissions',
    'not authorized',
  ],
  'concurrent-runs': ['too many runs', 'concurrent runs', 'concurrency', 'concurrentrunsexceededexception'],
  throttled: [
    'throttled',
    'throttling',
    'throttlingexception',
    'slow down',
    'slowdown',
    'rate exceeded',
    'too many requests',
  ],
  schema: ['schema', 'analysisexception'],
  'not-found': [
    'input is missing',
    'missing input',
    'not found',
    'nosuchkey',
    'nosuchbucket',
    'filenotfoundexception',
    'entitynotfoundexception',
  ],
  timeout: ['timeout', 'timed out', 'time limit'],
  connection: ['connection', 'network', 'connectexception', 'sockettimeoutexception', 'unknownhostexception'],
  script: ['script error'],
};

const NAMES = Object.values(CAUSE_NAMES).map((names) => names.map(spaced));
/** `KeyError`, `S3.InvalidBucket`, `glue:GetTable`, `created_at`, and the like with what stands behind it in a log. */
const EXCEPTION_OR_CODE = /^\S+(?:Error|Exception|Exit|Interrupt)\b|^\w+(?:[.:_]+\w+)+(?=\s|$)/i;
const MOST_NEAR = 3;

/** Whether the cause is said in these words, or both in names of the same known cause. */
export function isSaidOf(words: string, cause: string): boolean {
  const [asked, said] = [spaced(words), spaced(cause)];
  if (asked.trim() === '') return false;
  return said.includes(asked) || NAMES.some((names) => isOneOf(names, asked) && isOneOf(names, said));
}

/** Whether they ask for something that a run could name: only then does another cause say that it was not found. */
export function asksForCause({ words, quoted }: Asked): boolean {
  const asked = spaced(words);
  if (asked.trim() === '') return false;
  return quoted === true || EXCEPTION_OR_CODE.test(words) || NAMES.some((names) => isOneOf(names, asked));
}

/** The names of known causes that misspelt words may have meant, the most alike first; one of each cause. */
export function causesNear(words: string): readonly string[] {
  return Object.values(CAUSE_NAMES)
    .flatMap((names) =>
      names
        .map((name) => ({ name, apart: apartness(words, name) }))
        .toSorted((left, right) => left.apart - right.apart)
        .slice(0, 1),
    )
    .filter(({ apart }) => apart < 1)
    .toSorted((left, right) => left.apart - right.apart)
    .slice(0, MOST_NEAR)
    .map(({ name }) => name);
}

/** From 0 for the same to 1 for what has nothing in common: neither most of its letters nor one of its long words. */
function apartness(words: string, name: string): number {
  const [asked, known] = [spaced(words), spaced(name)];
  const [left, right] = [asked.replaceAll(' ', ''), known.replaceAll(' ', '')];
  const share = distance(left, right) / Math.max(left.length, right.length, 1);
  if (share <= 1 / 3) return share;
  return known.split(' ').some((word) => word.length > 3 && asked.includes(` ${word} `)) ? 0.5 : 1;
}

function isOneOf(names: readonly string[], text: string): boolean {
  return names.some((name) => text.includes(name));
}

/** Its words with one space around each, so that only whole ones are found in it. */
function spaced(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).join(' ')} `;
}
