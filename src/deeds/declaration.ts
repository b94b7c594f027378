/**
 * The shapes in which deeds are declared, once: presses, forms, verbs, help, audit and what cards offer are made of
 * them. Labels and sentences are plain words; the edge draws them.
 */

import type { Person } from '../access/actor.ts';
import type { Deed } from '../access/may.ts';
import type { Result } from '../lib/result.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Answers, FieldErrors, FormSheet } from './form.ts';

/** By what a press and a form name the thing that their deed is done to. */
export interface Subjects {
  readonly incident: { readonly incident: number };
  readonly run: { readonly run: string };
}

/** What the deeds on one kind of thing have in common, in types. */
export interface Kind {
  readonly of: keyof Subjects;
  /** By what the audit names it. */
  readonly named: unknown;
  /** The commands of its decider. */
  readonly command: { readonly type: string };
  /** By whom and when a deed is done, and what its command has to know besides. */
  readonly given: { readonly by: Person; readonly now: number };
  /** What stands before a form is sent. */
  readonly facts: unknown;
  /** As it stands once the deed is done. */
  readonly after: unknown;
}

/** What every deed declares. */
export interface Declared<Name extends string, Of extends keyof Subjects> {
  /** What access and the audit call it. */
  readonly name: Name;
  readonly risk: Deed['risk'];
  /** Id of its button. Messages live for years: a change of what it carries takes a new version. */
  readonly press: `${string}.${string}/${number}`;
  readonly of: Of;
  readonly label: string;
}

/** What is asked in a dialog before a press counts. */
export interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
}

/** A deed as somebody asks for it. */
export type Asked<Name extends string, Params extends object> = { readonly do: Name } & Params;

export interface DeedVerb<Name extends string, Params extends object> {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** What may be said after the incident. */
  readonly arguments: readonly ArgumentSpec[];
  /** What the words after the incident ask for; null when the form has to ask. */
  read(words: { readonly tokens: readonly string[]; readonly rest: string }): Asked<Name, Params> | null;
}

/** `About` is what the form tells, `Sent` what comes back by field id. */
export interface DeedForm<K extends Kind, About extends object, Sent extends object, Wanted> {
  /** Versioned: forms of another release still come in. */
  readonly callback: `view.${string}/${number}`;
  /** What the form tells; the error is a sentence why there is nothing to ask. */
  about(facts: K['facts']): Result<About, string>;
  sheet(form: Subjects[K['of']] & About): FormSheet;
  read(answer: Answers): Result<Sent, FieldErrors>;
  /** The deed that it asks for. */
  deed(sent: Subjects[K['of']] & Sent, by: Person): Wanted;
}

/** A deed that becomes one command of a decider. */
interface Decided<
  K extends Kind,
  Name extends string,
  Type extends K['command']['type'],
  Params extends object,
> extends Declared<Name, K['of']> {
  /** What the audit says. */
  words(of: K['named'], params: Params): string;
  /** By the type of its command the decider says whether it may be done now. */
  readonly becomes: Type;
  command(params: Params, given: K['given']): Extract<K['command'], { type: Type }>;
  /** The sentence when it is done. */
  done(after: K['after'], params: Params): string;
}

/** A deed that a press does at once. */
export interface Plain<
  K extends Kind,
  Name extends string,
  Type extends K['command']['type'],
> extends Decided<K, Name, Type, object> {
  readonly form: null;
}

/** A deed that asks for something first. */
export interface Asking<
  K extends Kind,
  Name extends string,
  Type extends K['command']['type'],
  Params extends object,
  About extends object,
  Sent extends object,
> extends Decided<K, Name, Type, Params> {
  readonly form: DeedForm<K, About, Sent, Asked<Name, Params>>;
}
