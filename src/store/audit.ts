/**
 * People's deeds in a chain: each row's MAC covers the row and the MAC before it, so a row that was changed, removed or
 * slipped in shows. Whoever holds the key can forge; whoever only reaches the database cannot.
 */

import type { Actor } from '../access/actor.ts';
import type { AuditEntry, AuditRow } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

import { createHmac } from 'node:crypto';

/** Where the chain breaks: at this row, or before it. */
export interface AuditFault {
  readonly id: number;
  readonly problem: string;
}

/** What is known from outside the database, such as the head that was logged. */
export interface AuditAnchors {
  /** MAC of the row just before the first one given. */
  readonly before?: string;
  /** Id and MAC of a row that must be among those given: without it, rows cut off at the end do not show. */
  readonly head?: { readonly id: number; readonly mac: string };
}

/** What the first row of all is chained to. */
const GENESIS = '';

/** Appends the entry to the chain. */
export async function appendAudit(db: Db, entry: AuditEntry, auditKey: string): Promise<void> {
  const last = await db
    .selectFrom('audit')
    .select(['id', 'mac'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const id = (last?.id ?? 0) + 1;
  await db
    .insertInto('audit')
    .values({
      id,
      at: entry.at,
      actor: JSON.stringify(entry.actor),
      deed: entry.deed,
      allowed: entry.allowed ? 1 : 0,
      because: entry.because,
      incident: entry.incident,
      mac: macOf(id, entry, last?.mac ?? GENESIS, auditKey),
    })
    .execute();
}

/**
 * Checks rows that follow each other, oldest first; null when the chain holds. A run of rows that begins after row 1
 * needs `before`, otherwise its first row is taken as it is.
 */
export function verifyAudit(
  rows: readonly AuditRow[],
  auditKey: string,
  anchors: AuditAnchors = {},
): AuditFault | null {
  const [first] = rows;
  let previous = anchors.before ?? (first?.id === 1 ? GENESIS : null);
  let expectedId = first?.id;
  for (const row of rows) {
    if (row.id !== expectedId) {
      return { id: row.id, problem: `Expected row ${expectedId} here, got row ${row.id}` };
    }
    if (previous !== null && row.mac !== macOf(row.id, row, previous, auditKey)) {
      return {
        id: row.id,
        problem: `Row ${row.id} was changed, or the row before it was changed or removed`,
      };
    }
    previous = row.mac;
    expectedId = row.id + 1;
  }
  const { head } = anchors;
  if (head !== undefined && !rows.some((row) => row.id === head.id && row.mac === head.mac)) {
    return {
      id: head.id,
      problem: `Row ${head.id}, recorded as the head of the chain, was changed or removed`,
    };
  }
  return null;
}

function macOf(id: number, entry: AuditEntry, previous: string, auditKey: string): string {
  const { at, actor, deed, allowed, because, incident } = entry;
  const canonical = JSON.stringify([
    previous,
    id,
    at,
    canonicalActor(actor),
    deed,
    allowed,
    because,
    incident,
  ]);
  return createHmac('sha256', auditKey).update(canonical).digest('hex');
}

function canonicalActor(actor: Actor): readonly string[] {
  return actor.kind === 'person' ? [actor.kind, actor.team, actor.user] : [actor.kind];
}
