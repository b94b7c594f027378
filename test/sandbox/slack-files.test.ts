/** Files as Slack takes them: promised, uploaded, completed; and what it says when one of the three does not fit. */

import type { Fixture } from './slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ALERTS, refusalOf, startFixture } from './slack-fixture.ts';

const CSV = 'id,user\n1,ünal\n';
const BYTES = Buffer.byteLength(CSV);

let slack: Fixture;
beforeEach(async () => {
  slack = await startFixture();
});
afterEach(() => slack.close());

async function promise(filename = 'users.csv', length = BYTES): Promise<{ id: string; url: string }> {
  const { file_id, upload_url } = await slack.client.files.getUploadURLExternal({ filename, length });
  return { id: file_id!, url: upload_url! };
}

async function upload(): Promise<string> {
  const { id, url } = await promise();
  expect((await fetch(url, { method: 'POST', body: CSV })).status).toBe(200);
  return id;
}

const complete = (id: string, channel_id: string = ALERTS) =>
  slack.client.files.completeUploadExternal({
    files: [{ id, title: 'Users' }],
    channel_id,
    initial_comment: 'Two *columns*',
  });

describe('files.getUploadURLExternal', () => {
  it.each([
    ['users.csv', 0, 'missing_argument'],
    ['', 10, 'missing_argument'],
    ['users.csv', 1.5, 'invalid_arguments'],
    ['users.csv', 2_000_000_000, 'file_upload_size_restricted'],
  ])('refuses "%s" of %s bytes as %s', async (filename, length, code) => {
    expect(await refusalOf(promise(filename, length))).toBe(code);
  });

  it('gives an address of its own for each file', async () => {
    const [first, second] = [await promise(), await promise()];
    expect(first.id).not.toBe(second.id);
    expect(first.url).not.toBe(second.url);
  });
});

describe('an upload_url', () => {
  const post = async (url: string, body: string) => (await fetch(url, { method: 'POST', body })).status;

  it('takes the bytes once', async () => {
    const { url } = await promise();
    expect(await post(url, CSV)).toBe(200);
    expect(await post(url, CSV)).toBe(400);
  });

  it('refuses another length than was promised, and what nobody promised', async () => {
    const { url, id } = await promise();
    expect(await post(url, `${CSV}2,more\n`)).toBe(400);
    expect(await post(`${url}x`, CSV)).toBe(400);
    expect(await refusalOf(complete(id))).toBe('file_not_found');
    expect(slack.workspace.calls.filter(({ method }) => method === 'upload_url')).toMatchObject([
      { answer: 'length_mismatch' },
      { answer: 'file_not_found' },
    ]);
  });
});

describe('files.completeUploadExternal', () => {
  it('shows the file in the channel, below a sentence', async () => {
    const id = await upload();
    expect(await complete(id)).toMatchObject({ files: [{ id, title: 'Users' }] });
    const { messages } = await slack.client.conversations.history({ channel: ALERTS });
    expect(messages).toMatchObject([
      {
        text: 'Two *columns*',
        bot_id: 'B0HANDRAIL',
        files: [
          {
            id,
            name: 'users.csv',
            title: 'Users',
            mimetype: 'text/csv',
            filetype: 'csv',
            size: BYTES,
            url_private: expect.stringContaining(`${slack.url}/files-pri/T0SANDBOX-${id}/`),
          },
        ],
      },
    ]);
  });

  it('shows it in a thread, and in a direct message', async () => {
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'card' });
    await slack.client.files.completeUploadExternal({
      files: [{ id: await upload() }],
      channel_id: ALERTS,
      thread_ts: ts!,
    });
    expect(slack.workspace.thread(ALERTS, ts!)).toMatchObject([{ text: '', files: ['F00001'] }]);
    await slack.client.conversations.open({ users: 'U0LEAD' });
    await complete(await upload(), 'D0LEAD');
    expect(slack.workspace.messages('D0LEAD')).toMatchObject([{ files: ['F00002'] }]);
  });

  it('shows it to nobody when no channel is named', async () => {
    await slack.client.files.completeUploadExternal({ files: [{ id: await upload() }] });
    expect(slack.workspace.state.messages.all()).toEqual([]);
  });

  it.each([
    ['a file that was never promised', async () => complete('F0NONE'), 'file_not_found'],
    ['a file whose bytes never came', async () => complete((await promise()).id), 'file_not_found'],
    ['a channel that is not there', async () => complete(await upload(), 'C0NONE'), 'channel_not_found'],
    ['a channel without the bot', async () => complete(await upload(), 'C0GENERAL'), 'not_in_channel'],
    ['an archived channel', async () => complete(await upload(), 'C0OLD'), 'posting_to_channel_denied'],
  ])('refuses %s', async (_, call, code) => {
    expect(await refusalOf(call())).toBe(code);
    expect(slack.workspace.state.messages.all()).toEqual([]);
  });

  it('refuses a file that was completed before, and leaves what stands', async () => {
    const id = await upload();
    await complete(id);
    expect(await refusalOf(complete(id))).toBe('file_not_found');
    expect(slack.workspace.messages(ALERTS)).toHaveLength(1);
  });
});
