/** What is made of the declarations in `incident.ts`: the deeds, forms and answers there can be, and their lookup. */

import type { Person } from '../access/actor.ts';
import type { IncidentCommand } from '../incidents/commands.ts';
import type { Incident, IncidentWithAlarms } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { Answers, FieldErrors, FormSheet } from './form.ts';
import type { FormFacts, OnIncident } from './incident.ts';

import { refusalOf } from '../incidents/decide.ts';
import { ok } from '../lib/result.ts';
import { INCIDENT_DEEDS } from './incident.ts';

type Declared = typeof INCIDENT_DEEDS;
export type IncidentDeedName = keyof Declared;
/** Deeds that ask for something first. */
export type IncidentFormName = {
  [N in IncidentDeedName]: Declared[N]['form'] extends null ? never : N;
}[IncidentDeedName];

type ParamsOf<N extends IncidentDeedName> = Parameters<Declared[N]['words']>[1];

type AboutOf<N extends IncidentFormName> = Right<ReturnType<Declared[N]['form']['about']>>;
type SentOf<N extends IncidentFormName> = Right<ReturnType<Declared[N]['form']['read']>>;
type Right<R> = Extract<R, { readonly ok: true; readonly value: object }>['value'];

// Each a union, of which a name picks its own part.
type DeedOf<N extends IncidentDeedName> = { [K in N]: { readonly do: K } & ParamsOf<K> }[N];
type FormOf<N extends IncidentFormName> = {
  [K in N]: { readonly form: K; readonly incident: number } & AboutOf<K>;
}[N];
type SubmissionOf<N extends IncidentFormName> = {
  [K in N]: { readonly form: K; readonly incident: number } & SentOf<K>;
}[N];

/** A deed on an incident as somebody asks for it. */
export type IncidentDeed = DeedOf<IncidentDeedName>;
/** A form to open, with what stands now. */
export type IncidentForm = FormOf<IncidentFormName>;
/** What a form brought back. */
export type IncidentSubmission = SubmissionOf<IncidentFormName>;

// The same declarations, said so that the compiler ties a deed, a form or its answers to the one they are of.
const DEEDS: {
  readonly [N in IncidentDeedName]: {
    words(incident: number, params: ParamsOf<N>): string;
    command(params: ParamsOf<N>, given: OnIncident['given']): IncidentCommand;
    done(incident: IncidentWithAlarms, params: ParamsOf<N>): string;
  };
} = INCIDENT_DEEDS;

const FORMS: {
  readonly [N in IncidentFormName]: {
    readonly form: {
      about(facts: FormFacts): Result<AboutOf<N>, string>;
      sheet(form: FormOf<N>): FormSheet;
      read(answer: Answers): Result<SentOf<N>, FieldErrors>;
      deed(sent: SubmissionOf<N>, by: Person): IncidentDeed;
    };
  };
} = INCIDENT_DEEDS;

/** Every deed on an incident, in the order in which its card offers them. */
export const INCIDENT_DEED_NAMES = Object.keys(INCIDENT_DEEDS) as readonly IncidentDeedName[];

/** Every deed that asks for something first. */
export const INCIDENT_FORM_NAMES = INCIDENT_DEED_NAMES.filter(asksFirst);

/**
 * The deeds that may be done to the incident now, as its decider says: those that are wanted first as it stands, and
 * the others in the order in which its card offers them.
 */
export function offeredDeeds(incident: Incident): {
  readonly first: readonly IncidentDeedName[];
  readonly others: readonly IncidentDeedName[];
} {
  const offered = INCIDENT_DEED_NAMES.filter(
    (name) => refusalOf(INCIDENT_DEEDS[name].becomes, incident) === null,
  );
  const place = (name: IncidentDeedName) => INCIDENT_DEEDS[name].first?.(incident) ?? null;
  return {
    first: offered
      .filter((name) => place(name) !== null)
      .toSorted((a, b) => Number(place(a)) - Number(place(b))),
    others: offered.filter((name) => place(name) === null),
  };
}

/** Whether this is the name of a deed on an incident. */
export function isIncidentDeedName(name: string): name is IncidentDeedName {
  return Object.hasOwn(INCIDENT_DEEDS, name);
}

/** Whether the deed opens a form. */
export function asksFirst(name: IncidentDeedName): name is IncidentFormName {
  return INCIDENT_DEEDS[name].form !== null;
}

/** Whether this is the name of a form of an incident's deed. */
export function isIncidentFormName(name: string): name is IncidentFormName {
  return isIncidentDeedName(name) && asksFirst(name);
}

/** What the audit says of the deed. */
export function wordsOf<N extends IncidentDeedName>(incident: number, deed: DeedOf<N>): string {
  return DEEDS[deed.do].words(incident, deed);
}

/** The command that the deed becomes. */
export function commandOf<N extends IncidentDeedName>(
  deed: DeedOf<N>,
  given: OnIncident['given'],
): IncidentCommand {
  return DEEDS[deed.do].command(deed, given);
}

/** The sentence when the deed is done. */
export function doneSentence<N extends IncidentDeedName>(
  incident: IncidentWithAlarms,
  deed: DeedOf<N>,
): string {
  return DEEDS[deed.do].done(incident, deed);
}

/** The form with what stands now; the error is a sentence why there is nothing to ask. */
export function formOf<N extends IncidentFormName>(name: N, facts: FormFacts): Result<FormOf<N>, string> {
  const about = FORMS[name].form.about(facts);
  if (!about.ok) return about;
  return ok({ form: name, incident: facts.incident.number, ...about.value });
}

/** The form as it is to be drawn. */
export function sheetOf<N extends IncidentFormName>(form: FormOf<N>): FormSheet {
  return FORMS[form.form].form.sheet(form);
}

/** What the form of this name brought back, or what is wrong by field. */
export function readForm<N extends IncidentFormName>(
  name: N,
  incident: number,
  answer: Answers,
): Result<SubmissionOf<N>, FieldErrors> {
  const sent = FORMS[name].form.read(answer);
  if (!sent.ok) return sent;
  return ok({ form: name, incident, ...sent.value });
}

/** The deed that a submitted form asks for. */
export function deedOf<N extends IncidentFormName>(submission: SubmissionOf<N>, by: Person): IncidentDeed {
  return FORMS[submission.form].form.deed(submission, by);
}
