/**
 * The shape in which a deed on an incident is declared, once: presses, forms, verbs, help and audit are made of it.
 * Labels and sentences are plain words; the edge draws them.
 */

import type { Person } from '../access/actor.ts';
import type { IncidentCommand, QuietAlarm } from '../incidents/commands.ts';
import type { Incident, IncidentWithAlarms } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Answers, FieldErrors, FormSheet } from './form.ts';

/** By whom and when a deed is done, and what its command has to know besides. */
export interface Given {
  readonly by: Person;
  /** The first quiet alarms that fire. */
  readonly quiet: readonly QuietAlarm[];
  /** Milliseconds. */
  readonly now: number;
}

/** What any form of an incident may tell: what stands before it is sent. */
export interface FormFacts {
  readonly incident: IncidentWithAlarms;
  /** Steps of its checklists that are still open. */
  readonly openSteps: number;
  /** Other unresolved incidents. */
  readonly others: readonly { readonly number: number; readonly title: string }[];
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
export interface DeedForm<
  Name extends string,
  Params extends object,
  About extends object,
  Sent extends object,
> {
  /** Versioned: forms of another release still come in. */
  readonly callback: `view.${string}/${number}`;
  /** What the form tells; the error is a sentence why there is nothing to ask. */
  about(facts: FormFacts): Result<About, string>;
  sheet(incident: number, about: About): FormSheet;
  read(answer: Answers): Result<Sent, FieldErrors>;
  deed(sent: Sent, by: Person): Asked<Name, Params>;
}

type CommandType = IncidentCommand['type'];

interface Declared<Name extends string, Type extends CommandType, Params extends object> {
  /** What access and the audit call it. */
  readonly name: Name;
  /** Id of its button. Messages live for years: a change of what it carries takes a new version. */
  readonly press: `incident.${string}/${number}`;
  readonly label: string;
  /** Before which others its button goes on the card as it stands: the lowest first; null for its place among the rest. */
  first?(incident: Incident): number | null;
  /** What the audit says. */
  words(incident: number, params: Params): string;
  readonly verb: DeedVerb<Name, Params> | null;
  /** The command that it becomes: by its type the decider says whether it may be done now. */
  readonly becomes: Type;
  command(params: Params, given: Given): Extract<IncidentCommand, { type: Type }>;
  /** The sentence when it is done. */
  done(incident: IncidentWithAlarms, params: Params): string;
}

/** A deed that a press does at once. */
export interface PlainDeed<Name extends string, Type extends CommandType> extends Declared<
  Name,
  Type,
  object
> {
  readonly form: null;
}

/** A deed that asks for something first. */
export interface AskingDeed<
  Name extends string,
  Type extends CommandType,
  Params extends object,
  About extends object,
  Sent extends object,
> extends Declared<Name, Type, Params> {
  readonly form: DeedForm<Name, Params, About, Sent>;
}
