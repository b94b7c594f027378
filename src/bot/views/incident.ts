/**
 * The incident card: what is wrong, who is on it, what to do next, in at most nine lines, three buttons and a menu.
 * A resolved or merged incident shrinks to what is still worth knowing.
 */

import type { IncidentDeedName } from '../../deeds/incident-deeds.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Message } from '../limits.ts';
import type { Choice } from './blocks.ts';
import type { IncidentCardView } from './incident-lines.ts';

import { CHECKLIST_DEEDS, refusalToOpen } from '../../deeds/checklist.ts';
import { offeredDeeds } from '../../deeds/incident-deeds.ts';
import { INCIDENT_DEEDS, INCIDENT_SHORTCUTS } from '../../deeds/incident.ts';
import { formatDuration } from '../../lib/duration.ts';
import { count, withoutStop } from '../../lib/text.ts';
import { countAlarms } from '../../incidents/alarms.ts';
import { isResolved, OUTCOME_LABEL, recoveredAt } from '../../incidents/state.ts';
import { escape } from '../mrkdwn.ts';
import { actions, context, message, section } from './blocks.ts';
import { bodyLines, countsLine, standingChecklists } from './incident-lines.ts';
import { actorName, bold, place, progress, severityMark, whenNear } from './words.ts';

export type { IncidentCardView } from './incident-lines.ts';

const BUTTONS = 3;
const MENU_ENTRIES = 5;
/** What the button that asks for a checklist is called while one stands: not the way to that one, which is in the thread. */
const ANOTHER = 'Another checklist';

/** Draws the card for the state that the incident is in. */
export function incidentCard(view: IncidentCardView): Message {
  const { incident } = view;
  if (incident.mergedInto !== null) return mergedCard(view, incident.mergedInto);
  return isResolved(incident) ? resolvedCard(view) : openCard(view);
}

/** `SEV2 todo-etl silver: silver-users out of memory. #42`: what a phone shows before anybody unlocks it. Escaped. */
export function incidentText(incident: Incident): string {
  const where = [incident.pipeline, incident.stage].filter((part) => part !== null).join(' ');
  const what = escape(withoutStop(incident.title), 200);
  const said = where === '' ? what : `${escape(where, 80)}: ${what}`;
  return `SEV${incident.severity} ${said}. #${incident.number}`;
}

function openCard(view: IncidentCardView): Message {
  const { incident } = view;
  const offered = choices(view);
  const prefix = recoveredAt(incident) === null ? '' : 'Recovered: ';
  return message(`${prefix}${incidentText(incident)}`, [
    section([headline(view, severityMark(incident.severity)), ...bodyLines(view)].join('\n')),
    actions(offered.slice(0, BUTTONS), {
      of: 'incident',
      entries: offered.slice(BUTTONS, BUTTONS + MENU_ENTRIES),
    }),
    context(countsLine(incident, view.pingsHeld ?? 0)),
  ]);
}

function resolvedCard(view: IncidentCardView): Message {
  const { incident } = view;
  if (incident.status.state !== 'resolved') return openCard(view);
  const { by, at, outcome } = incident.status;
  const { others } = offeredDeeds(incident);
  const took = formatDuration(at - incident.openedAt);
  const still = countAlarms(incident.counts, { state: 'ALARM' });
  const lines = [
    headline(view, '✓ *Resolved*'),
    `${OUTCOME_LABEL[outcome]} · by ${actorName(by)} ${whenNear(at, incident.changedAt)}, after ${took} · was SEV${incident.severity}`,
    ...(still === 0 ? [] : [`${count(still, 'alarm')} still fired then.`]),
  ];
  const past = [
    count(countAlarms(incident.counts), 'alarm'),
    ...view.checklists
      .map((checklist) => `${escape(checklist.procedure.title, 60)} ${progress(checklist)}`)
      .slice(0, 3),
    ...(incident.again === null ? [] : [`again after #${incident.again}`]),
  ];
  return message(`Resolved: ${incidentText(incident)}`, [
    section(lines.join('\n')),
    actions(others.slice(0, 1).map((name) => deedChoice(name, incident))),
    context(past.join(' · ')),
  ]);
}

function mergedCard(view: IncidentCardView, survivor: number): Message {
  const { incident } = view;
  const lines = [headline(view, '→ *Merged*'), `It goes on in #${survivor}, with its alarms and checklists.`];
  return message(`Merged into #${survivor}: ${incidentText(incident)}`, [section(lines.join('\n'))]);
}

function headline({ incident, environment }: IncidentCardView, mark: string): string {
  const parts = [
    mark,
    `#${incident.number}`,
    place(incident.pipeline, environment),
    bold(escape(withoutStop(incident.title), 150)),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Everything a person may do, most wanted first: three become buttons, the next five stand in the menu. */
function choices(view: IncidentCardView): readonly Choice[] {
  const { incident } = view;
  const { first, others } = offeredDeeds(incident);
  const ordered = [
    ...first.map((name) => deedChoice(name, incident)),
    ...checklistChoice(view),
    ...adoptChoice(incident),
    ...others.map((name) => deedChoice(name, incident)),
    ...assignMeChoice(incident),
  ];
  return ordered.map((choice, index) =>
    index === 0 && choice.label !== ANOTHER ? { ...choice, style: 'primary' } : choice,
  );
}

function deedChoice(name: IncidentDeedName, { number }: Incident): Choice {
  return { label: INCIDENT_DEEDS[name].label, press: { action: name, incident: number } };
}

function adoptChoice({ number, offers }: Incident): readonly Choice[] {
  const { label } = INCIDENT_SHORTCUTS.adopt;
  return offers
    .slice(0, 1)
    .map((from) => ({ label: label(from), press: { action: 'adopt', incident: number, from } }));
}

function assignMeChoice(incident: Incident): readonly Choice[] {
  const { label, isOffered } = INCIDENT_SHORTCUTS['assign-me'];
  return isOffered(incident) ? [{ label, press: { action: 'assign-me', incident: incident.number } }] : [];
}

/** Opens the procedure that fits, or asks which one: one that only may fit then stands first, and none that is open. */
function checklistChoice(view: IncidentCardView): readonly Choice[] {
  const { incident, suggested } = view;
  const { number, pipeline } = incident;
  if (refusalToOpen(incident) !== null) return [];
  const { 'open-checklist': open, 'pick-checklist': pick } = CHECKLIST_DEEDS;
  const another = standingChecklists(view).length > 0;
  if (suggested === null || !suggested.certain || another)
    return [{ label: another ? ANOTHER : pick.label, press: { action: 'pick-checklist', incident: number } }];
  const press = { action: 'open-checklist', incident: number, pipeline, procedure: suggested.id } as const;
  return [{ label: open.label, press }];
}
