/**
 * Card rows: which revision is wanted, which one Slack shows, and who is showing it now. A wish that comes while a
 * card is being shown is never lost, whatever the one who shows it writes afterwards.
 */

import type { ExpressionBuilder, Selectable } from 'kysely';
import type { CardFilter, CardRow, CardWish } from '../handlers/ports.ts';
import type { CardsTable, Database, Db } from './schema.ts';

import { sql } from 'kysely';
import { MOST_LISTED } from './bounds.ts';
import { isOfNone } from './heartbeats.ts';
import { prepared } from './prepared.ts';

/** Far below the number of parameters that any engine takes. */
const KEYS_AT_ONCE = 200;

type Conflict = ExpressionBuilder<Database & { readonly excluded: CardsTable }, 'cards' | 'excluded'>;

/** The card of this key, or null. */
export async function loadCard(db: Db, key: string): Promise<CardRow | null> {
  const row = await db.selectFrom('cards').selectAll().where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : toCard(row);
}

/** The channels in which those of these cards stand that were posted, by key. */
export async function loadChannels(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const channels = new Map<string, string>();
  for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
    const rows = await db
      .selectFrom('cards')
      .select(['key', 'channel_id'])
      .where('key', 'in', keys.slice(at, at + KEYS_AT_ONCE))
      .execute();
    for (const { key, channel_id: channel } of rows) if (channel !== null) channels.set(key, channel);
  }
  return channels;
}

/** The cards that the filter lets through: those behind in the order they are shown in, all others by key. */
export async function listCards(db: Db, filter: CardFilter): Promise<readonly CardRow[]> {
  const { behind, dueBy, prefix, limit } = filter;
  let query = db
    .selectFrom('cards')
    .selectAll()
    .limit(limit ?? MOST_LISTED);
  if (behind === true) {
    query = query
      .whereRef('wanted', '>', 'shown')
      .where('gave_up', 'is', null)
      .orderBy('urgency')
      .orderBy('changed_at');
  }
  if (dueBy !== undefined) query = query.where('not_before', '<=', dueBy).where('leased_until', '<=', dueBy);
  if (prefix !== undefined) {
    // A range over the key's own index; the last code point there is sorts behind every key that begins so.
    query = query.where('key', '>=', prefix).where('key', '<', `${prefix}\u{10FFFF}`);
  }
  return (await query.orderBy('key').execute()).map(toCard);
}

const pingsSince = prepared<{ channel: string; since: number }, { pings: number }>((db, slot) =>
  db
    .selectFrom('cards')
    .select((row) => row.fn.countAll<number>().as('pings'))
    // Written out, since an engine uses the index of pings only for a kind that it knows when it plans.
    .where('kind', '=', sql.lit('ping'))
    .where('channel', '=', slot('channel'))
    .where('changed_at', '>', slot('since')),
);

/** How many pings this channel was to get since then. */
export async function countPings(db: Db, channel: string, since: number): Promise<number> {
  const [row] = await pingsSince(db, { channel, since });
  return row?.pings ?? 0;
}

/** Gives cards that could not be shown another try; pings were held back on purpose, and stay so. */
export async function reviveCards(db: Db): Promise<void> {
  await db
    .updateTable('cards')
    .set({ gave_up: null, attempts: 0, not_before: 0 })
    .where('gave_up', 'is not', null)
    .where('kind', '!=', 'ping')
    .whereRef('wanted', '>', 'shown')
    .execute();
}

type Wish = Pick<CardsTable, 'key' | 'kind' | 'subject' | 'channel' | 'thread' | 'urgency'> & {
  readonly now: number;
  readonly times: number;
};

const want = prepared<Wish, unknown>((db, slot) =>
  db
    .insertInto('cards')
    .values({
      key: slot('key'),
      kind: slot('kind'),
      subject: slot('subject'),
      channel: slot('channel'),
      thread: slot('thread'),
      urgency: slot('urgency'),
      wanted: slot('times'),
      shown: 0,
      channel_id: null,
      ts: null,
      thread_ts: null,
      posting_since: null,
      leased_until: 0,
      not_before: 0,
      attempts: 0,
      reposts: 0,
      gave_up: null,
      leased_by: null,
      changed_at: slot('now'),
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((column) => ({
        kind: column.ref('excluded.kind'),
        subject: column.ref('excluded.subject'),
        channel: column.ref('excluded.channel'),
        thread: column.ref('excluded.thread'),
        urgency: moreUrgentWhileBehind(column),
        wanted: column('cards.wanted', '+', slot('times')),
        // What could not be shown is tried once more when there is something new to show.
        gave_up: null,
        changed_at: column
          .case()
          .when(column.and([isBehind(column), column('cards.leased_until', '<=', slot('now'))]))
          .then(column.ref('cards.changed_at'))
          .else(column.ref('excluded.changed_at'))
          .end(),
      })),
    ),
);

/**
 * Makes the card behind by so many revisions, inserting it first when it is new. Of several wishes that wait together the
 * most urgent and the oldest count; a wish that finds the card up to date, or leased, waits from now.
 */
export async function wantCard(db: Db, wish: CardWish, times: number): Promise<void> {
  const { key, kind, subject, channel, thread, urgency, now } = wish;
  await want(db, { key, kind, subject, channel, thread, urgency, now, times });
}

/**
 * Leases up to `limit` cards until `until`: behind, not leased, not held back, not given up; most urgent first, then
 * oldest. A card in a thread waits until the card above it was posted, or was given up.
 */
export async function claimCards(
  db: Db,
  limit: number,
  now: number,
  until: number,
  by: string,
): Promise<readonly CardRow[]> {
  const claimable = db
    .selectFrom('cards as card')
    .leftJoin('cards as parent', 'parent.key', 'card.thread')
    .select('card.key')
    .whereRef('card.wanted', '>', 'card.shown')
    .where('card.gave_up', 'is', null)
    .where('card.not_before', '<=', now)
    .where('card.leased_until', '<=', now)
    .where((column) =>
      column.or([
        column('card.thread', 'is', null),
        // Gone with its incident: whoever shows this one finds that out.
        column('parent.key', 'is', null),
        column('parent.ts', 'is not', null),
        column('parent.gave_up', 'is not', null),
      ]),
    )
    .orderBy('card.urgency')
    .orderBy('card.changed_at')
    .orderBy('card.key')
    .limit(limit);
  const rows = await db
    .updateTable('cards')
    .set({ leased_until: until, leased_by: by })
    .where('key', 'in', claimable)
    .where('leased_until', '<=', now)
    .returningAll()
    .execute();
  return rows.map(toCard).toSorted(byUrgencyThenAge);
}

/**
 * Writes what became of showing the card. When wishes came since `row` was read, theirs is the wanted revision, the
 * place and the urgency: only what Slack shows is written. The cards of its thread follow when its message is another.
 * False, and nothing is written, when the card is gone or was leased by another since `row` was read: whoever holds it
 * now looks for what this one may have posted.
 */
export async function saveCard(db: Db, row: CardRow): Promise<boolean> {
  const before = await db
    .selectFrom('cards')
    .select(['ts', 'leased_by'])
    .where('key', '=', row.key)
    .executeTakeFirst();
  if (before === undefined || before.leased_by !== row.leasedBy) return false;
  await db
    .insertInto('cards')
    .values(fromCard(row))
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((column) => ({
        kind: newerWish(column, 'kind'),
        subject: newerWish(column, 'subject'),
        channel: newerWish(column, 'channel'),
        thread: newerWish(column, 'thread'),
        urgency: newerWish(column, 'urgency'),
        wanted: newerWish(column, 'wanted'),
        changed_at: newerWish(column, 'changed_at'),
        shown: column.ref('excluded.shown'),
        channel_id: column.ref('excluded.channel_id'),
        ts: column.ref('excluded.ts'),
        thread_ts: column.ref('excluded.thread_ts'),
        posting_since: column.ref('excluded.posting_since'),
        leased_until: column.ref('excluded.leased_until'),
        not_before: column.ref('excluded.not_before'),
        attempts: column.ref('excluded.attempts'),
        reposts: column.ref('excluded.reposts'),
        gave_up: column.ref('excluded.gave_up'),
      })),
    )
    .execute();
  if (row.ts !== null && row.ts !== before.ts) await wantThread(db, row.key, row.ts);
  return true;
}

/** Removes the card while it is still the caller's: nobody shows it, or the claim under which the row was read. */
export async function dropCard(db: Db, { key, leasedBy }: CardRow): Promise<void> {
  await db.deleteFrom('cards').where('key', '=', key).where('leased_by', 'is', leasedBy).execute();
}

/** Gives every lease back but those of the living. */
export async function releaseLeases(db: Db, living: readonly string[]): Promise<void> {
  await db
    .updateTable('cards')
    .set({ leased_until: 0 })
    .where('leased_until', '>', sql.lit(0))
    .where((column) => isOfNone(column.ref('leased_by'), living))
    .execute();
}

/** Lets no card wait for a time after `now`. One that is being shown gets its time from whoever shows it. */
export async function hastenCards(db: Db, now: number): Promise<void> {
  await db
    .updateTable('cards')
    .set({ not_before: 0 })
    .where('not_before', '>', now)
    .where('leased_until', '=', 0)
    .execute();
}

/** Cards that Slack does not show as wanted and that Handrail has not given up. */
export async function countCardsBehind(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('cards')
    .select((column) => column.fn.countAll<number>().as('count'))
    .whereRef('wanted', '>', 'shown')
    .where('gave_up', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Makes every card behind that stands in another thread of this card than the present one, or is just being posted
 * there: what its poster saves later then counts as an older revision. Pings stay where they were said.
 */
async function wantThread(db: Db, key: string, ts: string): Promise<void> {
  await db
    .updateTable('cards')
    .set((column) => ({ wanted: column('wanted', '+', 1) }))
    .where('thread', '=', key)
    .where('kind', '!=', 'ping')
    .where((column) => column.or([column('thread_ts', 'is', null), column('thread_ts', '!=', ts)]))
    .where((column) => column.or([column('ts', 'is not', null), column('leased_until', '>', 0)]))
    .execute();
}

function isBehind(column: Conflict) {
  return column('cards.wanted', '>', column.ref('cards.shown'));
}

function moreUrgentWhileBehind(column: Conflict) {
  const stays = column.and([isBehind(column), column('cards.urgency', '<', column.ref('excluded.urgency'))]);
  return column
    .case()
    .when(stays)
    .then(column.ref('cards.urgency'))
    .else(column.ref('excluded.urgency'))
    .end();
}

function newerWish<Name extends keyof CardsTable>(column: Conflict, name: Name) {
  return column
    .case()
    .when('cards.wanted', '>', column.ref('excluded.wanted'))
    .then(column.ref(`cards.${name}`))
    .else(column.ref(`excluded.${name}`))
    .end();
}

function byUrgencyThenAge(left: CardRow, right: CardRow): number {
  return left.urgency - right.urgency || left.changedAt - right.changedAt || (left.key < right.key ? -1 : 1);
}

function toCard(row: Selectable<CardsTable>): CardRow {
  return {
    key: row.key,
    kind: row.kind,
    subject: row.subject,
    channel: row.channel,
    thread: row.thread,
    urgency: row.urgency,
    wanted: row.wanted,
    shown: row.shown,
    channelId: row.channel_id,
    ts: row.ts,
    threadTs: row.thread_ts,
    postingSince: row.posting_since,
    leasedUntil: row.leased_until,
    notBefore: row.not_before,
    attempts: row.attempts,
    reposts: row.reposts,
    gaveUp: row.gave_up,
    leasedBy: row.leased_by,
    changedAt: row.changed_at,
  };
}

function fromCard(card: CardRow): CardsTable {
  return {
    key: card.key,
    kind: card.kind,
    subject: card.subject,
    channel: card.channel,
    thread: card.thread,
    urgency: card.urgency,
    wanted: card.wanted,
    shown: card.shown,
    channel_id: card.channelId,
    ts: card.ts,
    thread_ts: card.threadTs,
    posting_since: card.postingSince,
    leased_until: card.leasedUntil,
    not_before: card.notBefore,
    attempts: card.attempts,
    reposts: card.reposts,
    gave_up: card.gaveUp,
    leased_by: card.leasedBy,
    changed_at: card.changedAt,
  };
}
