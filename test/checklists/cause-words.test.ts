import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { CAUSE_NAMES, isSaidOf } from '../../src/checklists/cause-words.ts';
import { classify } from '../../src/operations/log-errors.ts';

/** What each known cause is called by whoever reads the log of a run that failed by it. */
const SAID: Readonly<Record<keyof typeof CAUSE_NAMES, string>> = {
  'out-of-memory': classify('java.lang.OutOfMemoryError: Java heap space')?.words ?? '',
  'disk-full': classify('No space left on device')?.words ?? '',
  'access-denied': classify('AccessDenied: is not authorized to perform: s3:GetObject')?.words ?? '',
  'concurrent-runs': classify('ConcurrentRunsExceededException')?.words ?? '',
  throttled: classify('SlowDown: reduce your request rate')?.words ?? '',
  schema: classify("AnalysisException: cannot resolve '`created_at`'")?.words ?? '',
  'not-found': classify('NoSuchKey')?.words ?? '',
  timeout: classify('Task timed out after 60.06 seconds')?.words ?? '',
  connection: classify('Connection refused')?.words ?? '',
  script: 'script error: KeyError: user_id',
};

describe('the names of a cause', () => {
  it.each(Object.entries(CAUSE_NAMES))(
    'that is %s are those of what is said of it, and of no other',
    (id, names) => {
      for (const name of names)
        expect(
          Object.entries(SAID)
            .filter(([, said]) => isSaidOf(name, said))
            .map(([said]) => said),
        ).toEqual([id]);
    },
  );

  it('are told by the documentation', () => {
    const told = readFileSync(new URL('../../docs/runbooks.md', import.meta.url), 'utf8').toLowerCase();
    const missing = Object.values(CAUSE_NAMES)
      .flat()
      .filter((name) => !told.includes(name));
    expect(missing).toEqual([]);
  });
});

describe('words that are asked for', () => {
  it.each([
    ['out of memory', 'out of memory, 512 of 512 MB used'],
    ['Out-Of-Memory', 'out of memory'],
    ['it ran out of memory', 'out of memory'],
    ['OOM killed', 'out of memory'],
    ['disk full', 'no space left on device'],
    ['throttled', 'throttled by S3'],
    ['throttled by S3', 'throttled by AWS'],
    ['timeout', 'ran into its time limit of 1h'],
    ['network', 'a connection failed'],
    ['schema', 'the data does not fit the schema: column created_at'],
    ['created_at', 'the data does not fit the schema: column created_at'],
    ['KeyError', 'script error: KeyError: user_id'],
    ['keyerror user_id', 'script error: KeyError: user_id'],
    ['S3.InvalidBucket', 'S3.InvalidBucket'],
    ['glue:GetTable', 'access denied: its role may not glue:GetTable'],
  ])('%j are those of %j', (words, cause) => {
    expect(isSaidOf(words, cause)).toBe(true);
  });

  it.each([
    ['out of memory', 'throttled by S3'],
    ['memory', 'no space left on device'],
    ['out of memory', 'ran into its time limit of 1m, with 511 of 512 MB of memory used'],
    ['err', 'script error: KeyError: user_id'],
    ['user', 'script error: KeyError: user_id'],
    ['user_id KeyError', 'script error: KeyError: user_id'],
    ['corrupt record', 'script error: KeyError: user_id'],
    ['', 'out of memory'],
    ['…', 'out of memory'],
  ])('%j are not those of %j', (words, cause) => {
    expect(isSaidOf(words, cause)).toBe(false);
  });
});
