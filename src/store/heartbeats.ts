/** Signs of life: each process writes when it could last commit something. Only a commit meets a full disk. */

import type { Db } from './schema.ts';

/** Writes that this process is alive and can write. */
export async function saveBeat(db: Db, process: string, at: number): Promise<void> {
  await db
    .insertInto('heartbeats')
    .values({ process, at })
    .onConflict((conflict) => conflict.column('process').doUpdateSet({ at }))
    .execute();
}

/** When this process last committed a sign of life, or null. */
export async function loadBeat(db: Db, process: string): Promise<number | null> {
  const row = await db
    .selectFrom('heartbeats')
    .select('at')
    .where('process', '=', process)
    .executeTakeFirst();
  return row?.at ?? null;
}
