/** Reads Slack's lists page after page, to an end even where there is none: as far as the lease of a card bears. */

import type { WebClient } from '@slack/web-api';
import type { Clock, MessagePlace } from '../handlers/ports.ts';

import { z } from 'zod';

import { MOST_PAGES, PAGES_WITHIN_MS } from '../handlers/slack-times.ts';

export type Page = z.infer<typeof anyPage>;
export type FoundMessage = z.infer<typeof history>['messages'][number];

/** Clocks differ: the search begins a little before the first try. */
const SEARCH_MARGIN_MS = 60_000;
/** Ten pages of them may have been said within the margin and one retry; who searches on for ever helps nobody. */
const MESSAGES_A_PAGE = 200;

export const anyPage = z.object({
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});
const history = anyPage.extend({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .nullish(),
      files: z.array(z.object({ id: z.string() })).nullish(),
    }),
  ),
});

/** Which method gives the messages of this place. */
export function searchMethod({ threadTs }: MessagePlace): 'conversations.history' | 'conversations.replies' {
  return threadTs === null ? 'conversations.history' : 'conversations.replies';
}

/** The messages in the channel or the thread since then; of a thread its first message too. */
export async function messagesSince(
  client: WebClient,
  clock: Clock,
  { channelId: channel, threadTs }: MessagePlace,
  sinceMs: number,
): Promise<readonly FoundMessage[]> {
  const oldest = ((sinceMs - SEARCH_MARGIN_MS) / 1_000).toFixed(6);
  const found: FoundMessage[] = [];
  await everyPage(clock, async (cursor) => {
    const page = { channel, oldest, limit: MESSAGES_A_PAGE, include_all_metadata: true, ...cursor };
    const answer =
      threadTs === null
        ? await client.conversations.history(page)
        : await client.conversations.replies({ ...page, ts: threadTs });
    const read = history.parse(answer);
    found.push(...read.messages);
    return read;
  });
  return found;
}

/** Asks for page after page until there is no more, or it has been enough. */
export async function everyPage(
  clock: Clock,
  ask: (cursor: { readonly cursor?: string }) => Promise<Page>,
): Promise<void> {
  const nextBy = clock() + PAGES_WITHIN_MS;
  let cursor: { readonly cursor?: string } = {};
  for (let pages = 0; pages < MOST_PAGES && clock() <= nextBy; pages += 1) {
    const next = (await ask(cursor)).response_metadata?.next_cursor ?? '';
    if (next === '') return;
    cursor = { cursor: next };
  }
}
