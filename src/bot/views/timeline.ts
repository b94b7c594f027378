/**
 * The timeline card: an incident's story in words, one line an event, newest last, the time where the minute changes.
 * An alarm that goes on and off is one line with a count, and so are a run and what came of it at once. The beginning
 * and the end stay; the middle is counted when it grows long.
 */

import type { Actor } from '../../access/actor.ts';
import type { AlarmState } from '../../alarms/event.ts';
import type { UnknownEvent } from '../../handlers/ports.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import type { IncidentAlarm } from '../../incidents/alarms.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Message } from '../limits.ts';

import { assertNever } from '../../lib/assert-never.ts';
import { count, withoutStop } from '../../lib/text.ts';
import { STEP_OUTCOME_WORD, STEP_OUTCOMES } from '../../checklists/state.ts';
import { OUTCOME_LABEL } from '../../incidents/state.ts';
import { code, escape } from '../mrkdwn.ts';
import { lineSections, message, section } from './blocks.ts';
import { actorName, inOneLine, OUTCOME_SHAPE, said, VERDICT_SHAPE, whenNear } from './words.ts';

export interface TimelineCardView {
  readonly incident: Incident;
  /** In the order they were committed: all of them, or the first where there are too many. */
  readonly events: readonly (IncidentEvent | UnknownEvent)[];
  /** How many came after them that are not told. */
  readonly between?: number;
  /** The last events, after those that are not told. */
  readonly later?: readonly (IncidentEvent | UnknownEvent)[];
  /** The alarms that changed, by key. */
  readonly alarms: ReadonlyMap<string, IncidentAlarm>;
}

interface Entry {
  readonly at: number;
  readonly text: string;
}

type Told = IncidentEvent | UnknownEvent;
type AlarmChange = Extract<IncidentEvent, { type: 'AlarmChanged' | 'AlarmRecorded' }>;

const FIRST_LINES = 5;
const LAST_LINES = 25;
const MINUTE_MS = 60_000;
/** Of an alarm's headline, and of what a text says after it, in UTF-16 units. */
const TEXT_LENGTH = 300;

const STATE_WORD: Readonly<Record<AlarmState, string>> = {
  ALARM: 'firing',
  OK: 'recovered',
  INSUFFICIENT_DATA: 'without data',
};

/** Tells the story so far. */
export function timelineCard(view: TimelineCardView): Message {
  const { incident, events, between = 0, later = [] } = view;
  const all = events.length + between + later.length;
  return message(`What happened in #${incident.number}: ${count(all, 'event')}.`, [
    section(`*Timeline of #${incident.number}*`),
    ...lineSections(between === 0 ? whole(view) : ends(view, between)),
  ]);
}

function whole(view: TimelineCardView): readonly string[] {
  const events = [...view.events, ...(view.later ?? [])];
  return bounded(folded({ ...view, events }), view.incident.changedAt);
}

/** What lies between was never read, so it is counted by events and not by lines. */
function ends(view: TimelineCardView, between: number): readonly string[] {
  const reference = view.incident.changedAt;
  const first = folded(view).slice(0, FIRST_LINES);
  const last = folded({ ...view, events: view.later ?? [] }).slice(-LAST_LINES);
  return [...timed(first, reference), `… ${count(between, 'more event')} …`, ...timed(last, reference)];
}

function bounded(entries: readonly Entry[], reference: number): readonly string[] {
  const hidden = entries.length - FIRST_LINES - LAST_LINES;
  // A line that stands for a single one would save nothing.
  if (hidden <= 1) return timed(entries, reference);
  return [
    ...timed(entries.slice(0, FIRST_LINES), reference),
    `… ${hidden} more …`,
    ...timed(entries.slice(-LAST_LINES), reference),
  ];
}

/** Entries of the same minute follow its first one, which has the time, behind a dot. */
function timed(entries: readonly Entry[], reference: number): readonly string[] {
  const minute = (entry: Entry | undefined): number => Math.floor((entry?.at ?? Number.NaN) / MINUTE_MS);
  return entries.map((entry, index) =>
    minute(entry) === minute(entries[index - 1])
      ? `· ${entry.text}`
      : `${whenNear(entry.at, reference)}  ${entry.text}`,
  );
}

/** One entry an event that says something new; what the same alarm did between two other events becomes one. */
function folded(view: TimelineCardView): readonly Entry[] {
  const { incident, events } = view;
  const entries: Entry[] = [];
  let stretch = new Map<string, AlarmChange[]>();
  const endStretch = (): void => {
    for (const changes of stretch.values()) entries.push(...alarmEntries(view, changes));
    stretch = new Map();
  };
  for (const [index, event] of events.entries()) {
    if (event.type === 'AlarmChanged' || event.type === 'AlarmRecorded') {
      stretch.set(event.key, [...(stretch.get(event.key) ?? []), event]);
    } else if (!saysNothingNew(event, events[index - 1], events[index + 1])) {
      endStretch();
      entries.push({ at: event.at, text: eventText(event, events[index - 1], incident.changedAt) });
    }
  }
  endStretch();
  return entries;
}

/** Every message of a text is told, since each may say something else; only one that says the same again is counted. */
function alarmEntries(view: TimelineCardView, changes: readonly AlarmChange[]): readonly Entry[] {
  const alarm = view.alarms.get(changes[0]?.key ?? '');
  if (alarm?.kind !== 'text') return [alarmEntry(view, changes)];
  const told = new Map<string, { readonly at: number; times: number }>();
  for (const change of changes) {
    const reason = change.type === 'AlarmChanged' ? change.reason : '';
    const text = textOf({ ...alarm, headline: change.headline, reason });
    const same = told.get(text);
    if (same === undefined) told.set(text, { at: change.at, times: 1 });
    else same.times += 1;
  }
  return [...told].map(([text, { at, times }]) => ({
    at,
    text: times === 1 ? text : `${text} (${count(times, 'time')})`,
  }));
}

function textOf(alarm: Pick<IncidentAlarm, 'kind' | 'headline' | 'reason'>): string {
  return escape(inOneLine(alarm), TEXT_LENGTH);
}

function alarmEntry({ incident, alarms }: TimelineCardView, changes: readonly AlarmChange[]): Entry {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined)
    throw new Error('Expected at least one change of the alarm, got none');
  if (changes.length === 1) {
    const late = last.type === 'AlarmRecorded' ? ' (came in late, changed nothing)' : '';
    return { at: first.at, text: `${escape(withoutStop(last.headline), 200)}${late}` };
  }
  const name = alarms.get(last.key)?.name ?? last.key;
  const state = changes.findLast((change) => change.type === 'AlarmChanged')?.state;
  const standing = state === undefined ? '' : `, then ${STATE_WORD[state]}`;
  const until = whenNear(last.at, incident.changedAt);
  return {
    at: first.at,
    text: `${escape(name, 120)} changed ${count(changes.length, 'time')} until ${until}${standing}`,
  };
}

/** The alarm that the incident was opened with and named after, and a run whose end comes next. */
function saysNothingNew(event: Told, before: Told | undefined, after: Told | undefined): boolean {
  if (event.type === 'RunStarted') return after?.type === 'RunEnded' && after.run === event.run;
  return (
    event.type === 'AlarmJoined' &&
    inOneLine(event.alarm) === withoutStop(event.alarm.headline) &&
    before?.type === 'IncidentOpened' &&
    before.title === event.alarm.headline &&
    event.alarm.quiet === null
  );
}

function eventText(event: Exclude<Told, AlarmChange>, before: Told | undefined, reference: number): string {
  switch (event.type) {
    case 'IncidentOpened':
      return openedText(event);
    case 'AlarmJoined': {
      const quiet = event.alarm.quiet === null ? '' : ` · ${escape(event.alarm.quiet, 160)}`;
      return `${textOf(event.alarm)}${quiet}`;
    }
    case 'AlarmSpoke':
      return `${escape(event.name, 120)} still fires although its cause is over, and is quiet no longer`;
    case 'QuietAlarmsSpoke':
      return `${spokenNames(event)} still ${event.alarms === 1 ? 'fires' : 'fire'} although the cause is over, and ${event.alarms === 1 ? 'is' : 'are'} quiet no longer`;
    case 'IncidentAcknowledged':
      return `Acknowledged by ${actorName(event.by)}`;
    case 'IncidentAssigned':
      return event.by.kind === 'person' && event.by.user === event.assignee.user
        ? `Taken by ${actorName(event.assignee)}`
        : `Given to ${actorName(event.assignee)} by ${actorName(event.by)}`;
    case 'NoteAdded':
      return `${actorName(event.by)}: ${escape(event.text, 400)}`;
    case 'SeverityChanged':
      return `SEV${event.from} is now SEV${event.to}${byPerson(event.by)}`;
    case 'StoppedGettingWorse':
      return `It stopped getting worse${byPerson(event.by)}`;
    case 'IncidentResolved':
      return `✓ Resolved by ${actorName(event.by)}: ${OUTCOME_LABEL[event.outcome].toLowerCase()}`;
    case 'IncidentReopened':
      return `Reopened by ${actorName(event.by)}: ${escape(withoutStop(event.because), 200)}`;
    case 'IncidentMerged':
      return `Merged into #${event.into} by ${actorName(event.by)}`;
    case 'IncidentAdopted':
      return `Took over #${event.from} with ${count(event.alarms.length, 'alarm')}${byPerson(event.by)}`;
    case 'AlarmsAdopted':
      return `${count(event.alarms.length, 'more alarm')} of #${event.from}`;
    case 'ChecklistOpened':
      return `Checklist opened by ${actorName(event.by)}: ${escape(event.title, 150)}`;
    case 'StepEnded':
      return `${stepText(event)}${byPerson(event.by)}`;
    case 'ClueFound':
      return `Found: ${said(withoutStop(event.text), 200, reference)} · ${code(event.command, 120)}`;
    case 'ClueMissing':
      return `Could not look: ${escape(event.because, 300)} · ${code(event.command, 120)}`;
    case 'RunStarted':
      return `▶ ${code(event.command, 200)}${byPerson(event.by)}`;
    case 'RunEnded': {
      const by = before?.type === 'RunStarted' && before.run === event.run ? byPerson(before.by) : '';
      return `${VERDICT_SHAPE[event.verdict]} ${code(event.command, 200)}: ${said(withoutStop(event.summary), 200, reference)}${by}`;
    }
    case 'unknown':
      return `${escape(event.name, 80)} (written by a newer release)`;
    default:
      return assertNever(event);
  }
}

function openedText(event: Extract<IncidentEvent, { type: 'IncidentOpened' }>): string {
  const opened = event.declaredBy === null ? 'Opened' : `Declared by ${actorName(event.declaredBy)}`;
  const again = event.again === null ? '' : `, again after #${event.again}`;
  return `${opened} as SEV${event.severity}${again}: ${escape(withoutStop(event.title), 200)} · ${escape(event.routeReason, 150)}`;
}

/** `↷ Verify source data schema: skipped: not now`. */
function stepText({ step, outcome }: Extract<IncidentEvent, { type: 'StepEnded' }>): string {
  const known = STEP_OUTCOMES.find((each) => outcome.startsWith(STEP_OUTCOME_WORD[each]));
  const shape = known === undefined ? '○' : OUTCOME_SHAPE[known];
  return `${shape} ${escape(withoutStop(step), 100)}: ${escape(outcome, 200)}`;
}

function spokenNames({ alarms, names }: Extract<IncidentEvent, { type: 'QuietAlarmsSpoke' }>): string {
  const more = alarms - names.length;
  const named = names.map((name) => escape(name, 80)).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

function byPerson(by: Actor): string {
  return by.kind === 'handrail' ? '' : ` · ${actorName(by)}`;
}
