/** What is made of the forms that deeds declare: the forms and submissions there can be, their drawing and their reading. */

import type { Person } from '../access/actor.ts';
import type { Result } from '../lib/result.ts';
import type { DeedName } from './deeds.ts';
import type { Answers, FieldErrors, FormSheet } from './form.ts';
import type { FieldsOf, Subject } from './subjects.ts';

import { ok } from '../lib/result.ts';
import { DEEDS } from './deeds.ts';

type Declared = typeof DEEDS;
/** Every deed that has a form, which goes by its name. */
export type FormName = {
  [N in DeedName]: Declared[N]['form'] extends null ? never : N;
}[DeedName];

type SubjectOf<N extends FormName> = FieldsOf<Declared[N]['of']>;
type FactsOf<N extends FormName> = Parameters<Declared[N]['form']['about']>[0];
type AboutOf<N extends FormName> = Right<ReturnType<Declared[N]['form']['about']>>;
type SentOf<N extends FormName> = Right<ReturnType<Declared[N]['form']['read']>>;
type WantedOf<N extends FormName> = ReturnType<Declared[N]['form']['deed']>;
type Right<R> = Extract<R, { readonly ok: true; readonly value: object }>['value'];

// Each a union, of which a name picks its own part.
export type FormOf<N extends FormName> = {
  [K in N]: { readonly form: K } & SubjectOf<K> & AboutOf<K>;
}[N];
export type SubmissionOf<N extends FormName> = {
  [K in N]: { readonly form: K } & SubjectOf<K> & SentOf<K>;
}[N];

/** A form to open, with what stands now. */
export type Form = FormOf<FormName>;
/** What a form brought back. */
export type DeedSubmission = SubmissionOf<FormName>;

// The same declarations, said so that the compiler ties a form and its answers to the deed they are of.
const FORMS: {
  readonly [N in FormName]: {
    readonly of: Subject<SubjectOf<N>>;
    readonly form: {
      readonly callback: string;
      about(facts: FactsOf<N>): Result<AboutOf<N>, string>;
      keeps?(about: AboutOf<N>): readonly string[];
      sheet(form: FormOf<N>, kept: readonly string[]): FormSheet;
      read(answer: Answers, kept: readonly string[]): Result<SentOf<N>, FieldErrors>;
      deed(sent: SubmissionOf<N>, by: Person): WantedOf<N>;
    };
  };
} = DEEDS;

const FORM_NAMES = (Object.keys(DEEDS) as readonly DeedName[]).filter(hasForm);

const BY_CALLBACK: ReadonlyMap<string, FormName> = new Map(
  FORM_NAMES.map((name) => [FORMS[name].form.callback, name]),
);

/** Whether the deed has a form. */
export function hasForm(name: DeedName): name is FormName {
  return DEEDS[name].form !== null;
}

/** The form of this versioned id; null for one of another release. */
export function formByCallback(callback: string): FormName | null {
  return BY_CALLBACK.get(callback) ?? null;
}

/** The versioned id of the form. */
export function callbackOf(name: FormName): string {
  return FORMS[name].form.callback;
}

/** The form with what stands now; the error is a sentence why there is nothing to ask. */
export function formOf<N extends FormName>(
  name: N,
  subject: SubjectOf<N>,
  facts: FactsOf<N>,
): Result<FormOf<N>, string> {
  const about = FORMS[name].form.about(facts);
  if (!about.ok) return about;
  return ok({ form: name, ...subject, ...about.value });
}

/** Words that the form needs again when it is sent: see `DeedForm.keeps`. */
export function wordsToKeep<N extends FormName>(form: FormOf<N>): readonly string[] {
  return FORMS[form.form].form.keeps?.(form) ?? [];
}

/** The form as it is to be drawn, with as many of its words as it has room to keep. */
export function sheetOf<N extends FormName>(form: FormOf<N>, kept: readonly string[]): FormSheet {
  return FORMS[form.form].form.sheet(form, kept);
}

/** What the form is about, for it to remember. */
export function subjectOf<N extends FormName>(form: FormOf<N>): object {
  const read = FORMS[form.form].of.fields.safeParse(form);
  return read.success ? read.data : {};
}

/**
 * What the form of this name brought back, or what is wrong by field.
 * @param remembered what `subjectOf` gave when it was opened; null comes back for anything else.
 */
export function readForm<N extends FormName>(
  name: N,
  remembered: unknown,
  kept: readonly string[],
  answer: Answers,
): Result<SubmissionOf<N>, FieldErrors> | null {
  const { of, form } = FORMS[name];
  const subject = of.fields.safeParse(remembered);
  if (!subject.success) return null;
  const sent = form.read(answer, kept);
  return sent.ok ? ok({ form: name, ...subject.data, ...sent.value }) : sent;
}

/** What a submitted form asks for. */
export function wantedBy<N extends FormName>(submission: SubmissionOf<N>, by: Person): WantedOf<N> {
  return FORMS[submission.form].form.deed(submission, by);
}
