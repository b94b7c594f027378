/**
 * What a submitted modal means: versioned callback ids, the fields each form has, the context it carries along, and
 * what people typed, read into one closed union or told back field by field. A modal of another release is `unknown`.
 */

import type { Answers, FieldErrors } from '../deeds/form.ts';
import type { IncidentFormName, IncidentSubmission } from '../deeds/incident-deeds.ts';
import type { Severity } from '../incidents/severity.ts';
import type { Result } from '../lib/result.ts';

import { z } from 'zod';

import { fault } from '../deeds/form.ts';
import { INCIDENT_FORM_NAMES, readForm } from '../deeds/incident-deeds.ts';
import { INCIDENT_DEEDS } from '../deeds/incident.ts';
import { parseSeverity } from '../incidents/severity.ts';
import { err, ok } from '../lib/result.ts';
import { LIMITS } from './limits.ts';

export type Submission =
  | {
      readonly form: 'declare';
      readonly title: string;
      readonly severity: Severity;
      readonly pipeline: string | null;
      readonly stage: string | null;
    }
  | IncidentSubmission
  | { readonly form: 'skip'; readonly checklist: string; readonly step: string; readonly reason: string }
  | { readonly form: 'checklist'; readonly incident: number; readonly procedure: string }
  | {
      readonly form: 'arguments';
      readonly checklist: string;
      readonly step: string;
      readonly values: Readonly<Record<string, string>>;
    }
  | { readonly form: 'unknown'; readonly id: string };

/** Where the form was asked for, so that the answer can go there: Slack tells a submission no channel. */
export interface Origin {
  readonly channel: string;
  readonly thread: string | null;
}

export interface Submitted {
  readonly submission: Submission;
  readonly origin: Origin | null;
}

/** What a form must remember between being opened and being sent. */
export type FormContext =
  | { readonly form: 'declare' }
  | { readonly form: IncidentFormName; readonly incident: number }
  | { readonly form: 'skip'; readonly checklist: string; readonly step: string }
  /** Ids of the procedures in the order offered: an option's value is too short for one. */
  | { readonly form: 'checklist'; readonly incident: number; readonly procedures: readonly string[] }
  | {
      readonly form: 'arguments';
      readonly checklist: string;
      readonly step: string;
      readonly missing: readonly string[];
    };

const OF_INCIDENT = Object.fromEntries(
  INCIDENT_FORM_NAMES.map((name) => [name, INCIDENT_DEEDS[name].form.callback]),
) as Readonly<Record<IncidentFormName, string>>;

/** Versioned ids of the forms; those of deeds on an incident are declared with the deed. */
export const CALLBACKS: Readonly<Record<FormContext['form'], string>> = {
  ...OF_INCIDENT,
  declare: 'view.declare/1',
  skip: 'view.skip/1',
  checklist: 'view.checklist/1',
  arguments: 'view.arguments/1',
};

/** Block ids of the fields that no declaration names; each field's element has the action id `answer`. */
export const FIELDS = {
  title: 'title',
  severity: 'severity',
  pipeline: 'pipeline',
  stage: 'stage',
  reason: 'reason',
  words: 'words',
  procedure: 'procedure',
} as const;

export const ANSWER = 'answer';

const origin = z.object({ channel: z.string().min(1), thread: z.string().nullable() }).nullable();
const incident = z.int().positive();

const CONTEXT = z.object({
  origin,
  context: z.discriminatedUnion('form', [
    z.object({ form: z.literal('declare') }),
    z.object({ form: z.enum(INCIDENT_FORM_NAMES), incident }),
    z.object({ form: z.literal('skip'), checklist: z.string(), step: z.string() }),
    z.object({ form: z.literal('checklist'), incident, procedures: z.array(z.string()) }),
    z.object({
      form: z.literal('arguments'),
      checklist: z.string(),
      step: z.string(),
      missing: z.array(z.string()),
    }),
  ]),
});

// What Slack nests under view.state.values, for the elements that our forms use.
const VALUES = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_user: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ),
);

/** Block id of the field that asks for a placeholder's value. */
export function argumentField(placeholder: string): string {
  return `argument.${placeholder}`;
}

/** How many of the procedures, from the first on, the form can remember: only those may be offered. */
export function rememberedProcedures(
  context: Extract<FormContext, { form: 'checklist' }>,
  from: Origin | null,
): number {
  let remembered = Math.min(context.procedures.length, LIMITS.selectOptions);
  const fits = (procedures: readonly string[]): boolean =>
    encodeContext({ ...context, procedures }, from).length <= LIMITS.privateMetadata;
  while (remembered > 0 && !fits(context.procedures.slice(0, remembered))) remembered -= 1;
  return remembered;
}

/** The private metadata of a form. */
export function encodeContext(context: FormContext, from: Origin | null): string {
  return JSON.stringify({ context, origin: from });
}

/**
 * Reads a submitted modal.
 * @param callbackId the view's callback_id.
 * @param privateMetadata the view's private_metadata, as `encodeContext` made it.
 * @param state the view's state.values, as Slack sent it.
 * @returns what was asked for, or what is wrong by field.
 */
export function decodeSubmission(
  callbackId: string,
  privateMetadata: string,
  state: unknown,
): Result<Submitted, FieldErrors> {
  const read = CONTEXT.safeParse(parseJson(privateMetadata));
  const values = VALUES.safeParse(state);
  if (!read.success || !values.success || CALLBACKS[read.data.context.form] !== callbackId) {
    return ok({ submission: { form: 'unknown', id: callbackId }, origin: null });
  }
  const submission = decodeForm(read.data.context, (field) => answerIn(values.data, field));
  return submission.ok ? ok({ submission: submission.value, origin: read.data.origin }) : submission;
}

function decodeForm(context: FormContext, answer: Answers): Result<Submission, FieldErrors> {
  switch (context.form) {
    case 'declare':
      return decodeDeclare(answer);
    case 'skip':
      return decodeSkip(context, answer);
    case 'checklist': {
      const procedure = context.procedures[Number(answer(FIELDS.procedure) || Number.NaN)];
      if (procedure === undefined) return fault(FIELDS.procedure, 'Choose a checklist.');
      return ok({ form: 'checklist', incident: context.incident, procedure });
    }
    case 'arguments':
      return decodeArguments(context, answer);
    default:
      return readForm(context.form, context.incident, answer);
  }
}

function decodeDeclare(answer: Answers): Result<Submission, FieldErrors> {
  const title = answer(FIELDS.title);
  const severity = parseSeverity(answer(FIELDS.severity));
  if (title !== '' && severity !== undefined) {
    const pipeline = answer(FIELDS.pipeline) || null;
    return ok({ form: 'declare', title, severity, pipeline, stage: answer(FIELDS.stage) || null });
  }
  return err({
    ...(title === '' ? { [FIELDS.title]: 'Say in a few words what is wrong.' } : {}),
    ...(severity === undefined ? { [FIELDS.severity]: 'Choose a severity.' } : {}),
  });
}

function decodeSkip(
  { form, checklist, step }: Extract<FormContext, { form: 'skip' }>,
  answer: Answers,
): Result<Submission, FieldErrors> {
  const reason = [answer(FIELDS.reason), answer(FIELDS.words)].filter((part) => part !== '').join(': ');
  return reason === ''
    ? fault(FIELDS.words, 'Pick a reason, or write a few words.')
    : ok({ form, checklist, step, reason });
}

function decodeArguments(
  { form, checklist, step, missing }: Extract<FormContext, { form: 'arguments' }>,
  answer: Answers,
): Result<Submission, FieldErrors> {
  const answers = missing.map((placeholder) => [placeholder, answer(argumentField(placeholder))] as const);
  const empty = answers.filter(([, value]) => value === '');
  if (empty.length === 0) return ok({ form, checklist, step, values: Object.fromEntries(answers) });
  return err(
    Object.fromEntries(empty.map(([name]) => [argumentField(name), `The command needs the ${name}.`])),
  );
}

function answerIn(values: z.infer<typeof VALUES>, field: string): string {
  const element = values[field]?.[ANSWER];
  return (element?.value ?? element?.selected_option?.value ?? element?.selected_user ?? '').trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
