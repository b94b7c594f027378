/**
 * Makes Slack true: every card whose wanted revision is ahead of the shown one is drawn again from the state and
 * shown, the most urgent first, as fast as Slack takes them. One that hangs or fails never holds up the others.
 */

import type { CardRow, NewId } from '../handlers/ports.ts';
import type { Loop } from './loop.ts';
import type { Place, ShowCardOptions } from './show-card.ts';

import { CARD_LEASE_MS } from '../handlers/slack-times.ts';
import { freeAfter, tryLater } from './card-times.ts';
import { createLoop } from './loop.ts';
import { createCardShower } from './show-card.ts';

export interface CardsOptions extends ShowCardOptions {
  /** A new token for each claim. */
  readonly newClaim: NewId;
}

/** How many cards may be under way at once. */
const BATCH = 10;

/** The loop that keeps every card true; stopping it waits for the calls under way. */
export function createCardsWorker(options: CardsOptions): Loop {
  const { store, publisher, clock, newClaim, log } = options;
  const shower = createCardShower(options);
  const underway = new Set<Promise<void>>();
  const loop = createLoop({ name: 'cards', round, tickMs: 250, failedMs: 1_000, log });
  return {
    wake: loop.wake,
    start: loop.start,
    async stop() {
      await loop.stop();
      await Promise.all(underway);
    },
  };

  /** Begins what is due and does not wait for its end: one call that hangs must not hold up the other cards. */
  async function round(): Promise<boolean> {
    const room = BATCH - underway.size;
    if (room <= 0) return false;
    const now = clock();
    // Asked of a snapshot first: a claim that finds nothing would still wait for the writer.
    const due = await store.read((reader) => reader.cards.list({ behind: true, dueBy: now, limit: 1 }));
    if (due.length === 0) return false;
    const claimed = await store.transact((tx) => tx.cards.claim(room, now, now + CARD_LEASE_MS, newClaim()));
    const places = await Promise.all(claimed.map((card) => guarded(card, () => shower.placeOf(card))));
    const heldBack: CardRow[] = [];
    // Turns are taken in the order of urgency, before anything is awaited that could change the order.
    claimed.forEach((card, index) => {
      const place = places[index] ?? null;
      if (place === null) return;
      const waitMs = takeTurn(place);
      if (waitMs > 0) heldBack.push({ ...card, ...freeAfter(waitMs, clock()) });
      else begin(card, place);
    });
    if (heldBack.length > 0) {
      await store.transact(async (tx) => {
        for (const card of heldBack) await tx.cards.save(card);
      });
    }
    return claimed.length === room;
  }

  function begin(card: CardRow, place: Place): void {
    const work = guarded(card, () => shower.show(card, place)).then(() => {
      underway.delete(work);
      loop.wake();
    });
    underway.add(work);
  }

  /** Never rejects: what failed is tried again, and what was written before the failure stands. */
  async function guarded<T>(card: CardRow, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      log.error({ err: error, card: card.key }, 'a card could not be shown; it is tried again');
      await giveBack(card);
      return null;
    }
  }

  async function giveBack({ key, leasedBy }: CardRow): Promise<void> {
    try {
      await store.transact(async (tx) => {
        const card = await tx.cards.load(key);
        if (card?.leasedBy !== leasedBy) return;
        await tx.cards.save({ ...card, ...tryLater(card, clock()) });
      });
    } catch (error) {
      log.error({ err: error, card: key }, 'a card could not be given back; its lease will');
    }
  }

  function takeTurn(place: Place): number {
    return 'at' in place
      ? publisher.takeTurn('update', place.at.channelId)
      : publisher.takeTurn('post', place.channelId);
  }
}
