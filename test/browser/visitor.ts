/**
 * A person at the sandbox page, through a real browser: what they press, what they type, what they wait to read. It
 * waits for words on the page only, and remembers whatever the browser complained about meanwhile.
 */

import type { Browser, Locator, Page } from 'playwright-core';

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

export interface Visitor {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, failed requests. */
  readonly complaints: readonly string[];
  /** Turns to the pipeline, the channel, or the thread of its first message, wherever the screen hides them. */
  toPipeline(): Promise<void>;
  toChannel(): Promise<void>;
  toThread(): Promise<void>;
  /** The messages of the channel, and those of the open thread, that hold these words. */
  inChannel(words: string | RegExp): Locator;
  inThread(words: string | RegExp): Locator;
  type(text: string): Promise<void>;
  modal(title: string): Locator;
  /** Saves what is on the screen when HANDRAIL_SCREENSHOTS names a folder. */
  picture(name: string): Promise<void>;
}

export const DESKTOP: Screen = { name: 'desktop', width: 1280, height: 900, colorScheme: 'light' };
export const PHONE: Screen = { name: 'phone', width: 390, height: 844, colorScheme: 'light' };

/** The least height and width that a thumb hits, in CSS pixels. */
const THUMB_PX = 40;
// A radio button or a checkbox is hit through its label.
const CONTROLS = 'button, select, textarea, input[type=text], .choice, :is(nav, header) a, a.replies';
const PATIENCE_MS = 20_000;

/** Opens the page on this screen. Close its context when done. */
export async function visit(browser: Browser, url: string, screen: Screen): Promise<Visitor> {
  const isPhone = screen.width < 600;
  const { width, height, colorScheme } = screen;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    hasTouch: isPhone,
    isMobile: isPhone,
    deviceScaleFactor: isPhone ? 2 : 1,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  await page.goto(url);
  const channel = page.getByRole('main');
  const thread = page.getByTestId('thread');
  await page.getByText('Handrail ready').waitFor();

  async function toChannel(): Promise<void> {
    if (isPhone && (await thread.isVisible())) await thread.getByRole('link', { name: /^Back to/ }).click();
    if (isPhone) await page.getByTestId('tab-messages').click();
    await page.getByTestId('composer').waitFor();
  }

  return {
    page,
    complaints,
    toChannel,
    toPipeline: async () => {
      if (isPhone) await page.getByTestId('tab-pipeline').click();
      await page.getByRole('heading', { name: 'Break it' }).waitFor();
    },
    toThread: async () => {
      if (!(await thread.isVisible()))
        await channel
          .getByRole('link', { name: /repl(?:y|ies)/ })
          .first()
          .click();
      await thread.getByRole('heading', { name: 'Thread' }).waitFor();
    },
    inChannel: (words) => channel.getByTestId('message').filter({ hasText: words }),
    inThread: (words) => thread.getByTestId('message').filter({ hasText: words }),
    type: async (text) => {
      await page.getByTestId('composer').fill(text);
      await page.getByTestId('composer').press('Enter');
    },
    modal: (title) => page.getByRole('dialog', { name: title }),
    picture: async (name) => {
      const folder = process.env['HANDRAIL_SCREENSHOTS'];
      if (folder === undefined || folder === '') return;
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${screen.name}-${name}.png`), animations: 'disabled' });
    },
  };
}

/** How many pixels the page can be pushed sideways; a phone should have none to give. */
export async function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Controls in sight that a thumb would miss, each with its size. Links within a sentence are text, not controls. */
export async function smallControls(page: Page): Promise<readonly string[]> {
  // Measured in one go: the page draws itself anew whenever something happens.
  const controls = await page.evaluate<readonly Measured[]>(MEASURE);
  return controls
    .filter(({ width, height }) => Math.min(width, height) > 0 && Math.min(width, height) < THUMB_PX - 0.5)
    .map(({ name, width, height }) => `"${name}" ${Math.round(width)}×${Math.round(height)}`);
}

interface Measured {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

const MEASURE = `[...document.querySelectorAll(${JSON.stringify(CONTROLS)})]
  .filter((control) => control.checkVisibility({ visibilityProperty: true }))
  .map((control) => {
    const { width, height } = control.getBoundingClientRect();
    return { name: control.getAttribute('aria-label') ?? control.innerText, width, height };
  })`;
