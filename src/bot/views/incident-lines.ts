/** The lines of an open incident's card, between its headline and its buttons, and the small line below them. */

import type { Actor } from '../../access/actor.ts';
import type { Checklist } from '../../checklists/state.ts';
import type { IncidentAlarm } from '../../incidents/alarms.ts';
import type { Clue } from '../../incidents/clue.ts';
import type { Incident, IncidentRun, IncidentWithAlarms } from '../../incidents/state.ts';
import type { Reading } from './looks.ts';

import { countAlarms } from '../../incidents/alarms.ts';
import { evidenceOf, firing, recoveredAt } from '../../incidents/state.ts';
import { capitalized, count, withoutStop } from '../../lib/text.ts';
import { CLUE_LINES, type ClueLine } from '../../operations/operation.ts';
import { code, escape, link, mention, when } from '../mrkdwn.ts';
import { NOTHING_READS } from './looks.ts';
import {
  actorName,
  beyondHeadline,
  inOneLine,
  onIt,
  progress,
  said,
  VERDICT_SHAPE,
  whenNear,
} from './words.ts';

export interface IncidentCardView {
  /** With the few of its alarms that the card names. */
  readonly incident: IncidentWithAlarms;
  /** Oldest first. */
  readonly checklists: readonly Checklist[];
  /** The procedure that fits, or may, and is not open yet; null when none comes near. Why it fits is said where one is picked. */
  readonly suggested: { readonly id: string; readonly title: string; readonly certain: boolean } | null;
  /** `prod`; shown beside the pipeline. */
  readonly environment: string | null;
  /** Ids of the people and user groups that the severity says to mention. */
  readonly mentions: readonly string[];
  /** Pings that were not sent because the channel had enough of them. */
  readonly pingsHeld?: number;
  /** The verbs whose operations only read. */
  readonly reading?: Reading;
}

/** Nine lines less the headline and the counts. */
const BODY_LINES = 7;
const ALARM_LINES = 3;
/** Older than this, a clue says when it was true. */
const CLUE_IS_OLD_MS = 600_000;
/** Of a text alarm's message, in UTF-16 units: about four lines of a phone. */
const MESSAGE_LENGTH = 200;

/**
 * At most seven lines of mrkdwn. Alarms give way first, since the menu and the timeline still tell them; then what Handrail
 * found out, from the end, but that the stages stay.
 */
export function bodyLines(view: IncidentCardView): readonly string[] {
  const { incident } = view;
  const over = recoveredLine(incident);
  const others = [...standing(incident), offer(incident)].filter((line) => line !== null);
  const after = [checklistLine(view), lastRunLine(view), responderLine(view)].filter((line) => line !== null);
  const clues = clueLines(incident, BODY_LINES - 1 - over.length - others.length - after.length);
  const taken = over.length + others.length + after.length + clues.length;
  const room = Math.max(1, Math.min(ALARM_LINES, BODY_LINES - taken));
  return [...over, ...alarmLines(incident, room), ...clues, ...others, ...after];
}

/** What Handrail found out by itself, in as many lines. */
function clueLines(incident: Incident, room: number): readonly string[] {
  const { clues, unseen } = evidenceOf(incident);
  const { changedAt } = incident;
  const [first] = unseen;
  // Nobody is to take an empty card for a quiet one.
  if (clues.length === 0 && first !== undefined)
    return [`${VERDICT_SHAPE.unknown} Could not look: ${escape(first.because, 200)}`].slice(0, room);
  const inOrder = CLUE_LINES.flatMap((line) => clues.filter((clue) => clue.line === line));
  const told = inOrder.map((clue) => [clue.line, clueLine(clue, changedAt)] as const);
  // Two that are short stand in one line rather than that one of them is left out.
  const lines = told.length <= room ? told : told.reduce<readonly Line[]>(joined, []);
  const stages = lines.filter(([line]) => line === 'stages');
  const rest = lines.filter(([line]) => line !== 'stages');
  return [...rest.slice(0, Math.max(0, room - stages.length)), ...stages]
    .slice(0, Math.max(0, room))
    .map(([, text]) => text);
}

type Line = readonly [line: ClueLine, text: string];

function joined(lines: readonly Line[], [line, text]: Line): readonly Line[] {
  const last = lines.at(-1);
  if (last?.[0] !== 'changes' || line !== 'input') return [...lines, [line, text]];
  return [...lines.slice(0, -1), [line, `${last[1]} · ${text}`]];
}

function clueLine({ text, command, verdict, line, at }: Clue, reference: number): string {
  // A log was read well when it says why, and the stages say themselves how they are.
  const isShaped = line !== 'why' && line !== 'stages' && verdict !== 'ok';
  const shape = isShaped ? `${VERDICT_SHAPE[verdict]} ` : '';
  const told = said(line === 'stages' ? text : capitalized(withoutStop(text)), 200, reference);
  const since = reference - at > CLUE_IS_OLD_MS ? ` · ${whenNear(at, reference)}` : '';
  return `${shape}${told} · ${code(command, 100)}${since}`;
}

/** `2 alarms, 1 recovered, 1 quiet · again after #37 · true 03:01`. */
export function countsLine(incident: IncidentWithAlarms, pingsHeld: number): string {
  const all = countAlarms(incident.counts);
  const quiet = countAlarms(incident.counts, { quiet: true });
  const well = countAlarms(incident.counts, { state: 'OK' });
  const alarms = [
    all === 0 ? 'no alarms' : count(all, 'alarm'),
    ...(well > 0 ? [`${well} recovered`] : []),
    ...(quiet > 0 ? [`${quiet} quiet`] : []),
  ].join(', ');
  const first = incident.alarms.find((alarm) => alarm.quiet !== null);
  const parts = [
    alarms,
    first === undefined ? null : `${escape(first.name, 60)}: ${escape(first.quiet ?? '', 160)}`,
    pingsHeld === 0 ? null : `${count(pingsHeld, 'ping')} held back`,
    incident.again === null ? null : `again after #${incident.again}`,
    incident.reopenings === 0 ? null : `reopened ${count(incident.reopenings, 'time')}`,
    incident.stage === null ? null : `stage ${escape(incident.stage, 40)}`,
    // The one moment with its date: all others are near it.
    `true ${when(incident.changedAt, 'day')}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** What the last run brought; a look before what it looked at failed anew is of the failure before, and is left out. */
function lastRunLine({ incident, reading = NOTHING_READS }: IncidentCardView): string | null {
  const { lastRun: run, changedAt } = incident;
  const { clues } = evidenceOf(incident);
  // What a clue says already, and is found out anew with each failure.
  if (run === null || clues.some(({ command }) => command === run.command)) return null;
  const [, verb = '', ...words] = run.command.split(/\s+/);
  if (!reading.has(verb) || run.at === undefined) return runLine(run, changedAt);
  const { at } = run;
  const isOutdated = firing(incident).some(
    ({ firedAt, resources }) =>
      firedAt !== null &&
      firedAt > at &&
      Object.values({ ...resources }).some((name) => words.includes(name)),
  );
  return isOutdated ? null : lookLine(run, at, changedAt);
}

/** A look that ended well found something out: it says nothing of how the incident is, so it has no tick. */
function lookLine(run: IncidentRun, at: number, reference: number): string {
  const shape = run.verdict === null || run.verdict === 'ok' ? '' : `${VERDICT_SHAPE[run.verdict]} `;
  return `${shape}Looked ${whenNear(at, reference)}: ${runWords(run, reference).join(' · ')}`;
}

/** `▶`, `✓`, `!`, `✕` or `?`, what came of it, the command, and the person who asked for it. */
export function runLine(run: IncidentRun, reference: number): string {
  const shape = run.state === 'running' || run.verdict === null ? '▶' : VERDICT_SHAPE[run.verdict];
  return `${shape} ${runWords(run, reference).join(' · ')}`;
}

function runWords(run: IncidentRun, reference: number): readonly string[] {
  const summary = run.state === 'running' && run.summary === '' ? 'Running' : run.summary;
  return [
    ...(summary === '' ? [] : [said(withoutStop(summary), 140, reference)]),
    code(run.command, 120),
    ...(run.by.kind === 'person' ? [`by ${actorName(run.by)}`] : []),
  ];
}

function alarmLines(incident: IncidentWithAlarms, room: number): readonly string[] {
  const burning = firing(incident);
  const speaking = burning.filter((alarm) => alarm.quiet === null);
  // Quiet ones speak up when nothing else fires: their cause is over and they are not.
  const shown =
    speaking.length > 0 ? speaking : burning.length > 0 ? burning : incident.alarms.filter(hasRecovered);
  const lines = byJob(shown).map(([alarm, ...echoes]) =>
    alarmLine(alarm, echoes, incident, shown.length > 1),
  );
  const [first] = shown;
  if (first !== undefined && shown.length === 1) return [...lines, ...(room === 1 ? [] : messageLine(first))];
  const unnamed = Math.max(0, alike(incident, first) - shown.length);
  if (lines.length <= room && unnamed === 0) return lines;
  if (room === 1) return [`${lines[0]} · +${lines.length - 1 + unnamed} more`];
  return [...lines.slice(0, room - 1), `+${lines.length - room + 1 + unnamed} more`];
}

/** How many alarms there are of the kind that is told. */
function alike({ counts }: Incident, told: IncidentAlarm | undefined): number {
  if (told === undefined) return 0;
  if (told.state === 'OK') return countAlarms(counts, { state: 'OK' });
  return countAlarms(counts, { state: 'ALARM', quiet: told.quiet !== null });
}

/** Alarms about one Glue job tell one story: its own event speaks for them, since it says why. */
function byJob(
  alarms: readonly IncidentAlarm[],
): readonly (readonly [IncidentAlarm, ...(readonly IncidentAlarm[])])[] {
  const groups = new Map<string, readonly [IncidentAlarm, ...(readonly IncidentAlarm[])]>();
  for (const alarm of alarms) {
    const about = alarm.resources.job === undefined ? `alarm ${alarm.key}` : `job ${alarm.resources.job}`;
    const group = groups.get(about);
    if (group === undefined) groups.set(about, [alarm]);
    else if (alarm.kind === 'glue-job' && group[0].kind !== 'glue-job') groups.set(about, [alarm, ...group]);
    else groups.set(about, [...group, alarm]);
  }
  return [...groups.values()];
}

function alarmLine(
  alarm: IncidentAlarm,
  echoes: readonly IncidentAlarm[],
  incident: Incident,
  amongOthers: boolean,
): string {
  const others =
    echoes.length === 0 ? '' : ` · also ${escape(echoes.map(({ name }) => name).join(', '), 120)}`;
  // The line holds the latest, and none before it may be gone from view.
  const messages =
    alarm.kind === 'text' && alarm.events > 1 ? ` · ${alarm.events} messages, all in the timeline` : '';
  const also = `${messages}${others}`;
  if (alarm.state === 'OK') {
    const fired = alarm.firedAt === null ? '' : `fired ${whenNear(alarm.firedAt, incident.changedAt)}, `;
    return `✓ ${escape(alarm.name, 100)} · ${fired}recovered ${whenNear(alarm.changedAt, incident.changedAt)}${also}`;
  }
  const since = whenNear(alarm.firedAt ?? alarm.changedAt, incident.changedAt);
  const page = alarm.link === null ? '' : ` · ${link(alarm.link, 'open in AWS')}`;
  const told = amongOthers ? inOneLine(alarm) : withoutStop(alarm.headline);
  // The headline of the card says it already.
  if (told === withoutStop(incident.title)) return `Since ${since}${page}${also}`;
  return `${escape(told, 200)} · since ${since}${page}${also}`;
}

/** What a text alarm says beyond its headline. */
function messageLine(alarm: IncidentAlarm): readonly string[] {
  const rest = escape(beyondHeadline(alarm), MESSAGE_LENGTH);
  return rest === '' ? [] : [rest];
}

function hasRecovered(alarm: IncidentAlarm): boolean {
  return alarm.state === 'OK';
}

function recoveredLine(incident: Incident): readonly string[] {
  const at = recoveredAt(incident);
  return at === null ? [] : [`*All recovered ${whenNear(at, incident.changedAt)}. Resolve it?*`];
}

/** Whether it is calmer, or not to be seen. */
function standing(incident: IncidentWithAlarms): readonly string[] {
  if (recoveredAt(incident) !== null) return [];
  const calmer = incident.stoppedGettingWorseAt;
  const silent = countAlarms(incident.counts, { state: 'INSUFFICIENT_DATA' });
  const first = incident.alarms.find((alarm) => alarm.state === 'INSUFFICIENT_DATA');
  return [
    ...(calmer === null ? [] : [`Stopped getting worse ${whenNear(calmer, incident.changedAt)}`]),
    ...(first === undefined
      ? []
      : [
          `No data from ${escape(first.name, 80)} since ${whenNear(first.changedAt, incident.changedAt)}${
            silent > 1 ? ` · +${silent - 1} more` : ''
          }`,
        ]),
  ];
}

function offer(incident: Incident): string | null {
  const [first, ...more] = incident.offers;
  if (first === undefined) return null;
  const others =
    more.length === 0
      ? ''
      : ` So ${more.length === 1 ? 'does' : 'do'} ${more
          .slice(0, 5)
          .map((number) => `#${number}`)
          .join(', ')}.`;
  return `#${first} downstream looks like a symptom of this.${others}`;
}

/** Those of the present trouble: what was finished before a reopening is over. */
export function standingChecklists({
  incident,
  checklists,
}: Pick<IncidentCardView, 'incident' | 'checklists'>): readonly Checklist[] {
  const since = incident.reopenedAt ?? 0;
  return checklists.filter(({ finishedAt }) => finishedAt === null || finishedAt >= since);
}

function checklistLine(view: IncidentCardView): string | null {
  const { suggested } = view;
  const checklists = standingChecklists(view);
  const open = checklists.filter((checklist) => checklist.finishedAt === null);
  const latest = open.at(-1) ?? checklists.at(-1);
  if (latest !== undefined) {
    const more = checklists.length === 1 ? '' : ` · +${checklists.length - 1} more`;
    const where = latest.finishedAt === null ? ', in the thread' : '';
    return `Checklist: ${escape(latest.procedure.title, 80)} · ${progress(latest)}${where}${more}`;
  }
  if (suggested === null) return null;
  return `${suggested.certain ? 'Checklist that fits' : 'Maybe'}: ${escape(suggested.title, 80)}`;
}

function responderLine({ incident, mentions }: IncidentCardView): string {
  const person = onIt(incident);
  const declared = incident.declaredBy === null ? '' : ` · declared by ${actorName(incident.declaredBy)}`;
  if (person !== null) return `On it: ${actorName(person)}${sinceWhen(incident, person)}${declared}`;
  const called = mentions.slice(0, 10).map(mention);
  const had = incident.hadIt === null ? '' : ` · ${actorName(incident.hadIt)} had it before`;
  return `On it: nobody${called.length === 0 ? '' : ` · called ${called.join(' ')}`}${had}${declared}`;
}

/** Since when the person has it in hand, where that is known. */
function sinceWhen({ acknowledged, changedAt }: Incident, person: Actor): string {
  const same =
    acknowledged?.by.kind === 'person' && person.kind === 'person' && acknowledged.by.user === person.user;
  return same ? ` since ${whenNear(acknowledged.at, changedAt)}` : '';
}
