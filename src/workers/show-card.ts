/**
 * Shows one card that is leased: posts or updates its message, and writes what became of it. A post that may have
 * arrived is looked for before it is tried again. It takes no turns and holds no loop: that is the worker's.
 */

import type {
  CallOutcome,
  CardMessage,
  CardRow,
  Clock,
  Log,
  PostedMessage,
  Publisher,
  RenderCard,
  Store,
} from '../handlers/ports.ts';

import { staysThere } from '../handlers/cards.ts';
import { CARD_LEASE_MS } from '../handlers/slack-times.ts';
import { assertNever } from '../lib/assert-never.ts';
import { freeAfter, tryLater } from './card-times.ts';

export interface ShowCardOptions {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly render: RenderCard;
  /** Where a card goes when its own channel cannot be written to; one that is for a person goes nowhere else. */
  readonly defaultChannel: string;
  /** Tells those whom it concerns, in one sentence, what became of its message. */
  readonly noted: (card: CardRow, sentence: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The message that shows the card, or the channel in which to post it, anew when it stands in another thread. */
export type Place = { readonly at: PostedMessage } | { readonly channelId: string };

export interface CardShower {
  /** Null when there is none now; what then becomes of the card is written. */
  placeOf(card: CardRow): Promise<Place | null>;
  /** Draws and sends it. Throws only when the store or the drawing failed: then the lease still stands. */
  show(card: CardRow, place: Place): Promise<void>;
}

type Failure = Exclude<CallOutcome<never>, { kind: 'ok' }>;

/** After a change was shown, further ones wait this long and are then shown together. */
const COALESCE_MS = 1_000;
/** The same while Slack is asking us to wait. */
const COALESCE_UNDER_PRESSURE_MS = 10_000;
/** Pressure is over when Slack has not asked to wait for this long. */
const PRESSURE_MS = 30_000;
/** A post may still be on its way when its sender is gone; only then is looking for it worth anything. */
const ARRIVAL_MS = 2_000;
/** A person who deletes a card twice means it. */
const MOST_REPOSTS = 1;
const NOT_POSTED = { channelId: null, ts: null, threadTs: null, postingSince: null } as const;

/** Remembers whether Slack is under pressure; everything else is in the store. */
export function createCardShower(options: ShowCardOptions): CardShower {
  const { store, publisher, clock, log } = options;
  let pressedUntil = 0;
  return { placeOf, show };

  async function placeOf(card: CardRow): Promise<Place | null> {
    const at = messageOf(card);
    if (at !== null) return (await newPlaceOf(card, at)) ?? { at };
    const channel = await publisher.channelId(card.channel);
    if (channel.kind === 'ok') return { channelId: channel.value };
    await settle(card, channel);
    return null;
  }

  async function show(card: CardRow, place: Place): Promise<void> {
    const message = await store.read((reader) => options.render(reader, card));
    if (message === null) return drop(card);
    return 'at' in place
      ? update(await withoutTwins(card, place.at), message, place.at)
      : postNew(card, message, place.channelId);
  }

  /** What it mirrors was removed: the message that stands in Slack stays, and nobody makes a new one. */
  async function drop(card: CardRow): Promise<void> {
    log.info({ card: card.key, channel: card.channel }, 'dropped a card whose subject is gone');
    await store.transact((tx) => tx.cards.drop(card));
  }

  async function update(card: CardRow, message: CardMessage, at: PostedMessage): Promise<void> {
    const outcome = await publisher.update(at, card.key, message);
    if (outcome.kind === 'ok') return save(shown(card, at));
    if (outcome.kind === 'text-twin' && message.blocks.length > 0) {
      warn(card, outcome.because);
      return update(card, asText(message), at);
    }
    return settle(card, outcome);
  }

  async function postNew(card: CardRow, message: CardMessage, channelId: string): Promise<void> {
    const threadTs = await threadOf(card, channelId);
    if (card.postingSince !== null) {
      const sinceMs = clock() - card.postingSince;
      if (sinceMs >= 0 && sinceMs < ARRIVAL_MS)
        return save({ ...card, ...freeAfter(ARRIVAL_MS - sinceMs, clock()) });
      const found = await publisher.find(channelId, threadTs, card.key, card.postingSince);
      const [first] = found.kind === 'ok' ? found.value : [];
      if (first !== undefined) {
        await update(await without(found, { ...card, ...first, threadTs }, first), message, first);
        return removeOld(card);
      }
      if (found.kind === 'repost') return threadIsGone(card, threadTs);
      // A Slack that will never let us look is no reason to stay silent: twice is better than not at all.
      if (found.kind !== 'ok' && found.kind !== 'give-up') return settle(card, found);
    }
    return post(card, message, channelId, threadTs);
  }

  async function post(
    card: CardRow,
    message: CardMessage,
    channelId: string,
    threadTs: string | null,
  ): Promise<void> {
    // Written before the call: after any end nobody knows, the next try looks first.
    const posting = { ...card, postingSince: clock(), leasedUntil: clock() + CARD_LEASE_MS };
    if (!(await isSaved(posting))) return;
    const outcome = await publisher.post(channelId, threadTs, card.key, message);
    switch (outcome.kind) {
      case 'ok':
        // After an earlier end nobody knows, a twin may still come late: the next change looks once more.
        await save({ ...shown(card, outcome.value), threadTs });
        return removeOld(card);
      case 'ambiguous':
      case 'retry':
        return settle(posting, outcome);
      case 'text-twin':
        if (message.blocks.length === 0) return settle(card, outcome);
        warn(card, outcome.because);
        return post(card, asText(message), channelId, threadTs);
      case 'repost':
        warn(card, outcome.because);
        return threadIsGone(card, threadTs);
      default:
        // Refused before anything was done: only what an earlier try left is to be looked for.
        return settle(card, outcome);
    }
  }

  async function settle(card: CardRow, failure: Failure): Promise<void> {
    switch (failure.kind) {
      case 'wait':
        pressedUntil = clock() + Math.max(failure.forMs, PRESSURE_MS);
        return save({ ...card, ...freeAfter(failure.forMs, clock()) });
      case 'retry':
      case 'ambiguous':
        warn(card, failure.because);
        return save({ ...card, ...tryLater(card, clock()) });
      case 'repost':
        warn(card, failure.because);
        return repost(card, failure.because);
      case 'other-channel':
        warn(card, failure.because);
        if (staysThere(card))
          return giveUp(card, `It is for those there only, and goes nowhere else. ${failure.because}`);
        if (card.channel === options.defaultChannel) return giveUp(card, failure.because);
        return save({ ...card, channel: options.defaultChannel, ...NOT_POSTED, ...freeAfter(0, clock()) });
      case 'text-twin':
        return giveUp(card, `Slack refused even the plain text: ${failure.because}`);
      case 'give-up':
        return giveUp(card, failure.because);
      default:
        return assertNever(failure);
    }
  }

  /** Its message is gone from Slack, most likely because a person deleted it. */
  async function repost(card: CardRow, because: string): Promise<void> {
    const gone = { ...card, ...NOT_POSTED };
    if (card.reposts >= MOST_REPOSTS) {
      await giveUp(gone, `it was deleted again: ${because}`);
      return note(card, `The ${card.kind} message is gone from Slack a second time. It is not posted again.`);
    }
    await save({ ...gone, reposts: card.reposts + 1, ...freeAfter(0, clock()) });
    return note(card, `The ${card.kind} message is gone from Slack. It is posted again, this once.`);
  }

  /** The card above is asked for again, since showing it finds out what became of it; this one follows. */
  async function threadIsGone(card: CardRow, threadTs: string | null): Promise<void> {
    await store.transact(async (tx) => {
      await tx.cards.save({ ...card, ...tryLater(card, clock()) });
      const parent = card.thread === null ? null : await tx.cards.load(card.thread);
      if (parent === null || parent.ts !== threadTs) return;
      if (parent.gaveUp === null) await tx.cards.want({ ...parent, now: clock() });
      // Nobody will show the card above again: without a place it has no thread, and this one stands at the top.
      else await tx.cards.save({ ...parent, ...NOT_POSTED });
    });
  }

  /** Deletes every other message of the card. The card that comes back still looks for twins if any may be left. */
  async function withoutTwins(card: CardRow, at: PostedMessage): Promise<CardRow> {
    if (card.postingSince === null) return card;
    return without(await publisher.find(at.channelId, card.threadTs, card.key, card.postingSince), card, at);
  }

  async function without(
    found: CallOutcome<readonly PostedMessage[]>,
    card: CardRow,
    at: PostedMessage,
  ): Promise<CardRow> {
    if (found.kind !== 'ok') return card;
    const twins = found.value.filter(({ ts }) => ts !== at.ts);
    const removed = await Promise.all(twins.map((twin) => publisher.remove(twin)));
    const isClean = removed.every(({ kind }) => kind === 'ok' || kind === 'repost' || kind === 'give-up');
    return isClean ? { ...card, postingSince: null } : card;
  }

  /**
   * Where to post a card anew that stands elsewhere than below the card above it, or null when it is to stay. A ping
   * was said once, and stays. Into another channel a card only goes when it is wished there as well.
   */
  async function newPlaceOf(card: CardRow, at: PostedMessage): Promise<Place | null> {
    const above = card.kind === 'ping' ? null : await cardAbove(card);
    if (above === null || above.channelId === null || above.ts === null) return null;
    const { channelId } = above;
    if (channelId === at.channelId) return above.ts === card.threadTs ? null : { channelId };
    const wished = await publisher.channelId(card.channel);
    return wished.kind === 'ok' && wished.value === channelId ? { channelId } : null;
  }

  /** Only after the new message is written down: of two messages one is true, and none would be worse. */
  async function removeOld(card: CardRow): Promise<void> {
    const old = messageOf(card);
    if (old === null) return;
    const removed = await publisher.remove(old);
    if (removed.kind !== 'ok') warn(card, removed.because);
  }

  /** Ts of the card in whose thread this one stands, if that was posted in the same channel. */
  async function threadOf(card: CardRow, channelId: string): Promise<string | null> {
    const above = await cardAbove(card);
    return above !== null && above.channelId === channelId ? above.ts : null;
  }

  async function cardAbove({ thread }: CardRow): Promise<CardRow | null> {
    return thread === null ? null : store.read((reader) => reader.cards.load(thread));
  }

  function shown(card: CardRow, at: PostedMessage): CardRow {
    const coalesceMs = clock() < pressedUntil ? COALESCE_UNDER_PRESSURE_MS : COALESCE_MS;
    return { ...card, ...at, shown: card.wanted, attempts: 0, ...freeAfter(coalesceMs, clock()) };
  }

  async function giveUp(card: CardRow, because: string): Promise<void> {
    log.error({ card: card.key, channel: card.channel, because }, 'gave up showing a card');
    await save({ ...card, leasedUntil: 0, gaveUp: because });
    // Who shared it was told that everybody sees it, and who asked that the answer comes to them.
    if (card.kind === 'shared' || card.kind === 'answer') await note(card, because);
  }

  /** A sentence that could not be noted is no reason to show the card again. */
  async function note(card: CardRow, sentence: string): Promise<void> {
    try {
      await options.noted(card, sentence);
    } catch (error) {
      log.error({ err: error, card: card.key }, 'what became of a card could not be noted');
    }
  }

  function warn(card: CardRow, because: string): void {
    log.warn({ card: card.key, channel: card.channel, because }, 'Slack did not take a card');
  }

  /** Who was too slow has lost the card to another, who looks for what was posted before it posts. */
  async function save(card: CardRow): Promise<void> {
    await isSaved(card);
  }

  async function isSaved(card: CardRow): Promise<boolean> {
    const saved = await store.transact((tx) => tx.cards.save(card));
    if (!saved) log.warn({ card: card.key }, 'a card was gone, or another had it: nothing was recorded');
    return saved;
  }
}

function messageOf({ channelId, ts }: CardRow): PostedMessage | null {
  return channelId === null || ts === null ? null : { channelId, ts };
}

function asText({ twin }: CardMessage): CardMessage {
  return { text: twin, blocks: [], twin };
}
