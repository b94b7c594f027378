/** Numbers that only rise. They roll back with the transaction that asked, so none is skipped. */

import type { Db } from './schema.ts';

/** How far the counter got; 0 when nobody counted yet. */
export async function loadCounter(db: Db, name: string): Promise<number> {
  const row = await db.selectFrom('counters').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? 0;
}

/** The next number of this counter, from 1. */
export async function countUp(db: Db, name: string): Promise<number> {
  const { value } = await db
    .insertInto('counters')
    .values({ name, value: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((row) => ({ value: row('counters.value', '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
