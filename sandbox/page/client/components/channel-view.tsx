/** The open channel: its name and topic, its messages, and the box to type in. */

import { useShell } from '../shell.ts';
import { channelMessages, channelTitle } from '../state.ts';
import { ChannelMark } from './channel-list.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

/** Draws the open channel, or says that there is none. */
export function ChannelView() {
  const { client, page } = useShell();
  const channel = page.channels.find((each) => each.id === client.place.channel);
  if (channel === undefined) return <main class="channel-view">This workspace has no channels.</main>;
  const title = channelTitle(channel);
  return (
    <main class="channel-view" aria-label={title}>
      <header class="pane-head">
        <h1>
          <ChannelMark channel={channel} />
          {channel.name}
        </h1>
        <p class="topic">{channel.directWith === null ? channel.topic : 'Only you see what is here'}</p>
      </header>
      <MessageList
        key={channel.id}
        label={`Messages in ${title}`}
        messages={channelMessages(page, channel.id, client.me)}
        showsReplies={true}
        empty={channel.directWith === null ? <EmptyChannel /> : <EmptyDirectMessage />}
      />
      {channel.isArchived ? (
        <p class="archived-note">This channel is archived: nobody can post here.</p>
      ) : (
        <Composer
          key={channel.id}
          place={{ channel: channel.id, thread: null }}
          placeholder={`Message ${title}`}
        />
      )}
    </main>
  );
}

function EmptyDirectMessage() {
  return (
    <div class="empty">
      <h2>Nothing here yet</h2>
      <p>What Handrail has for you alone comes here.</p>
    </div>
  );
}

function EmptyChannel() {
  const { page, dispatch } = useShell();
  const toBreak = page.pipeline.switches.find((each) => !each.on);
  const command = page.commands[0]?.command;
  return (
    <div class="empty">
      <h2>All quiet here</h2>
      {toBreak !== undefined && (
        <p>
          Press <b>{toBreak.label}</b> in the pipeline panel. The alarm it raises becomes a card in the alerts
          channel within seconds.
        </p>
      )}
      {command !== undefined && (
        <p>
          Or type <code>{command}</code> below to see what Handrail can do.
        </p>
      )}
      <button
        type="button"
        class="button primary phone-only"
        onClick={() => dispatch({ type: 'turned', tab: 'pipeline' })}
      >
        Go to the pipeline
      </button>
    </div>
  );
}
