/**
 * The fast way in: inbound messages written with one prepared statement, a batch in one commit. This is the only
 * place that writes past the query builder, since every SNS delivery waits for it.
 */

import type { InboundMessage } from '../../alarms/event.ts';
import type { SqliteSession } from './sqlite-session.ts';

const INSERT =
  'insert into inbox (topic_arn, message_id, subject, body, sent_at, received_at) values (?, ?, ?, ?, ?, ?) ' +
  'on conflict (topic_arn, message_id) do nothing';

/** Stores the batch in one commit, in order; resolves once it is on the disk. */
export async function insertInbound(
  session: SqliteSession,
  messages: readonly InboundMessage[],
): Promise<readonly ('stored' | 'duplicate')[]> {
  const release = await session.mutex.acquire();
  let outcomes: readonly ('stored' | 'duplicate')[];
  try {
    session.assertWhole();
    outcomes = insertInOneCommit(session, messages);
  } finally {
    release();
  }
  await session.durable();
  return outcomes;
}

function insertInOneCommit(
  session: SqliteSession,
  messages: readonly InboundMessage[],
): readonly ('stored' | 'duplicate')[] {
  const { database } = session;
  const { statement } = session.prepare(INSERT);
  database.exec('begin immediate');
  try {
    const outcomes = messages.map(({ topicArn, messageId, subject, body, sentAt, receivedAt }) =>
      statement.run(topicArn, messageId, subject, body, sentAt, receivedAt).changes === 0
        ? ('duplicate' as const)
        : ('stored' as const),
    );
    database.exec('commit');
    return outcomes;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
