/**
 * The alarms of an incident. Each has a row of its own; the incident itself only counts them by class, so that no
 * event costs more than the one before, however many alarms there are. Pure.
 */

import type { AlarmKind, AlarmResources, AlarmState, Recovery } from '../alarms/event.ts';

export interface IncidentAlarm {
  readonly key: string;
  readonly name: string;
  readonly kind: AlarmKind;
  readonly state: AlarmState;
  readonly headline: string;
  readonly reason: string;
  /** When the source says the present state began, milliseconds. */
  readonly changedAt: number;
  /** When it last went into ALARM within this incident; null when it never did. */
  readonly firedAt: number | null;
  /** Accepted changes of this alarm in this incident, each counted once. */
  readonly events: number;
  /** The sentence why this alarm stays quiet, or null when it speaks. */
  readonly quiet: string | null;
  readonly recovery: Recovery;
  readonly resources: AlarmResources;
  readonly link: string | null;
}

/** What alarms are counted by: their state, whether they speak, and whether they can recover by themselves. */
export type AlarmClass = `${AlarmState} ${'speaking' | 'quiet'} ${'recovers' | 'by-hand'}`;

export interface ClassCount {
  readonly alarms: number;
  /** The greatest `changedAt` of any alarm that ever was in this class, milliseconds. */
  readonly latestAt: number;
}

/** A class that no alarm was ever in is absent. */
export type AlarmCounts = Readonly<Partial<Record<AlarmClass, ClassCount>>>;

/** Which classes are meant; what is left out does not matter. */
export interface ClassFilter {
  readonly state?: AlarmState;
  readonly quiet?: boolean;
  readonly byHand?: boolean;
}

export const NO_ALARMS: AlarmCounts = {};

const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const satisfies readonly AlarmState[];

const CLASSES: readonly {
  readonly name: AlarmClass;
  readonly of: Required<ClassFilter>;
}[] = STATES.flatMap((state) =>
  [false, true].flatMap((quiet) =>
    [false, true].map((byHand) => ({ name: className(state, quiet, byHand), of: { state, quiet, byHand } })),
  ),
);

/** How many alarms are in the classes that the filter lets through. */
export function countAlarms(counts: AlarmCounts, filter: ClassFilter = {}): number {
  return classesOf(filter).reduce((sum, name) => sum + (counts[name]?.alarms ?? 0), 0);
}

/** The greatest change time of alarms in these classes, milliseconds; null when none was ever in them. */
export function latestChange(counts: AlarmCounts, filter: ClassFilter): number | null {
  const times = classesOf(filter).flatMap((name) => counts[name]?.latestAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

/** The counts after one alarm became `after`; `before` is what it was, null for one that joins. */
export function recounted(
  counts: AlarmCounts,
  before: IncidentAlarm | null,
  after: IncidentAlarm,
): AlarmCounts {
  const left = before === null ? counts : withOne(counts, classOf(before), -1, 0);
  return withOne(left, classOf(after), 1, after.changedAt);
}

/** The counts after every quiet alarm that fires began to speak. */
export function recountedSpoken(counts: AlarmCounts): AlarmCounts {
  return [false, true].reduce((moved, byHand) => {
    const from = className('ALARM', true, byHand);
    const { alarms = 0, latestAt = 0 } = moved[from] ?? {};
    if (alarms === 0) return moved;
    return withOne(withOne(moved, from, -alarms, 0), className('ALARM', false, byHand), alarms, latestAt);
  }, counts);
}

/** An alarm that two incidents knew keeps its newer state and both counts. */
export function mergedAlarm(ours: IncidentAlarm | null, theirs: IncidentAlarm): IncidentAlarm {
  if (ours === null) return theirs;
  const newer = theirs.changedAt > ours.changedAt ? theirs : ours;
  return { ...newer, events: ours.events + theirs.events };
}

function classOf({ state, quiet, recovery }: IncidentAlarm): AlarmClass {
  return className(state, quiet !== null, recovery === 'by-hand');
}

function className(state: AlarmState, quiet: boolean, byHand: boolean): AlarmClass {
  return `${state} ${quiet ? 'quiet' : 'speaking'} ${byHand ? 'by-hand' : 'recovers'}`;
}

function classesOf({ state, quiet, byHand }: ClassFilter): readonly AlarmClass[] {
  return CLASSES.filter(
    ({ of }) =>
      (state ?? of.state) === of.state &&
      (quiet ?? of.quiet) === of.quiet &&
      (byHand ?? of.byHand) === of.byHand,
  ).map(({ name }) => name);
}

function withOne(counts: AlarmCounts, name: AlarmClass, by: number, changedAt: number): AlarmCounts {
  const { alarms = 0, latestAt = 0 } = counts[name] ?? {};
  return { ...counts, [name]: { alarms: alarms + by, latestAt: Math.max(latestAt, changedAt) } };
}
