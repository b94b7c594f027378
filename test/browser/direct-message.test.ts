/**
 * A result for one person on the sandbox's page, in a real browser: it waits as unread in their direct message, its
 * table is read there, and the whole of it downloads. Nobody else sees any of it. `HANDRAIL_SCREENSHOTS=<folder>`
 * keeps a picture of each.
 */

import type { Browser } from 'playwright-core';
import type { PageWorld } from '../sandbox/page-world.ts';
import type { Screen, Visitor } from './visitor.ts';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { bundleClient } from '../../sandbox/page/bundle.ts';
import { createFiles } from '../../src/bot/files.ts';
import { createPublisher, createSlackClient } from '../../src/bot/publisher.ts';
import { createSlackCalls } from '../../src/bot/slack-calls.ts';
import { createTakenBlocks } from '../../src/bot/taken-blocks.ts';
import { replyMessage } from '../../src/bot/views/reply.ts';
import { BOT_TOKEN, startPageWorld } from '../sandbox/page-world.ts';
import { aFinding } from '../support/builders.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { DESKTOP, PHONE, sidewaysPx, smallControls, visit } from './visitor.ts';

const SCREENS: readonly Screen[] = [DESKTOP, PHONE, { ...PHONE, name: 'phone-dark', colorScheme: 'dark' }];
const VISIT_MS = 60_000;

const ROWS = Array.from({ length: 400 }, (_, index) => [`user-${index}`, String(index * 7), '2026-11-26']);
const CSV = ['user_id,todos,updated', ...ROWS.map((row) => row.join(','))].join('\n');
const NAME = 'late-users-2026-11-26.csv';

const answer = replyMessage(
  {
    kind: 'finding',
    command: '/etl query late-users',
    finding: aFinding({
      summary: 'late-users: 400 rows, the first 15 below',
      facts: [{ label: 'Scanned', value: '1.2 GB, about $0.01' }],
      table: { columns: ['user_id', 'todos', 'updated'], rows: ROWS.slice(0, 15) },
    }),
  },
  { reading: new Set(), seenBy: 'asker' },
);

describeInChromium('a direct message on the page', () => {
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

  /** What the bot does for who asked: the card, and the whole of it as a file below. */
  async function tell(user: string): Promise<void> {
    const { apiUrl } = world.slack;
    const client = createSlackClient(BOT_TOKEN, apiUrl);
    const calls = createSlackCalls({
      clock: Date.now,
      metrics: { count: () => undefined },
      holds: { load: async () => new Map(), keep: async () => undefined },
    });
    const shared = { client, clock: Date.now, calls };
    const publisher = createPublisher({ ...shared, taken: createTakenBlocks(Date.now) });
    const files = createFiles({ ...shared, apiUrl, fetch, folder: tmpdir() });
    const channel = await publisher.channelId(user);
    if (channel.kind !== 'ok') throw new Error(channel.because);
    await publisher.post(channel.value, null, 'run:1', { ...answer, twin: '' });
    const uploaded = await files.upload(NAME, (take) => take(CSV));
    if (uploaded.kind !== 'ok') throw new Error(uploaded.because);
    const at = { channelId: channel.value, threadTs: null };
    await files.share({ id: uploaded.value.id, title: NAME }, at, 'All 400 rows of late-users.');
  }

  async function toList({ page }: Visitor, screen: Screen): Promise<void> {
    if (screen.width < 600) await page.getByTestId('tab-channels').click();
  }

  it.each(SCREENS.map((screen) => [screen.name, screen] as const))(
    'waits as unread, is read, and its file downloads, on a %s',
    async (_, screen) => {
      const visitor = await visit(browser, world.slack.url, screen);
      const { page } = visitor;
      await tell('U0LEAD');
      await tell('U0RESPONDER');
      const entry = page.getByTestId('direct-message');
      if (screen.width < 600)
        await page.getByTestId('tab-channels').getByText('2', { exact: true }).waitFor();
      await visitor.picture('direct-waits');
      await toList(visitor, screen);
      await entry.getByLabel('2 unread').waitFor();
      expect(await entry.count()).toBe(1);
      await visitor.picture('direct-list');
      await entry.click();
      await page.getByRole('heading', { name: 'Handrail', level: 1 }).waitFor();
      const file = visitor.inChannel('All 400 rows').getByTestId('file');
      await file.scrollIntoViewIfNeeded();
      expect(await file.innerText()).toMatch(/late-users-2026-11-26\.csv\s+CSV · 9\.\d kB/);
      await visitor.picture('direct-file');
      expect(await sidewaysPx(page)).toBe(0);
      if (screen.width < 600) expect(await smallControls(page)).toEqual([]);

      const download = page.waitForEvent('download');
      await file.click();
      const saved = await download;
      expect(saved.suggestedFilename()).toBe(NAME);
      expect(await readFile(await saved.path(), 'utf8')).toBe(CSV);

      await page.getByTestId('whoami').selectOption('U0ANALYST');
      await visitor.inChannel('All 400 rows').waitFor({ state: 'detached' });
      expect(await page.getByText('All 400 rows').count()).toBe(0);
      await toList(visitor, screen);
      expect(await entry.count()).toBe(0);
      expect(visitor.complaints).toEqual([]);
      await page.context().close();
    },
    VISIT_MS,
  );
});
