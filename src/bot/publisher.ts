/**
 * Writes messages to Slack and says how each call ended. It never retries by itself and never waits: pacing and
 * second tries belong to the cards worker, which can do something else in the meantime. Only a message whose table or
 * chart is refused goes out once more at once, with text in its place.
 */

import type { Logger, WebClient } from '@slack/web-api';
import type { CallOutcome, CardMessage, Clock, PostedMessage, Publisher } from '../handlers/ports.ts';
import type { Hear } from './hearing-client.ts';
import type { SlackCalls } from './slack-calls.ts';
import type { TakenBlocks } from './taken-blocks.ts';

import { LogLevel } from '@slack/web-api';
import { z } from 'zod';

import { isPerson } from '../handlers/cards.ts';
import { CALL_WITHIN_MS } from '../handlers/slack-times.ts';
import { HearingClient } from './hearing-client.ts';
import { anyPage, everyPage, messagesSince, searchMethod } from './pages.ts';
import { postLane, UPDATE_LANE } from './slack-calls.ts';

export interface PublisherOptions {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly calls: SlackCalls;
  readonly taken: TakenBlocks;
}

/** Event type of the metadata that marks our messages. */
export const CARD_METADATA = 'handrail_card';

/** The most that Slack gives at once: ten pages are ten thousand channels. Names of further ones are Slack's to know. */
const CHANNELS_A_PAGE = 999;

const posted = z.object({ channel: z.string().optional(), ts: z.string() });
const opened = z.object({ channel: z.object({ id: z.string() }) });
const channelPage = anyPage.extend({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Whoever calls says what became of the call; the client would say it again, on the console and with less. */
const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/**
 * A WebClient that fails fast: no retries of its own, no queue behind a rate limit, and a time-out. `hear` is told how
 * Slack treats the token.
 */
export function createSlackClient(token: string, apiUrl: string, hear: Hear = () => undefined): WebClient {
  const options = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: CALL_WITHIN_MS,
    logger: QUIET,
  };
  return new HearingClient(token, options, hear);
}

/** Implements the publisher over the Web API. */
export function createPublisher({ client, clock, calls, taken }: PublisherOptions): Publisher {
  const ids = new Map<string, string>();
  let listing: Promise<CallOutcome<void>> | null = null;

  return { channelId, post, update, find, remove, takeTurn: calls.takeTurn };

  /** A name that the list does not have is given to Slack as it is, which says best what is wrong with it. */
  async function channelId(channel: string): Promise<CallOutcome<string>> {
    const known = ids.get(channel);
    if (known !== undefined) return { kind: 'ok', value: known };
    if (isPerson(channel)) return directMessage(channel);
    if (!channel.startsWith('#')) return { kind: 'ok', value: channel };
    // Many cards ask at once after a start, and the list is slow to get: they share one.
    listing ??= calls.make('conversations.list', 'repeatable', 'conversations.list', list).finally(() => {
      listing = null;
    });
    const listed = await listing;
    if (listed.kind === 'wait' || listed.kind === 'retry') return listed;
    return { kind: 'ok', value: ids.get(channel) ?? channel };
  }

  async function directMessage(user: string): Promise<CallOutcome<string>> {
    const outcome = await calls.make('conversations.open', 'repeatable', 'conversations.open', async () =>
      opened.parse(await client.conversations.open({ users: user })),
    );
    if (outcome.kind !== 'ok') return outcome;
    const { id } = outcome.value.channel;
    ids.set(user, id);
    return { kind: 'ok', value: id };
  }

  async function list(): Promise<void> {
    await everyPage(clock, async (cursor) => {
      const answer = await client.conversations.list({
        exclude_archived: true,
        limit: CHANNELS_A_PAGE,
        types: 'public_channel,private_channel',
        ...cursor,
      });
      const page = channelPage.parse(answer);
      for (const { id, name } of page.channels) ids.set(`#${name}`, id);
      return page;
    });
  }

  async function post(
    channel: string,
    threadTs: string | null,
    cardKey: string,
    message: CardMessage,
  ): Promise<CallOutcome<PostedMessage>> {
    const outcome = await sendBlocks(message, (blocks) =>
      calls.make('chat.postMessage', 'post', postLane(channel), async () => {
        const answer = await client.apiCall('chat.postMessage', {
          channel,
          ...(threadTs === null ? {} : { thread_ts: threadTs }),
          text: message.text,
          blocks,
          metadata: metadataOf(cardKey),
          unfurl_links: false,
          unfurl_media: false,
        });
        const { channel: id, ts } = posted.parse(answer);
        return { channelId: id ?? channel, ts };
      }),
    );
    if (outcome.kind === 'other-channel') forget(channel);
    return outcome;
  }

  function update(at: PostedMessage, cardKey: string, message: CardMessage): Promise<CallOutcome<null>> {
    return sendBlocks(message, (blocks) =>
      calls.make('chat.update', 'repeatable', UPDATE_LANE, async () => {
        await client.apiCall('chat.update', {
          channel: at.channelId,
          ts: at.ts,
          text: message.text,
          blocks,
          metadata: metadataOf(cardKey),
        });
        return null;
      }),
    );
  }

  function sendBlocks<T>(
    { blocks }: CardMessage,
    send: (blocks: readonly object[]) => Promise<CallOutcome<T>>,
  ): Promise<CallOutcome<T>> {
    return taken.send(blocks, send, ({ kind }) => kind === 'text-twin');
  }

  function find(
    channel: string,
    threadTs: string | null,
    cardKey: string,
    sinceMs: number,
  ): Promise<CallOutcome<readonly PostedMessage[]>> {
    const at = { channelId: channel, threadTs };
    const method = searchMethod(at);
    return calls.make(method, 'repeatable', method, async () => {
      const said = await messagesSince(client, clock, at, sinceMs);
      return said
        .filter(
          ({ metadata }) =>
            metadata?.event_type === CARD_METADATA && metadata.event_payload['card'] === cardKey,
        )
        .map(({ ts }) => ({ channelId: channel, ts }))
        .toSorted((a, b) => Number(a.ts) - Number(b.ts));
    });
  }

  function remove(at: PostedMessage): Promise<CallOutcome<null>> {
    return calls.make('chat.delete', 'repeatable', 'chat.delete', async () => {
      await client.chat.delete({ channel: at.channelId, ts: at.ts });
      return null;
    });
  }

  /** A channel that cannot be written to may have been replaced by another of its name. */
  function forget(channel: string): void {
    for (const [name, id] of ids) if (id === channel) ids.delete(name);
  }
}

function metadataOf(cardKey: string): {
  readonly event_type: string;
  readonly event_payload: { readonly card: string };
} {
  return { event_type: CARD_METADATA, event_payload: { card: cardKey } };
}
