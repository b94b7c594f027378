/** One message: who, when, and what they said, with the blocks that can be pressed and the files. */

import type { PageMessage, PageUser, PageValues } from '../../contract.ts';
import type { Surface } from '../blocks/surface.ts';
import { useMemo, useState } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.tsx';
import { usePresses } from '../blocks/presses.ts';
import { SurfaceContext } from '../blocks/surface.ts';
import { currentValues, withValue } from '../blocks/values.ts';
import { formatPlace } from '../place.ts';
import { useShell } from '../shell.ts';
import { messageKey } from '../state.ts';
import { formatFull, formatTime } from '../text/dates.ts';
import { parseMrkdwn } from '../text/mrkdwn.ts';
import { Nodes } from '../text/text.tsx';
import { FileCard } from './file-card.tsx';
import { EyeIcon } from './icons.tsx';
import { InlineWarning } from './inline-warning.tsx';

interface MessageProps {
  readonly message: PageMessage;
  /** Follows another by the same person within minutes: no picture, no name. */
  readonly isContinued: boolean;
  /** Replies, when the message stands in a channel and has any. */
  readonly replies: readonly PageMessage[];
}

/** Draws the message in a channel or a thread. */
export function Message({ message, isContinued, replies }: MessageProps) {
  const { client, page } = useShell();
  const author = page.users.find((each) => each.id === message.user);
  const freshSince = client.fresh[messageKey(message)];
  const name = author?.realName ?? message.user;
  return (
    <article
      class={`message${isContinued ? ' continued' : ''}${message.onlyFor === null ? '' : ' ephemeral'}`}
      data-testid="message"
      data-ts={message.ts}
      aria-label={`${name}: ${message.text}`}
    >
      {freshSince !== undefined && <span key={freshSince} class="fresh" aria-hidden="true" />}
      <div class="message-side">{!isContinued && <Avatar user={author} />}</div>
      <div class="message-main">
        {message.onlyFor !== null && (
          <p class="only-you">
            <EyeIcon /> Only visible to you
          </p>
        )}
        {!isContinued && (
          <p class="message-head">
            <b class="message-name">{name}</b>
            {author?.isBot === true && <span class="app-badge">APP</span>}
            <Clock ts={message.ts} />
          </p>
        )}
        <MessageContent message={message} />
        {message.files.map((file) => (
          <FileCard key={file.id} file={file} />
        ))}
        {message.edited && <span class="edited">(edited)</span>}
        {replies.length > 0 && <RepliesLink message={message} replies={replies} />}
      </div>
    </article>
  );
}

/** A person's initials on their hue. */
export function Avatar({ user }: { readonly user: PageUser | undefined }) {
  return (
    <span
      class={user?.isBot === true ? 'avatar avatar-bot' : 'avatar'}
      style={{ '--hue': String(user?.hue ?? 0) }}
      aria-hidden="true"
    >
      {user?.initials ?? '?'}
    </span>
  );
}

function MessageContent({ message }: { readonly message: PageMessage }) {
  const [entered, setEntered] = useState<PageValues>({});
  const presses = usePresses({ channel: message.channel, ts: message.ts });
  const values = useMemo(() => currentValues(message.blocks, entered), [message.blocks, entered]);
  if (message.blocks.length === 0) {
    return (
      <div class="formatted">
        <Nodes nodes={parseMrkdwn(message.text)} />
      </div>
    );
  }
  const surface: Surface = {
    id: `message-${message.channel}-${message.ts}`,
    press: presses.press,
    waiting: presses.waiting,
    values,
    enter: (blockId, actionId, value) => setEntered((before) => withValue(before, blockId, actionId, value)),
    errors: {},
  };
  return (
    <SurfaceContext.Provider value={surface}>
      <Blocks blocks={message.blocks} />
      {presses.error !== null && <InlineWarning text={presses.error} onClose={presses.forgetError} />}
    </SurfaceContext.Provider>
  );
}

function Clock({ ts }: { readonly ts: string }) {
  const ms = Number(ts) * 1_000;
  const setting = { timeZone: undefined, locale: undefined, nowMs: Date.now() };
  return (
    <time class="message-time" dateTime={new Date(ms).toISOString()} title={formatFull(ms, setting)}>
      {formatTime(ms, setting)}
    </time>
  );
}

function RepliesLink({
  message,
  replies,
}: {
  readonly message: PageMessage;
  readonly replies: readonly PageMessage[];
}) {
  const { page } = useShell();
  const people = [...new Set(replies.map((each) => each.user))].slice(0, 3);
  const last = replies.at(-1);
  return (
    <a class="replies" href={formatPlace({ channel: message.channel, thread: message.ts })}>
      <span class="replies-people">
        {people.map((id) => (
          <Avatar key={id} user={page.users.find((each) => each.id === id)} />
        ))}
      </span>
      <b>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</b>
      {last !== undefined && (
        <span class="replies-last">
          last at <Clock ts={last.ts} />
        </span>
      )}
    </a>
  );
}
