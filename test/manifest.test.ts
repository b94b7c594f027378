/**
 * The Slack app's manifest and the sources, held together: the scopes asked for are those that the called methods
 * need, no fewer and no more, and what Slack would refuse at creation is refused here.
 */

import { describe, expect, it } from '@jest/globals';
import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

import { SEED_SCOPES } from '../sandbox/slack/scopes.ts';
import { SEED_COMMANDS } from '../sandbox/slack/workspace.ts';
import { METHOD_SCOPES, SCOPES } from '../src/bot/scopes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Slash commands are delivered, not called. */
const COMMANDS = 'commands';

const url = z.url({ protocol: /^https$/ });
/** Slack's limits for what we use of a manifest; an unknown key is a misspelt one. */
const manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal([1, 2]) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(false),
      // Slack refuses a direct message of the bot without it.
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          description: z.string().min(1).max(2_000),
          usage_hint: z.string().max(1_000),
          should_escape: z.literal(false),
          url,
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).min(1) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: url }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.literal(false),
    token_rotation_enabled: z.literal(false),
  }),
});

const app = manifest.parse(parse(await readFile(`${ROOT}slack/manifest.yaml`, 'utf8')));
const called = await calledMethods();

describe('slack/manifest.yaml', () => {
  it('asks for exactly the scopes of the methods that the sources call', () => {
    const needed = new Set([COMMANDS, ...Object.values(METHOD_SCOPES).flat()]);
    expect(app.oauth_config.scopes.bot.toSorted()).toEqual([...needed].toSorted());
  });

  it('asks for the scopes that the bot compares its token with', () => {
    expect(app.oauth_config.scopes.bot.toSorted()).toEqual(SCOPES.toSorted());
  });

  it('is checked against a table that has every called method, and no other', () => {
    expect(called).toEqual(Object.keys(METHOD_SCOPES).toSorted());
  });

  it('asks for the scopes that the sandbox was installed with', () => {
    expect(app.oauth_config.scopes.bot.toSorted()).toEqual(SEED_SCOPES.toSorted());
  });

  it('sends commands and interactions to the path that the receiver mounts', async () => {
    const receiver = await readFile(`${ROOT}src/bot/receiver.ts`, 'utf8');
    const urls = [
      ...app.features.slash_commands.map((command) => command.url),
      app.settings.interactivity.request_url,
    ];
    expect(urls.length).toBeGreaterThan(1);
    for (const one of urls) expect(receiver).toContain(`scope.post('${new URL(one).pathname}'`);
  });

  it('has the one command, with the hint that the sandbox shows', () => {
    const [only, ...others] = app.features.slash_commands;
    expect(others).toEqual([]);
    expect(SEED_COMMANDS).toEqual([
      { command: '/etl', hint: only?.usage_hint, description: only?.description },
    ]);
  });
});

/** Web API methods called anywhere in src, as `client.chat.update(…)` or `client.apiCall('chat.update', …)`. */
async function calledMethods(): Promise<readonly string[]> {
  const methods = new Set<string>();
  for await (const path of glob('src/**/*.ts', { cwd: ROOT })) {
    const source = await readFile(`${ROOT}${path}`, 'utf8');
    for (const [, method = ''] of source.matchAll(/\bapiCall\(\s*['"`]([\w.]+)['"`]/g)) methods.add(method);
    for (const [, method = ''] of source.matchAll(/\bclient\s*\.(\w+(?:\s*\.\s*\w+)+)\s*\(/g))
      methods.add(method.replaceAll(/\s/g, ''));
  }
  return [...methods].toSorted();
}
