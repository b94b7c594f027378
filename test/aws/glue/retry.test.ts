import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Arguments } from '../../../src/operations/arguments.ts';
import type { Prepared, Progress } from '../../../src/operations/operation.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/aws/server.ts';
import { createClients } from '../../../src/aws/clients.ts';
import { createCatalog } from '../../../src/aws/catalog.ts';
import {
  findingOf,
  JOB,
  MINUTE,
  openScene,
  operationOf,
  preparedOf,
  runningOf,
  type Scene,
} from '../account.ts';

const OOM = 'java.lang.OutOfMemoryError: Java heap space';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

function retry(run: string, args: Arguments = {}): Promise<Progress> {
  return preparedOf(scene, 'retry', { job: JOB, ...args }).start(scene.context(run));
}

function follow(run: string, progress: Progress): Promise<Progress> {
  return prepared().follow(scene.context(run), runningOf(progress).token);
}

function prepared(): Prepared {
  return preparedOf(scene, 'retry', { job: JOB });
}

function runs() {
  return scene.account.glue.runs(JOB);
}

function newestRun() {
  const [run] = runs();
  if (run === undefined) throw new Error('Expected a run');
  return run;
}

describe('retry', () => {
  it('starts the failed run again with its arguments and follows it to success', async () => {
    scene.failedRun(OOM, { arguments: { '--day': '2026-11-11' } });
    const begun = runningOf(await retry('op-1', { workers: '20' }));
    expect(begun.summary).toBe('silver-users started with 20 × G.1X (was 10 × G.1X), attempt 2');
    expect(begun.afterMs).toBe(5_000);
    expect(newestRun()).toMatchObject({
      workers: 20,
      workerType: 'G.1X',
      arguments: {
        '--source': 's3://todo-etl/bronze/users/',
        '--day': '2026-11-11',
        '--handrail_request_id': 'op-1',
      },
    });

    scene.account.glue.advanceRun(newestRun().id, 'RUNNING');
    scene.pass(4 * MINUTE);
    const halfway = runningOf(await follow('op-1', begun));
    expect(halfway.summary).toBe('silver-users running for 4m, 20 × G.1X, attempt 2');
    expect(halfway.afterMs).toBe(15_000);

    scene.account.glue.advanceRun(newestRun().id, 'SUCCEEDED');
    const finding = findingOf(await follow('op-1', halfway));
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe('silver-users succeeded in 4m, attempt 2');
  });

  it('says why it failed again without the secrets in what Glue says', async () => {
    scene.failedRun(OOM);
    const begun = await retry('op-1');
    const errorMessage = 'Job aborted: DB_PASS=correct-horse-battery host=db';
    scene.account.glue.advanceRun(newestRun().id, 'FAILED', { errorMessage });
    const { summary } = findingOf(await follow('op-1', begun));
    expect(summary).toContain('DB_PASS=[redacted] host=db');
    expect(summary).not.toContain('correct-horse');
  });

  it('says in plain words why it failed again, and counts attempts on', async () => {
    scene.failedRun(OOM);
    const begun = await retry('op-1');
    scene.pass(3 * MINUTE);
    scene.account.glue.advanceRun(newestRun().id, 'FAILED', { errorMessage: OOM });
    const finding = findingOf(await follow('op-1', begun));
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe('silver-users failed after 3m, attempt 2: out of memory');
    expect(finding.cause).toBe('out of memory');
    expect(finding.next).toEqual(['/etl logs silver-users']);
    expect(runningOf(await retry('op-2')).summary).toContain('attempt 3');
    expect(newestRun().arguments['--handrail_request_id']).toBe('op-2');
  });

  it.each([
    ['STOPPED', 'silver-users was stopped after 2m, attempt 2', undefined],
    [
      'TIMEOUT',
      'silver-users failed after 2m, attempt 2: ran into its time limit',
      'ran into its time limit',
    ],
    ['ERROR', 'silver-users failed after 2m, attempt 2: Glue gives no reason (ERROR)', undefined],
    ['EXPIRED', 'silver-users failed after 2m, attempt 2: Glue gives no reason (EXPIRED)', undefined],
  ] as const)('ends as fail when the run ends %s', async (state, summary, cause) => {
    scene.failedRun(OOM);
    const begun = await retry('op-1');
    scene.pass(2 * MINUTE);
    scene.account.glue.advanceRun(newestRun().id, state);
    const finding = findingOf(await follow('op-1', begun));
    expect(finding).toMatchObject({ verdict: 'fail', summary });
    expect(finding.cause).toBe(cause);
  });

  it('is shown first: what it would start, and a command that holds to it', async () => {
    const failed = scene.failedRun(OOM);
    const wish = preparedOf(scene, 'retry', { job: JOB, workers: '20' });
    const preview = await wish.preview?.(scene.context('op-1'));
    expect(preview).toMatchObject({
      would: 'run',
      intent: expect.stringMatching(/^Start silver-users with 20 × .*, attempt 2$/),
      command: '/etl retry silver-users --workers 20 --attempt 2',
    });
    expect(runs().map(({ id }) => id)).toEqual([failed.id]);
  });

  it('that was promised as another attempt than it would be by now starts nothing', async () => {
    scene.failedRun(OOM);
    const finding = findingOf(await retry('op-1', { attempt: '3' }));
    expect(finding).toMatchObject({
      verdict: 'fail',
      summary: 'Not started: attempt 3 was promised, and by now it would be attempt 2. Look again.',
      next: ['/etl retry silver-users'],
    });
    expect(runs()).toHaveLength(1);
  });

  it('starts nothing on a dry run, and says what it would start without showing a value', async () => {
    scene.failedRun(OOM, { arguments: { '--api_token': 'hunter2' } });
    const operation = operationOf(scene, 'retry');
    const finding = findingOf(await retry('op-1', { 'worker-type': 'g.2x', 'dry-run': 'true' }));
    expect(runs()).toHaveLength(1);
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe(
      'Dry run: would start silver-users with 10 × G.2X (was 10 × G.1X), attempt 2. Nothing was started.',
    );
    expect(finding.facts).toContainEqual({ label: 'Arguments', value: '--source, --api_token' });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
    expect(finding.next).toEqual(['/etl retry silver-users --worker-type G.2X']);
    expect(operation.riskOf({ job: JOB, 'dry-run': 'true' })).toBe('read');
    expect(operation.riskOf({ job: JOB })).toBe('change');
  });

  it.each(['STARTING', 'RUNNING', 'STOPPING', 'WAITING'] as const)(
    'refuses while a run is %s, and names it',
    async (state) => {
      scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 5 });
      const failed = scene.failedRun(OOM);
      const active = scene.account.glue.startRun(JOB);
      scene.account.glue.advanceRun(active.id, state);
      for (const args of [{}, { run: failed.id }]) {
        const finding = findingOf(await retry('op-1', args));
        expect(finding.verdict).toBe('fail');
        expect(finding.summary).toBe(
          `Not started: silver-users is ${state.toLowerCase()} already, since 2026-11-12T03:05Z.`,
        );
      }
      expect(runs()).toHaveLength(2);
    },
  );

  it('refuses when the job succeeded since, unless the failed run is named', async () => {
    const failed = scene.failedRun(OOM);
    const good = scene.account.glue.startRun(JOB);
    scene.pass(MINUTE);
    scene.account.glue.advanceRun(good.id, 'SUCCEEDED');
    const refused = findingOf(await retry('op-1'));
    expect(refused.verdict).toBe('fail');
    expect(refused.summary).toBe(
      'Not started: silver-users succeeded 2026-11-12T03:06Z after 1m, attempt 1: nothing to retry. ' +
        'One before it failed 2026-11-12T03:05Z after 5m, attempt 1: run that again only if its data is still missing.',
    );
    expect(refused.next).toEqual([`/etl retry silver-users --run ${failed.id}`]);
    expect(runs()).toHaveLength(2);
    runningOf(await retry('op-2', { run: failed.id }));
    expect(runs()).toHaveLength(3);
  });

  it('refuses a job that never ran, and one that AWS does not know', async () => {
    expect(findingOf(await retry('op-1')).summary).toBe(
      'silver-users has never run: there is nothing to retry.',
    );
    expect(findingOf(await retry('op-1', { job: 'nobody' })).summary).toContain('AWS does not know it');
  });

  it('starts one run when two people press at once, even if the job allows more', async () => {
    scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 5 });
    scene.failedRun(OOM);
    const [first, second] = await Promise.all([retry('op-1'), retry('op-2')]);
    expect(runs()).toHaveLength(2);
    expect([first?.state, second?.state].toSorted()).toEqual(['ended', 'running']);
  });

  it('starts one run when the same operation run is started again', async () => {
    scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 5 });
    scene.failedRun(OOM);
    await retry('op-1');
    const again = runningOf(await retry('op-1'));
    expect(runs()).toHaveLength(2);
    scene.account.glue.advanceRun(newestRun().id, 'SUCCEEDED');
    expect(findingOf(await follow('op-1', again)).verdict).toBe('ok');
  });

  it('starts once and follows that run when the answer to the start is lost', async () => {
    scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 5 });
    scene.failedRun(OOM);
    scene.faults.set({ operation: 'StartJobRun', kind: 'drop-after-effect', times: 9 });
    const begun = runningOf(await retry('op-1'));
    expect(runs()).toHaveLength(2);
    expect(begun.summary).toContain('silver-users starting');
    scene.account.glue.advanceRun(newestRun().id, 'SUCCEEDED');
    expect(findingOf(await follow('op-1', begun)).verdict).toBe('ok');
  });

  it('starts once when AWS takes longer than it waits', async () => {
    scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 5 });
    scene.failedRun(OOM);
    // Impatient with the start alone, and not so that the start would not arrive; it looks with all patience.
    const impatient = createClients({
      region: 'eu-central-1',
      endpoint: scene.url,
      credentials: SANDBOX_CREDENTIALS,
      requestTimeoutMs: 1_500,
    });
    const clients = { ...scene.clients, glueOnce: impatient.glueOnce };
    const pool = { home: clients, at: async () => clients };
    const catalog = createCatalog({ pool, clock: scene.clock, settleMs: 1 });
    const operation = preparedOf({ catalog }, 'retry', { job: JOB });
    const effect = new Promise<void>((resolve) => {
      scene.account.onChange(({ type }) => type === 'run-started' && resolve());
    });
    scene.faults.set({ operation: 'StartJobRun', kind: 'slow', times: 9, delayMs: 3_000 });
    const context = scene.context('op-1');
    const begun = runningOf(await operation.start(context));
    expect(begun.summary).toBe('AWS gave no answer: looking whether silver-users was started');
    await effect;
    expect(runs()).toHaveLength(2);
    const seen = runningOf(await operation.follow(context, begun.token));
    expect(seen.summary).toContain('silver-users starting');
    impatient.destroy();
  });

  it('looks by the request id until the run shows up, and gives up as unknown, never starting again', async () => {
    scene.failedRun(OOM);
    scene.faults.set({ operation: 'StartJobRun', kind: 'http-500', times: 9 });
    const begun = runningOf(await retry('op-1'));
    expect(begun.summary).toBe('AWS gave no answer: looking whether silver-users was started');
    scene.pass(9 * MINUTE);
    const still = runningOf(await follow('op-1', begun));
    scene.pass(2 * MINUTE);
    const finding = findingOf(await follow('op-1', still));
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toContain('Nobody knows whether silver-users was started');
    expect(finding.links).toHaveLength(1);
    expect(runs()).toHaveLength(1);
  });

  it('names the run in the way when another starts between the look and the start', async () => {
    scene.failedRun(OOM);
    let other = '';
    // Takes the only place when the operation has looked and is about to start.
    scene.clients.glueOnce.middlewareStack.add(
      (next) => (call) => {
        other = scene.account.glue.startRun(JOB).id;
        return next(call);
      },
      { step: 'initialize' },
    );
    const finding = findingOf(await retry('op-1'));
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toContain('silver-users is starting already');
    expect(finding.links[0]?.url).toContain(other);
    expect(runs()).toHaveLength(2);
  });

  it('names the missing IAM action when it may not start', async () => {
    scene.failedRun(OOM);
    scene.faults.set({ operation: 'StartJobRun', kind: 'access-denied', times: 1 });
    const finding = findingOf(await retry('op-1'));
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'Could not start silver-users: AWS denied it. Add glue:StartJobRun to the role Handrail runs as, then try again.',
    );
  });

  it('has not started anything when AWS throttles, or does not tell of the runs', async () => {
    scene.failedRun(OOM);
    for (const operation of ['StartJobRun', 'GetJobRuns']) {
      scene.faults.set({ operation, kind: 'throttle', times: 3 });
      const finding = findingOf(await retry('op-1'));
      expect(finding.verdict).toBe('fail');
      expect(finding.summary).toContain('AWS is throttling this account');
      scene.faults.clear();
    }
    expect(runs()).toHaveLength(1);
  });

  it('goes on following while AWS is out of reach, and asks a person to look after an hour', async () => {
    scene.failedRun(OOM);
    const begun = await retry('op-1');
    scene.faults.set({ operation: 'GetJobRun', kind: 'http-500', times: 99 });
    const blind = runningOf(await follow('op-1', begun));
    expect(blind.summary).toContain('Could not see how silver-users is doing');
    scene.pass(61 * MINUTE);
    const finding = findingOf(await follow('op-1', blind));
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toContain('It was started: look at the console.');
  });

  describe('verify after a crash', () => {
    it('finds the run that was started and follows it', async () => {
      scene.failedRun(OOM);
      const operation = prepared();
      const context = scene.context('op-1');
      await operation.start(context);
      expect(runningOf(await operation.verify(context)).summary).toContain('silver-users starting');
      scene.pass(2 * MINUTE);
      scene.account.glue.advanceRun(newestRun().id, 'SUCCEEDED');
      expect(findingOf(await operation.verify(context)).summary).toBe(
        'silver-users succeeded in 2m, attempt 2',
      );
      expect(runs()).toHaveLength(2);
    });

    it('finds it beyond the first page of runs', async () => {
      scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 500 });
      scene.failedRun(OOM);
      const operation = prepared();
      const context = scene.context('op-1');
      const begun = await operation.start(context);
      const { id } = newestRun();
      for (let index = 0; index < 250; index += 1) scene.account.glue.startRun(JOB);
      expect(JSON.parse(runningOf(await operation.verify(context)).token)).toMatchObject({ run: id });
      expect(JSON.parse(runningOf(begun).token)).toMatchObject({ run: id });
    });

    it('says not-started when there is none, and starts nothing itself', async () => {
      scene.failedRun(OOM);
      const operation = prepared();
      expect(await operation.verify(scene.context('op-1'))).toEqual({ state: 'not-started' });
      expect(runs()).toHaveLength(1);
    });

    it('keeps looking when AWS is out of reach', async () => {
      scene.failedRun(OOM);
      scene.faults.set({ operation: 'GetJobRuns', kind: 'http-500', times: 3 });
      const operation = prepared();
      const progress = runningOf(await operation.verify(scene.context('op-1')));
      expect(progress.summary).toContain('looking whether silver-users was started');
    });
  });

  it.each([
    [{}, /Expected <job>, got nothing/],
    [{ job: JOB, workers: '41' }, /whole number from 2 to 40, got "41"/],
    [{ job: JOB, workers: '1' }, /from 2 to 40/],
    [{ job: JOB, workers: 'ten' }, /whole number/],
    [{ job: JOB, 'worker-type': 'G.3X' }, /one of G\.025X, G\.1X/],
    [{ job: JOB, run: 'jr_../../etc' }, /begins with jr_/],
    [{ job: JOB, 'dry-run': 'no' }, /takes no value/],
  ])('refuses %j before it asks AWS', (args: Arguments, sentence) => {
    expect(operationOf(scene, 'retry').prepare(args)).toEqual({
      ok: false,
      error: expect.stringMatching(sentence),
    });
  });
});
