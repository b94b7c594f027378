/**
 * Makes Slack true: every card whose wanted revision is ahead of the shown one is drawn again from the state and
 * posted or updated. A post that may have arrived is looked for before it is tried again, so no card stands twice.
 */

import type { CallOutcome, CardMessage, CardRow, Clock, Log, PostedMessage, Publisher, RenderCard, Store } from '../handlers/ports.ts';
import type { Loop } from './loop.ts';

import { assertNever } from '../lib/assert-never.ts';
import { createLoop } from './loop.ts';

export interface CardsOptions {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly render: RenderCard;
  /** Where a card goes when its own channel cannot be written to. */
  readonly defaultChannel: string;
  readonly clock: Clock;
  readonly log: Log;
}

const BATCH = 10;
/** Longer than a call may take, its search included. */
const LEASE_MS = 60_000;
/** After a change was shown, further ones wait this long and are then shown together. */
const COALESCE_MS = 1_000;
/** The same while Slack is asking us to wait. */
const COALESCE_UNDER_PRESSURE_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A person who deletes a card twice means it. */
const MOST_REPOSTS = 1;
/** Pressure is over when Slack has not asked to wait for this long. */
const PRESSURE_MS = 30_000;

/** The loop that keeps every card true. */
export function createCardsWorker(options: CardsOptions): Loop {
  const { store, publisher, clock, log } = options;
  let pressedUntil = 0;
  return createLoop({ name: 'cards', round, tickMs: 250, failedMs: 1_000, log });

  async function round(): Promise<boolean> {
    const now = clock();
    const behind = await store.read((reader) => reader.cards({ behind: true }));
    if (behind.length === 0) return false;
    const claimed = await store.transact((tx) => tx.claimCards(BATCH, now, now + LEASE_MS));
    await Promise.all(claimed.map(showSafely));
    return claimed.length === BATCH;
  }

  async function showSafely(card: CardRow): Promise<void> {
    try {
      await show(card);
    } catch (error) {
      log.error({ err: error, card: card.key }, 'a card could not be shown; it is tried again');
      await save({ ...card, ...later(card, FIRST_RETRY_MS) });
    }
  }

  async function show(card: CardRow): Promise<void> {
    const message = await store.read((reader) => options.render(reader, card));
    if (message === null) return save({ ...card, shown: card.wanted, leasedUntil: 0, gaveUp: 'there is nothing to show' });
    if (card.channelId !== null && card.ts !== null) {
      const at = { channelId: card.channelId, ts: card.ts };
      const waitMs = publisher.takeTurn('update', at.channelId);
      if (waitMs > 0) return save({ ...card, ...heldBack(waitMs) });
      return settle(card, message, at, await publisher.update(at, card.key, message));
    }
    return postNew(card, message);
  }

  async function postNew(card: CardRow, message: CardMessage): Promise<void> {
    const channel = await publisher.channelId(card.channel);
    if (channel.kind !== 'ok') return settle(card, message, null, channel);
    const threadTs = await threadOf(card, channel.value);
    if (card.postingSince !== null) {
      const found = await publisher.find(channel.value, threadTs, card.key, card.postingSince);
      if (found.kind !== 'ok') return settle(card, message, null, found);
      const [first, ...twins] = found.value;
      for (const twin of twins) await publisher.remove(twin);
      if (first !== undefined) return settle(card, message, first, await publisher.update(first, card.key, message));
    }
    const waitMs = publisher.takeTurn('post', channel.value);
    if (waitMs > 0) return save({ ...card, ...heldBack(waitMs) });
    // Written before the call: after any end nobody knows, the next try looks first.
    const posting = { ...card, postingSince: card.postingSince ?? clock() };
    await save({ ...posting, leasedUntil: clock() + LEASE_MS });
    const outcome = await publisher.post(channel.value, threadTs, card.key, message);
    return settle(posting, message, outcome.kind === 'ok' ? outcome.value : null, outcome);
  }

  async function settle(
    card: CardRow,
    message: CardMessage,
    at: PostedMessage | null,
    outcome: CallOutcome<unknown>,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'ok':
        return save(shown(card, at));
      case 'wait':
        pressedUntil = clock() + Math.max(outcome.forMs, PRESSURE_MS);
        // Slack refused it before doing anything, so there is nothing to look for.
        return save({ ...card, postingSince: null, ...heldBack(outcome.forMs) });
      case 'retry':
        warn(card, outcome.because);
        return save({ ...card, ...later(card, backoff(card)) });
      case 'ambiguous':
        warn(card, outcome.because);
        return save({ ...card, ...later(card, FIRST_RETRY_MS) });
      case 'repost':
        warn(card, outcome.because);
        if (card.reposts >= MOST_REPOSTS) return giveUp(card, `it was deleted again: ${outcome.because}`);
        return save({ ...card, channelId: null, ts: null, postingSince: null, reposts: card.reposts + 1, ...heldBack(0) });
      case 'other-channel':
        warn(card, outcome.because);
        if (card.channel === options.defaultChannel) return giveUp(card, outcome.because);
        return save({ ...card, channel: options.defaultChannel, channelId: null, ts: null, postingSince: null, ...heldBack(0) });
      case 'text-twin':
        warn(card, outcome.because);
        return showAsText(card, message, at);
      case 'give-up':
        return giveUp(card, outcome.because);
      default:
        return assertNever(outcome);
    }
  }

  async function showAsText(card: CardRow, message: CardMessage, at: PostedMessage | null): Promise<void> {
    if (message.blocks.length === 0) return giveUp(card, 'Slack refused even the plain text');
    const twin: CardMessage = { text: message.twin, blocks: [], twin: message.twin };
    if (at !== null) return settle(card, twin, at, await publisher.update(at, card.key, twin));
    const channel = await publisher.channelId(card.channel);
    if (channel.kind !== 'ok') return settle(card, twin, null, channel);
    const outcome = await publisher.post(channel.value, await threadOf(card, channel.value), card.key, twin);
    return settle(card, twin, outcome.kind === 'ok' ? outcome.value : null, outcome);
  }

  /** Ts of the card in whose thread this one stands, if that was posted in the same channel. */
  async function threadOf(card: CardRow, channelId: string): Promise<string | null> {
    const parentKey = card.thread;
    if (parentKey === null) return null;
    const parent = await store.read((reader) => reader.card(parentKey));
    return parent !== null && parent.channelId === channelId ? parent.ts : null;
  }

  function shown(card: CardRow, at: PostedMessage | null): CardRow {
    const coalesceMs = clock() < pressedUntil ? COALESCE_UNDER_PRESSURE_MS : COALESCE_MS;
    return {
      ...card,
      channelId: at?.channelId ?? card.channelId,
      ts: at?.ts ?? card.ts,
      shown: card.wanted,
      postingSince: null,
      leasedUntil: 0,
      notBefore: clock() + coalesceMs,
      attempts: 0,
    };
  }

  function later(card: CardRow, waitMs: number): Pick<CardRow, 'leasedUntil' | 'notBefore' | 'attempts'> {
    return { leasedUntil: 0, notBefore: clock() + waitMs, attempts: card.attempts + 1 };
  }

  function heldBack(waitMs: number): Pick<CardRow, 'leasedUntil' | 'notBefore'> {
    return { leasedUntil: 0, notBefore: clock() + waitMs };
  }

  async function giveUp(card: CardRow, because: string): Promise<void> {
    log.error({ card: card.key, channel: card.channel, because }, 'gave up showing a card');
    return save({ ...card, leasedUntil: 0, gaveUp: because });
  }

  function warn(card: CardRow, because: string): void {
    log.warn({ card: card.key, channel: card.channel, because }, 'Slack did not take a card');
  }

  function save(card: CardRow): Promise<void> {
    return store.transact((tx) => tx.saveCard(card));
  }
}

function backoff(card: CardRow): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(card.attempts, 10), LONGEST_RETRY_MS);
}
