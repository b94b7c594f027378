/** The open thread, beside the channel, or over it on a phone. */

import { formatPlace } from '../place.ts';
import { useShell } from '../shell.ts';
import { channelMessages, channelTitle, threadReplies } from '../state.ts';
import { Composer } from './composer.tsx';
import { BackIcon, CloseIcon } from './icons.tsx';
import { MessageList } from './message-list.tsx';

/** Draws the thread whose first message is `ts`. */
export function ThreadView({ channel, ts }: { readonly channel: string; readonly ts: string }) {
  const { client, page } = useShell();
  const root = channelMessages(page, channel, client.me).find((each) => each.ts === ts);
  const replies = threadReplies(page, channel, ts, client.me);
  const place = page.channels.find((each) => each.id === channel);
  const title = place === undefined ? channel : channelTitle(place);
  const back = formatPlace({ channel, thread: null });
  return (
    <aside class="thread-view" data-testid="thread" aria-label="Thread">
      <header class="pane-head">
        <a class="plain-button phone-only" href={back} aria-label={`Back to ${title}`}>
          <BackIcon />
        </a>
        <h2>Thread</h2>
        <p class="topic">{title}</p>
        <a class="plain-button wide-only" href={back} aria-label="Close thread">
          <CloseIcon />
        </a>
      </header>
      <MessageList
        label="Messages of the thread"
        messages={root === undefined ? replies : [root, ...replies]}
        showsReplies={false}
        empty={<p class="empty">This message was deleted.</p>}
      />
      <Composer place={{ channel, thread: ts }} placeholder="Reply…" />
    </aside>
  );
}
