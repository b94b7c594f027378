/** The logs of functions and delivery streams of a simulated account; those of Glue jobs have tests of their own. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/operations/finding.ts';
import type { Arguments } from '../../src/operations/arguments.ts';
import { findingOf, JOB, MINUTE, operationOf, preparedOf, type Scene } from './account.ts';
import { CDC, HOUR, openIngestion } from './ingestion/world.ts';

const FUNCTION_GROUP = `/aws/lambda/${CDC}`;
const DELIVERY_GROUP = `/aws/kinesisfirehose/${CDC}`;
const REQUEST = '3f2b8a10-7d1c-4c55-9d3e-1a2b3c4d5e6f';

let scene: Scene;
beforeEach(async () => {
  scene = await openIngestion();
});
afterEach(() => scene.close());

async function logs(args: Arguments = {}): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'logs', { job: CDC, ...args }).start(scene.context('op-1')));
}

/** What the function wrote so many minutes ago, a second apart. */
function wrote(minutes: number, messages: readonly string[], stream = '2026/11/12/[$LATEST]a1'): void {
  const begin = scene.clock() - minutes * MINUTE;
  scene.account.logs.put(
    FUNCTION_GROUP,
    stream,
    messages.map((message, index) => ({ at: begin + index * 1_000, message })),
  );
}

function invoked(name: 'Invocations' | 'Errors', value: number): void {
  scene.account.metrics.put({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: CDC },
    at: scene.clock() - MINUTE,
    value,
  });
}

function delivery(minutes: number, body: object | string): void {
  const message = typeof body === 'string' ? body : JSON.stringify(body);
  scene.account.logs.put(DELIVERY_GROUP, 'DestinationDelivery', [
    { at: scene.clock() - minutes * MINUTE, message },
  ]);
}

const DENIED = {
  deliveryStreamARN: `arn:aws:firehose:eu-central-1:123456789012:deliverystream/${CDC}`,
  destination: 'arn:aws:s3:::todo-etl-bronze',
  deliveryStreamVersionId: 1,
  message: 'Access was denied. Ensure that the access policy allows s3:PutObject.',
  errorCode: 'S3.AccessDenied',
};

describe('logs of a function', () => {
  it('says why it fails, how often of how often, since when, and shows the lines around', async () => {
    for (const minutes of [50, 40, 30])
      wrote(minutes, [
        `START RequestId: ${REQUEST} Version: $LATEST`,
        'INFO writing 100 records',
        `[ERROR]\t2026-11-12T02:10:00.000Z\t${REQUEST}\tcould not write ${minutes} records\nTraceback (most recent call last):\n  File "/var/task/app.py", line 31, in handler\n    raise ValueError("bad")\nbotocore.errorfactory.ProvisionedThroughputExceededException: An error occurred`,
        `REPORT RequestId: ${REQUEST}\tDuration: 31.20 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB`,
      ]);
    invoked('Errors', 3);
    const finding = await logs();
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe(
      `${CDC}: 3 of 2,400 invocations failed since 2026-11-12T02:10Z. Cause: throttled by AWS`,
    );
    expect(finding.facts).toEqual([{ label: 'Last error', value: '2026-11-12T02:30Z' }]);
    expect(finding.table?.rows).toEqual([['3', expect.stringContaining('could not write 50 records')]]);
    expect(finding.excerpt?.lines).toContainEqual(expect.stringContaining('ProvisionedThroughputExceeded'));
    expect(finding.excerpt?.lines).toHaveLength(5);
    expect(finding.next).toEqual([`/etl logs ${CDC} --kind stream`, '/etl ingestion']);
    expect(finding.links[0]?.url).toContain('log-group/$252Faws$252Flambda$252Ftodo-etl-cdc/log-events/');
  });

  it('counts an error once, however many lines it has, and tells two of one millisecond apart', async () => {
    const error = '[ERROR] ValueError: bad\nTraceback (most recent call last):\nValueError: bad';
    const at = scene.clock() - MINUTE;
    for (const stream of ['a', 'b']) scene.account.logs.put(FUNCTION_GROUP, stream, [{ at, message: error }]);
    const finding = await logs();
    expect(finding.table?.rows).toEqual([['2', '[ERROR] ValueError: bad']]);
    expect(finding.summary).toBe(
      `${CDC}: 2 errors in its log, none of 2,400 invocations failed, since 2026-11-12T02:59Z. Cause: script error: ValueError: bad`,
    );
  });

  it.each([
    [
      'a time-out',
      [`2026-11-12T02:10:00.000Z ${REQUEST} Task timed out after 60.06 seconds`],
      'ran into its time limit of 1m',
    ],
    [
      'a time-out with no memory left',
      [
        `2026-11-12T02:10:00.000Z ${REQUEST} Task timed out after 60.06 seconds`,
        `REPORT RequestId: ${REQUEST}\tMemory Size: 512 MB\tMax Memory Used: 511 MB`,
      ],
      'ran into its time limit of 1m, with 511 of 512 MB of memory used',
    ],
    [
      'a process that was killed',
      [
        `RequestId: ${REQUEST} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
        `REPORT RequestId: ${REQUEST}\tDuration: 9 ms\tMemory Size: 512 MB\tMax Memory Used: 512 MB`,
      ],
      'out of memory, 512 of 512 MB used',
    ],
    [
      'what Node throws',
      [
        `2026-11-12T02:10:00.000Z\t${REQUEST}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"x is not a function","stack":["TypeError: x"]}`,
      ],
      'script error: TypeError: x is not a function',
    ],
    [
      'a log in JSON',
      [
        '{"timestamp":"2026-11-12T02:10:00Z","level":"ERROR","message":"bad","errorType":"KeyError","errorMessage":"user_id"}',
      ],
      'script error: KeyError: user_id',
    ],
    [
      'a report in JSON',
      [
        `{"time":"2026-11-12T02:10:00Z","type":"platform.report","record":{"requestId":"${REQUEST}","status":"timeout","metrics":{"durationMs":60000,"memorySizeMB":512,"maxMemoryUsedMB":80}}}`,
      ],
      'ran into its time limit of 1m',
    ],
  ])('knows %s', async (_, messages, cause) => {
    wrote(50, messages);
    const finding = await logs();
    expect(finding.summary).toMatch(new RegExp(` Cause: ${cause}$`));
    expect(finding.cause).toBe(cause);
  });

  it('says that there was no error, or that none of the log tells why', async () => {
    wrote(50, ['INFO all is well']);
    expect(await logs()).toMatchObject({
      verdict: 'ok',
      summary: `${CDC}: no error in 24 hours in 2,400 invocations.`,
    });
    invoked('Errors', 3);
    expect(await logs()).toMatchObject({
      verdict: 'warn',
      summary: `${CDC}: 3 of 2,400 invocations failed in 24 hours, and no line of its log tells why.`,
    });
  });

  it('reads as far back as it is told', async () => {
    wrote(3 * 60, ['[ERROR] ValueError: bad']);
    expect((await logs({ since: '2h' })).summary).toBe(`${CDC}: no error in 2 hours in 2,400 invocations.`);
    expect((await logs({ since: '6h' })).summary).toContain('Cause: script error: ValueError: bad');
  });

  it('reads the newest of a log that is too long, and says how far back', async () => {
    const begin = scene.clock() - 20 * HOUR;
    scene.account.logs.put(
      FUNCTION_GROUP,
      's',
      Array.from({ length: 6_000 }, (_, index) => ({
        at: begin + index * 10_000,
        message: index === 0 ? '[ERROR] MemoryError' : `[ERROR] ValueError: bad ${index}`,
      })),
    );
    const finding = await logs();
    expect(finding.asked.filter(({ call }) => call === 'logs:FilterLogEvents')).toHaveLength(5);
    expect(finding.table?.rows[0]?.[0]).toBe('5000');
    expect(finding.summary).toContain('since 2026-11-11T09:46Z or longer.');
    expect(finding.facts).toContainEqual({ label: 'Log', value: 'read back to 2026-11-11T09:46Z' });
  });

  it('keeps what it read before AWS throttled it, and says why there is no more', async () => {
    const begin = scene.clock() - HOUR;
    scene.account.logs.put(
      FUNCTION_GROUP,
      's',
      Array.from({ length: 1_500 }, (_, index) => ({
        at: begin + index * 1_000,
        message: 'ValueError: bad',
      })),
    );
    // The fault begins with the second page.
    const first = scene.faults.take;
    let calls = 0;
    scene.faults.take = (service, operation) => {
      if (operation === 'FilterLogEvents' && ++calls === 2)
        scene.faults.set({ operation, kind: 'throttle', times: 99 });
      return first(service, operation);
    };
    const finding = await logs();
    expect(finding.table?.rows[0]?.[0]).toBe('1000');
    expect(finding.facts.find(({ label }) => label === 'Log')?.value).toContain(
      'AWS is throttling this account',
    );
  });

  it('still tells the errors when invocations and surroundings may not be read', async () => {
    wrote(50, ['[ERROR] ValueError: bad']);
    scene.faults.set({ operation: 'GetMetricData', kind: 'access-denied', times: 9 });
    scene.faults.set({ operation: 'GetLogEvents', kind: 'access-denied', times: 9 });
    const finding = await logs();
    expect(finding.summary).toBe(
      `${CDC}: 1 error in its log since 2026-11-12T02:10Z. Cause: script error: ValueError: bad`,
    );
    expect(finding.excerpt?.lines).toEqual(['[ERROR] ValueError: bad']);
    expect(finding.facts).toContainEqual({
      label: 'Invocations',
      value: expect.stringContaining('Add cloudwatch:GetMetricData'),
    });
  });

  it('fails with a sentence when the log may not be read', async () => {
    wrote(50, ['[ERROR] ValueError: bad']);
    scene.faults.set({ operation: 'FilterLogEvents', kind: 'access-denied', times: 9 });
    expect(await logs()).toMatchObject({
      verdict: 'fail',
      summary: `Could not read the log ${FUNCTION_GROUP}: AWS denied it. Add logs:FilterLogEvents to the role Handrail runs as, then try again.`,
    });
  });

  it('has a sentence for a log group that does not exist, and names the nearest', async () => {
    expect(await logs()).toMatchObject({
      verdict: 'unknown',
      summary: `There is no log group ${FUNCTION_GROUP} here: it has not run yet, writes elsewhere, or is called otherwise.`,
    });
    expect(await logs({ job: 'todo-etl-cdd', kind: 'function' })).toMatchObject({
      summary: expect.stringContaining(`The nearest: ${CDC}.`),
      next: [`/etl logs ${CDC}`],
    });
  });

  it('takes what one stream leaves open for no secret of another', async () => {
    const at = scene.clock() - 50 * MINUTE;
    const begun = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    scene.account.logs.put(FUNCTION_GROUP, 'a', [
      { at, message: `ERROR the key is ${begun}` },
      { at: at + 2_000, message: 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjError' },
    ]);
    for (const later of [1_000, 3_000])
      scene.account.logs.put(FUNCTION_GROUP, 'b', [{ at: at + later, message: 'ERROR KeyError: user_id' }]);
    const finding = await logs();
    expect(JSON.stringify(finding)).not.toContain('MIIEv');
    expect(finding.summary).toContain('Cause: script error: KeyError: user_id');
  });

  it('hides the secrets of a log', async () => {
    wrote(50, [
      '[ERROR] ConnectionError: postgresql://etl:hunter2@db.internal/todo refused',
      '{"level":"ERROR","message":"could not log in with password=hunter2","password":"hunter2"}',
    ]);
    expect(JSON.stringify(await logs({ lines: '9' }))).not.toContain('hunter2');
  });
});

describe('logs of a delivery stream', () => {
  it('groups the errors by their code, says since when, and in plain words why', async () => {
    for (const minutes of [50, 40, 30]) delivery(minutes, DENIED);
    delivery(20, { ...DENIED, errorCode: 'S3.NoSuchBucket', message: 'The bucket does not exist.' });
    const finding = await logs({ kind: 'stream' });
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe(
      `${CDC}: 4 delivery errors since 2026-11-12T02:10Z, the last 2026-11-12T02:40Z. Cause: access denied`,
    );
    expect(finding.cause).toBe('access denied');
    expect(finding.table).toEqual({
      columns: ['Count', 'Code', 'Last', 'Message'],
      rows: [
        ['3', 'S3.AccessDenied', '2026-11-12T02:30Z', DENIED.message],
        ['1', 'S3.NoSuchBucket', '2026-11-12T02:40Z', 'The bucket does not exist.'],
      ],
    });
  });

  it('says that there was no error, and shows what has no code as it stands, without its secrets', async () => {
    delivery(50, 'something else: password=hunter2');
    const none = await logs({ kind: 'stream', since: '30m' });
    expect(none.summary).toBe(`${CDC}: no delivery error in 30m.`);
    const finding = await logs({ kind: 'stream' });
    expect(finding.verdict).toBe('warn');
    expect([none.cause, finding.cause]).toEqual([undefined, undefined]);
    expect(finding.table?.rows).toEqual([
      ['1', 'no code', '2026-11-12T02:10Z', expect.stringMatching(/^something else: password=(?!hunter2)/)],
    ]);
  });

  it('has a sentence for a log group that does not exist', async () => {
    expect((await logs({ kind: 'stream' })).summary).toBe(
      `There is no log group ${DELIVERY_GROUP} here: it writes no errors, writes them elsewhere, or is called otherwise.`,
    );
  });
});

describe('logs of a name', () => {
  it('is that of a Glue job unless the configuration or the person says otherwise', async () => {
    scene.failedRun('java.lang.OutOfMemoryError: Java heap space');
    expect((await logs({ job: JOB })).summary).toBe('Cause: out of memory');
    expect((await logs({ kind: 'job' })).summary).toContain('AWS does not know it');
    expect(await logs({ job: 'todo-etl-cdd' })).toMatchObject({
      summary: `No Glue job here is called todo-etl-cdd. The nearest: ${CDC}.`,
      next: [`/etl logs ${CDC}`],
    });
  });

  it.each([
    [{ job: JOB, since: '6h' }, /^Of a Glue job the latest failed run is read/],
    [{ job: CDC, run: 'jr_1' }, /^todo-etl-cdc is a function, which has no runs/],
  ])('refuses what is of another kind: %j', async (args, sentence) => {
    const finding = await logs(args);
    expect(finding).toMatchObject({ verdict: 'fail', summary: expect.stringMatching(sentence), asked: [] });
  });

  it.each([
    [{ job: CDC, since: '8d' }, /Expected --since to be a duration such as 6h, at most 7d/],
    [{ job: CDC, since: '0s' }, /Expected --since/],
    [{ job: CDC, kind: 'table' }, /Expected --kind to be one of job, function, stream/],
  ])('refuses %j before it asks AWS', (args: Arguments, sentence) => {
    expect(operationOf(scene, 'logs').prepare(args)).toEqual({
      ok: false,
      error: expect.stringMatching(sentence),
    });
  });

  it('keeps a duration as it was written', () => {
    expect(preparedOf(scene, 'logs', { job: CDC, since: '90m' }).args).toMatchObject({ since: '90m' });
    expect(preparedOf(scene, 'logs', { job: CDC, since: '24h' }).args).toMatchObject({ since: '1d' });
  });
});
