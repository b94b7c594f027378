/** Reading channels: what the bot uses to find a card again after a post that it knows no end of. */

import type { Fixture } from './slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ALERTS, refusalOf, startFixture } from './slack-fixture.ts';

let slack: Fixture;
beforeEach(async () => {
  slack = await startFixture();
});
afterEach(() => slack.close());

async function post(text: string, threadTs?: string): Promise<string> {
  slack.pass(1_000);
  const { ts } = await slack.client.chat.postMessage({
    channel: ALERTS,
    text,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    metadata: { event_type: 'handrail_card', event_payload: { key: text } },
  });
  return ts!;
}

describe('conversations.list and conversations.info', () => {
  it('lists public channels page by page, archived ones unless told not to', async () => {
    const first = await slack.client.conversations.list({ limit: 2 });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await slack.client.conversations.list({ limit: 2, cursor });
    const names = [...first.channels!, ...second.channels!].map(({ name }) => name);
    expect(names).toEqual(['todo-etl-alerts', 'data-team', 'general', 'old-etl-alerts']);
    expect(second.response_metadata?.next_cursor).toBe('');
    const alive = await slack.client.conversations.list({ exclude_archived: true });
    expect(alive.channels!.map(({ name }) => name)).not.toContain('old-etl-alerts');
  });

  it('shows a private channel only to a bot that is in it, and only when asked for private ones', async () => {
    slack.workspace.state.directory.change('C0DATA', { isPrivate: true });
    const names = async () => {
      const { channels } = await slack.client.conversations.list({ types: 'public_channel,private_channel' });
      return channels!.map(({ name }) => name);
    };
    expect((await slack.client.conversations.list()).channels!.map(({ name }) => name)).not.toContain(
      'data-team',
    );
    expect(await names()).toContain('data-team');
    slack.workspace.kick('C0DATA', 'U0HANDRAIL');
    expect(await names()).not.toContain('data-team');
  });

  it('follows a rename by id', async () => {
    slack.workspace.rename(ALERTS, 'etl-alerts');
    const { channel } = await slack.client.conversations.info({ channel: ALERTS });
    expect(channel).toMatchObject({ id: ALERTS, name: 'etl-alerts', is_member: true, is_archived: false });
    expect(await refusalOf(slack.client.conversations.info({ channel: 'todo-etl-alerts' }))).toBe(
      'channel_not_found',
    );
  });
});

describe('conversations.join', () => {
  it('lets the bot into a public channel, and not into an archived one', async () => {
    await slack.client.conversations.join({ channel: 'C0GENERAL' });
    await slack.client.chat.postMessage({ channel: '#general', text: 'here' });
    expect(slack.workspace.messages('#general')).toHaveLength(1);
    expect(await refusalOf(slack.client.conversations.join({ channel: 'C0OLD' }))).toBe('is_archived');
  });
});

describe('conversations.open', () => {
  const DM = 'D0RESPONDER';
  const open = (users: string) => slack.client.conversations.open({ users });

  it('makes the direct message with a person once, and gives it again after that', async () => {
    expect(await open('U0RESPONDER')).toMatchObject({ channel: { id: DM } });
    expect(await open('U0RESPONDER')).toMatchObject({ channel: { id: DM }, already_open: true });
    const { channel } = await slack.client.conversations.open({ users: 'U0RESPONDER', return_im: true });
    expect(channel).toMatchObject({ is_im: true, user: 'U0RESPONDER' });
  });

  it.each([
    ['', 'users_list_not_supplied'],
    ['U0STRANGER', 'user_not_found'],
    ['U0HANDRAIL', 'cannot_dm_bot'],
    ['U0RESPONDER,U0LEAD', 'too_many_users'],
  ])('refuses "%s" as %s', async (users, code) => {
    expect(await refusalOf(open(users))).toBe(code);
  });

  it('opens a channel that holds messages and threads as every other', async () => {
    await open('U0RESPONDER');
    const parent = await slack.client.chat.postMessage({ channel: DM, text: 'for you' });
    await slack.client.chat.postMessage({ channel: DM, text: 'more', thread_ts: parent.ts! });
    await slack.client.chat.update({ channel: DM, ts: parent.ts!, text: 'for you alone' });
    const history = await slack.client.conversations.history({ channel: DM });
    expect(history.messages).toMatchObject([{ text: 'for you alone', reply_count: 1 }]);
    const replies = await slack.client.conversations.replies({ channel: DM, ts: parent.ts! });
    expect(replies.messages!.map(({ text }) => text)).toEqual(['for you alone', 'more']);
  });

  it('opens what no list of channels has, and what belongs to its person alone', async () => {
    await open('U0RESPONDER');
    const ids = async (types: string) =>
      (await slack.client.conversations.list({ types })).channels!.map(({ id }) => id);
    expect(await ids('public_channel,private_channel')).not.toContain(DM);
    expect(await ids('im')).toEqual([DM]);
    expect(await slack.workspace.as('U0LEAD').say(DM, 'hello')).toMatchObject({ ok: false });
    expect(await refusalOf(slack.client.chat.postMessage({ channel: 'directmessage', text: 'x' }))).toBe(
      'channel_not_found',
    );
  });

  it('opens where a command comes from a direct message, and a mention is no event', async () => {
    await open('U0RESPONDER');
    const responder = slack.workspace.as('U0RESPONDER');
    await responder.type(DM, '/etl help');
    expect(slack.received.at(-1)?.body).toMatchObject({ channel_id: DM, channel_name: 'directmessage' });
    await responder.say(DM, '@handrail hello');
    expect(slack.workspace.deliveries.map(({ kind }) => kind)).toEqual(['slash']);
  });
});

describe('conversations.history', () => {
  it('gives messages newest first, without thread replies and ephemeral messages', async () => {
    const parent = await post('parent');
    await post('reply', parent);
    await slack.client.chat.postEphemeral({ channel: ALERTS, user: 'U0LEAD', text: 'only you' });
    await post('last');
    const { messages } = await slack.client.conversations.history({ channel: ALERTS });
    expect(messages!.map(({ text }) => text)).toEqual(['last', 'parent']);
    expect(messages![1]).toMatchObject({ thread_ts: parent, reply_count: 1, bot_id: 'B0HANDRAIL' });
  });

  it('gives metadata only when asked for all of it', async () => {
    await post('card');
    const plain = await slack.client.conversations.history({ channel: ALERTS });
    const full = await slack.client.conversations.history({ channel: ALERTS, include_all_metadata: true });
    expect(plain.messages![0]).not.toHaveProperty('metadata');
    expect(full.messages![0]).toMatchObject({ metadata: { event_payload: { key: 'card' } } });
  });

  it('bounds by oldest and latest, which count only when inclusive', async () => {
    const [first, , third] = [await post('1'), await post('2'), await post('3')];
    const texts = async (inclusive: boolean) => {
      const bounds = { oldest: first, latest: third, inclusive };
      const { messages } = await slack.client.conversations.history({ channel: ALERTS, ...bounds });
      return messages!.map(({ text }) => text);
    };
    expect(await texts(false)).toEqual(['2']);
    expect(await texts(true)).toEqual(['3', '2', '1']);
  });

  it('pages by cursor until there is no more', async () => {
    for (const text of ['1', '2', '3']) await post(text);
    const seen: (string | undefined)[] = [];
    for await (const page of slack.client.paginate('conversations.history', { channel: ALERTS, limit: 2 })) {
      const { messages } = page as { messages?: readonly { text: string }[] };
      seen.push(...messages!.map(({ text }) => text));
    }
    expect(seen).toEqual(['3', '2', '1']);
    const wrong = slack.client.conversations.history({ channel: ALERTS, cursor: 'bm9uc2Vuc2U=' });
    expect(await refusalOf(wrong)).toBe('invalid_cursor');
  });

  it('is closed to a bot outside the channel', async () => {
    expect(await refusalOf(slack.client.conversations.history({ channel: 'C0GENERAL' }))).toBe(
      'not_in_channel',
    );
  });
});

describe('conversations.replies', () => {
  it('gives the parent first and then its replies, oldest first, with metadata', async () => {
    const parent = await post('parent');
    await post('elsewhere');
    await post('a', parent);
    await post('b', parent);
    const { messages } = await slack.client.conversations.replies({
      channel: ALERTS,
      ts: parent,
      include_all_metadata: true,
    });
    expect(messages!.map(({ text }) => text)).toEqual(['parent', 'a', 'b']);
    expect(messages![2]).toMatchObject({ thread_ts: parent, metadata: { event_payload: { key: 'b' } } });
  });

  it('refuses a thread that is not there', async () => {
    const call = slack.client.conversations.replies({ channel: ALERTS, ts: '1.000000' });
    expect(await refusalOf(call)).toBe('thread_not_found');
  });
});
