/** The append-only timelines: what happened to each stream, in the order of commits. Nothing here changes or removes one. */

import type { UnknownEvent } from '../handlers/ports.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { Db } from './schema.ts';
import type { Shape } from './upcast.ts';

import { INCIDENT_EVENT_SHAPE, knowsIncidentEvent, readBody } from './upcast.ts';

/** Appends the events that led the stream's row to `version`. */
export async function appendEvents(
  db: Db,
  stream: string,
  version: number,
  shape: Shape,
  events: readonly { readonly type: string; readonly at: number }[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    stream,
    version,
    type: event.type,
    schema: shape.schema,
    body: JSON.stringify(event),
    at: event.at,
  }));
  await db.insertInto('events').values(rows).execute();
}

/** The incident's events, oldest first; one that this release cannot read comes back by its name and time. */
export async function loadTimeline(
  db: Db,
  incident: number,
): Promise<readonly (IncidentEvent | UnknownEvent)[]> {
  const rows = await db
    .selectFrom('events')
    .select(['type', 'schema', 'body', 'at'])
    .where('stream', '=', incidentStream(incident))
    .orderBy('id')
    .execute();
  return rows.map(({ type, schema, body, at }) =>
    knowsIncidentEvent(type, schema)
      ? (readBody(INCIDENT_EVENT_SHAPE, schema, body) as IncidentEvent)
      : { type: 'unknown', name: type, at },
  );
}

/** `incident:42`. */
export function incidentStream(number: number): string {
  return `incident:${number}`;
}

/** `run:…`. */
export function runStream(id: string): string {
  return `run:${id}`;
}

/** `checklist:…`. */
export function checklistStream(id: string): string {
  return `checklist:${id}`;
}
