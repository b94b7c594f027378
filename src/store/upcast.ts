/**
 * Old shapes made new. Rows and events carry the number of the shape they were written in; each step here lifts a
 * body from one shape to the next. A shape newer than this release is never guessed at.
 */

import { CHECKLIST_EVENT_SCHEMA } from '../checklists/events.ts';
import { INCIDENT_EVENT_SCHEMA, INCIDENT_EVENT_TYPES } from '../incidents/events.ts';
import { RUN_EVENT_SCHEMA, RUN_EVENT_TYPES } from '../runs/events.ts';
import { askRun, askRunEvent, liftRun, liftRunEvent, openRun, openRunEvent, placeRun } from './lift-run.ts';

/** Lifts a body by one shape: the step at index 0 turns shape 1 into shape 2. */
export type Upcast = (body: unknown) => unknown;

/** One kind of stored body: its present shape, and the steps that lead there. */
export interface Shape {
  readonly name: string;
  readonly schema: number;
  readonly steps: readonly Upcast[];
}

/** Shape 1 held its alarms; the migration that moved them lifted every body, so none of shape 1 is read. */
export const INCIDENT_SHAPE: Shape = { name: 'incident', schema: 2, steps: [(body) => body] };
export const INCIDENT_ALARM_SHAPE: Shape = { name: 'alarm of an incident', schema: 1, steps: [] };
export const CHECKLIST_SHAPE: Shape = { name: 'checklist', schema: 1, steps: [] };
export const RUN_SHAPE: Shape = {
  name: 'operation run',
  schema: 5,
  steps: [liftRun, placeRun, askRun, openRun],
};
export const INCIDENT_EVENT_SHAPE: Shape = {
  name: 'incident event',
  schema: INCIDENT_EVENT_SCHEMA,
  steps: [],
};
export const CHECKLIST_EVENT_SHAPE: Shape = {
  name: 'checklist event',
  schema: CHECKLIST_EVENT_SCHEMA,
  steps: [],
};

export const RUN_EVENT_SHAPE: Shape = {
  name: 'run event',
  schema: RUN_EVENT_SCHEMA,
  steps: [liftRunEvent, askRunEvent, openRunEvent],
};

export const SHAPES: readonly Shape[] = [
  INCIDENT_SHAPE,
  INCIDENT_ALARM_SHAPE,
  CHECKLIST_SHAPE,
  RUN_SHAPE,
  INCIDENT_EVENT_SHAPE,
  CHECKLIST_EVENT_SHAPE,
  RUN_EVENT_SHAPE,
];

/** Whether this release knows the event: its type, and a shape not newer than its own. */
export function knowsIncidentEvent(type: string, schema: number): boolean {
  return Object.hasOwn(INCIDENT_EVENT_TYPES, type) && schema <= INCIDENT_EVENT_SHAPE.schema;
}

/** The same of an event of a run. */
export function knowsRunEvent(type: string, schema: number): boolean {
  return Object.hasOwn(RUN_EVENT_TYPES, type) && schema <= RUN_EVENT_SHAPE.schema;
}

/** Parses a stored body and lifts it to the present shape. Throws when it was written by a newer release. */
export function readBody(shape: Shape, schema: number, text: string): unknown {
  if (schema > shape.schema) {
    throw new Error(
      `Expected an ${shape.name} of shape ${shape.schema} or older, got shape ${schema}: a newer release of Handrail wrote it`,
    );
  }
  const body: unknown = JSON.parse(text);
  return shape.steps.slice(schema - 1).reduce((lifted, step) => step(lifted), body);
}
