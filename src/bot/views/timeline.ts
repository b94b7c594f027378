/**
 * The timeline card: an incident's story in words, one line an event, newest last. An alarm that goes on and off is
 * one line with a count. The beginning and the end stay; the middle is counted when it grows long.
 */

import type { Actor } from '../../access/actor.ts';
import type { AlarmState } from '../../alarms/event.ts';
import type { UnknownEvent } from '../../handlers/ports.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Message } from '../limits.ts';

import { assertNever } from '../../lib/assert-never.ts';
import { count } from '../../lib/text.ts';
import { STEP_OUTCOMES } from '../../checklists/state.ts';
import { OUTCOME_LABEL } from '../../incidents/state.ts';
import { code, escape } from '../mrkdwn.ts';
import { lineSections, message, section } from './blocks.ts';
import { actorName, OUTCOME_WORD, VERDICT_SHAPE, whenNear, withoutStop } from './words.ts';

export interface TimelineCardView {
  readonly incident: Incident;
  /** In the order they were committed. */
  readonly events: readonly (IncidentEvent | UnknownEvent)[];
}

interface Entry {
  readonly at: number;
  readonly text: string;
}

type AlarmChange = Extract<IncidentEvent, { type: 'AlarmChanged' | 'AlarmRecorded' }>;

const FIRST_LINES = 5;
const LAST_LINES = 25;

const STATE_WORD: Readonly<Record<AlarmState, string>> = {
  ALARM: 'firing',
  OK: 'recovered',
  INSUFFICIENT_DATA: 'without data',
};

/** Tells the story so far. */
export function timelineCard({ incident, events }: TimelineCardView): Message {
  const lines = folded(incident, events).map(
    ({ at, text }) => `${whenNear(at, incident.changedAt)}  ${text}`,
  );
  return message(`What happened in #${incident.number}: ${count(events.length, 'event')}.`, [
    section(`*Timeline of #${incident.number}*`),
    ...lineSections(bounded(lines)),
  ]);
}

function bounded(lines: readonly string[]): readonly string[] {
  const hidden = lines.length - FIRST_LINES - LAST_LINES;
  // A line that stands for a single one would save nothing.
  if (hidden <= 1) return lines;
  return [...lines.slice(0, FIRST_LINES), `… ${hidden} more …`, ...lines.slice(-LAST_LINES)];
}

/** One entry an event; what the same alarm did between two other events becomes one. */
function folded(incident: Incident, events: TimelineCardView['events']): readonly Entry[] {
  const entries: Entry[] = [];
  let stretch = new Map<string, AlarmChange[]>();
  const endStretch = (): void => {
    for (const changes of stretch.values()) entries.push(alarmEntry(incident, changes));
    stretch = new Map();
  };
  for (const event of events) {
    if (event.type === 'AlarmChanged' || event.type === 'AlarmRecorded') {
      stretch.set(event.key, [...(stretch.get(event.key) ?? []), event]);
    } else {
      endStretch();
      entries.push({ at: event.at, text: eventText(event) });
    }
  }
  endStretch();
  return entries;
}

function alarmEntry(incident: Incident, changes: readonly AlarmChange[]): Entry {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined)
    throw new Error('Expected at least one change of the alarm, got none');
  if (changes.length === 1) {
    const late = last.type === 'AlarmRecorded' ? ' (came in late, changed nothing)' : '';
    return { at: first.at, text: `${escape(withoutStop(last.headline), 200)}${late}` };
  }
  const name = incident.alarms.find((alarm) => alarm.key === last.key)?.name ?? last.key;
  const state = changes.findLast((change) => change.type === 'AlarmChanged')?.state;
  const standing = state === undefined ? '' : `, then ${STATE_WORD[state]}`;
  const until = whenNear(last.at, incident.changedAt);
  return {
    at: first.at,
    text: `${escape(name, 120)} changed ${count(changes.length, 'time')} until ${until}${standing}`,
  };
}

function eventText(event: Exclude<IncidentEvent, AlarmChange> | UnknownEvent): string {
  switch (event.type) {
    case 'IncidentOpened':
      return openedText(event);
    case 'AlarmJoined': {
      const quiet = event.alarm.quiet === null ? '' : ` · ${escape(event.alarm.quiet, 160)}`;
      return `${escape(withoutStop(event.alarm.headline), 200)}${quiet}`;
    }
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
    case 'ChecklistOpened':
      return `Checklist opened by ${actorName(event.by)}: ${escape(event.title, 150)}`;
    case 'StepEnded':
      return `Step ${escape(event.step, 150)}: ${outcomeText(event.outcome)}${byPerson(event.by)}`;
    case 'RunStarted':
      return `▶ ${code(event.command, 200)}${byPerson(event.by)}`;
    case 'RunEnded':
      return `${VERDICT_SHAPE[event.verdict]} ${code(event.command, 200)}: ${escape(withoutStop(event.summary), 200)}`;
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

function outcomeText(outcome: string): string {
  const known = STEP_OUTCOMES.find((candidate) => candidate === outcome);
  return known === undefined ? escape(outcome, 60) : OUTCOME_WORD[known];
}

function byPerson(by: Actor): string {
  return by.kind === 'handrail' ? '' : ` · ${actorName(by)}`;
}
