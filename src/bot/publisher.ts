/**
 * Writes messages to Slack and says how each call ended. It never retries by itself and never waits: pacing and
 * second tries belong to the cards worker, which can do something else in the meantime.
 */

import type { CallOutcome, CardMessage, Clock, Metrics, PostedMessage, Publisher } from '../handlers/ports.ts';
import type { CallKind } from './slack-errors.ts';

import { WebClient } from '@slack/web-api';
import { z } from 'zod';

import { createPace } from './pace.ts';
import { outcomeOf } from './slack-errors.ts';

export interface PublisherOptions {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly metrics: Metrics;
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

const posted = z.object({ channel: z.string(), ts: z.string() });
const channelPage = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});
const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .nullish(),
    }),
  ),
});

/** A WebClient that fails fast: no retries of its own, no queue behind a rate limit, and a time-out. */
export function createSlackClient(token: string, apiUrl: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: 15_000,
  });
}

/** Implements the publisher over the Web API. */
export function createPublisher({ client, clock, metrics }: PublisherOptions): Publisher {
  const pace = createPace(clock, (lane) => (lane === UPDATE_LANE ? UPDATE_BUDGET : POST_BUDGET));
  const ids = new Map<string, string>();

  return { channelId, post, update, find, remove, takeTurn };

  async function channelId(channel: string): Promise<CallOutcome<string>> {
    if (!channel.startsWith('#')) return { kind: 'ok', value: channel };
    const known = ids.get(channel);
    if (known !== undefined) return { kind: 'ok', value: known };
    return call('conversations.list', 'repeatable', async () => {
      let cursor: string | undefined;
      do {
        const answer = await client.conversations.list({
          exclude_archived: true,
          limit: 500,
          types: 'public_channel,private_channel',
          ...(cursor === undefined ? {} : { cursor }),
        });
        const page = channelPage.parse(answer);
        for (const { id, name } of page.channels) ids.set(`#${name}`, id);
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined && !ids.has(channel));
      return ids.get(channel);
    }).then((outcome) => foundChannel(outcome, channel));
  }

  async function post(
    channel: string,
    threadTs: string | null,
    cardKey: string,
    message: CardMessage,
  ): Promise<CallOutcome<PostedMessage>> {
    const outcome = await call('chat.postMessage', 'post', async () => {
      const answer = await client.apiCall('chat.postMessage', {
        channel,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
        ...content(message),
        metadata: metadataOf(cardKey),
        unfurl_links: false,
        unfurl_media: false,
      });
      const { channel: id, ts } = posted.parse(answer);
      return { channelId: id, ts };
    });
    if (outcome.kind === 'wait') pace.holdUntil(postLane(channel), clock() + outcome.forMs);
    return outcome;
  }

  async function update(at: PostedMessage, cardKey: string, message: CardMessage): Promise<CallOutcome<null>> {
    const outcome = await call('chat.update', 'repeatable', async () => {
      await client.apiCall('chat.update', {
        channel: at.channelId,
        ts: at.ts,
        ...content(message),
        metadata: metadataOf(cardKey),
      });
      return null;
    });
    if (outcome.kind === 'wait') pace.holdUntil(UPDATE_LANE, clock() + outcome.forMs);
    return outcome;
  }

  function find(
    channel: string,
    threadTs: string | null,
    cardKey: string,
    sinceMs: number,
  ): Promise<CallOutcome<readonly PostedMessage[]>> {
    const oldest = ((sinceMs - SEARCH_MARGIN_MS) / 1_000).toFixed(6);
    const shared = { channel, oldest, limit: 100, include_all_metadata: true };
    const method = threadTs === null ? 'conversations.history' : 'conversations.replies';
    return call(method, 'repeatable', async () => {
      const answer =
        threadTs === null
          ? await client.conversations.history(shared)
          : await client.conversations.replies({ ...shared, ts: threadTs });
      return history
        .parse(answer)
        .messages.filter(({ metadata }) => metadata?.event_type === CARD_METADATA && metadata.event_payload.card === cardKey)
        .map(({ ts }) => ({ channelId: channel, ts }))
        .toSorted((a, b) => Number(a.ts) - Number(b.ts));
    });
  }

  function remove(at: PostedMessage): Promise<CallOutcome<null>> {
    return call('chat.delete', 'repeatable', async () => {
      await client.chat.delete({ channel: at.channelId, ts: at.ts });
      return null;
    });
  }

  function takeTurn(kind: 'post' | 'update', channel: string): number {
    return pace.take(kind === 'update' ? UPDATE_LANE : postLane(channel));
  }

  async function call<T>(method: string, kind: CallKind, work: () => Promise<T>): Promise<CallOutcome<T>> {
    metrics.count('slack_calls', { method });
    try {
      return { kind: 'ok', value: await work() };
    } catch (error) {
      const failure = outcomeOf(error, kind);
      metrics.count('slack_errors', { method, outcome: failure.kind });
      return failure;
    }
  }
}

function foundChannel(outcome: CallOutcome<string | undefined>, channel: string): CallOutcome<string> {
  if (outcome.kind !== 'ok') return outcome;
  if (outcome.value !== undefined) return { kind: 'ok', value: outcome.value };
  const because = `There is no channel ${channel} that the bot can see. Create it, or invite the bot to it.`;
  return { kind: 'other-channel', because };
}

function content(message: CardMessage): { readonly text: string; readonly blocks: readonly object[] } {
  return { text: message.text, blocks: message.blocks };
}

function metadataOf(cardKey: string): { readonly event_type: string; readonly event_payload: { readonly card: string } } {
  return { event_type: CARD_METADATA, event_payload: { card: cardKey } };
}

function postLane(channel: string): string {
  return `chat.postMessage:${channel}`;
}
