/** Incidents as a list that opens them, and the panel that `/etl` alone shows. */

import type { KnownBlock } from '@slack/types';
import type { Level } from '../../access/may.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Message } from '../limits.ts';

import { DECLARE_DEEDS } from '../../deeds/declare.ts';
import { count, withoutStop } from '../../lib/text.ts';
import { countAlarms } from '../../incidents/alarms.ts';
import { isResolved, OUTCOME_LABEL, recoveredAt } from '../../incidents/state.ts';
import { code, escape } from '../mrkdwn.ts';
import { actions, button, context, message, section } from './blocks.ts';
import { actorName, onIt, place, severityMark, whenNear } from './words.ts';

/** Incidents, the newest perhaps, and how many there are. */
interface Listed {
  readonly incidents: readonly Incident[];
  readonly of: number;
}

const LISTED = 20;
const PANEL_LISTED = 5;

const ABILITIES: Readonly<Record<Level, string>> = {
  viewer: 'look, and run what only reads',
  responder: 'look, and work on incidents and checklists',
  operator: 'work on incidents, and run what changes AWS',
  admin: 'do everything here',
};

/** Open incidents and what the reader may do. */
export function panel({ level, ...open }: Listed & { readonly level: Level | null }): Message {
  const headline = open.of === 0 ? 'No open incidents.' : `${count(open.of, 'open incident')}.`;
  return message(headline, [
    section(`*${headline}*`),
    ...rows(open, PANEL_LISTED),
    actions([{ label: DECLARE_DEEDS.declare.label, press: { action: 'declare' } }]),
    context(`${withoutStop(abilities(level))} · ${code('/etl help')} lists the commands`),
  ]);
}

/** The incidents that were asked for, in the order given. */
export function incidentList(listed: Listed): Message {
  if (listed.of === 0) {
    return message('No incidents.', [section(`No incidents. ${code('/etl declare')} opens one by hand.`)]);
  }
  return message(`${count(listed.of, 'incident')}.`, rows(listed, LISTED));
}

/** What a level lets a person do, as a sentence. */
export function abilities(level: Level | null): string {
  if (level === null)
    return 'You have no access level here yet: an admin adds your user id in handrail.yaml.';
  const article = level === 'operator' || level === 'admin' ? 'an' : 'a';
  return `You are ${article} ${level}: you may ${ABILITIES[level]}.`;
}

function rows({ incidents, of }: Listed, most: number): readonly KnownBlock[] {
  const shown = incidents.slice(0, most).map((incident) =>
    section(
      row(incident),
      button({
        label: `Open #${incident.number}`,
        press: { action: 'show-incident', incident: incident.number },
      }),
    ),
  );
  const hidden = of - shown.length;
  return hidden === 0
    ? shown
    : [...shown, context(`… ${hidden} more · ${code('/etl 42')} shows one by its number`)];
}

function row(incident: Incident): string {
  const mark = isResolved(incident) ? '✓ Resolved' : severityMark(incident.severity);
  const head = [
    mark,
    `#${incident.number}`,
    place(incident.pipeline, null),
    escape(withoutStop(incident.title), 120),
  ];
  return `${head.filter((part) => part !== null).join(' · ')}\n${standing(incident)}`;
}

function standing(incident: Incident): string {
  if (incident.status.state === 'resolved') {
    const { outcome, by, at } = incident.status;
    const where =
      incident.mergedInto === null ? OUTCOME_LABEL[outcome] : `Merged into #${incident.mergedInto}`;
    return `${where} · by ${actorName(by)} ${whenNear(at, incident.changedAt)}`;
  }
  const person = onIt(incident);
  const recovered = recoveredAt(incident);
  return [
    `On it: ${person === null ? 'nobody' : actorName(person)}`,
    `since ${whenNear(incident.openedAt, incident.changedAt)}`,
    recovered === null
      ? `${count(countAlarms(incident.counts, { state: 'ALARM' }), 'alarm')} firing`
      : 'all recovered',
  ].join(' · ');
}
