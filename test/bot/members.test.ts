/** Who counts as a full member, asked of the simulated Slack and remembered while Slack is away. */

import type { Members } from '../../src/handlers/ports.ts';
import type { Fixture } from '../sandbox/slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';

import { createMembers } from '../../src/bot/members.ts';
import { createSlackClient } from '../../src/bot/publisher.ts';
import { BOT_TOKEN, startFixture } from '../sandbox/slack-fixture.ts';
import { SILENT } from '../store/files.ts';

const TEAM = 'T0SANDBOX';

let slack: Fixture;
let now: number;
let home: string | null;
let members: Members;

function membersOf(apiUrl: string): Members {
  return createMembers({
    client: createSlackClient(BOT_TOKEN, apiUrl),
    teamId: () => home,
    clock: () => now,
    log: SILENT,
  });
}

beforeEach(async () => {
  slack = await startFixture();
  now = 1_790_000_000_000;
  home = TEAM;
  members = membersOf(slack.apiUrl);
});

afterEach(() => slack.close());

describe('a person', () => {
  it.each([
    ['a full member', 'U0RESPONDER', true],
    ['a guest', 'U0GUEST', false],
    ['a bot', 'U0HANDRAIL', false],
    ['nobody', 'U0NOBODY', false],
  ])('who is %s', async (_, user, isFull) => {
    expect(await members.isFullMember(TEAM, user)).toBe(isFull);
  });

  it('of another workspace is none, and Slack is not even asked', async () => {
    expect(await members.isFullMember('T0OTHER', 'U0RESPONDER')).toBe(false);
    expect(slack.workspace.calls).toEqual([]);
  });

  it('is asked about while nobody knows which workspace this is', async () => {
    home = null;
    expect(await members.isFullMember(TEAM, 'U0RESPONDER')).toBe(true);
    expect(await members.isFullMember(TEAM, 'U0GUEST')).toBe(false);
  });

  it.each([
    ['was deleted', { deleted: true }],
    ['is a stranger', { is_stranger: true }],
    ['is a guest of one channel', { is_ultra_restricted: true }],
    ['belongs to another workspace', { team_id: 'T0OTHER' }],
  ])('who %s is none', async (_, fields) => {
    const server = fastify({ forceCloseConnections: true });
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    server.post('/api/users.info', async () => ({ ok: true, user: { id: 'U1', team_id: TEAM, ...fields } }));
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    expect(await membersOf(`${url}/api/`).isFullMember(TEAM, 'U1')).toBe(false);
    await server.close();
  });
});

describe('an answer', () => {
  it('is kept for ten minutes', async () => {
    await members.isFullMember(TEAM, 'U0RESPONDER');
    now += 599_999;
    await members.isFullMember(TEAM, 'U0RESPONDER');
    expect(slack.workspace.calls).toHaveLength(1);
    now += 1;
    await members.isFullMember(TEAM, 'U0RESPONDER');
    expect(slack.workspace.calls).toHaveLength(2);
  });

  it.each(['http-500', 'refuse-connection'] as const)(
    'is the last one while Slack is away, and unknown when there is none: %s',
    async (kind) => {
      await members.isFullMember(TEAM, 'U0RESPONDER');
      now += 86_400_000;
      slack.workspace.faults.set({ kind });
      expect(await members.isFullMember(TEAM, 'U0RESPONDER')).toBe(true);
      expect(await members.isFullMember(TEAM, 'U0LEAD')).toBe('unknown');
      slack.workspace.faults.clear();
      expect(await members.isFullMember(TEAM, 'U0LEAD')).toBe(true);
    },
  );

  it.each([
    { kind: 'rate-limited', retryAfterSeconds: 1 },
    { kind: 'error', error: 'internal_error' },
    { kind: 'error', error: '<html>A proxy</html>' },
  ] as const)('is unknown when Slack does not say: %j', async (fault) => {
    slack.workspace.faults.set(fault);
    expect(await members.isFullMember(TEAM, 'U0RESPONDER')).toBe('unknown');
  });

  it.each(['user_not_found', 'user_not_visible'])('is no of whom Slack does not show: %s', async (error) => {
    slack.workspace.faults.set({ kind: 'error', error });
    expect(await members.isFullMember(TEAM, 'U0STRANGER')).toBe(false);
  });
});
