/** The channels of the workspace and the reader's direct message, with how much came to each since it was looked at. */

import type { PageChannel } from '../../contract.ts';
import { formatPlace } from '../place.ts';
import { useShell } from '../shell.ts';
import { channelsOf, unreadCount } from '../state.ts';
import { LockIcon, MessagesIcon } from './icons.tsx';

/** Draws the list; each entry is a link, so the browser's back button works. */
export function ChannelList() {
  const { client, page } = useShell();
  const all = channelsOf(page, client.me);
  const direct = all.filter(({ directWith }) => directWith !== null);
  return (
    <nav class="channels" aria-label="Channels">
      <h2>Channels</h2>
      <Entries channels={all.filter(({ directWith }) => directWith === null)} />
      {direct.length > 0 && (
        <>
          <h2>Direct messages</h2>
          <Entries channels={direct} />
        </>
      )}
    </nav>
  );
}

/** `#`, a lock, or a balloon, before a channel's name. */
export function ChannelMark({ channel }: { readonly channel: PageChannel }) {
  return <span class="channel-mark">{markOf(channel)}</span>;
}

function markOf({ isPrivate, directWith }: PageChannel) {
  if (directWith !== null) return <MessagesIcon />;
  return isPrivate ? <LockIcon /> : '#';
}

function Entries({ channels }: { readonly channels: readonly PageChannel[] }) {
  return (
    <ul>
      {channels.map((channel) => (
        <ChannelEntry key={channel.id} channel={channel} />
      ))}
    </ul>
  );
}

function ChannelEntry({ channel }: { readonly channel: PageChannel }) {
  const { client, dispatch } = useShell();
  const unread = unreadCount(client, channel.id);
  const isOpen = client.place.channel === channel.id;
  return (
    <li>
      <a
        href={formatPlace({ channel: channel.id, thread: null })}
        class={`channel${unread > 0 ? ' unread' : ''}${channel.isArchived ? ' archived' : ''}`}
        aria-current={isOpen ? 'page' : undefined}
        data-testid={channel.directWith === null ? `channel-${channel.name}` : 'direct-message'}
        // The address may already say this channel, and then nothing else would turn the page to it.
        onClick={() => dispatch({ type: 'went', place: { channel: channel.id, thread: null } })}
      >
        <ChannelMark channel={channel} />
        <span class="channel-name">{channel.name}</span>
        {channel.isArchived && <small>archived</small>}
        {unread > 0 && (
          <span class="count" aria-label={`${unread} unread`}>
            {unread}
          </span>
        )}
      </a>
    </li>
  );
}
