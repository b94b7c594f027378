/**
 * An event of CloudTrail as far as it tells who changed what of a pipeline. What it says of the request is outside text:
 * names as they are, values redacted. Of a call that was refused, and of what is not watched, nothing comes. Pure.
 */

import type { Result } from '../lib/result.ts';
import type { Settings } from './trail-settings.ts';

import { z } from 'zod';

import { redact } from '../lib/redact.ts';
import { err, ok } from '../lib/result.ts';
import { oneLine, truncate } from '../lib/text.ts';
import { isMembers, lowered, settingsOf } from './trail-settings.ts';

export type Subject =
  | { readonly kind: 'job'; readonly name: string }
  | { readonly kind: 'table'; readonly database: string; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  /** What feeds a function. */
  | { readonly kind: 'feed'; readonly name: string };

export type TrailDeed = 'created' | 'updated' | 'deleted' | 'code' | 'concurrency';

export interface TrailEvent {
  readonly at: number;
  readonly name: WatchedEvent;
  readonly deed: TrailDeed;
  /** `ben`, or `anna (role todo-etl-deploy)`. */
  readonly who: string;
  readonly subject: Subject;
  /** What the request set, by name: `NumberOfWorkers` to `20`. */
  readonly settings: Settings;
}

interface Watched {
  readonly kind: Subject['kind'];
  readonly deed: TrailDeed;
  /** Where in the request the settings stand; null for none, empty for the request itself. */
  readonly settings: string | null;
}

const WATCHED = {
  CreateJob: { kind: 'job', deed: 'created', settings: null },
  UpdateJob: { kind: 'job', deed: 'updated', settings: 'jobupdate' },
  DeleteJob: { kind: 'job', deed: 'deleted', settings: null },
  CreateTable: { kind: 'table', deed: 'created', settings: null },
  UpdateTable: { kind: 'table', deed: 'updated', settings: null },
  DeleteTable: { kind: 'table', deed: 'deleted', settings: null },
  BatchDeleteTable: { kind: 'table', deed: 'deleted', settings: null },
  CreateFunction20150331: { kind: 'function', deed: 'created', settings: null },
  UpdateFunctionCode20150331v2: { kind: 'function', deed: 'code', settings: null },
  UpdateFunctionConfiguration20150331v2: { kind: 'function', deed: 'updated', settings: '' },
  DeleteFunction20150331: { kind: 'function', deed: 'deleted', settings: null },
  PutFunctionConcurrency20171031: { kind: 'function', deed: 'concurrency', settings: '' },
  DeleteFunctionConcurrency20171031: { kind: 'function', deed: 'concurrency', settings: null },
  CreateEventSourceMapping20150331: { kind: 'feed', deed: 'created', settings: '' },
  UpdateEventSourceMapping20150331: { kind: 'feed', deed: 'updated', settings: '' },
  DeleteEventSourceMapping20150331: { kind: 'feed', deed: 'deleted', settings: null },
} as const satisfies Record<string, Watched>;

/** An event as CloudTrail names it; those of Lambda carry a date. */
export type WatchedEvent = keyof typeof WATCHED;

const LONGEST_NAME = 255;

const identity = z.object({
  type: z.string().optional(),
  arn: z.string().optional(),
  userName: z.string().optional(),
  invokedBy: z.string().optional(),
  sessionContext: z
    .object({ sessionIssuer: z.object({ userName: z.string().optional() }).optional() })
    .optional(),
});

const record = z.object({
  eventName: z.string(),
  errorCode: z.string().nullish(),
  userIdentity: identity.optional(),
  requestParameters: z.record(z.string(), z.unknown()).nullish(),
  responseElements: z.record(z.string(), z.unknown()).nullish(),
});

/** The events of this record, one for each thing that it changed; the error says why it is none that is known. */
export function trailEvents(text: string, at: number): Result<readonly TrailEvent[], string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return err('Expected the record of an event as JSON, got something else.');
  }
  const parsed = record.safeParse(raw);
  if (!parsed.success) return err('Expected the record of an event, got something else.');
  const { eventName: name, errorCode, userIdentity, requestParameters, responseElements } = parsed.data;
  if (!isWatched(name) || (errorCode ?? '') !== '') return ok([]);
  const { kind, deed, settings } = WATCHED[name];
  const request = lowered(requestParameters ?? {});
  const common = {
    at,
    name,
    deed,
    who: whoOf(userIdentity),
    settings: settingsOf(requestParameters, settings),
  };
  return ok(
    subjectsOf(kind, request, lowered(responseElements ?? {})).map((subject) => ({ ...common, subject })),
  );
}

function isWatched(name: string): name is WatchedEvent {
  return Object.hasOwn(WATCHED, name);
}

/** Two things that are one, whatever the case of their names. */
export function isSameSubject(one: Subject, other: Subject): boolean {
  return subjectKey(one) === subjectKey(other);
}

function subjectKey(subject: Subject): string {
  const { kind, name } = subject;
  // Glue has names of tables in small letters, names of jobs and functions as they were given.
  if (subject.kind === 'table') return `table ${subject.database} ${name}`.toLowerCase();
  return `${kind} ${name}`;
}

function subjectsOf(
  kind: Subject['kind'],
  request: ReadonlyMap<string, unknown>,
  response: ReadonlyMap<string, unknown>,
): readonly Subject[] {
  switch (kind) {
    case 'job': {
      const name = textOf(request.get('jobname')) ?? textOf(request.get('name'));
      return name === null ? [] : [{ kind, name }];
    }
    case 'table': {
      const database = textOf(request.get('databasename'));
      if (database === null) return [];
      const inner = request.get('tableinput');
      const several = request.get('tablestodelete');
      const names = Array.isArray(several)
        ? several.map(textOf)
        : [textOf(request.get('name')) ?? textOf(isMembers(inner) ? lowered(inner).get('name') : null)];
      return names.flatMap((name) => (name === null ? [] : [{ kind, database, name }]));
    }
    case 'function':
    case 'feed': {
      const given = textOf(request.get('functionname')) ?? textOf(response.get('functionarn'));
      return given === null ? [] : [{ kind, name: functionName(given) }];
    }
  }
}

/** `cdc` of `arn:aws:lambda:eu-central-1:123456789012:function:cdc:live`, of `cdc:live` and of `cdc`. */
function functionName(given: string): string {
  const [, rest = given] = /(?:^|:)function:(.*)$/.exec(given) ?? [];
  return rest.split(':')[0] ?? rest;
}

/** The last part of the ARN of a role that was assumed is the session: a person, or what ran. */
function whoOf(by: z.output<typeof identity> = {}): string {
  const [, role, session] = /:assumed-role\/(?:.*\/)?([^/]+)\/([^/]+)$/.exec(by.arn ?? '') ?? [];
  if (role !== undefined && session !== undefined) return clean(`${session} (role ${role})`);
  if (by.type === 'Root') return 'the root user';
  const told = by.userName ?? by.sessionContext?.sessionIssuer?.userName ?? by.invokedBy;
  return clean(told ?? by.arn ?? by.type ?? 'somebody unnamed');
}

function clean(text: string): string {
  return truncate(oneLine(redact(text)), LONGEST_NAME);
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = truncate(oneLine(value), LONGEST_NAME);
  return text === '' ? null : text;
}
