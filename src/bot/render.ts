/** Draws any card from what is stored now: loads the state it mirrors and hands it to the pure views. */

import type { Checklist } from '../checklists/state.ts';
import type { CardMessage, CardRow, Reader, RenderCard, RunbookShelf } from '../handlers/ports.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { PingAudience } from '../incidents/pings.ts';
import type { Incident } from '../incidents/state.ts';
import type { Message } from './limits.ts';

import { currentStep } from '../checklists/state.ts';
import { prepareStep } from '../handlers/checklist-steps.ts';
import { heldPings } from '../handlers/commit-incident.ts';
import { withNamedAlarms } from '../handlers/named-alarms.ts';
import { withStandingOffers } from '../handlers/offers.ts';
import { suggestedProcedure } from '../handlers/procedures.ts';
import { readPingSubject } from '../incidents/pings.ts';
import { assertNever } from '../lib/assert-never.ts';
import { fitMessage } from './limits.ts';
import { checklistCard } from './views/checklist.ts';
import { incidentCard } from './views/incident.ts';
import { standingChecklists } from './views/incident-lines.ts';
import { pingMessage } from './views/ping.ts';
import { runCard } from './views/run.ts';
import { textTwin } from './views/text-twin.ts';
import { timelineCard } from './views/timeline.ts';

export interface RenderOptions {
  readonly shelf: RunbookShelf;
  readonly catalog: OperationCatalog;
  /** `prod` and whom to mention, by pipeline. */
  readonly pipelines: readonly {
    readonly name: string;
    readonly environment: string | null;
    readonly oncall: readonly string[];
  }[];
}

/** More than the timeline has lines, since what one alarm did becomes one; a bound against a storm. */
const TOLD_EVENTS = [60, 300] as const;

/** The first card of these mentions the people on call: a promise will be missed, or data is wrong. */
const MENTIONING: readonly Incident['severity'][] = [1, 2];

/** Creates the renderer that the cards worker uses. */
export function createRenderCard(options: RenderOptions): RenderCard {
  return async function renderCard(reader, card) {
    const drawn = await draw(reader, card, options);
    if (drawn === null) return null;
    const message = fitMessage(drawn);
    return { ...message, twin: textTwin(message) } satisfies CardMessage;
  };
}

async function draw(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  switch (card.kind) {
    case 'incident':
      return drawIncident(reader, Number(card.subject), options);
    case 'timeline': {
      const incident = await reader.incidents.load(Number(card.subject));
      return incident === null ? null : drawTimeline(reader, incident);
    }
    case 'checklist': {
      const checklist = await reader.checklists.load(card.subject);
      if (checklist === null) return null;
      const incident = checklist.incident === null ? null : await reader.incidents.load(checklist.incident);
      return checklistCard({ checklist, incident, intent: intentOf(checklist, options.catalog) });
    }
    case 'run': {
      const run = await reader.runs.load(card.subject);
      return run === null ? null : runCard(run);
    }
    case 'ping': {
      const { text, to } = readPingSubject(card.subject);
      const number = incidentOfThread(card);
      if (number === null) return pingMessage(text, [], card.changedAt);
      const incident = await reader.incidents.load(number);
      if (incident === null) return null;
      const had = to?.kind === 'on-call' ? to.had : null;
      return pingMessage(text, calledBy(to, incident, options), card.changedAt, had);
    }
    default:
      return assertNever(card.kind);
  }
}

async function drawTimeline(reader: Reader, incident: Incident): Promise<Message> {
  const { first, between, last } = await reader.incidents.timelineEnds(incident.number, ...TOLD_EVENTS);
  const keys = new Set(
    [...first, ...last].flatMap((event) => (event.type === 'AlarmChanged' ? [event.key] : [])),
  );
  const alarms = new Map(
    (await reader.incidents.alarms(incident.number, [...keys])).map((alarm) => [alarm.key, alarm]),
  );
  return timelineCard({ incident, events: first, between, later: last, alarms });
}

/** What running the step that is to be done now would do, in its operation's words. */
function intentOf(checklist: Checklist, catalog: OperationCatalog): string | null {
  const step = currentStep(checklist);
  if (step === null || step.command === null) return null;
  const prepared = prepareStep(catalog, step, {});
  return prepared.ok ? prepared.value.prepared.intent : null;
}

async function drawIncident(reader: Reader, number: number, options: RenderOptions): Promise<Message | null> {
  const stored = await reader.incidents.load(number);
  if (stored === null) return null;
  const incident = await withNamedAlarms(reader, await withStandingOffers(reader, stored));
  const checklists = await reader.checklists.of(number);
  const found = suggestedProcedure(options.shelf, incident);
  const open =
    found !== null &&
    standingChecklists({ incident, checklists }).some(({ procedure }) => procedure.id === found.procedure.id);
  return incidentCard({
    incident,
    checklists,
    suggested:
      found === null || open
        ? null
        : { id: found.procedure.id, title: found.procedure.title, certain: found.certain },
    environment: pipelineOf(incident, options)?.environment ?? null,
    pingsHeld: await reader.counters.read(heldPings(number)),
    mentions: MENTIONING.includes(incident.severity) ? (pipelineOf(incident, options)?.oncall ?? []) : [],
  });
}

/** Whom a ping calls: the person it is for, those on call now, or whoever has the incident in hand. */
function calledBy(
  to: PingAudience | undefined,
  incident: Incident,
  options: RenderOptions,
): readonly string[] {
  if (to === undefined) return owners(incident, options);
  return to.kind === 'person' ? [to.user] : (pipelineOf(incident, options)?.oncall ?? []);
}

/** Who is pinged: the person on it; while nobody has acknowledged, the people on call too. */
function owners(incident: Incident, options: RenderOptions): readonly string[] {
  const assigned = incident.assignee === null ? [] : [incident.assignee.user];
  if (incident.acknowledged !== null && assigned.length > 0) return assigned;
  return [...new Set([...assigned, ...(pipelineOf(incident, options)?.oncall ?? [])])];
}

function pipelineOf(incident: Incident, { pipelines }: RenderOptions) {
  return pipelines.find(({ name }) => name === incident.pipeline);
}

function incidentOfThread(card: CardRow): number | null {
  const number = /^incident:(\d+)$/.exec(card.thread ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
