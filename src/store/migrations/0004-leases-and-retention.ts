/** Processes that beat, claims with a fence, Slack's pace, and what finds the rows whose time is over. */

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

import { sql } from 'kysely';

/** The tables that this migration reads, as they are before it. */
type Before = Readonly<{
  checklists: Readonly<{ id: string; body: string; runbook_hash: string | null }>;
  counters: Readonly<{ name: string }>;
}>;

const PAGE = 500;

/** Adds heartbeats, fences, the pace, and the indexes of the retention. */
export function leasesAndRetention(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await processTables(db);
      await claimColumns(db);
      await runbookHashes(db);
      await endIndexes(db);
    },
  };
}

async function processTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('heartbeats')
    .addColumn('process', 'text', (column) => column.notNull().primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('slack_pace')
    .addColumn('lane', 'text', (column) => column.notNull().primaryKey())
    .addColumn('held_until', 'bigint', (column) => column.notNull())
    .execute();
  // Readiness counted its own writes here; the heartbeat is what it reads now.
  await db.$extendTables<Before>().deleteFrom('counters').where('name', '=', 'probe').execute();
}

async function claimColumns(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('cards').addColumn('leased_by', 'text').execute();
  await db.schema
    .createIndex('cards_leased')
    .on('cards')
    .column('leased_until')
    .where(sql.ref('leased_until'), '>', sql.lit(0))
    .execute();
  await db.schema.createIndex('cards_waiting').on('cards').column('not_before').execute();
  await db.schema
    .createIndex('jobs_claimed')
    .on('jobs')
    .column('claimed_by')
    .where(sql.ref('claimed_by'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('cards_pings')
    .on('cards')
    .columns(['channel', 'changed_at'])
    .where(sql.ref('kind'), '=', sql.lit('ping'))
    .execute();
  await db.schema
    .createIndex('cards_pings_age')
    .on('cards')
    .column('changed_at')
    .where(sql.ref('kind'), '=', sql.lit('ping'))
    .execute();
  await db.schema.createIndex('cards_thread').on('cards').column('thread').execute();
}

/** Which version of a runbook a checklist was pinned from stood in its body only, where no query finds it. */
async function runbookHashes(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('checklists').addColumn('runbook_hash', 'text').execute();
  const typed = db.$extendTables<Before>();
  let after = '';
  for (;;) {
    const rows = await typed
      .selectFrom('checklists')
      .select(['id', 'body'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, body } of rows) {
      const { runbookHash } = JSON.parse(body) as { readonly runbookHash: string };
      await typed.updateTable('checklists').set({ runbook_hash: runbookHash }).where('id', '=', id).execute();
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  await db.schema.createIndex('checklists_runbook').on('checklists').column('runbook_hash').execute();
}

async function endIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('inbox_applied')
    .on('inbox')
    .column('applied_at')
    .where(sql.ref('applied_at'), 'is not', null)
    .execute();
  await db.schema.createIndex('incidents_resolved').on('incidents').column('resolved_at').execute();
  await db.schema
    .createIndex('alarms_by_incident')
    .on('alarms')
    .columns(['incident', 'changed_at'])
    .execute();
  await db.schema.createIndex('runbook_versions_age').on('runbook_versions').column('saved_at').execute();
}
