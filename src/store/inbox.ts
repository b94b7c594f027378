/** Inbound messages after they were stored: which still wait, and what became of each. Their bytes stay as they came. */

import type { Selectable } from 'kysely';
import type { InboundFate, InboundRow } from '../handlers/ports.ts';
import type { Db, InboxTable } from './schema.ts';

import { prepared } from './prepared.ts';

const COLUMNS = [
  'id',
  'topic_arn',
  'message_id',
  'subject',
  'body',
  'sent_at',
  'received_at',
  'attempts',
] as const;

/** What became of a message: the incident it went into, if any, and what was made of it. */
export interface AppliedMessage {
  readonly id: number;
  readonly incident: number | null;
  readonly note: string;
}

const markApplied = prepared<Pick<AppliedMessage, keyof AppliedMessage> & { readonly now: number }, unknown>(
  (db, slot) =>
    db
      .updateTable('inbox')
      .set({ applied_at: slot('now'), incident: slot('incident'), note: slot('note') })
      .where('id', '=', slot('id')),
);

/** Not applied yet, oldest first; of those that failed, given `dueBy`, only the ones that are due again by then. */
export async function listPendingInbound(
  db: Db,
  limit: number,
  dueBy: number = Number.MAX_SAFE_INTEGER,
): Promise<readonly InboundRow[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(COLUMNS)
    .where('applied_at', 'is', null)
    .where('not_before', '<=', dueBy)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toInbound);
}

/** The message of this number with what became of it, or null. */
export async function loadInbound(db: Db, id: number): Promise<InboundFate | null> {
  const row = await db.selectFrom('inbox').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toFate(row);
}

/** The messages of this id in these topics. */
export async function listInboundOf(
  db: Db,
  messageId: string,
  topicArns: readonly string[],
): Promise<readonly InboundFate[]> {
  const rows = await db
    .selectFrom('inbox')
    .selectAll()
    // The index of duplicates begins with the topic.
    .where('topic_arn', 'in', topicArns)
    .where('message_id', '=', messageId)
    .execute();
  return rows.map(toFate);
}

/** Ends the wait of a message. */
export async function markInboundApplied(
  db: Db,
  { id, incident, note }: AppliedMessage,
  now: number,
): Promise<void> {
  await markApplied(db, { id, incident, note, now });
}

/** Counts a failed attempt, not to be tried again before then, and returns how many there have been. Throws when there is no such message. */
export async function markInboundFailed(
  db: Db,
  id: number,
  error: string,
  notBefore: number = 0,
): Promise<number> {
  const { attempts } = await db
    .updateTable('inbox')
    .set((row) => ({ attempts: row('attempts', '+', 1), last_error: error, not_before: notBefore }))
    .where('id', '=', id)
    .returning('attempts')
    .executeTakeFirstOrThrow();
  return attempts;
}

/** Lets no message that failed wait for a time after `now`. */
export async function hastenInbound(db: Db, now: number): Promise<void> {
  await db
    .updateTable('inbox')
    .set({ not_before: 0 })
    .where('applied_at', 'is', null)
    .where('not_before', '>', now)
    .execute();
}

function toInbound(row: Pick<Selectable<InboxTable>, (typeof COLUMNS)[number]>): InboundRow {
  return {
    id: row.id,
    topicArn: row.topic_arn,
    messageId: row.message_id,
    subject: row.subject,
    body: row.body,
    sentAt: row.sent_at,
    receivedAt: row.received_at,
    attempts: row.attempts,
  };
}

function toFate(row: Selectable<InboxTable>): InboundFate {
  const { applied_at: at, incident, note } = row;
  return {
    ...toInbound(row),
    notBefore: row.not_before,
    lastError: row.last_error,
    applied: at === null ? null : { at, incident, note: note ?? '' },
  };
}
