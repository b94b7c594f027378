/** A store that counts what it makes durable. */

import type { OpenedStore } from '../src/store/open.ts';

export function counting(store: OpenedStore): { readonly store: OpenedStore; readonly stored: () => number } {
  let stored = 0;
  return {
    store: {
      ...store,
      async acceptInbound(message) {
        const outcome = await store.acceptInbound(message);
        if (outcome === 'stored') stored += 1;
        return outcome;
      },
    },
    stored: () => stored,
  };
}
