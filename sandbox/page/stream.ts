/**
 * Server-sent events: the whole state to every open page after a change. Changes that come close together are told
 * once, and a state that says nothing new is not told at all.
 */

import type { ServerResponse } from 'node:http';

export interface Stream {
  /** Starts telling this page, beginning with the state as it is. */
  add(response: ServerResponse): void;
  /** Something may have changed. */
  touch(): void;
  /** Ends every open stream. */
  close(): void;
}

const COALESCE_MS = 40;
/** Keeps proxies and browsers from giving up, and tells what changed without anybody saying so. */
const HEARTBEAT_MS = 2_000;

/** A stream of what `read` gives, as JSON text. */
export function createStream(read: () => string): Stream {
  const pages = new Set<ServerResponse>();
  let told = '';
  let pending: NodeJS.Timeout | null = null;
  const heartbeat = setInterval(() => {
    if (pages.size > 0 && !tell()) for (const page of pages) page.write(': still here\n\n');
  }, HEARTBEAT_MS).unref();

  function forgetPending(): void {
    if (pending !== null) clearTimeout(pending);
    pending = null;
  }

  function tell(): boolean {
    forgetPending();
    const state = read();
    if (state === told) return false;
    told = state;
    for (const page of pages) page.write(`data: ${state}\n\n`);
    return true;
  }

  return {
    add: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      tell();
      response.write(`data: ${told}\n\n`);
      pages.add(response);
      response.on('close', () => pages.delete(response));
    },
    touch: () => {
      if (pages.size > 0) pending ??= setTimeout(tell, COALESCE_MS);
    },
    close: () => {
      clearInterval(heartbeat);
      forgetPending();
      for (const page of pages) page.end();
    },
  };
}
