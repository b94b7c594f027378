/** What is written and read by no use case yet: tests look at it in the database file itself. */

import type { Actor } from '../../src/access/actor.ts';
import type { AuditRow, Reader, UnknownEvent } from '../../src/handlers/ports.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import type { OperationRun } from '../../src/runs/state.ts';

import { DatabaseSync } from 'node:sqlite';

import { readBody, RUN_SHAPE } from '../../src/store/upcast.ts';

export interface Stored {
  /** The last entries, oldest first. */
  audit(limit: number): readonly AuditRow[];
  /** Runs that are not over, oldest first. */
  openRuns(): readonly OperationRun[];
  /** Runs of this incident, newest first. */
  runsOf(incident: number): readonly OperationRun[];
  /** How far each counter got whose name begins so, by its name. */
  counters(prefix: string): ReadonlyMap<string, number>;
  /** The Markdown of this hash, or null. */
  runbook(hash: string): string | null;
}

/** Looks into the database of this file, which a store may have open. */
export function storedIn(file: string): Stored {
  const rows = (sql: string, ...values: readonly (string | number)[]) => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  };
  return {
    audit: (limit) =>
      rows('select * from audit order by id desc limit ?', limit).toReversed().map(toAuditRow),
    openRuns: () =>
      rows('select * from operation_runs where ended_at is null order by requested_at, id').map(toRun),
    runsOf: (incident) =>
      rows(
        'select * from operation_runs where incident = ? order by requested_at desc, id desc',
        incident,
      ).map(toRun),
    counters: (prefix) =>
      new Map(
        rows('select name, value from counters where substr(name, 1, ?) = ?', prefix.length, prefix).map(
          (row) => [String(row['name']), Number(row['value'])],
        ),
      ),
    runbook(hash) {
      const [row] = rows('select markdown from runbook_versions where hash = ?', hash);
      return row === undefined ? null : String(row['markdown']);
    },
  };
}

/** Every event of an incident, in the order they were committed. */
export async function timelineIn(
  { incidents }: Pick<Reader, 'incidents'>,
  incident: number,
): Promise<readonly (IncidentEvent | UnknownEvent)[]> {
  return (await incidents.timelineEnds(incident, 10_000, 0)).first;
}

type Row = Readonly<Record<string, unknown>>;

function toRun({ schema, body }: Row): OperationRun {
  return readBody(RUN_SHAPE, Number(schema), String(body)) as OperationRun;
}

function toAuditRow(row: Row): AuditRow {
  return {
    id: Number(row['id']),
    at: Number(row['at']),
    actor: JSON.parse(String(row['actor'])) as Actor,
    deed: String(row['deed']),
    allowed: row['allowed'] === 1,
    because: row['because'] === null ? null : String(row['because']),
    incident: row['incident'] === null ? null : Number(row['incident']),
    mac: String(row['mac']),
  };
}
