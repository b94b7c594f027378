/** The whole page: holds the state, follows the sandbox, and lays out the parts. */

import type { Shell } from './shell.ts';
import { useEffect, useReducer } from 'preact/hooks';
import { ChannelList } from './components/channel-list.tsx';
import { ChannelView } from './components/channel-view.tsx';
import { InlineWarning } from './components/inline-warning.tsx';
import { Modal } from './components/modal.tsx';
import { PipelinePanel } from './components/pipeline-panel.tsx';
import { TabBar } from './components/tab-bar.tsx';
import { ThreadView } from './components/thread-view.tsx';
import { TopBar } from './components/top-bar.tsx';
import { connect, sendAct } from './connect.ts';
import { parsePlace } from './place.ts';
import { recall, remember } from './remembered.ts';
import { ShellContext } from './shell.ts';
import { NOWHERE, initialClient, reduceClient, unreadEverywhere } from './state.ts';

/** Draws the page, or that it is still waiting for its first state. */
export function App() {
  const [client, dispatch] = useReducer(reduceClient, null, () =>
    initialClient(recall('me') ?? '', parsePlace(location.hash)),
  );
  const { page, me, place, tab, connection, warning } = client;

  useEffect(
    () =>
      connect({
        onState: (arrived) => dispatch({ type: 'arrived', page: arrived, at: Date.now() }),
        onConnection: (next) => dispatch({ type: 'connected', connection: next }),
      }),
    [],
  );
  useEffect(() => {
    // An address without a place, as before the first click, is the first channel.
    const go = () => dispatch({ type: 'went', place: parsePlace(location.hash) ?? NOWHERE });
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, []);
  useEffect(() => {
    if (me !== '') remember('me', me);
  }, [me]);
  const unread = unreadEverywhere(client);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Handrail sandbox` : 'Handrail sandbox';
  }, [unread]);

  if (page === null) {
    return (
      <p class="loading" role="status">
        {connection === 'lost' ? 'The sandbox does not answer. Trying again…' : 'Opening the workspace…'}
      </p>
    );
  }
  const view = page.views.find((each) => each.user === me);
  const shell: Shell = { client, page, dispatch, act: sendAct };
  return (
    <ShellContext.Provider value={shell}>
      <div class={place.thread === null ? 'page' : 'page with-thread'} data-tab={tab}>
        <TopBar />
        {connection === 'lost' && (
          <p class="lost" role="status">
            Connection lost. Trying again…
          </p>
        )}
        <ChannelList />
        <ChannelView />
        {place.thread !== null && <ThreadView key={place.thread} channel={place.channel} ts={place.thread} />}
        <PipelinePanel />
        <TabBar />
        {warning !== null && (
          <div class="toast">
            <InlineWarning text={warning} onClose={() => dispatch({ type: 'warned', text: null })} />
          </div>
        )}
        {view !== undefined && <Modal key={view.id} view={view} />}
        <div class="hidden" aria-live="polite">
          {client.announcement}
        </div>
      </div>
    </ShellContext.Provider>
  );
}
