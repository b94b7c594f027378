/** Who asked for a run becomes a column: it stood in its body only, where no query finds what is somebody's own. */

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

import { sql } from 'kysely';
import { askerOf } from '../../handlers/keys.ts';

/** An alias, since Kysely wants tables with an index signature, which an interface has not. */
type Tables = {
  readonly operation_runs: { readonly id: string; readonly asker: string | null; readonly body: string };
};

/** Adds the column and its index. */
export function runAskers(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('operation_runs').addColumn('asker', 'text').execute();
      await fill(db.$extendTables<Tables>());
      await db.schema
        .createIndex('operation_runs_asker')
        .on('operation_runs')
        .columns(['asker', 'ended_at'])
        .where(sql.ref('asker'), 'is not', null)
        .execute();
    },
  };
}

async function fill(db: Kysely<Tables>): Promise<void> {
  for (const { id, body } of await db.selectFrom('operation_runs').select(['id', 'body']).execute()) {
    // Every shape of a run says it alike.
    const { by } = JSON.parse(body) as { readonly by: Parameters<typeof askerOf>[0] };
    await db
      .updateTable('operation_runs')
      .set({ asker: askerOf(by) })
      .where('id', '=', id)
      .execute();
  }
}
