/**
 * Puts a file into Slack: written to the disk first, since Slack wants to know its length, then uploaded where nobody
 * sees it, then shown. It never holds a file in memory, and never tries twice: that is for whoever called.
 */

import type { WebClient } from '@slack/web-api';
import type { CallOutcome, Clock, Files, FileWriter, MessagePlace, UploadedFile } from '../handlers/ports.ts';
import type { SlackCalls } from './slack-calls.ts';
import type { TemporaryFile } from './temporary-file.ts';

import { WebAPIHTTPError, WebAPIRequestError } from '@slack/web-api';
import { z } from 'zod';

import { MOST_FILE_BYTES, UPLOAD_WITHIN_MS } from '../handlers/slack-times.ts';
import { escapeLines } from './mrkdwn.ts';
import { messagesSince, searchMethod } from './pages.ts';
import { postLane } from './slack-calls.ts';
import { openTemporaryFile } from './temporary-file.ts';

export interface FilesOptions {
  readonly client: WebClient;
  /** SLACK_API_URL: bytes go to its origin as well, for a Slack that is simulated. */
  readonly apiUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly calls: SlackCalls;
  /** Where a file waits while it is written; it needs room for the longest. */
  readonly folder: string;
}

const MEBIBYTE = 1_048_576;
/** The sentence above a file, in UTF-16 units. */
const COMMENT_LENGTH = 3_000;

const promised = z.object({ file_id: z.string(), upload_url: z.string() });

/** Implements files over the Web API. */
export function createFiles({ client, apiUrl, fetch, clock, calls, folder }: FilesOptions): Files {
  return { upload, share, isShared };

  async function upload(name: string, write: FileWriter): Promise<CallOutcome<UploadedFile>> {
    const file = await openTemporaryFile(folder);
    try {
      if (!(await isWritten(file, write)))
        return giveUp(
          `Expected a file of at most ${MOST_FILE_BYTES / MEBIBYTE} MB, got more. Ask for less of it.`,
        );
      if (file.size() === 0) return giveUp('Expected a file with something in it, got an empty one.');
      return await sent(name, file);
    } finally {
      await file.close();
    }
  }

  async function sent(name: string, file: TemporaryFile): Promise<CallOutcome<UploadedFile>> {
    const method = 'files.getUploadURLExternal';
    const asked = await calls.make(method, 'repeatable', method, async () =>
      promised.parse(await client.files.getUploadURLExternal({ filename: name, length: file.size() })),
    );
    if (asked.kind !== 'ok') return asked;
    const { file_id: id, upload_url: url } = asked.value;
    if (!isOfSlack(url)) return giveUp('Slack gave an address for the file that is not one of HTTPS.');
    const taken = await calls.make('upload_url', 'repeatable', 'upload_url', () => postBytes(url, file));
    return taken.kind === 'ok' ? { kind: 'ok', value: { id, bytes: file.size() } } : taken;
  }

  /** The address is the right to it: no token goes along, and nobody may send the bytes on. */
  async function postBytes(url: string, file: TemporaryFile): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(file.size()) },
      body: file.read(),
      duplex: 'half',
      redirect: 'error',
      signal: AbortSignal.timeout(UPLOAD_WITHIN_MS),
    }).catch((error: unknown) => {
      throw new WebAPIRequestError(new Error('the upload broke off', { cause: error }));
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new WebAPIHTTPError(answer.status, answer.statusText, {});
  }

  async function share(
    { id, title }: { readonly id: string; readonly title: string },
    { channelId, threadTs }: MessagePlace,
    text: string,
  ): Promise<CallOutcome<null>> {
    const forMs = calls.takeTurn('post', channelId);
    if (forMs > 0)
      return { kind: 'wait', forMs, because: 'Slack takes no more posts in this channel for now.' };
    return calls.make('files.completeUploadExternal', 'post', postLane(channelId), async () => {
      await client.apiCall('files.completeUploadExternal', {
        files: [{ id, title }],
        channel_id: channelId,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
        initial_comment: escapeLines(text, COMMENT_LENGTH),
      });
      return null;
    });
  }

  function isShared(id: string, at: MessagePlace, sinceMs: number): Promise<CallOutcome<boolean>> {
    const method = searchMethod(at);
    return calls.make(method, 'repeatable', method, async () => {
      const said = await messagesSince(client, clock, at, sinceMs);
      return said.some(({ files }) => files?.some((file) => file.id === id) === true);
    });
  }

  function isOfSlack(url: string): boolean {
    const { protocol, origin } = URL.parse(url) ?? {};
    return protocol === 'https:' || (origin !== undefined && origin === URL.parse(apiUrl)?.origin);
  }
}

/** False when it was to become too long; whoever writes is then told to stop by what `take` throws. */
async function isWritten(file: TemporaryFile, write: FileWriter): Promise<boolean> {
  let isTooLong = false;
  try {
    await write(async (text) => {
      isTooLong ||= file.size() + Buffer.byteLength(text) > MOST_FILE_BYTES;
      if (isTooLong) throw new Error('The file is too long for Slack.');
      await file.write(text);
    });
  } catch (error) {
    if (!isTooLong) throw error;
  }
  return !isTooLong;
}

function giveUp(because: string): CallOutcome<never> {
  return { kind: 'give-up', because };
}
