/** `handrail etl` in processes of its own, against a simulated account: what it prints, and what it exits with. */

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Finished } from '../support/cli.ts';
import type { House } from '../support/house.ts';

import { runCli } from '../support/cli.ts';
import { ACCOUNT, startHouse } from '../support/house.ts';
import { storedIn } from '../support/stored.ts';

jest.setTimeout(60_000);

const CALLER = `arn:aws:iam::${ACCOUNT}:user/handrail`;

const SHAPE = ['verb', 'verdict', 'summary', 'facts', 'table', 'series', 'links', 'next', 'trueAt', 'asked'];

let house: House;

beforeAll(async () => {
  house = await startHouse({
    pipelines: ['alpha', 'beta'],
    config: { access: { viewer: ['*'], operator: [`arn:aws:iam::${ACCOUNT}:user/*`] } },
  });
  house.account.glue.putJob({ name: 'alpha-silver' });
  const run = house.account.glue.startRun('alpha-silver', {});
  house.account.glue.advanceRun(run.id, 'FAILED', {
    errorMessage: 'java.lang.OutOfMemoryError: Java heap space',
  });
});
afterAll(() => house.close());

function etl(...words: readonly string[]): Promise<Finished> {
  return house.cli('etl', ...words);
}

describe('handrail etl', () => {
  it('answers without a store, for a terminal, and exits with 1 when something failed', async () => {
    const { code, stdout, stderr } = await etl('jobs', 'alpha-*', '--pipeline', 'alpha', '--no-store');
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^✕ alpha-silver failed once since \d{4}-\d\d-\d\d \d\d:\d\d, out of memory\. 0 of 1 job well\n/,
    );
    expect(stdout).toContain('Next: handrail etl logs alpha-silver --pipeline alpha\n');
    expect(code).toBe(1);
  });

  it('prints one JSON object, calls and their outcomes included', async () => {
    const { stdout } = await etl('jobs', '--json', '--no-store', '--pipeline', 'alpha');
    expect(JSON.parse(stdout)).toEqual({
      verb: 'jobs',
      verdict: 'fail',
      summary: expect.stringContaining('alpha-silver failed once'),
      facts: [],
      table: { columns: expect.arrayContaining(['Job']), rows: [expect.arrayContaining(['alpha-silver'])] },
      series: null,
      links: [expect.objectContaining({ label: 'Jobs in the Glue console' })],
      next: ['/etl logs alpha-silver --pipeline alpha', '/etl runs alpha-silver --pipeline alpha'],
      trueAt: expect.any(Number),
      asked: [
        { call: 'glue:GetJobs', ok: true },
        { call: 'glue:GetJobRuns', ok: true },
      ],
    });
  });

  it.each([
    ['a refusal', ['jobs', '--no-store'], 1, 'jobs', 'fail'],
    ['a pipeline that there is not', ['jobs', '--no-store', '--pipeline', 'alphaa'], 1, 'jobs', 'fail'],
    ['another name of a verb', ['status', '--no-store', '--pipeline', 'alpha'], 0, 'health', 'ok'],
    ['a preview', ['retry', 'alpha-silver', '--no-store', '--pipeline', 'alpha'], 0, 'retry', 'ok'],
    ['a job that is not there', ['runs', 'nope', '--no-store', '--pipeline', 'alpha'], 1, 'runs', 'fail'],
    ['an unknown verb', ['jbos', '--no-store'], 2, 'jbos', 'fail'],
    ['a missing word', ['runs', '--no-store'], 2, 'runs', 'fail'],
    ['an unknown option', ['jobs', '--nope', '--no-store'], 2, 'jobs', 'fail'],
    ['an option without its value', ['jobs', '--no-store', '--pipeline'], 2, '', 'fail'],
    ['no word at all', [], 2, '', 'fail'],
    ['what could not be tried', ['jobs', '--pipeline', 'alpha'], 1, 'jobs', 'fail'],
    ['help', ['help'], 0, 'help', 'ok'],
    ['help about a verb', ['runs', '--help'], 0, 'help', 'ok'],
    ['help about none', ['help', 'jbos'], 2, 'help', 'fail'],
  ])('prints the same object and nothing else for %s', async (_, words, code, verb, verdict) => {
    const finished = await etl('--json', ...words);
    const printed = JSON.parse(finished.stdout) as object;
    expect(Object.keys(printed)).toEqual(SHAPE);
    expect(printed).toMatchObject({ verb, verdict, summary: expect.stringMatching(/\S/) });
    expect(finished.code).toBe(code);
  });

  it('exits with 2 for words that it does not understand, and says what there is', async () => {
    expect(await etl('jbos', '--no-store')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Did you mean jobs?'),
    });
    expect(await etl('runs', '--no-store')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Write handrail etl runs <job>'),
    });
    expect(await etl('runs', 'alpha-silver', '--last', '0', '--no-store')).toMatchObject({ code: 2 });
  });

  it('explains itself and each verb without a configuration', async () => {
    const bare = { cwd: house.folder, env: { PATH: house.env['PATH'] } };
    expect(await runCli(['etl', '--help'], bare)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('\nhandrail etl runs <job>'),
    });
    expect(await runCli(['etl', 'runs', '--help'], bare)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^handrail etl runs <job>/),
    });
    expect(await runCli(['etl', 'help', 'jbos'], bare)).toMatchObject({ code: 2 });
  });

  it('exits with 3 when nobody can say, and names the call that was not answered', async () => {
    house.aws.faults.set({ operation: 'GetJobs', kind: 'http-500', times: 9 });
    const { code, stdout } = await etl('jobs', '--no-store', '--pipeline', 'alpha');
    house.aws.faults.clear();
    expect(code).toBe(3);
    expect(stdout).toContain('Not answered: Could not call glue:GetJobs: AWS failed with HTTP 500');
  });

  it('asks which pipeline is meant where there are several', async () => {
    const { code, stdout } = await etl('jobs', '--no-store');
    expect(code).toBe(1);
    expect(stdout).toContain('handrail etl jobs could be about any of 2 pipelines. Say which one.');
    expect(stdout).toContain('Next: handrail etl jobs --pipeline alpha');
    expect(await etl('jobs', '--no-store', '--pipeline', 'alphaa')).toMatchObject({
      stdout: expect.stringContaining('Next: handrail etl jobs --pipeline alpha'),
    });
  });

  it('writes who asked into the audit of the store, and needs its key for that', async () => {
    expect(await etl('jobs', '--pipeline', 'alpha')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('handrail migrate'),
    });
    await house.cli('migrate');
    expect(await etl('jobs', '--pipeline', 'alpha')).toMatchObject({ code: 1, stderr: '' });
    expect(storedIn(house.database).audit(9)).toContainEqual(
      expect.objectContaining({
        actor: { kind: 'person', team: '', user: CALLER },
        deed: '/etl jobs --pipeline alpha',
        allowed: true,
      }),
    );
  });

  it('shows what a change would do, and refuses to start it while no bot runs', async () => {
    expect(await etl('retry', 'alpha-silver', '--no-store', '--pipeline', 'alpha')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Start alpha-silver .*attempt 2.*Nothing was started; add --yes/),
    });
    expect(await etl('retry', 'alpha-silver', '--yes', '--pipeline', 'alpha')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Expected a running bot to carry out retry, found none at this store'),
    });
    expect(house.account.glue.runs('alpha-silver')).toHaveLength(1);
  });
});

describe('handrail etl beside a running bot', () => {
  it('has a change carried out by it, once, and tells how it ended', async () => {
    await house.bot.start();
    const begun = new Promise<string>((resolve) => {
      const stop = house.account.onChange((change) => {
        if (change.type !== 'run-started') return;
        stop();
        resolve(change.run.id);
      });
    });
    const waiting = etl('retry', 'alpha-silver', '--yes', '--pipeline', 'alpha', '--json');
    house.account.glue.advanceRun(await begun, 'SUCCEEDED');
    const { code, stdout, stderr } = await waiting;
    await house.bot.stop();
    expect(JSON.parse(stdout)).toMatchObject({ verb: 'retry', verdict: 'ok' });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^… requested\n/);
    expect(house.account.glue.runs('alpha-silver')).toHaveLength(2);
  });
});

describe('handrail etl, of what runs', () => {
  it('lists it, traces it and stops it, over the store of the bot', async () => {
    house.account.glue.putJob({ name: 'alpha-gold' });
    house.account.glue.advanceRun(house.account.glue.startRun('alpha-gold', {}).id, 'FAILED', {
      errorMessage: 'Unknown',
    });
    await house.bot.start();
    const waiting = etl('retry', 'alpha-gold', '--yes', '--pipeline', 'alpha');
    const [id = ''] = await house.workspace.waitFor(() => {
      const open = storedIn(house.database).openRuns();
      return open.some(({ state }) => state.state === 'running') ? open.map((run) => run.id) : undefined;
    });
    const short = id.slice(-6);
    expect(JSON.parse((await etl('running', '--json')).stdout)).toMatchObject({
      verb: 'running',
      verdict: 'ok',
      summary: expect.stringMatching(/^1 of yours runs/),
      table: { rows: [expect.arrayContaining([short, `/etl cancel ${short}`]), expect.anything()] },
      next: [`/etl cancel ${short}`],
    });
    const traced = await etl('trace', id);
    expect(traced).toMatchObject({ code: 0, stderr: '' });
    expect(traced.stdout).toMatch(/^✓ handrail etl retry alpha-gold .*: running: /);
    expect(traced.stdout).toContain(`Next: handrail etl cancel ${id}\n`);
    expect(await etl('cancel', short)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is no longer followed. The job goes on in AWS.'),
    });
    expect(await waiting).toMatchObject({ code: 3, stdout: expect.stringContaining('was given up') });
    await house.bot.stop();
    expect(await etl('cancel', id)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is over already: arn:/),
    });
    expect(await etl('cancel')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Nothing of yours runs.'),
    });
  });

  it('needs that store, writes no file, and is in help', async () => {
    expect(await etl('running', '--no-store')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining(
        'Expected the store of the bot, which running is about, got --no-store.',
      ),
    });
    expect(await etl('running', '--file', 'out.csv')).toMatchObject({ code: 2 });
    expect(await etl('trace')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('handrail etl trace <id>'),
    });
    expect(await etl('trace', 'nothing')).toMatchObject({ code: 1 });
    expect(await etl('cancel', '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^handrail etl cancel \[<run>\]\n[^]*Needs: responder\nAsks of AWS: nothing$/m,
      ),
    });
  });
});

it('handrail etl refuses an identity that access does not list, and says who can', async () => {
  const closed = await startHouse({
    pipelines: ['gamma'],
    config: { access: { viewer: [`arn:aws:sts::${ACCOUNT}:assumed-role/data-team/*`] } },
  });
  const { code, stdout } = await closed.cli('etl', 'jobs', '--no-store');
  await closed.close();
  expect(code).toBe(1);
  expect(stdout).toContain('handrail etl jobs needs a viewer, and you have no level here.');
  expect(stdout).toMatch(/^ {2}You are: arn:aws:\S+$/m);
  expect(stdout).toContain(`  Who can: arn:aws:sts::${ACCOUNT}:assumed-role/data-team/*`);
});

describe('handrail iam-policy', () => {
  const HERE = `arn:aws:glue:eu-central-1:${ACCOUNT}:job/`;

  async function policy(
    ...words: readonly string[]
  ): Promise<{ Statement: Record<string, readonly string[]>[] }> {
    const { code, stdout } = await house.cli('iam-policy', ...words);
    expect(code).toBe(0);
    return JSON.parse(stdout) as { Statement: Record<string, readonly string[]>[] };
  }

  it('prints the document for what is configured, with no wildcard in an action', async () => {
    const { Statement } = await policy();
    const jobs = Statement.find(({ Action = [] }) => Action.includes('glue:StartJobRun'));
    expect(jobs?.['Resource']).toEqual([`${HERE}*`]);
    expect(Statement.flatMap(({ Action = [] }) => Action).filter((action) => action.includes('*'))).toEqual(
      [],
    );
    expect(JSON.stringify(Statement)).toContain('sns:ConfirmSubscription');
  });

  it('leaves out what changes anything when it is to be read-only', async () => {
    expect(JSON.stringify(await policy('--read-only'))).not.toContain('StartJobRun');
  });
});
