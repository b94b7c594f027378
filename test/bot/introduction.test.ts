/** The start and a Slack that takes its time, is away, or refuses the token. */

import type { Installation } from '../../src/bot/bolt-app.ts';
import type { Unidentified } from '../../src/bot/identify.ts';
import type { Introduction, IntroductionOptions } from '../../src/bot/introduction.ts';
import type { Result } from '../../src/lib/result.ts';

import { afterEach, expect, it } from '@jest/globals';

import { createIntroduction, TokenRefused } from '../../src/bot/introduction.ts';
import { err, ok } from '../../src/lib/result.ts';
import { SILENT } from '../store/files.ts';

type Answer = Result<Installation, Unidentified>;

const US: Answer = ok({ botToken: 'xoxb-1', botId: 'B0', botUserId: 'U0', teamId: 'T0' });
const AWAY: Answer = err({ fatal: false, because: 'Slack is away.' });
const REFUSED: Answer = err({ fatal: true, because: 'Slack refuses the bot token.' });
const LONG_MS = 60_000;

let introduction: Introduction;
afterEach(() => introduction.stop());

/** Slack that gives these answers in turn, and then none. */
function begin(
  answers: readonly Promise<Answer>[],
  options: Partial<IntroductionOptions> = {},
): Promise<void> {
  const left = [...answers];
  introduction = createIntroduction({
    identify: () => left.shift() ?? new Promise<Answer>(() => undefined),
    log: SILENT,
    patienceMs: LONG_MS,
    retryMs: 1,
    ...options,
  });
  return introduction.begin();
}

it('knows who we are when Slack says so at once', async () => {
  await begin([Promise.resolve(US)]);
  expect(introduction.installation()).toEqual(US.ok && US.value);
});

it('fails the start when Slack refuses the token at once', async () => {
  await expect(begin([Promise.resolve(REFUSED)])).rejects.toThrow(TokenRefused);
});

it('does not hold the start up for a Slack that is slow, and knows it when it answers', async () => {
  const slow = Promise.withResolvers<Answer>();
  await begin([slow.promise], { patienceMs: 1 });
  expect(introduction.installation()).toBeNull();
  slow.resolve(US);
  await slow.promise;
  expect(introduction.installation()).toEqual(US.ok && US.value);
});

it('tells of a token that a slow Slack refuses after the start', async () => {
  const slow = Promise.withResolvers<Answer>();
  await begin([slow.promise], { patienceMs: 1 });
  slow.resolve(REFUSED);
  expect((await introduction.refusedLater).message).toBe('Slack refuses the bot token.');
});

it('asks a Slack that is away again, and tells of a token that is refused then', async () => {
  await begin([Promise.resolve(AWAY), Promise.resolve(AWAY), Promise.resolve(REFUSED)]);
  expect((await introduction.refusedLater).message).toBe('Slack refuses the bot token.');
});

it('asks no more once it was stopped', async () => {
  const slow = Promise.withResolvers<Answer>();
  const warnings: string[] = [];
  const log = { ...SILENT, warn: (_fields: object, message: string) => void warnings.push(message) };
  await begin([slow.promise], { log, patienceMs: 1 });
  introduction.stop();
  slow.resolve(AWAY);
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual(['Slack is slow to say who we are; starting without']);
});
