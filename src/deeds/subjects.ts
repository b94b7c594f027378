/**
 * By what a press and a form name the thing that their deed is done to, and how that stands in a short value. Values
 * stand on messages for years: what `write` made once, `read` understands for ever.
 */

import { z } from 'zod';

/** `read` gives null for a value that `write` never makes. */
export interface Subject<Fields extends object> {
  readonly fields: z.ZodType<Fields>;
  write(fields: Fields): string;
  read(value: string): Fields | null;
}

export type FieldsOf<S> = S extends Subject<infer Fields> ? Fields : never;

export const INCIDENT: Subject<{ readonly incident: number }> = {
  fields: z.object({ incident: z.int().positive() }),
  write: ({ incident }) => String(incident),
  read: (value) => withNumber(value, (incident) => ({ incident })),
};

/** The incident that takes another one over, and that other one. */
export const ADOPTION: Subject<{ readonly incident: number; readonly from: number }> = {
  fields: z.object({ incident: z.int().positive(), from: z.int().positive() }),
  write: ({ incident, from }) => `${incident} ${from}`,
  read: (value) => {
    const [into = '', from = '', ...more] = value.split(' ');
    if (more.length > 0) return null;
    return withNumber(into, (incident) => withNumber(from, (other) => ({ incident, from: other })));
  },
};

export interface StepTarget {
  readonly checklist: string;
  readonly step: string;
}

const stepFields = z.object({ checklist: z.string(), step: z.string() });

export const STEP: Subject<StepTarget> = {
  fields: stepFields,
  write: ({ checklist, step }) => `${checklist} ${step}`,
  read: (value) => {
    const [checklist = '', step = '', ...more] = value.split(' ');
    return checklist === '' || step === '' || more.length > 0 ? null : { checklist, step };
  },
};

/** A step, and the command that was shown for it. */
export const SHOWN_STEP: Subject<StepTarget & { readonly command: string }> = {
  fields: stepFields.extend({ command: z.string() }),
  write: ({ checklist, step, command }) => `${checklist} ${step} ${command}`,
  read: (value) => {
    const [checklist, rest] = splitOnce(value);
    const [step, command] = splitOnce(rest);
    return checklist === '' || step === '' || command === '' ? null : { checklist, step, command };
  },
};

export const RUN: Subject<{ readonly run: string }> = {
  fields: z.object({ run: z.string() }),
  write: ({ run }) => run,
  read: (run) => (run === '' || run.includes(' ') ? null : { run }),
};

export interface WantedProcedure {
  /** The incident in which it is opened; null for a checklist on its own. */
  readonly incident: number | null;
  /** Whose runbook has the procedure; an incident of a pipeline knows better. */
  readonly pipeline: string | null;
  readonly procedure: string;
}

const procedureValue = z.tuple([z.int().positive().nullable(), z.string().nullable(), z.string().min(1)]);

// Names of pipelines and procedures may hold anything, so JSON keeps them apart.
export const PROCEDURE: Subject<WantedProcedure> = {
  fields: z.object({
    incident: z.int().positive().nullable(),
    pipeline: z.string().nullable(),
    procedure: z.string(),
  }),
  write: ({ incident, pipeline, procedure }) => JSON.stringify([incident, pipeline, procedure]),
  read: (value) => {
    const read = procedureValue.safeParse(parseJson(value));
    if (!read.success) return null;
    const [incident, pipeline, procedure] = read.data;
    return { incident, pipeline, procedure };
  },
};

export const COMMAND: Subject<{ readonly command: string }> = {
  fields: z.object({ command: z.string() }),
  write: ({ command }) => command,
  read: (command) => (command === '' ? null : { command }),
};

// Slack wants no empty value.
export const NOTHING: Subject<object> = { fields: z.object({}), write: () => '-', read: () => ({}) };

/** What `make` gives for a number as `write` has it; null for anything else. */
export function withNumber<T>(text: string, make: (n: number) => T): T | null {
  return /^[1-9]\d{0,14}$/.test(text) ? make(Number(text)) : null;
}

/** What stands before the first space and after it. */
export function splitOnce(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
