/** The text of every runbook that a checklist was pinned from, by hash. A hash is written once. */

import type { Db } from './schema.ts';

/** Keeps the Markdown; a hash that is there already stays as it is. */
export async function saveRunbookVersion(db: Db, hash: string, markdown: string, now: number): Promise<void> {
  await db
    .insertInto('runbook_versions')
    .values({ hash, markdown, saved_at: now })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}
