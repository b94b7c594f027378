/** Numbers that only rise. They roll back with the transaction that asked, so none is skipped. */

import type { KeyRange } from '../handlers/keys.ts';
import type { Db } from './schema.ts';

import { prepared } from './prepared.ts';

const raise = prepared<{ name: string; by: number }, { value: number }>((db, slot) =>
  db
    .insertInto('counters')
    .values({ name: slot('name'), value: slot('by') })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((row) => ({ value: row('counters.value', '+', row.ref('excluded.value')) })),
    )
    .returning('value'),
);

/** How far the counter got; 0 when nobody counted yet. */
export async function loadCounter(db: Db, name: string): Promise<number> {
  const row = await db.selectFrom('counters').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? 0;
}

/** Removes the counters of these names: they begin anew. */
export async function dropCounters(db: Db, { from, to }: KeyRange): Promise<void> {
  await db.deleteFrom('counters').where('name', '>=', from).where('name', '<', to).execute();
}

/** How far this counter gets with so many more, from 1 and one by one where nobody says more. */
export async function countUp(db: Db, name: string, by = 1): Promise<number> {
  const [row] = await raise(db, { name, by });
  if (row === undefined) throw new Error(`Expected counter ${name} to say how far it got, got nothing`);
  return row.value;
}
