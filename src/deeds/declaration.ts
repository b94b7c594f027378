/**
 * The shapes in which deeds are declared, once: presses, forms, verbs, help, audit and what cards offer are made of
 * them. Labels and sentences are plain words; the edge draws them.
 */

import type { Person } from '../access/actor.ts';
import type { Deed } from '../access/may.ts';
import type { Result } from '../lib/result.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Answers, FieldErrors, FormSheet } from './form.ts';
import type { Subject } from './subjects.ts';

/** What the deeds on one kind of thing have in common, in types. */
export interface Kind {
  /** By what a press and a form name it. */
  readonly of: object;
  /** By what the audit names it. */
  readonly named: unknown;
  /** The commands of its decider. */
  readonly command: { readonly type: string };
  /** By whom and when a deed is done, and what its command has to know besides. */
  readonly given: { readonly by: Person; readonly now: number };
  /** As it stands once the deed is done. */
  readonly after: unknown;
}

/** What every deed declares. */
export interface Declared<Name extends string, Of extends object> {
  /** What access and the audit call it. */
  readonly name: Name;
  readonly risk: Deed['risk'];
  /** Id of its button. Messages live for years: a change of what it carries takes a new version. */
  readonly press: `${string}.${string}/${number}`;
  readonly of: Subject<Of>;
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

/** The words after `/etl` that ask for a deed. */
export interface VerbWords {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** What may be said after the incident. */
  readonly arguments: readonly ArgumentSpec[];
}

export interface DeedVerb<Name extends string, Params extends object> extends VerbWords {
  /** What the words after the incident ask for; null when the form has to ask. */
  read(words: { readonly tokens: readonly string[]; readonly rest: string }): Asked<Name, Params> | null;
}

/** `Facts` stand before it is opened, `About` is what it tells of them, `Sent` what comes back by field id. */
export interface DeedForm<
  Of extends object,
  Facts,
  About extends object,
  Sent extends object,
  Wanted extends object,
> {
  /** Versioned: forms of another release still come in. */
  readonly callback: `view.${string}/${number}`;
  /** The error is a sentence why there is nothing to ask. */
  about(facts: Facts): Result<About, string>;
  /**
   * Words that no field brings back and that reading needs. Where a form has no room for all of them it keeps the
   * first, and tells only of those.
   */
  keeps?(about: About): readonly string[];
  sheet(form: Of & About, kept: readonly string[]): FormSheet;
  read(answer: Answers, kept: readonly string[]): Result<Sent, FieldErrors>;
  /** What it asks for. */
  deed(sent: Of & Sent, by: Person): Wanted;
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
  Form,
> extends Decided<K, Name, Type, Params> {
  readonly form: Form;
}
