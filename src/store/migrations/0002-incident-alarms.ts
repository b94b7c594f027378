/**
 * Alarms leave the body of their incident: each gets a row of its own, and the incident keeps their counts. Bodies are
 * lifted from shape 1 to shape 2 here, since a body alone could not say where its alarms went. Groups get the keys that
 * they are looked for under from now on, by the rule that holds without `group_by`: a migration knows no configuration.
 */

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Place } from '../../alarms/identity.ts';
import type { ColumnDialect } from '../columns.ts';

import { groupOf } from '../../alarms/group.ts';
import { placeOfKey } from '../../alarms/identity.ts';

/** What this migration reads of an alarm of shape 1; the rest is carried along. */
interface OldAlarm {
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly changedAt: number;
  readonly quiet: string | null;
  readonly recovery: string;
  readonly resources: { readonly job?: string };
}

/** What this migration reads of an incident of shape 1. */
interface OldIncident {
  readonly alarms: readonly OldAlarm[];
  readonly pipeline: string | null;
  readonly stage: string | null;
  readonly groupKey: string;
}

type Tables = {
  readonly incidents: {
    readonly number: number;
    readonly group_key: string;
    readonly schema: number;
    readonly body: string;
  };
  readonly open_groups: { readonly group_key: string; readonly incident: number };
  readonly incident_alarms: {
    readonly incident: number;
    readonly key: string;
    readonly state: string;
    readonly quiet: number;
    readonly job: string | null;
    readonly schema: number;
    readonly body: string;
  };
};

const INCIDENTS_AT_ONCE = 100;

/** Makes the table and moves what the incidents hold into it. */
export function incidentAlarms(columns: ColumnDialect): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await makeTable(db, columns);
      await moveAlarms(db.$extendTables<Tables>());
    },
  };
}

async function makeTable(db: Kysely<unknown>, columns: ColumnDialect): Promise<void> {
  await db.schema
    .createTable('incident_alarms')
    .addColumn('id', 'integer', columns.identity)
    .addColumn('incident', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('quiet', 'integer', (column) => column.notNull())
    .addColumn('job', 'text')
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addUniqueConstraint('incident_alarms_key', ['incident', 'key'])
    .execute();
  await db.schema
    .createIndex('incident_alarms_class')
    .on('incident_alarms')
    .columns(['incident', 'state', 'quiet', 'id'])
    .execute();
  await db.schema
    .createIndex('incident_alarms_job')
    .on('incident_alarms')
    .columns(['job', 'incident'])
    .execute();
}

async function moveAlarms(db: Kysely<Tables>): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await db
      .selectFrom('incidents')
      .select(['number', 'body'])
      .where('number', '>', after)
      .orderBy('number')
      .limit(INCIDENTS_AT_ONCE)
      .execute();
    for (const { number, body } of rows) {
      const { alarms, ...incident } = JSON.parse(body) as OldIncident;
      for (const alarm of alarms) await insert(db, number, alarm);
      const place = placeOfKey(alarms[0]?.key ?? '');
      const groupKey = groupKeyOf(incident, alarms[0], place);
      const lifted = { ...incident, groupKey, hadIt: null, reopenedAt: null, place, counts: counted(alarms) };
      await db
        .updateTable('incidents')
        .set({ schema: 2, group_key: groupKey, body: JSON.stringify(lifted) })
        .where('number', '=', number)
        .execute();
      await renameGroups(db, number, alarms);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}

/** Of two incidents whose groups are one from now on, the older keeps it. */
async function renameGroups(
  db: Kysely<Tables>,
  incident: number,
  alarms: readonly OldAlarm[],
): Promise<void> {
  const held = await db
    .deleteFrom('open_groups')
    .where('incident', '=', incident)
    .returning('group_key')
    .execute();
  for (const key of new Set(held.flatMap((row) => newKeys(row.group_key, alarms)))) {
    await db
      .insertInto('open_groups')
      .values({ group_key: key, incident })
      .onConflict((conflict) => conflict.column('group_key').doNothing())
      .execute();
  }
}

/**
 * What a group of 0.1.0 is called from now on: `pipeline:todo-etl/silver`, `pipeline:todo-etl/*` or `unrouted:…`. An
 * incident that took over others holds several, and which of its alarms are of which is not known: each may be of any.
 */
function newKeys(old: string, alarms: readonly OldAlarm[]): readonly string[] {
  const routed = /^pipeline:(.*)\/([^/]*)$/s.exec(old);
  if (routed === null && !old.startsWith('unrouted:')) return [old];
  const pipeline = routed?.[1] ?? null;
  const stage = routed === null || routed[2] === '*' ? null : (routed[2] ?? null);
  const nobody = { key: '', name: '', resources: {}, account: null, region: null };
  const subjects = alarms.map((alarm) => ({ ...alarm, ...placeOfKey(alarm.key) }));
  const known = subjects.length === 0 && stage !== null ? [nobody] : subjects;
  if (known.length === 0) return [old];
  return known.map((subject) => groupOf({ ...subject, pipeline, stage }, []).key);
}

async function insert(db: Kysely<Tables>, incident: number, alarm: OldAlarm): Promise<void> {
  await db
    .insertInto('incident_alarms')
    .values({
      incident,
      key: alarm.key,
      state: alarm.state,
      quiet: alarm.quiet === null ? 0 : 1,
      job: alarm.resources.job ?? null,
      schema: 1,
      body: JSON.stringify(alarm),
    })
    .execute();
}

/** One that a person declared without a stage or a pipeline has a group of its own, and keeps it. */
function groupKeyOf(
  { pipeline, stage, groupKey }: Pick<OldIncident, 'pipeline' | 'stage' | 'groupKey'>,
  alarm: OldAlarm | undefined,
  place: Place,
): string {
  if (groupKey.startsWith('declared:') || (alarm === undefined && stage === null)) return groupKey;
  const { key = '', name = '', resources = {} } = alarm ?? {};
  return groupOf({ key, name, resources, ...place, pipeline, stage }, []).key;
}

/** The counts by class as shape 2 has them. */
function counted(alarms: readonly OldAlarm[]): Readonly<Record<string, object>> {
  const counts: Record<string, { alarms: number; latestAt: number }> = {};
  for (const { state, quiet, recovery, changedAt } of alarms) {
    const name = `${state} ${quiet === null ? 'speaking' : 'quiet'} ${recovery === 'by-hand' ? 'by-hand' : 'recovers'}`;
    const { alarms: before, latestAt } = counts[name] ?? { alarms: 0, latestAt: 0 };
    counts[name] = { alarms: before + 1, latestAt: Math.max(latestAt, changedAt) };
  }
  return counts;
}
