/** A checklist folds by what its log says: a job out of memory is led to the step that gives it more, and to no other. */

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

const ME = 'U0RESPONDER';

let home: string;
let sandbox: Sandbox;
let page: Page;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handrail-conditions-'));
  const env = { ...process.env, HANDRAIL_SANDBOX_HOME: home };
  sandbox = await startSandbox({ port: 0, env, cwd: home, print: () => undefined });
  page = await openPage(sandbox.url);
});
afterAll(async () => {
  page.close();
  await sandbox.stop();
  await rm(home, { recursive: true, force: true });
});

describe('a Glue job out of memory', () => {
  it('is led from its log to more memory, which asks first, and to nothing else', async () => {
    await page.act({ act: 'switch', id: 'out-of-memory', on: true });
    await page.press(ME, await page.message('*SEV2*', '#1 ·', 'out of memory', '2 alarms'), 'Checklist');

    const checklist = await page.message('*ETL Job Failures*', 'step 3 of 5', 'Needed: out of memory');
    expect(shown(checklist)).toMatch(
      /✓ 1 Check CloudWatch logs.*by Handrail.*out of memory.* → step 3 mends it/,
    );
    expect(shown(checklist)).toMatch(/▶ \*3 Increase Glue job resources if needed\*/);
    for (const step of ['2 Verify', '4 Fix', '5 Retry'])
      expect(shown(checklist)).toMatch(new RegExp(`– ${step}.* · not needed: out of memory$`, 'm'));
    const asks = checklist.blocks.flatMap((block) =>
      'accessory' in block ? [JSON.stringify(block.accessory)] : [],
    );
    expect(asks.filter((one) => one.includes('"Run"'))).toEqual([
      expect.stringMatching(/This changes something in AWS.*Start silver-users with .*G\.2X/),
    ]);

    await page.press(ME, checklist, 'Run');
    await page.message(/^`\/etl retry silver-users --worker-type G\.2X`/m, 'silver-users succeeded');
    expect(shown(await page.message('*ETL Job Failures*', 'Finished'))).toContain('2 done, 3 not applicable');
  });
});
