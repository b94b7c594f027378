/**
 * The wire between the page and the sandbox: a live stream of states with reconnection, and one act at a time. A
 * lost connection is an answer, never an exception.
 */

import type { Act, ActResult, PageState } from '../contract.ts';
import type { Connection } from './state.ts';

export interface Listener {
  readonly onState: (page: PageState) => void;
  readonly onConnection: (connection: Connection) => void;
}

const POLL_MS = 4_000;
const REOPEN_MS = 2_000;

/** Follows the sandbox until the returned function is called. While the stream is down, states are fetched instead. */
export function connect(listener: Listener): () => void {
  let source: EventSource | null = null;
  let live = false;
  let closed = false;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    source = new EventSource('/page/events');
    source.onopen = () => setLive(true);
    source.onmessage = (event: MessageEvent<string>) => {
      setLive(true);
      listener.onState(JSON.parse(event.data) as PageState);
    };
    source.onerror = () => {
      setLive(false);
      // The browser retries a dropped stream by itself, but gives up for good on an answer that is no stream.
      if (source?.readyState === EventSource.CLOSED && !closed) reopening = setTimeout(open, REOPEN_MS);
    };
  }

  function setLive(next: boolean): void {
    if (live !== next || !next) listener.onConnection(next ? 'live' : 'lost');
    live = next;
  }

  async function poll(): Promise<void> {
    if (live) return;
    const page = await fetchState();
    // A stream that opened meanwhile has told something newer.
    if (page !== null && !live && !closed) listener.onState(page);
  }

  open();
  void poll();
  const polling = setInterval(() => void poll(), POLL_MS);
  return () => {
    closed = true;
    source?.close();
    clearInterval(polling);
    clearTimeout(reopening);
  };
}

/** Sends one act; the error is a sentence for the person. */
export async function sendAct(act: Act): Promise<ActResult> {
  try {
    const response = await fetch('/page/acts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    if (!response.ok)
      return { ok: false, error: `The sandbox refused this (${response.status}). Try again.` };
    return (await response.json()) as ActResult;
  } catch {
    return { ok: false, error: 'The sandbox did not answer. Is it still running?' };
  }
}

async function fetchState(): Promise<PageState | null> {
  try {
    const response = await fetch('/page/state');
    return response.ok ? ((await response.json()) as PageState) : null;
  } catch {
    return null;
  }
}
