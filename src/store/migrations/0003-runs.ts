/**
 * Runs become a domain: a version, events, and a target that one open run holds at a time. Each run of 0.1.0 gets the
 * events that lead to its state, so that its row is the fold of its stream like any other's.
 */

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

import { sql } from 'kysely';

/** A row and its body as 0.1.0 wrote them. */
type OldRun = {
  readonly id: string;
  readonly body: string;
};

interface OldBody {
  readonly verb: string;
  readonly command: string;
  readonly args: unknown;
  readonly risk: string;
  readonly by: unknown;
  readonly incident: number | null;
  readonly checklist: string | null;
  readonly step: string | null;
  readonly pipeline: string | null;
  readonly channel: string;
  readonly state:
    | { readonly state: 'requested' }
    | { readonly state: 'starting'; readonly at: number }
    | { readonly state: 'running'; readonly token: string; readonly summary: string; readonly at: number }
    | { readonly state: 'ended'; readonly finding: unknown; readonly at: number };
  readonly requestedAt: number;
}

/** An alias, since Kysely wants tables with an index signature, which an interface has not. */
type Tables = {
  readonly operation_runs: OldRun & { readonly version: number; readonly ended_at: number | null };
  readonly events: {
    readonly stream: string;
    readonly version: number;
    readonly type: string;
    readonly schema: number;
    readonly body: string;
    readonly at: number;
  };
};

/** Adds the columns, the events and the unique index. */
export function runs(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await addColumns(db);
      await liftRows(db.$extendTables<Tables>());
      await addIndexes(db);
    },
  };
}

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const table = db.schema.alterTable('operation_runs');
  await table.addColumn('version', 'integer', (column) => column.notNull().defaultTo(1)).execute();
  await table.addColumn('target', 'text').execute();
  await table.addColumn('ended_at', 'bigint').execute();
}

async function addIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('operation_runs_open').execute();
  await db.schema
    .createIndex('operation_runs_open')
    .on('operation_runs')
    .column('requested_at')
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('operation_runs_target')
    .unique()
    .on('operation_runs')
    .column('target')
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
}

async function liftRows(db: Kysely<Tables>): Promise<void> {
  for (const { id, body } of await db.selectFrom('operation_runs').select(['id', 'body']).execute()) {
    const run = JSON.parse(body) as OldBody;
    const events = eventsOf(id, run).map((event) => ({
      stream: `run:${id}`,
      version: 1,
      type: event.type,
      schema: 1,
      body: JSON.stringify(event),
      at: event.at,
    }));
    await db.insertInto('events').values(events).execute();
    if (run.state.state !== 'ended') continue;
    await db.updateTable('operation_runs').set({ ended_at: run.state.at }).where('id', '=', id).execute();
  }
}

function eventsOf(
  id: string,
  run: OldBody,
): readonly { readonly type: string; readonly at: number; readonly [field: string]: unknown }[] {
  const { verb, command, args, risk, by, incident, pipeline, channel, checklist, step, state } = run;
  const followers = checklist === null || step === null ? [] : [{ checklist, step }];
  const wish = { id, verb, command, args, risk, target: null, by, incident, pipeline, channel, followers };
  const requested = { type: 'RunRequested', ...wish, at: run.requestedAt };
  switch (state.state) {
    case 'requested':
      return [requested];
    case 'starting':
      return [requested, { type: 'RunStarting', at: state.at }];
    case 'running': {
      const { token, summary, at } = state;
      return [requested, { type: 'RunProgressed', token, summary, links: [], lookAt: at, at }];
    }
    case 'ended':
      return [requested, { type: 'RunEnded', finding: state.finding, at: state.at }];
  }
}
