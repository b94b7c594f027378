/**
 * Findings on the sandbox's page, in a real browser: a table scrolls within its own box below its header, and a chart
 * can be read on a phone. `HANDRAIL_SCREENSHOTS=<folder>` keeps a picture of each.
 */

import type { Browser } from 'playwright-core';
import type { Series, Table } from '../../src/operations/finding.ts';
import type { Screen } from './visitor.ts';
import type { PageWorld } from '../sandbox/page-world.ts';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';

import { bundleClient } from '../../sandbox/page/bundle.ts';
import { MAYBE_REFUSED, withText } from '../../src/bot/tables-and-charts.ts';
import { replyMessage } from '../../src/bot/views/reply.ts';
import { BOT_TOKEN, startPageWorld } from '../sandbox/page-world.ts';
import { aFinding, NIGHT } from '../support/builders.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { DESKTOP, PHONE, sidewaysPx, visit } from './visitor.ts';

const SCREENS: readonly Screen[] = [DESKTOP, PHONE, { ...PHONE, name: 'phone-dark', colorScheme: 'dark' }];
const VISIT_MS = 60_000;
const HOUR = 3_600_000;

const starts = Array.from({ length: 20 }, (_, index) => NIGHT - (19 - index) * 6 * HOUR);
const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
const took = [21, 22, 20, 23, 22, 24, 21, 22, 25, 23, 22, 21, 24, 26, 25, 28, 31, 35, 41, 7];

const runs: Series = {
  title: 'How long the runs took',
  shape: 'bar',
  unit: 'min',
  labels: starts.map(iso),
  lines: [
    { name: 'succeeded', values: took.map((minutes, index) => (index === 19 ? null : minutes)) },
    { name: 'failed', values: took.map((minutes, index) => (index === 19 ? minutes : null)) },
  ],
};

const age: Series = {
  title: 'Age of the newest record',
  shape: 'line',
  unit: 'min',
  labels: starts.map((_, index) => iso(NIGHT - (19 - index) * HOUR)),
  lines: [
    { name: 'bronze', values: took.map((minutes) => minutes + 4) },
    { name: 'silver', values: took.map((minutes) => minutes * 3) },
    { name: 'gold', values: took.map((minutes, index) => minutes * 2 + index) },
  ],
};

const jobs: Table = {
  columns: ['Started', 'Ended', 'Took', 'Attempt', 'Workers', 'DPU h', 'Why'],
  rows: starts
    .map((at, index) => [
      iso(at),
      index === 19 ? 'failed' : 'succeeded',
      `${took[index]}m`,
      '1',
      '10 × G.1X',
      ((took[index] ?? 0) / 6).toFixed(1),
      index === 19 ? 'out of memory in 14 of 200 tasks, executors lost' : '',
    ])
    .toReversed(),
};

const message = (series: Series, table: Table | null) =>
  replyMessage(
    {
      kind: 'finding',
      command: '/etl runs silver-users',
      finding: aFinding({
        summary: 'silver-users failed once, out of memory',
        facts: [{ label: 'Ended well in 7 days', value: '19 of 20' }],
        series,
        table,
        next: ['/etl logs silver-users', '/etl retry silver-users'],
        asked: [{ call: 'glue:GetJob', ok: false, error: 'Add glue:GetJob to the role of Handrail.' }],
      }),
    },
    { reading: new Set(['logs']), seenBy: 'asker' },
  );

describeInChromium('a finding on the page', () => {
  let browser: Browser;
  let world: PageWorld;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    world = await startPageWorld(bundleClient);
  });
  afterEach(() => world.slack.close());

  async function post({ text, blocks }: ReturnType<typeof message>): Promise<void> {
    const client = new WebClient(BOT_TOKEN, { slackApiUrl: world.slack.apiUrl });
    await client.apiCall('chat.postMessage', { channel: 'C0ALERTS', text, blocks });
  }

  it.each(SCREENS.map((screen) => [screen.name, screen] as const))(
    'has its table and its charts on a %s',
    async (_, screen) => {
      const visitor = await visit(browser, world.slack.url, screen);
      await post(message(runs, jobs));
      const shown = visitor.inChannel('silver-users failed once').first();
      const chart = shown.getByRole('img', { name: /^How long the runs took/ });
      await chart.waitFor();
      expect(await chart.getAttribute('aria-label')).toContain('failed: ');
      const box = shown.getByRole('group', { name: 'Table' });
      await box.getByText('executors lost').waitFor();
      expect(await sidewaysPx(visitor.page)).toBe(0);
      // Labels as large as small text is, and none over its neighbour.
      const labels = await chart.locator('text.chart-label').all();
      const boxes = await Promise.all(labels.map((label) => label.boundingBox()));
      expect(labels.length).toBeGreaterThan(2);
      boxes.forEach((one, index) => {
        const next = boxes[index + 1];
        expect(one?.height).toBeGreaterThan(11);
        if (next != null && one != null) expect(one.x + one.width).toBeLessThan(next.x);
      });
      await visitor.page.evaluate("document.querySelector('.chart').scrollIntoView({ block: 'center' })");
      await visitor.picture('finding-bars');
      await box.scrollIntoViewIfNeeded();
      await visitor.picture('finding-table');
      await visitor.page.evaluate("document.querySelector('.table-scroll').scrollTo(9_999, 9_999)");
      const [head, frame] = [await box.getByText('Why').boundingBox(), await box.boundingBox()];
      expect(Math.abs((head?.y ?? 0) - (frame?.y ?? 999))).toBeLessThan(20);
      await visitor.picture('finding-table-end');
      await post(message(age, null));
      const lines = visitor.inChannel('silver-users failed once').last();
      await lines.getByRole('img', { name: /^Age of the newest record/ }).waitFor();
      expect(await lines.locator('.chart-legend').innerText()).toMatch(
        /bronze\s+silver\s+gold\s+min · .*UTC/,
      );
      await lines.scrollIntoViewIfNeeded();
      await visitor.picture('finding-lines');
      const both = message(runs, jobs);
      await post({ ...both, blocks: withText(both.blocks, MAYBE_REFUSED) });
      await visitor.inChannel('█').waitFor();
      await visitor.picture('finding-text');
      expect(await sidewaysPx(visitor.page)).toBe(0);
      expect(visitor.complaints).toEqual([]);
      await visitor.page.context().close();
    },
    VISIT_MS,
  );
});
