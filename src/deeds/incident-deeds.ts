/** What is made of the declarations in `incident.ts`: the deeds there can be, and their lookup. */

import type { IncidentCommand } from '../incidents/commands.ts';
import type { Incident, IncidentWithAlarms } from '../incidents/state.ts';
import type { OnIncident } from './on-incident.ts';

import { refusalOf } from '../incidents/decide.ts';
import { INCIDENT_DEEDS } from './incident.ts';

type Declared = typeof INCIDENT_DEEDS;
export type IncidentDeedName = keyof Declared;
/** Deeds that ask for something first. */
export type IncidentFormName = {
  [N in IncidentDeedName]: Declared[N]['form'] extends null ? never : N;
}[IncidentDeedName];

type ParamsOf<N extends IncidentDeedName> = Parameters<Declared[N]['words']>[1];

// A union, of which a name picks its own part.
type DeedOf<N extends IncidentDeedName> = { [K in N]: { readonly do: K } & ParamsOf<K> }[N];
/** A deed on an incident as somebody asks for it. */
export type IncidentDeed = DeedOf<IncidentDeedName>;

// The same declarations, said so that the compiler ties a deed to the one it is of.
const DEEDS: {
  readonly [N in IncidentDeedName]: {
    words(incident: number, params: ParamsOf<N>): string;
    command(params: ParamsOf<N>, given: OnIncident['given']): IncidentCommand;
    done(incident: IncidentWithAlarms, params: ParamsOf<N>): string;
  };
} = INCIDENT_DEEDS;

/** Every deed on an incident, in the order in which its card offers them. */
export const INCIDENT_DEED_NAMES = Object.keys(INCIDENT_DEEDS) as readonly IncidentDeedName[];

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
