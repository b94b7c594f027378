/** Signs of life: each process writes when it could last commit something. Only a commit meets a full disk. */

import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Db } from './schema.ts';

import { sql } from 'kysely';
import { claimToken } from '../handlers/ports.ts';

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

/** The processes that committed a sign of life since then. */
export async function listLiving(db: Db, since: number): Promise<readonly string[]> {
  const rows = await db.selectFrom('heartbeats').select('process').where('at', '>=', since).execute();
  return rows.map(({ process }) => process);
}

/** Removes every sign of life. */
export async function forgetBeats(db: Db): Promise<void> {
  await db.deleteFrom('heartbeats').execute();
}

/** Whether the claim of this token belongs to none of these processes. */
export function isOfNone(
  token: Expression<string | null>,
  processes: readonly string[],
): RawBuilder<SqlBool> {
  const ofSome = processes.map((process) => {
    const start = claimToken(process, '');
    return sql`substr(${token}, 1, ${sql.lit(start.length)}) = ${start}`;
  });
  return ofSome.length === 0 ? sql`true` : sql`(${token} is null or not (${sql.join(ofSome, sql` or `)}))`;
}
