/**
 * Writes messages to Slack and says how each call ended. It never retries by itself and never waits: pacing and
 * second tries belong to the cards worker, which can do something else in the meantime. Only a message whose table or
 * chart is refused goes out once more at once, with text in its place.
 */

import type { Logger } from '@slack/web-api';
import type {
  CallOutcome,
  CardMessage,
  Clock,
  Metrics,
  PostedMessage,
  Publisher,
} from '../handlers/ports.ts';
import type { Holds } from './pace.ts';
import type { CallKind } from './slack-errors.ts';
import type { TakenBlocks } from './taken-blocks.ts';

import { LogLevel, WebClient } from '@slack/web-api';
import { z } from 'zod';

import { isPerson } from '../handlers/cards.ts';
import { CALL_WITHIN_MS, MOST_PAGES, PAGES_WITHIN_MS } from '../handlers/slack-times.ts';
import { createPace } from './pace.ts';
import { outcomeOf } from './slack-errors.ts';

export interface PublisherOptions {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly holds: Holds;
  readonly taken: TakenBlocks;
}

export interface SlackPublisher extends Publisher {
  /** Waits for what Slack asked of earlier processes as well. */
  resume(): Promise<void>;
}

/** Event type of the metadata that marks our messages. */
export const CARD_METADATA = 'handrail_card';

const UPDATE_LANE = 'chat.update';
/** One a second and channel, short bursts allowed. */
const POST_BUDGET = { burst: 3, perSecond: 1 };
/** Tier 3 is 50 a minute and workspace; a little is left for the other methods of the tier. */
const UPDATE_BUDGET = { burst: 10, perSecond: 0.75 };
/** Clocks differ: the search begins a little before the first try. */
const SEARCH_MARGIN_MS = 60_000;
/** The most that Slack gives at once: ten pages are ten thousand channels. Names of further ones are Slack's to know. */
const CHANNELS_A_PAGE = 999;
/** Ten pages of them may have been said within the margin and one retry; who searches on for ever helps nobody. */
const MESSAGES_A_PAGE = 200;

const posted = z.object({ channel: z.string().optional(), ts: z.string() });
const anyPage = z.object({ response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish() });
type Page = z.infer<typeof anyPage>;
const opened = z.object({ channel: z.object({ id: z.string() }) });
const channelPage = anyPage.extend({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });
const history = anyPage.extend({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .nullish(),
    }),
  ),
});

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

/** A WebClient that fails fast: no retries of its own, no queue behind a rate limit, and a time-out. */
export function createSlackClient(token: string, apiUrl: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: CALL_WITHIN_MS,
    logger: QUIET,
  });
}

/** Implements the publisher over the Web API. */
export function createPublisher({ client, clock, metrics, holds, taken }: PublisherOptions): SlackPublisher {
  const pace = createPace(clock, (lane) => (lane === UPDATE_LANE ? UPDATE_BUDGET : POST_BUDGET));
  const ids = new Map<string, string>();
  let listing: Promise<CallOutcome<void>> | null = null;

  return { channelId, post, update, find, remove, takeTurn, resume };

  async function resume(): Promise<void> {
    for (const [lane, until] of await holds.load()) pace.holdUntil(lane, until);
  }

  /** A name that the list does not have is given to Slack as it is, which says best what is wrong with it. */
  async function channelId(channel: string): Promise<CallOutcome<string>> {
    const known = ids.get(channel);
    if (known !== undefined) return { kind: 'ok', value: known };
    if (isPerson(channel)) return directMessage(channel);
    if (!channel.startsWith('#')) return { kind: 'ok', value: channel };
    // Many cards ask at once after a start, and the list is slow to get: they share one.
    listing ??= call('conversations.list', 'repeatable', 'conversations.list', list).finally(() => {
      listing = null;
    });
    const listed = await listing;
    if (listed.kind === 'wait' || listed.kind === 'retry') return listed;
    return { kind: 'ok', value: ids.get(channel) ?? channel };
  }

  async function directMessage(user: string): Promise<CallOutcome<string>> {
    const outcome = await call('conversations.open', 'repeatable', 'conversations.open', async () =>
      opened.parse(await client.conversations.open({ users: user })),
    );
    if (outcome.kind !== 'ok') return outcome;
    const { id } = outcome.value.channel;
    ids.set(user, id);
    return { kind: 'ok', value: id };
  }

  async function list(): Promise<void> {
    await everyPage(async (cursor) => {
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
      call('chat.postMessage', 'post', postLane(channel), async () => {
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
      call('chat.update', 'repeatable', UPDATE_LANE, async () => {
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
    const oldest = ((sinceMs - SEARCH_MARGIN_MS) / 1_000).toFixed(6);
    const shared = { channel, oldest, limit: MESSAGES_A_PAGE, include_all_metadata: true };
    const method = threadTs === null ? 'conversations.history' : 'conversations.replies';
    return call(method, 'repeatable', method, async () => {
      const found: PostedMessage[] = [];
      await everyPage(async (cursor) => {
        const page = { ...shared, ...cursor };
        const answer =
          threadTs === null
            ? await client.conversations.history(page)
            : await client.conversations.replies({ ...page, ts: threadTs });
        const read = history.parse(answer);
        for (const { ts, metadata } of read.messages) {
          const isOfCard = metadata?.event_type === CARD_METADATA && metadata.event_payload.card === cardKey;
          if (isOfCard) found.push({ channelId: channel, ts });
        }
        return read;
      });
      return found.toSorted((a, b) => Number(a.ts) - Number(b.ts));
    });
  }

  function remove(at: PostedMessage): Promise<CallOutcome<null>> {
    return call('chat.delete', 'repeatable', 'chat.delete', async () => {
      await client.chat.delete({ channel: at.channelId, ts: at.ts });
      return null;
    });
  }

  /** Asks page after page, as far as the lease of a card bears. */
  async function everyPage(ask: (cursor: { readonly cursor?: string }) => Promise<Page>): Promise<void> {
    const nextBy = clock() + PAGES_WITHIN_MS;
    let cursor: { readonly cursor?: string } = {};
    for (let pages = 0; pages < MOST_PAGES && clock() <= nextBy; pages += 1) {
      const next = (await ask(cursor)).response_metadata?.next_cursor ?? '';
      if (next === '') return;
      cursor = { cursor: next };
    }
  }

  /** A channel that cannot be written to may have been replaced by another of its name. */
  function forget(channel: string): void {
    for (const [name, id] of ids) if (id === channel) ids.delete(name);
  }

  function takeTurn(kind: 'post' | 'update', channel: string): number {
    return pace.take(kind === 'update' ? UPDATE_LANE : postLane(channel));
  }

  async function call<T>(
    method: string,
    kind: CallKind,
    lane: string,
    work: () => Promise<T>,
  ): Promise<CallOutcome<T>> {
    const heldMs = pace.heldFor(lane);
    if (heldMs > 0) return { kind: 'wait', forMs: heldMs, because: 'Slack asked to wait' };
    metrics.count('slack_calls', { method });
    try {
      return { kind: 'ok', value: await work() };
    } catch (error) {
      const failure = outcomeOf(error, kind);
      metrics.count('slack_errors', { method, outcome: failure.kind });
      if (failure.kind === 'wait') await holds.keep(lane, pace.holdUntil(lane, clock() + failure.forMs));
      return failure;
    }
  }
}

function metadataOf(cardKey: string): {
  readonly event_type: string;
  readonly event_payload: { readonly card: string };
} {
  return { event_type: CARD_METADATA, event_payload: { card: cardKey } };
}

function postLane(channel: string): string {
  return `chat.postMessage:${channel}`;
}
