/** Showing one card, every call at its longest: it is over while the card is still leased. */

import type { CardRow, Publisher } from '../../src/handlers/ports.ts';
import type { OpenedStore } from '../../src/store/open.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CALL_WITHIN_MS, CARD_LEASE_MS, PAGES_WITHIN_MS } from '../../src/handlers/slack-times.ts';
import { createCardShower } from '../../src/workers/show-card.ts';
import { openFile, SILENT, temporaryFolder } from '../store/files.ts';
import { NOW, wish } from '../store/samples.ts';

const FIRST = { channelId: 'C0ALERTS', ts: '1.1' };
const TWIN = { channelId: 'C0ALERTS', ts: '1.2' };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: OpenedStore;
let now: number;
/** The longest that a card was under way since it was last leased. */
let longestMs: number;
let leasedAt: number;

beforeEach(async () => {
  now = NOW;
  longestMs = 0;
  folder = await temporaryFolder();
  store = await openFile(folder.file);
  await store.migrate();
});
afterEach(async () => {
  await store.close();
  await folder.remove();
});

/** A Slack that answers each call at the last moment; the first update is refused for its blocks. */
function slowPublisher(): Publisher {
  const taking = async <T>(ms: number, value: T) => {
    now += ms;
    longestMs = Math.max(longestMs, now - leasedAt);
    return { kind: 'ok', value } as const;
  };
  const longestPagedMs = PAGES_WITHIN_MS + CALL_WITHIN_MS;
  let updates = 0;
  return {
    channelId: () => taking(longestPagedMs, FIRST.channelId),
    find: () => taking(longestPagedMs, [FIRST, TWIN]),
    remove: () => taking(CALL_WITHIN_MS, null),
    async update() {
      updates += 1;
      const done = await taking(CALL_WITHIN_MS, null);
      return updates === 1 ? { kind: 'text-twin', because: 'invalid_blocks' } : done;
    },
    async post() {
      leasedAt = now;
      return taking(CALL_WITHIN_MS, FIRST);
    },
    takeTurn: () => 0,
  };
}

async function show(fields: Partial<CardRow>): Promise<CardRow | null> {
  await store.transact(async (tx) => {
    await tx.cards.want(wish('incident:42'));
    await tx.cards.save({ ...(await tx.cards.load('incident:42'))!, ...fields });
  });
  leasedAt = now;
  const [card] = await store.transact((tx) => tx.cards.claim(1, now, now + CARD_LEASE_MS, 'claim'));
  const shower = createCardShower({
    store,
    publisher: slowPublisher(),
    render: async () => ({ text: 'fired', blocks: [{ type: 'divider' }], twin: 'fired' }),
    defaultChannel: '#todo-etl-alerts',
    noted: async () => undefined,
    clock: () => now,
    log: SILENT,
  });
  const place = await shower.placeOf(card!);
  await shower.show(card!, place!);
  return store.read((reader) => reader.cards.load('incident:42'));
}

describe('the lease of a card', () => {
  it('outlives looking for its post, removing twins and two updates', async () => {
    const card = await show({ postingSince: NOW - 60_000 });
    expect(card).toMatchObject({ ts: FIRST.ts, shown: 1, postingSince: null });
    expect(longestMs).toBeGreaterThan(100_000);
    expect(longestMs).toBeLessThan(CARD_LEASE_MS);
  });

  it('outlives looking for twins of a message that stands', async () => {
    const card = await show({ ...FIRST, postingSince: NOW - 60_000 });
    expect(card).toMatchObject({ ts: FIRST.ts, shown: 1, postingSince: null });
    expect(longestMs).toBeLessThan(CARD_LEASE_MS);
  });

  it('outlives a first post, for which it is taken anew', async () => {
    expect(await show({})).toMatchObject({ ts: FIRST.ts, shown: 1 });
    expect(longestMs).toBeLessThan(CARD_LEASE_MS);
  });
});
