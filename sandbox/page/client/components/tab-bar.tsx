/** On a phone: channels, messages, pipeline, each one tap away. */

import type { ComponentChildren } from 'preact';
import type { Tab } from '../state.ts';
import { useShell } from '../shell.ts';
import { unreadCount, unreadEverywhere } from '../state.ts';
import { ChannelsIcon, MessagesIcon, PipelineIcon } from './icons.tsx';

/** Draws the bar at the bottom; wide windows hide it. */
export function TabBar() {
  const { client, page } = useShell();
  const here = unreadCount(client, client.place.channel);
  const everywhere = unreadEverywhere(client);
  const failed = page.pipeline.stages.filter((each) => each.state === 'failed').length;
  return (
    <nav class="tab-bar" aria-label="Parts of the page">
      <TabButton tab="channels" label="Channels" count={everywhere - here}>
        <ChannelsIcon />
      </TabButton>
      <TabButton tab="messages" label="Messages" count={here}>
        <MessagesIcon />
      </TabButton>
      <TabButton tab="pipeline" label="Pipeline" count={failed}>
        <PipelineIcon />
      </TabButton>
    </nav>
  );
}

interface TabButtonProps {
  readonly tab: Tab;
  readonly label: string;
  readonly count: number;
  readonly children: ComponentChildren;
}

function TabButton({ tab, label, count, children }: TabButtonProps) {
  const { client, dispatch } = useShell();
  return (
    <button
      type="button"
      data-testid={`tab-${tab}`}
      aria-current={client.tab === tab ? 'page' : undefined}
      onClick={() => dispatch({ type: 'turned', tab })}
    >
      {children}
      <span>{label}</span>
      {count > 0 && <span class="count">{count}</span>}
    </button>
  );
}
