/** Messages one below the other, by day. Stays at the end while the reader is there, and never pulls them there otherwise. */

import type { ComponentChildren } from 'preact';
import type { PageMessage } from '../../contract.ts';
import { Fragment } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useShell } from '../shell.ts';
import { messageKey, threadReplies } from '../state.ts';
import { dayKey, formatDay } from '../text/dates.ts';
import { Message } from './message.tsx';

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly PageMessage[];
  /** Whether messages lead to their threads. */
  readonly showsReplies: boolean;
  /** What stands there when there are none. */
  readonly empty: ComponentChildren;
}

const NEAR_END_PX = 60;
const CONTINUED_SECONDS = 300;

/** Draws the list. Give it another `key` for another channel or thread: it then starts at the end. */
export function MessageList({ label, messages, showsReplies, empty }: MessageListProps) {
  const { client, page } = useShell();
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasMore, setHasMore] = useState(false);
  const last = messages.at(-1)?.ts;

  function toEnd(): void {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
    setHasMore(false);
  }

  // After every drawing: a card that grew pushes the end down as a new message does.
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  });
  useLayoutEffect(() => {
    if (isAtEnd.current) return;
    if (messages.at(-1)?.user === client.me) toEnd();
    else setHasMore(true);
  }, [last]);

  function onScroll(): void {
    const element = list.current;
    if (element === null) return;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    if (isAtEnd.current) setHasMore(false);
  }

  const setting = { timeZone: undefined, locale: undefined, nowMs: Date.now() };
  return (
    <div class="list-frame">
      <div
        class="message-list"
        ref={list}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label={label}
        tabIndex={0}
      >
        {messages.length === 0 && empty}
        {messages.map((message, index) => {
          const previous = messages[index - 1];
          const day = dayKey(Number(message.ts) * 1_000, setting);
          const isNewDay = previous === undefined || day !== dayKey(Number(previous.ts) * 1_000, setting);
          return (
            <Fragment key={messageKey(message)}>
              {isNewDay && (
                <div class="day" role="separator">
                  <span>{formatDay(Number(message.ts) * 1_000, setting)}</span>
                </div>
              )}
              <Message
                message={message}
                isContinued={!isNewDay && continues(previous, message)}
                replies={showsReplies ? threadReplies(page, message.channel, message.ts, client.me) : []}
              />
            </Fragment>
          );
        })}
      </div>
      {hasMore && (
        <button type="button" class="to-end" onClick={toEnd}>
          New messages ↓
        </button>
      )}
    </div>
  );
}

function continues(previous: PageMessage | undefined, message: PageMessage): boolean {
  if (previous === undefined || previous.user !== message.user) return false;
  if (previous.onlyFor !== message.onlyFor || message.blocks.length > 0 || previous.blocks.length > 0)
    return false;
  return Number(message.ts) - Number(previous.ts) < CONTINUED_SECONDS;
}
