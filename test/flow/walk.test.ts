/** The main walk, through the page's HTTP alone: a job fails, a responder is led through, it ends, its story is told. */

import type { Sandbox } from '../../sandbox/start.ts';
import type { Page } from '../support/page.ts';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { runCli } from '../support/cli.ts';
import { shown } from '../support/messages-shown.ts';
import { openPage } from '../support/page.ts';

jest.setTimeout(60_000);

let home: string;
let sandbox: Sandbox;
let page: Page;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handrail-walk-'));
  const env = { ...process.env, HANDRAIL_SANDBOX_HOME: home };
  sandbox = await startSandbox({ port: 0, env, cwd: home, print: () => undefined });
  page = await openPage(sandbox.url);
});
afterAll(async () => {
  page.close();
  await sandbox.stop();
  await rm(home, { recursive: true, force: true });
});

describe('what the parts of the sandbox know each other by', () => {
  it('is made for this start: what earlier ones had, and what stands in the sources, opens nothing', async () => {
    for (const token of ['xoxb-sandbox', 'xoxb-none']) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${sandbox.url}/api/auth.test`, { method: 'POST', headers });
      expect(await answer.json()).toEqual({ ok: false, error: 'invalid_auth' });
    }
    const glue = new GlueClient({
      endpoint: sandbox.aws.url,
      region: 'eu-central-1',
      credentials: SANDBOX_CREDENTIALS,
      maxAttempts: 1,
    });
    await expect(glue.send(new GetJobCommand({ JobName: 'silver-users' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    glue.destroy();
  });
});

describe('a Glue job fails', () => {
  it('is walked from the alarm to the end of the incident', async () => {
    const me = 'U0RESPONDER';

    expect(await page.act({ act: 'switch', id: 'glue-job-fails', on: true })).toEqual({ ok: true });
    const card = await page.message('*SEV2*', '#1 · todo-etl (sandbox)', 'silver-users failed', '2 alarms');
    expect(shown(card)).toMatch(/^SEV2 todo-etl silver: silver-users failed.*\. #1$/m);
    expect(shown(card)).toMatch(/On it: nobody.*<@U0RESPONDER>/);

    await page.press(me, card, 'Acknowledge');
    expect((await page.message('#1 ·', 'On it: <@U0RESPONDER>')).ts).toBe(card.ts);

    await page.press(me, card, 'Checklist');
    const checklist = await page.message('*ETL Job Failures*', 'step 5 of 5', '✓ 1 Check CloudWatch logs');
    expect(shown(checklist)).toMatch(/✓ 1 Check CloudWatch logs.*by Handrail.*S3 → step 5 mends it/);
    for (const step of ['2 Verify', '3 Increase', '4 Fix'])
      expect(shown(checklist)).toMatch(new RegExp(`– ${step}.* · not needed: throttled by S3$`, 'm'));
    expect(checklist.threadTs).toBe(card.ts);

    await page.press(me, checklist, 'Reopen step 2');
    await page.message('*ETL Job Failures*', 'step 2 of 5', 'Not needed: throttled by S3');
    await page.press(me, checklist, 'Skip');
    await page.submit(me, 'Skip a step', {
      'Why?': 'Does not apply here',
      'Or in your own words': 'schema is as of May',
    });
    await page.message('*ETL Job Failures*', 'step 5 of 5', 'Does not apply here: schema is as of May');

    await page.press(me, card, 'Note');
    await page.submit(me, 'Note on #1', { 'What should the others know?': 'S3 said slow down' });

    await page.message('*ETL Job Failures*', 'Needed: throttled by S3', '/etl retry silver-users');
    await page.press(me, checklist, 'Run');
    await page.message(/^`\/etl retry silver-users`.* by <@U0RESPONDER>/m, /running since/i);
    await page.message(
      /^`\/etl retry silver-users`.* by <@U0RESPONDER>/m,
      /silver-users succeeded in .*attempt 2/,
    );
    await page.message('*ETL Job Failures*', 'Finished', '2 done, 1 skipped, 2 not applicable');

    await page.message('#1 ·', 'All recovered', 'Resolve it?');
    await page.press(me, card, 'Resolve');
    await page.submit(me, 'Resolve #1', { 'How did it end?': 'Fixed', 'What helped?': 'a plain retry' });
    expect((await page.message('*Resolved*', '#1 ·', 'Fixed · by <@U0RESPONDER>')).ts).toBe(card.ts);

    const timeline = shown(await page.message('*Timeline of #1*', '✓ Resolved by <@U0RESPONDER>: fixed'));
    const told = [
      'Opened as SEV2: silver-users failed',
      'Acknowledged by <@U0RESPONDER>',
      'Checklist opened by <@U0RESPONDER>: ETL Job Failures',
      '`/etl logs silver-users`: Cause: throttled by S3',
      'skipped',
      '<@U0RESPONDER>: S3 said slow down',
      '`/etl retry silver-users`: silver-users succeeded',
      '<@U0RESPONDER>: a plain retry',
      '✓ Resolved by <@U0RESPONDER>: fixed',
    ].map((words) => timeline.indexOf(words));
    expect(told).not.toContain(-1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('recovered and was resolved without a ping', () => {
    const inThread = page
      .state()
      .messages.filter(({ threadTs, user }) => threadTs !== null && user === 'U0HANDRAIL');
    const pings = inThread.filter(({ text }) => /recovered|resolved/i.test(text) && text.includes('<@'));
    expect(pings).toEqual([]);
  });

  it('is nothing that another region knows of', async () => {
    const channel = page.state().channels.find(({ name }) => name === 'todo-etl-alerts')?.id ?? '';
    const text = 'logs silver-users --in us-east-1';
    await page.act({ act: 'slash', user: 'U0RESPONDER', channel, command: '/etl', text });
    const told = await page.message('silver-users', 'AWS does not know it');
    expect(shown(told)).not.toContain('credentials');
  });

  it('leaves room between what a query scans at once and what it is refused for', async () => {
    const channel = page.state().channels.find(({ name }) => name === 'todo-etl-alerts')?.id ?? '';
    const since = new Date(Date.now() - 50 * 86_400_000).toISOString().slice(0, 10);
    const text = `query SELECT count(*) FROM todo_silver.tasks WHERE dt > '${since}'`;
    await page.act({ act: 'slash', user: 'U0RESPONDER', channel, command: '/etl', text });
    const told = await page.message('Not sent yet. It would scan about');
    expect(shown(told)).toContain('5 GB run unasked');
  });

  it('is listed by the command line in the shape that scripts build on, while the bot runs', async () => {
    const listed = await runCli(['incidents', '--all', '--json'], {
      cwd: sandbox.folder,
      env: {
        PATH: process.env.PATH,
        HANDRAIL_CONFIG: join(sandbox.folder, 'handrail.yaml'),
        DATABASE_URL: `sqlite:${join(sandbox.folder, 'handrail.db')}`,
      },
    });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(listed.stdout)).toEqual([
      {
        number: 1,
        title: expect.stringContaining('silver-users failed'),
        state: 'resolved',
        severity: 'SEV2',
        pipeline: 'todo-etl',
        stage: 'silver',
        channel: '#todo-etl-alerts',
        alarms: expect.arrayContaining([
          {
            key: 'glue-job:123456789012:eu-central-1:silver-users',
            name: 'silver-users',
            state: 'OK',
            events: 2,
          },
          {
            key: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:silver-users-failed',
            name: 'silver-users-failed',
            state: 'OK',
            events: 2,
          },
        ]),
        checklists: [
          {
            procedure: 'ETL Job Failures',
            steps: [
              { text: 'Check CloudWatch logs for error details', state: 'done' },
              { text: 'Verify source data schema', state: 'skipped' },
              { text: 'Increase Glue job resources if needed', state: 'not-applicable' },
              { text: 'Fix data quality issues', state: 'not-applicable' },
              { text: 'Retry failed jobs', state: 'done' },
            ],
          },
        ],
      },
    ]);
  });
});
