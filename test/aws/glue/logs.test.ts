import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Arguments } from '../../../src/operations/arguments.ts';
import { findingOf, JOB, MINUTE, openScene, operationOf, preparedOf, type Scene } from '../account.ts';

const ERROR_GROUP = '/aws-glue/jobs/error';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function logs(args: Arguments): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'logs', args).start(scene.context('op-1')));
}

function countTasks(run: string, failed: number, completed: number): void {
  const dimensions = { JobName: JOB, JobRunId: run, Type: 'count' };
  const at = scene.clock() - MINUTE;
  scene.account.metrics.put({
    namespace: 'Glue',
    name: 'glue.driver.aggregate.numFailedTasks',
    dimensions,
    at,
    value: failed,
  });
  for (const value of [completed - 10, 10]) {
    scene.account.metrics.put({
      namespace: 'Glue',
      name: 'glue.driver.aggregate.numCompletedTasks',
      dimensions,
      at,
      value,
    });
  }
}

function outOfMemory(): string {
  const run = scene.failedRun(
    'An error occurred while calling o87.pyWriteDynamicFrame. Job aborted due to stage failure.',
  );
  const at = scene.clock() - 2 * MINUTE;
  const lines = [
    '26/11/12 03:02:58 INFO DAGScheduler: Submitting 200 missing tasks from ShuffleMapStage 7',
    '26/11/12 03:02:59 INFO YarnAllocator: Launching executor with -XX:OnOutOfMemoryError=kill %p',
    ...Array.from(
      { length: 14 },
      (_, task) =>
        `26/11/12 03:03:${10 + task} ERROR TaskSchedulerImpl: Lost executor ${task} on 172.31.4.${task}: Container killed by YARN for exceeding memory limits. 5.${task} GB of 5.5 GB physical memory used.`,
    ),
    '26/11/12 03:03:40 ERROR GlueExceptionAnalysisListener: Connection reset by peer while fetching block 4411',
    'Traceback (most recent call last):',
    '  File "/tmp/silver-users.py", line 41, in <module>',
    'py4j.protocol.Py4JJavaError: An error occurred while calling o87.pyWriteDynamicFrame.',
  ];
  scene.account.logs.put(
    ERROR_GROUP,
    run.id,
    lines.map((message, index) => ({ at: at + index, message })),
  );
  countTasks(run.id, 14, 186);
  return run.id;
}

describe('logs', () => {
  it('says in one line that a job ran out of memory, and in how many tasks', async () => {
    outOfMemory();
    const finding = await logs({ job: JOB });
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe('Cause: out of memory in 14 of 200 tasks');
    expect(finding.cause).toBe('out of memory');
    expect(finding.facts).toEqual([
      { label: 'Run', value: '10 × G.1X, started 2026-11-12T03:00Z, failed after 5m, attempt 1' },
    ]);
  });

  it('groups the errors that differ only in numbers and addresses, the most frequent first', async () => {
    outOfMemory();
    const { table } = await logs({ job: JOB });
    expect(table?.columns).toEqual(['Count', 'Error']);
    expect(table?.rows[0]).toEqual([
      '14',
      expect.stringMatching(/^ERROR TaskSchedulerImpl: Lost executor 0 on 172\.31\.4\.0/),
    ]);
    expect(table?.rows.slice(1).every(([count]) => count === '1')).toBe(true);
  });

  it('shows the lines around the first line of the cause, as many as asked for', async () => {
    outOfMemory();
    const { excerpt } = await logs({ job: JOB, lines: '4' });
    expect(excerpt?.title).toContain(ERROR_GROUP);
    expect(excerpt?.lines).toHaveLength(4);
    expect(excerpt?.lines[0]).toContain('Lost executor 0');
    expect((await logs({ job: JOB, lines: '2' })).excerpt?.lines).toHaveLength(2);
  });

  it('leaves routine lines, frames of the JVM, repetitions, times and package names out of the excerpt', async () => {
    const run = scene.failedRun(null);
    const said = [
      '26/11/12 03:02:58 INFO DAGScheduler: Submitting 200 missing tasks',
      '26/11/12 03:02:58 WARN SparkStringUtils: Truncated the string representation of a plan',
      'Traceback (most recent call last):',
      '  File "/tmp/silver-users.py", line 41, in <module>',
      '26/11/12 03:02:59 ERROR Executor: java.io.IOException: No space left on device',
      '\tat org.apache.spark.executor.Executor$TaskRunner.run(Executor.scala:554)',
      '\t... 12 more',
      '26/11/12 03:03:01 ERROR Executor: java.io.IOException: No space left on device',
      '26/11/12 03:03:02 ERROR ProcessLauncher: Command failed with exit code 10',
    ];
    scene.account.logs.put(
      ERROR_GROUP,
      run.id,
      said.map((message, index) => ({ at: scene.clock() + index, message })),
    );
    const { excerpt, table } = await logs({ job: JOB });
    expect(excerpt?.lines).toEqual([
      'Traceback (most recent call last):',
      '  File "/tmp/silver-users.py", line 41, in <module>',
      'ERROR Executor: IOException: No space left on device',
      'ERROR ProcessLauncher: Command failed with exit code 10',
    ]);
    expect(excerpt?.title).toBe(`From ${ERROR_GROUP}, errors only`);
    expect(table?.rows[0]).toEqual(['2', 'ERROR Executor: IOException: No space left on device']);
  });

  it('has no table of errors that came but once, since the excerpt shows them', async () => {
    const run = scene.failedRun(null);
    scene.account.logs.put(ERROR_GROUP, run.id, [
      { at: scene.clock(), message: 'ERROR Executor: java.io.IOException: No space left on device' },
    ]);
    expect((await logs({ job: JOB })).table).toBeNull();
  });

  it('suggests a retry with more room, within the limit, and links to the run and its log', async () => {
    const run = outOfMemory();
    const { next, links } = await logs({ job: JOB });
    expect(next).toEqual([
      '/etl retry silver-users --worker-type G.2X',
      '/etl retry silver-users --workers 20',
    ]);
    expect(links.map(({ url }) => url)).toEqual([
      `https://eu-central-1.console.aws.amazon.com/gluestudio/home?region=eu-central-1#/job/silver-users/run/${run}`,
      `https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws-glue$252Fjobs$252Ferror/log-events/${run}`,
    ]);
  });

  it('takes the latest failed run, unless a run is named', async () => {
    const first = scene.failedRun('AnalysisException: cannot resolve user_id given input columns');
    const second = scene.failedRun('java.io.IOException: No space left on device');
    const later = scene.account.glue.startRun(JOB);
    scene.account.glue.advanceRun(later.id, 'SUCCEEDED');
    const latest = await logs({ job: JOB });
    expect(latest.links[0]?.url).toContain(second.id);
    expect(latest.summary).toMatch(/^Cause: no space left on device/);
    const named = await logs({ job: JOB, run: first.id });
    expect(named.summary).toBe('Cause: the data does not fit the schema');
  });

  it.each([
    ['succeeded', ['SUCCEEDED'], 'A later run succeeded.', []],
    ['is running', ['RUNNING'], 'A later run is running.', []],
    ['was stopped', ['RUNNING', 'STOPPED'], 'A later run was stopped.', ['/etl retry silver-users']],
  ] as const)('says that a later run %s, and suggests no retry that would be refused', async (...row) => {
    const [, states, words, next] = row;
    scene.failedRun('AmazonS3Exception: Please reduce your request rate. Status Code: 503');
    const later = scene.account.glue.startRun(JOB);
    for (const state of states) scene.account.glue.advanceRun(later.id, state);
    const told = await logs({ job: JOB });
    expect(told.summary).toBe(`Cause: throttled by S3. ${words}`);
    expect(told.facts.map(({ label }) => label)).toContain('Later run');
    expect(told.next).toEqual(next);
  });

  it('reads the executors too, but neither progress bars nor other runs whose id begins alike', async () => {
    const run = scene.failedRun(null);
    const line = (stream: string, message: string): void =>
      scene.account.logs.put('/aws-glue/jobs/logs-v2', stream, [{ at: scene.clock(), message }]);
    line(`${run.id}-progress-bar`, 'ERROR AccessDenied in a progress bar');
    line(`${run.id}_attempt_1`, 'ERROR AccessDenied of another run');
    line(`${run.id}-3`, 'ERROR Executor: java.io.IOException: No space left on device');
    line(`${run.id}-3`, 'ERROR Executor: java.io.IOException: No space left on device');
    const finding = await logs({ job: JOB });
    expect(finding.summary).toBe('Cause: no space left on device');
    expect(finding.table?.rows).toEqual([['2', expect.stringContaining('No space left')]]);
    expect(finding.excerpt?.title).toContain('…-3');
  });

  it('finds the end of a log of more than one page', async () => {
    const run = scene.failedRun(null);
    const noise = Array.from({ length: 20_500 }, (_, index) => ({
      at: scene.clock() - 30_000 + index,
      message: `INFO step ${index}`,
    }));
    const error = {
      at: scene.clock(),
      message: 'ERROR Throttling: SlowDown, please reduce your request rate (Service: Amazon S3)',
    };
    scene.account.logs.put(ERROR_GROUP, run.id, [...noise, error]);
    const finding = await logs({ job: JOB, lines: '2' });
    expect(finding.summary).toBe('Cause: throttled by S3');
    expect(finding.excerpt?.lines).toEqual([error.message]);
    expect(finding.facts).toContainEqual({ label: 'Log', value: 'only the last 10,000 lines were read' });
  });

  it('says nothing of a bound that a log did not reach, and tells of lines that it cut', async () => {
    const run = scene.failedRun(null);
    const put = (message: string): void =>
      scene.account.logs.put(ERROR_GROUP, run.id, [{ at: scene.clock(), message }]);
    put('ERROR Executor: java.io.IOException: No space left on device');
    expect((await logs({ job: JOB })).facts.filter(({ label }) => label === 'Log')).toEqual([]);
    put(`ERROR ${'a'.repeat(3_000)}`);
    expect((await logs({ job: JOB })).facts).toContainEqual({
      label: 'Log',
      value: 'lines that are very long were cut',
    });
  });

  it('warns and shows the last error when it knows no cause', async () => {
    const run = scene.failedRun(null);
    scene.account.logs.put(ERROR_GROUP, run.id, [
      { at: 1, message: 'ERROR the frobnicator went sideways' },
      { at: 2, message: 'INFO goodbye' },
    ]);
    const finding = await logs({ job: JOB });
    expect(finding.verdict).toBe('warn');
    expect(finding.summary).toBe(
      'silver-users failed for no known cause. The last error of its log is below.',
    );
    expect(finding.excerpt?.lines).toContain('ERROR the frobnicator went sideways');
    expect(finding).not.toHaveProperty('cause');
  });

  it('warns that nothing failed when the last run succeeded, is still running, or never was', async () => {
    expect((await logs({ job: JOB })).summary).toBe('silver-users has never run: there is nothing to read.');
    const run = scene.account.glue.startRun(JOB);
    expect((await logs({ job: JOB })).summary).toBe(
      'silver-users has not failed: starting since 2026-11-12T03:00Z.',
    );
    scene.pass(4 * MINUTE);
    scene.account.glue.advanceRun(run.id, 'SUCCEEDED');
    const finding = await logs({ job: JOB });
    expect(finding.verdict).toBe('warn');
    expect(finding.summary).toBe(
      'silver-users has not failed: its run succeeded 2026-11-12T03:04Z after 4m, attempt 1.',
    );
  });

  it('says that a run timed out, and after how long', async () => {
    const run = scene.account.glue.startRun(JOB, { timeoutMinutes: 60 });
    scene.pass(60 * MINUTE);
    scene.account.glue.advanceRun(run.id, 'TIMEOUT');
    expect((await logs({ job: JOB })).summary).toBe('Cause: ran into its time limit of 1h');
  });

  it('hides the secrets of a log', async () => {
    const run = scene.failedRun('Connection refused: jdbc:postgresql://etl:hunter2@db.internal/todo');
    scene.account.logs.put(ERROR_GROUP, run.id, [
      { at: 1, message: 'ERROR could not log in with password=hunter2 as AKIAIOSFODNN7EXAMPLE' },
    ]);
    const finding = await logs({ job: JOB });
    expect(JSON.stringify(finding)).not.toMatch(/hunter2|AKIA/);
    expect(finding.summary).toBe('Cause: a connection failed');
  });

  it('names the missing IAM action, and asks for nothing else, when it may not read the runs', async () => {
    scene.failedRun(null);
    scene.faults.set({ operation: 'GetJobRuns', kind: 'access-denied', times: 9 });
    const finding = await logs({ job: JOB });
    expect(finding.verdict).toBe('fail');
    expect(finding.asked).toEqual([
      {
        call: 'glue:GetJobRuns',
        ok: false,
        error:
          'Could not call glue:GetJobRuns: AWS denied it. Add glue:GetJobRuns to the role Handrail runs as, then try again.',
      },
    ]);
    expect(finding.summary).toBe(
      'Could not read the runs of silver-users: AWS denied it. Add glue:GetJobRuns to the role Handrail runs as, then try again.',
    );
  });

  it('still tells what Glue says when the log and the metrics may not be read', async () => {
    scene.failedRun('java.lang.OutOfMemoryError: Java heap space');
    scene.faults.set({ operation: 'DescribeLogStreams', kind: 'access-denied', times: 9 });
    scene.faults.set({ operation: 'GetMetricData', kind: 'access-denied', times: 9 });
    const finding = await logs({ job: JOB });
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe('Cause: out of memory');
    expect(finding.facts).toContainEqual({
      label: 'Glue says',
      value: 'java.lang.OutOfMemoryError: Java heap space',
    });
    expect(finding.asked.filter(({ ok }) => ok).map(({ call }) => call)).toEqual([
      'glue:GetJobRuns',
      'glue:GetJob',
    ]);
    expect(new Set(finding.asked.filter(({ ok }) => !ok).map(({ call }) => call))).toEqual(
      new Set(['logs:DescribeLogStreams', 'cloudwatch:GetMetricData']),
    );
    expect(finding.facts.find(({ label }) => label === 'Log')?.value).toContain('logs:');
    expect(finding.facts.find(({ label }) => label === 'Tasks')?.value).toContain('cloudwatch:GetMetricData');
  });

  it('takes a log group that is not there for an answer: a run writes into some of them only', async () => {
    outOfMemory();
    const { asked } = await logs({ job: JOB });
    expect(asked.filter(({ call }) => call === 'logs:DescribeLogStreams')).toEqual([
      { call: 'logs:DescribeLogStreams', ok: true },
      { call: 'logs:DescribeLogStreams', ok: true },
      { call: 'logs:DescribeLogStreams', ok: true },
    ]);
    expect(asked.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('does not know when AWS fails for a while, and says so', async () => {
    scene.faults.set({ operation: 'GetJobRuns', kind: 'http-500', times: 9 });
    const finding = await logs({ job: JOB });
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toContain('Could not read the runs of silver-users');
  });

  it('fails with a sentence for a job that AWS does not know, and names the nearest', async () => {
    expect(await logs({ job: 'silver-user' })).toMatchObject({
      verdict: 'fail',
      summary: 'No Glue job here is called silver-user. The nearest: silver-users.',
      next: ['/etl logs silver-users'],
    });
  });

  it('says that AWS does not know it where it may not list the jobs, or a run is named', async () => {
    const unknown =
      'Could not read the runs of silver-user: AWS does not know it. Check the name, the account and the region.';
    expect((await logs({ job: 'silver-user', run: 'jr_1' })).summary).toBe(unknown);
    scene.faults.set({ operation: 'GetJobs', kind: 'access-denied', times: 9 });
    expect((await logs({ job: 'silver-user' })).summary).toBe(unknown);
  });

  it.each([
    [{}, /Expected <job, function or stream>, got nothing/],
    [{ job: 'x'.repeat(256) }, /1 to 255 characters/],
    [{ job: JOB, run: 'run-7' }, /begins with jr_/],
    [{ job: JOB, lines: '0' }, /whole number from 1 to 50/],
    [{ job: JOB, lines: '1e3' }, /whole number/],
  ])('refuses %j before it asks AWS', (args: Arguments, sentence) => {
    expect(operationOf(scene, 'logs').prepare(args)).toEqual({
      ok: false,
      error: expect.stringMatching(sentence),
    });
  });
});
