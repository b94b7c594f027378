/** Finds and starts the Chromium that the browser tests drive. Where there is none, they are skipped and say why; in CI they fail. */

import type { Browser } from 'playwright-core';

import { describe } from '@jest/globals';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** No sandbox, because CI runs as root; nothing that calls home while a test counts requests. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why the browser tests are skipped, where they are. */
const NO_CHROMIUM = `no Chromium at ${PLACES.join(', ')}; install it, or name it in CHROMIUM_PATH.`;

/** Where Chromium is: `CHROMIUM_PATH`, or the first of the usual places; null when there is none. */
export function chromiumPath(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return named;
  return PLACES.find((path) => existsSync(path)) ?? null;
}

/** Starts Chromium; the caller closes it. Throws when there is none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error(`Expected Chromium, got ${NO_CHROMIUM}`);
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/**
 * `describe` for tests that need Chromium. Where there is none, they are skipped and the reason is printed; in CI, where
 * nobody would read it, they run and fail with that reason.
 */
export const describeInChromium =
  chromiumPath() === null && !isSet(process.env.CI) ? skipWithReason() : describe;

function skipWithReason(): typeof describe.skip {
  process.stderr.write(`Tests that need a browser are skipped: ${NO_CHROMIUM}\n`);
  return describe.skip;
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== 'false';
}
