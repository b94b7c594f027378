/** The first schema. Append-only: once released, a migration is never edited; the next one changes what it made. */

import type { Kysely } from 'kysely';

import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

import type { ColumnDialect } from '../columns.ts';

/** Makes the tables and indexes of the first release. */
export function initial(columns: ColumnDialect): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await inboundTables(db, columns);
      await incidentTables(db, columns);
      await cardAndJobTables(db);
      await operationTables(db);
      await keyedTables(db);
    },
  };
}

async function inboundTables(db: Kysely<unknown>, columns: ColumnDialect): Promise<void> {
  await db.schema
    .createTable('inbox')
    .addColumn('id', 'integer', columns.identity)
    .addColumn('topic_arn', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'bigint', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('not_before', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('last_error', 'text')
    .addColumn('applied_at', 'bigint')
    .addColumn('incident', 'integer')
    .addColumn('note', 'text')
    .addUniqueConstraint('inbox_message', ['topic_arn', 'message_id'])
    .execute();
  await db.schema
    .createIndex('inbox_waiting')
    .on('inbox')
    .column('id')
    .where(sql.ref('applied_at'), 'is', null)
    .execute();

  await db.schema
    .createTable('alarms')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('incident', 'integer')
    .execute();
}

async function incidentTables(db: Kysely<unknown>, columns: ColumnDialect): Promise<void> {
  await db.schema
    .createTable('incidents')
    .addColumn('number', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('group_key', 'text', (column) => column.notNull())
    .addColumn('pipeline', 'text')
    .addColumn('resolved_at', 'bigint')
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('incidents_state').on('incidents').columns(['state', 'number']).execute();
  await db.schema
    .createIndex('incidents_group')
    .on('incidents')
    .columns(['group_key', 'resolved_at'])
    .execute();

  await db.schema
    .createTable('open_groups')
    .addColumn('group_key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('incident', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('open_groups_incident').on('open_groups').column('incident').execute();

  await db.schema
    .createTable('checklists')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('incident', 'integer')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('checklists_incident')
    .on('checklists')
    .columns(['incident', 'started_at'])
    .execute();

  await db.schema
    .createTable('events')
    .addColumn('id', 'integer', columns.identity)
    .addColumn('stream', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('events_stream').on('events').columns(['stream', 'id']).execute();
}

async function cardAndJobTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('cards')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('thread', 'text')
    .addColumn('urgency', 'integer', (column) => column.notNull())
    .addColumn('wanted', 'integer', (column) => column.notNull())
    .addColumn('shown', 'integer', (column) => column.notNull())
    .addColumn('channel_id', 'text')
    .addColumn('ts', 'text')
    .addColumn('thread_ts', 'text')
    .addColumn('posting_since', 'bigint')
    .addColumn('leased_until', 'bigint', (column) => column.notNull())
    .addColumn('not_before', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('reposts', 'integer', (column) => column.notNull())
    .addColumn('gave_up', 'text')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('cards_behind')
    .on('cards')
    .columns(['urgency', 'changed_at'])
    .where(sql.ref('wanted'), '>', sql.ref('shown'))
    .execute();

  await db.schema
    .createTable('jobs')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('stream', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('claimed_by', 'text')
    .addColumn('claimed_until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('jobs_due').on('jobs').column('due_at').execute();
  await db.schema.createIndex('jobs_stream').on('jobs').column('stream').execute();
}

async function operationTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('operation_runs')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('incident', 'integer')
    .addColumn('requested_at', 'bigint', (column) => column.notNull())
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('operation_runs_open')
    .on('operation_runs')
    .column('requested_at')
    .where(sql.ref('state'), '<>', sql.lit('ended'))
    .execute();
  await db.schema
    .createIndex('operation_runs_incident')
    .on('operation_runs')
    .columns(['incident', 'requested_at'])
    .execute();

  await db.schema
    .createTable('audit')
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('deed', 'text', (column) => column.notNull())
    .addColumn('allowed', 'integer', (column) => column.notNull())
    .addColumn('because', 'text')
    .addColumn('incident', 'integer')
    .addColumn('mac', 'text', (column) => column.notNull())
    .execute();
}

async function keyedTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('runbook_versions')
    .addColumn('hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('markdown', 'text', (column) => column.notNull())
    .addColumn('saved_at', 'bigint', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('sights')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sights_seen').on('sights').column('seen_at').execute();

  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.notNull().primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
}
