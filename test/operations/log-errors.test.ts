import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  classify,
  findRootCause,
  groupErrors,
  isErrorLine,
  signature,
  type LogLine,
} from '../../src/operations/log-errors.ts';

const lines = (...texts: readonly string[]): readonly LogLine[] =>
  texts.map((text, index) => ({ at: index, text }));

describe('classify', () => {
  it.each([
    ['java.lang.OutOfMemoryError: GC overhead limit exceeded', 'out-of-memory', 'out of memory'],
    [
      'ExecutorLostFailure (executor 9 exited): Container killed by YARN for exceeding memory limits.',
      'out-of-memory',
      'out of memory',
    ],
    ['Command failed with exit code 137', 'out-of-memory', 'out of memory'],
    ['MemoryError: Unable to allocate 9.5 GiB for an array', 'out-of-memory', 'out of memory'],
    ['java.io.IOException: No space left on device', 'disk-full', 'no space left on device'],
    [
      'AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)',
      'access-denied',
      'access denied',
    ],
    [
      'User: arn:aws:sts::123456789012:assumed-role/etl/GlueJobRunnerSession is not authorized to perform: s3:PutObject on resource: x',
      'access-denied',
      'access denied: its role may not s3:PutObject',
    ],
    [
      'Role arn:aws:iam::123456789012:role/etl should be given assume role permissions for Glue Service.',
      'access-denied',
      'access denied',
    ],
    ['Max concurrent runs exceeded', 'concurrent-runs', 'too many runs of the job at once'],
    [
      'AmazonS3Exception: Please reduce your request rate. (Error Code: SlowDown)',
      'throttled',
      'throttled by S3',
    ],
    ['ThrottlingException: Rate exceeded', 'throttled', 'throttled by AWS'],
    [
      "AnalysisException: cannot resolve 'signup_at' given input columns: [id]",
      'schema',
      'the data does not fit the schema: column signup_at',
    ],
    [
      '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column or function parameter with name `user_id` cannot be resolved.',
      'schema',
      'the data does not fit the schema: column user_id',
    ],
    ['EntityNotFoundException: Entity Not Found (Service: AWSGlue)', 'not-found', 'an input is missing'],
    [
      'AnalysisException: Path does not exist: s3://todo-etl/bronze/users',
      'schema',
      'the data does not fit the schema',
    ],
    ['Job run timed out', 'timeout', 'ran into its time limit'],
    [
      'java.net.ConnectException: Connection refused (Connection refused)',
      'connection',
      'a connection failed',
    ],
    [
      'com.amazonaws.SdkClientException: Unable to execute HTTP request: connect timed out',
      'connection',
      'a connection failed',
    ],
  ] as const)('%s', (text, id, words) => {
    expect(classify(text)).toEqual({ id, words });
  });

  it.each([
    'Launching with -XX:OnOutOfMemoryError=kill',
    'Stage 7 finished in 3.2 s',
    'Status Code: 200',
    '',
  ])('knows no cause for %j', (text) => {
    expect(classify(text)).toBeNull();
  });
});

describe('isErrorLine', () => {
  it.each([
    ['26/11/12 03:03:10 ERROR Executor: Exception in task 3.0', true],
    ['ValueError: bad day', true],
    ['Traceback (most recent call last):', true],
    ['26/11/12 03:03:10 WARN TaskSetManager: Lost task 3.0: java.lang.OutOfMemoryError', true],
    ['26/11/12 03:03:10 INFO Utils: no Exception so far', false],
    ['\tat org.apache.spark.sql.AnalysisException.raise(AnalysisException.scala:12)', false],
    ['  File "/tmp/silver-users.py", line 41, in <module>', false],
    ['done', false],
  ])('%j is %s', (text, expected) => {
    expect(isErrorLine(text)).toBe(expected);
  });
});

describe('groupErrors', () => {
  it('puts lines together that differ in times, numbers, ids, paths and addresses', () => {
    const groups = groupErrors(
      lines(
        '2026-11-12 03:00:01,120 ERROR Lost executor 3 on 172.31.4.9:7337: container_1700_0001_01_000004 exited with 143',
        '2026-11-12 03:00:09,007 ERROR Lost executor 12 on 172.31.8.1:7337: container_1700_0001_01_000013 exited with 137',
        '2026-11-12 03:00:09,010 ERROR Could not write s3://todo-etl/silver/part-0001.parquet for 9f86d081884c7d65',
        '2026-11-12 03:00:09,011 ERROR Could not write s3a://todo-etl/silver/part-0002.parquet for 60303ae22b998861',
        'INFO nothing',
        '2026-11-12 03:00:10,000 ERROR Something else',
      ),
    );
    expect(groups.map(({ count, firstAt, lastAt }) => [count, firstAt, lastAt])).toEqual([
      [2, 0, 1],
      [2, 2, 3],
      [1, 5, 5],
    ]);
    expect(groups[0]?.example).toContain('Lost executor 3');
  });

  it('counts every error line once', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('ERROR', 'INFO', 'WARN', 'Exception:'), fc.string(), fc.nat())
        .map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(line), (texts) => {
        const groups = groupErrors(lines(...texts));
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(texts.filter(isErrorLine).length);
        expect(new Set(groups.map((group) => group.signature)).size).toBe(groups.length);
      }),
    );
  });

  it('gives lines that differ only in a number one signature', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(signature(`ERROR task ${a} of stage ${b} failed`)).toBe(
          signature(`ERROR task ${b} of stage ${a} failed`),
        );
      }),
    );
  });
});

describe('findRootCause', () => {
  it('prefers what explains the rest: memory before the connections that it broke', () => {
    const root = findRootCause(
      'An error occurred while calling o87.save.',
      lines(
        'ERROR Connection reset by peer',
        'ERROR java.lang.OutOfMemoryError: Java heap space',
        'ERROR Connection refused',
      ),
    );
    expect(root).toEqual({ cause: { id: 'out-of-memory', words: 'out of memory' }, line: 1 });
  });

  it('believes Glue before the noise of a log', () => {
    const root = findRootCause(
      "AnalysisException: cannot resolve 'signup_at' given input columns",
      lines(
        'ERROR java.lang.OutOfMemoryError in a task that was retried',
        'pyspark AnalysisException: cannot resolve x',
      ),
    );
    expect(root).toEqual({
      cause: { id: 'schema', words: 'the data does not fit the schema: column signup_at' },
      line: 1,
    });
  });

  it('asks the log when Glue names only a consequence', () => {
    const root = findRootCause('Connection reset', lines('ERROR IOException: No space left on device'));
    expect(root?.cause.id).toBe('disk-full');
  });

  it('takes a warning only when nothing graver tells of a cause', () => {
    const warning = 'WARN S3 SlowDown, will try again';
    expect(findRootCause(null, lines(warning, 'ERROR Connection refused'))?.cause.id).toBe('connection');
    expect(findRootCause(null, lines(warning, 'ERROR odd'))?.cause.id).toBe('throttled');
  });

  it('falls back to the last line of a traceback', () => {
    const root = findRootCause(
      null,
      lines(
        'Traceback (most recent call last):',
        '  File "/tmp/job.py", line 4, in <module>',
        "KeyError: 'user_id'",
        'INFO bye',
      ),
    );
    expect(root).toEqual({ cause: { id: 'script', words: "script error: KeyError: 'user_id'" }, line: 2 });
    expect(findRootCause("ValueError: bad day '2026-13-01'", [])?.cause.words).toBe(
      "script error: ValueError: bad day '2026-13-01'",
    );
  });

  it('knows no cause rather than guess', () => {
    expect(findRootCause('Command failed with exit code 1', lines('ERROR odd', 'INFO fine'))).toBeNull();
    expect(findRootCause(null, [])).toBeNull();
  });

  it('answers for any text, with a line that exists', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.array(fc.string()), (message, texts) => {
        const root = findRootCause(message, lines(...texts));
        expect(root === null || root.line === null || root.line < texts.length).toBe(true);
      }),
    );
  });
});
