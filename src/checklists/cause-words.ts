/**
 * Whether words that a runbook asks for are those of a cause. People call one cause by several names; which of them are
 * the same is said here, by the causes that are known. Everything else is found by its own words.
 */

import type { CauseId } from '../operations/log-errors.ts';

/** What a cause is called, each in lower case and without its signs. `docs/runbooks.md` lists them too. */
export const CAUSE_NAMES: Readonly<Record<CauseId, readonly string[]>> = {
  'out-of-memory': ['out of memory', 'oom', 'outofmemoryerror'],
  'disk-full': ['no space left', 'disk full', 'out of disk', 'enospc'],
  'access-denied': ['access denied', 'permission denied', 'permissions', 'not authorized'],
  'concurrent-runs': ['too many runs', 'concurrent runs', 'concurrency'],
  throttled: ['throttled', 'throttling', 'slow down', 'rate exceeded', 'too many requests'],
  schema: ['schema', 'analysisexception'],
  'not-found': ['input is missing', 'missing input', 'not found'],
  timeout: ['timeout', 'timed out', 'time limit'],
  connection: ['connection', 'network'],
  script: ['script error'],
};

const NAMES = Object.values(CAUSE_NAMES).map((names) => names.map(spaced));

/** Whether the cause is said in these words, or both in names of the same known cause. */
export function isSaidOf(words: string, cause: string): boolean {
  const [asked, said] = [spaced(words), spaced(cause)];
  if (asked.trim() === '') return false;
  return said.includes(asked) || NAMES.some((names) => isOneOf(names, asked) && isOneOf(names, said));
}

function isOneOf(names: readonly string[], text: string): boolean {
  return names.some((name) => text.includes(name));
}

/** Its words with one space around each, so that only whole ones are found in it. */
function spaced(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).join(' ')} `;
}
