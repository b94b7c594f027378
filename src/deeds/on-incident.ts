/** The shapes of the deeds that `incident.ts` declares. */

import type { Person } from '../access/actor.ts';
import type { IncidentCommand, QuietAlarm } from '../incidents/commands.ts';
import type { Incident, IncidentWithAlarms } from '../incidents/state.ts';
import type { Asked, Asking, DeedForm, DeedVerb, Kind, Plain } from './declaration.ts';
import type { FieldsOf, INCIDENT } from './subjects.ts';

/** What any form of an incident may tell: what stands before it is sent. */
export interface FormFacts {
  readonly incident: IncidentWithAlarms;
  /** Steps of its checklists that are still open. */
  readonly openSteps: number;
  /** Other unresolved incidents. */
  readonly others: readonly { readonly number: number; readonly title: string }[];
}

/** What the deeds on an incident have in common. */
export interface OnIncident extends Kind {
  readonly of: FieldsOf<typeof INCIDENT>;
  /** Its number. */
  readonly named: number;
  readonly command: IncidentCommand;
  /** `quiet` are the first quiet alarms that fire. */
  readonly given: { readonly by: Person; readonly quiet: readonly QuietAlarm[]; readonly now: number };
  readonly after: IncidentWithAlarms;
}

type CommandType = IncidentCommand['type'];

interface OnCard<Name extends string, Params extends object> {
  /** Before which others its button goes on the card as it stands: the lowest first; null for its place among the rest. */
  first?(incident: Incident): number | null;
  readonly verb: DeedVerb<Name, Params> | null;
}

/** A deed on an incident that a press does at once. */
export type PlainDeed<Name extends string, Type extends CommandType> = Plain<OnIncident, Name, Type> &
  OnCard<Name, object>;

/** A deed on an incident that asks for something first: `About` is what its form tells, `Sent` what comes back. */
export type AskingDeed<
  Name extends string,
  Type extends CommandType,
  Params extends object,
  About extends object,
  Sent extends object,
> = Asking<
  OnIncident,
  Name,
  Type,
  Params,
  DeedForm<OnIncident['of'], FormFacts, About, Sent, Asked<Name, Params>>
> &
  OnCard<Name, Params>;
