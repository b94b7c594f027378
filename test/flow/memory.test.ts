/** A job runs out of memory: the plain retry fails and says so aloud, the one with more workers mends it. */

import type { Sandbox } from '../../sandbox/start.ts';
import type { Page } from '../support/page.ts';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { startSandbox } from '../../sandbox/start.ts';
import { shown } from '../support/messages-shown.ts';
import { openPage } from '../support/page.ts';

jest.setTimeout(60_000);

const ALERTS = '#todo-etl-alerts';

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

describe('a Glue job runs out of memory', () => {
  it('fails a plain retry with a ping, and succeeds with more workers', async () => {
    const responder = page.as('U0RESPONDER');
    await page.act({ act: 'switch', id: 'out-of-memory', on: true });
    const card = await page.message('*SEV2*', '#1 ·', 'out of memory', '2 alarms');

    expect(await responder.type(ALERTS, '/etl retry silver-users')).toEqual({ ok: true });
    await page.press('U0RESPONDER', await page.message('attempt 2?'), 'Run');
    const ping = await page.waitFor(({ messages }) =>
      messages.find(
        ({ text, threadTs }) =>
          threadTs === card.ts && /<@U0RESPONDER> .*silver-users failed after/.test(text),
      ),
    );
    expect(shown(ping)).toContain('out of memory');

    expect(await responder.type(ALERTS, '/etl retry silver-users —workers 20')).toEqual({ ok: true });
    await page.press('U0RESPONDER', await page.message('attempt 3?', '20 × G.1X'), 'Run');
    await page.message(/^`\/etl retry silver-users --workers 20 --attempt 3`/m, /running since/i);
    await page.message(
      /^`\/etl retry silver-users --workers 20 --attempt 3`/m,
      'silver-users succeeded',
      '20 × G.1X',
    );
    await page.message('#1 ·', 'All recovered', 'Resolve it?');
    expect(page.state().pipeline.switches.filter(({ on }) => on)).toEqual([]);

    const attempts = page.state().pipeline.runs.filter(({ job }) => job === 'silver-users');
    expect(attempts.slice(0, 3).map(({ state }) => state)).toEqual(['SUCCEEDED', 'FAILED', 'FAILED']);
  });
});
