/** The append-only timelines: what happened to each stream, in the order of commits. Nothing here changes or removes one. */

import type { Selectable } from 'kysely';
import type { TimelineEnds, UnknownEvent } from '../handlers/ports.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { RunEvent } from '../runs/events.ts';
import type { Db, EventsTable } from './schema.ts';
import type { Shape } from './upcast.ts';

import { incidentStream, runStream } from '../handlers/keys.ts';
import { preparedRows } from './prepared.ts';
import {
  INCIDENT_EVENT_SHAPE,
  knowsIncidentEvent,
  knowsRunEvent,
  readBody,
  RUN_EVENT_SHAPE,
} from './upcast.ts';

interface EventValues {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema: number;
  readonly body: string;
  readonly at: number;
}

const append = preparedRows<Pick<EventValues, keyof EventValues>>((db, rows) =>
  db.insertInto('events').values(
    rows.map((slot) => ({
      stream: slot('stream'),
      version: slot('version'),
      type: slot('type'),
      schema: slot('schema'),
      body: slot('body'),
      at: slot('at'),
    })),
  ),
);

/** What happened to a stream on its way to `version`. */
export interface Happened {
  readonly version: number;
  readonly events: readonly { readonly type: string; readonly at: number }[];
}

/** Appends what happened to the stream, in order. */
export async function appendEvents(
  db: Db,
  stream: string,
  { schema }: Shape,
  happened: readonly Happened[],
): Promise<void> {
  const rows = happened.flatMap(({ version, events }) =>
    events.map((event) => {
      const { type, at } = event;
      return { stream, version, type, schema, body: JSON.stringify(event), at };
    }),
  );
  await append(db, rows);
}

/** The first and the last events of the incident, however many lie between, which are only counted. */
export function loadTimelineEnds(
  db: Db,
  incident: number,
  first: number,
  last: number,
): Promise<TimelineEnds> {
  return loadEnds(db, incidentStream(incident), { first, last }, toIncidentEvent);
}

/** The same of a run. */
export function loadRunEnds(
  db: Db,
  id: string,
  first: number,
  last: number,
): Promise<TimelineEnds<RunEvent>> {
  return loadEnds(db, runStream(id), { first, last }, toRunEvent);
}

async function loadEnds<Event>(
  db: Db,
  stream: string,
  { first, last }: { readonly first: number; readonly last: number },
  toEvent: (row: StoredEvent) => Event | UnknownEvent,
): Promise<TimelineEnds<Event>> {
  const rows = db
    .selectFrom('events')
    .select(['id', 'type', 'schema', 'body', 'at'])
    .where('stream', '=', stream);
  const opening = await rows.orderBy('id').limit(first).execute();
  const after = opening.at(-1)?.id ?? 0;
  const ending = await rows.where('id', '>', after).orderBy('id', 'desc').limit(last).execute();
  const { all } = await db
    .selectFrom('events')
    .select((column) => column.fn.countAll<number>().as('all'))
    .where('stream', '=', stream)
    .executeTakeFirstOrThrow();
  return {
    first: opening.map(toEvent),
    between: all - opening.length - ending.length,
    last: ending.toReversed().map(toEvent),
  };
}

type StoredEvent = Pick<Selectable<EventsTable>, 'type' | 'schema' | 'body' | 'at'>;

function toIncidentEvent({ type, schema, body, at }: StoredEvent): IncidentEvent | UnknownEvent {
  return knowsIncidentEvent(type, schema)
    ? (readBody(INCIDENT_EVENT_SHAPE, schema, body) as IncidentEvent)
    : { type: 'unknown', name: type, at };
}

function toRunEvent({ type, schema, body, at }: StoredEvent): RunEvent | UnknownEvent {
  return knowsRunEvent(type, schema)
    ? (readBody(RUN_EVENT_SHAPE, schema, body) as RunEvent)
    : { type: 'unknown', name: type, at };
}
