/** The switches of the sandbox from the command line: broken there, seen in Slack, and mended there. */

import type { Sandbox } from '../../sandbox/start.ts';
import type { Finished } from '../support/cli.ts';
import type { Page } from '../support/page.ts';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { rememberAddresses } from '../../sandbox/place.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { SWITCH_IDS } from '../../sandbox/pipeline/switches.ts';
import { runCli } from '../support/cli.ts';
import { openPage } from '../support/page.ts';

jest.setTimeout(60_000);

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handrail-break-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

function handrail(...words: readonly string[]): Promise<Finished> {
  return runCli(words, { cwd: home, env: { PATH: process.env.PATH, HANDRAIL_SANDBOX_HOME: home } });
}

describe('without a sandbox', () => {
  const NONE = {
    code: 1,
    stdout: '',
    stderr: 'Expected a sandbox that runs on this machine, found none. Start it: npx handrail sandbox\n',
  };

  it('is told so, also when one was killed and its address is still remembered', async () => {
    expect(await handrail('break', 'out-of-memory')).toEqual(NONE);
    await rememberAddresses(home, { sns: 'http://127.0.0.1:1/sns', page: 'http://127.0.0.1:1' });
    expect(await handrail('mend', 'out-of-memory')).toEqual(NONE);
    expect(await handrail('break', '--list')).toEqual(NONE);
  });
});

describe('a sandbox', () => {
  it.each([4_190, 6_000])('is not started on port %i, to which no browser goes', async (port) => {
    const started = startSandbox({
      port,
      env: { HANDRAIL_SANDBOX_HOME: home },
      cwd: home,
      print: () => undefined,
    });
    await expect(started).rejects.toThrow(
      `Expected a port that a browser goes to, and ${port} is one that browsers and Node's own fetch refuse.`,
    );
  });
});

describe('with a sandbox', () => {
  let sandbox: Sandbox;
  let page: Page;

  beforeAll(async () => {
    const env = { ...process.env, HANDRAIL_SANDBOX_HOME: home };
    sandbox = await startSandbox({ port: 0, env, cwd: home, print: () => undefined });
    page = await openPage(sandbox.url);
  });
  afterAll(async () => {
    page.close();
    await sandbox.stop();
  });

  it('breaks and mends, which Slack shows', async () => {
    const broken = await handrail('break', 'firehose-stopped');
    expect(broken).toMatchObject({ code: 0, stderr: '' });
    expect(broken.stdout).toMatch(/^Broken: firehose-stopped\. .*\.\n$/);
    expect(await handrail('break', 'firehose-stopped')).toMatchObject({
      code: 0,
      stdout: 'firehose-stopped is broken already.\n',
    });
    await page.message('#1 ·', 'firehose-todo-etl-cdc-freshness');
    const listed = await handrail('break', '--list');
    expect(listed.stdout.split('\n').filter((line) => line.includes('BROKEN.'))).toEqual([
      expect.stringContaining('firehose-stopped'),
    ]);
    for (const id of SWITCH_IDS) expect(listed.stdout).toContain(`  ${id} `);

    expect(await handrail('mend', 'firehose-stopped')).toMatchObject({
      code: 0,
      stdout: 'Mended: firehose-stopped.\n',
    });
    expect(page.state().pipeline.switches.filter(({ on }) => on)).toEqual([]);
  });

  it('names the nearest where there is no such fault', async () => {
    const { code, stderr } = await handrail('break', 'out-of-memroy');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Expected something that can be broken, got "out-of-memroy"\. Nearest: out-of-memory, /,
    );
  });
});
