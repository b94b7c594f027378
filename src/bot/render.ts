/** Draws any card from what is stored now: loads the state it mirrors and hands it to the pure views. */

import type { Checklist } from '../checklists/state.ts';
import type { CardKind, CardMessage, CardRow, Reader, RenderCard, RunbookShelf } from '../handlers/ports.ts';
import type { Placed } from '../handlers/run-place.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { Places } from '../operations/place.ts';
import type { PingAudience } from '../incidents/pings.ts';
import type { Incident } from '../incidents/state.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Message } from './limits.ts';

import { currentStep } from '../checklists/current.ts';
import { CARDS } from '../handlers/cards.ts';
import { prepareStep } from '../handlers/checklist-steps.ts';
import { heldPings, incidentOfStream } from '../handlers/keys.ts';
import { withNamedAlarms } from '../handlers/named-alarms.ts';
import { withStandingOffers } from '../handlers/offers.ts';
import { intentOfStep, wordsOfRun } from '../handlers/run-place.ts';
import { suggestedProcedure } from '../handlers/procedures.ts';
import { readPingSubject } from '../incidents/pings.ts';
import { readingVerbs } from '../operations/catalog.ts';
import { fitMessage } from './limits.ts';
import { checklistCard } from './views/checklist.ts';
import { incidentCard } from './views/incident.ts';
import { standingChecklists } from './views/incident-lines.ts';
import { pingMessage } from './views/ping.ts';
import { answerCard, sharedCard } from './views/run-answer.ts';
import { runCard } from './views/run.ts';
import { textTwin } from './views/text-twin.ts';
import { timelineCard } from './views/timeline.ts';

export interface RenderOptions {
  readonly shelf: RunbookShelf;
  readonly catalog: OperationCatalog;
  readonly places: Places;
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

type Renderer = (reader: Reader, card: CardRow, options: RenderOptions) => Promise<Message | null>;

/** One a kind; null for a card whose subject is gone. */
const RENDERERS: Readonly<Record<CardKind, Renderer>> = {
  incident: drawIncident,
  timeline: drawTimeline,
  checklist: drawChecklist,
  run: drawRun,
  answer: drawAnswer,
  shared: drawShared,
  ping: drawPing,
};

/** Creates the renderer that the cards worker uses. */
export function createRenderCard(options: RenderOptions): RenderCard {
  return async function renderCard(reader, card) {
    const drawn = await RENDERERS[card.kind](reader, card, options);
    if (drawn === null) return null;
    const message = fitMessage(drawn);
    return { ...message, twin: textTwin(message) } satisfies CardMessage;
  };
}

async function drawTimeline(reader: Reader, card: CardRow): Promise<Message | null> {
  const incident = await reader.incidents.load(Number(card.subject));
  if (incident === null) return null;
  const { first, between, last } = await reader.incidents.timelineEnds(incident.number, ...TOLD_EVENTS);
  const keys = new Set(
    [...first, ...last].flatMap((event) => (event.type === 'AlarmChanged' ? [event.key] : [])),
  );
  const alarms = new Map(
    (await reader.incidents.alarms(incident.number, [...keys])).map((alarm) => [alarm.key, alarm]),
  );
  return timelineCard({ incident, events: first, between, later: last, alarms });
}

async function drawChecklist(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  const checklist = await reader.checklists.load(card.subject);
  if (checklist === null) return null;
  const incident = checklist.incident === null ? null : await reader.incidents.load(checklist.incident);
  return checklistCard({ checklist, incident, change: await changeOf(reader, checklist, options) });
}

/** What running the step that is to be done now would do, and where. */
async function changeOf(
  reader: Reader,
  checklist: Checklist,
  options: RenderOptions,
): Promise<Placed | null> {
  const step = currentStep(checklist);
  if (step === null || step.command === null) return null;
  const prepared = prepareStep(options.catalog, step.command, {});
  return prepared.ok ? intentOfStep(reader, options, checklist, prepared.value) : null;
}

async function drawRun(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  const run = await reader.runs.load(card.subject);
  if (run === null) return null;
  return runCard(saysWhose(run, options), wordsOfRun(options, run), readingVerbs(options.catalog));
}

async function drawAnswer(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  const run = await reader.runs.load(card.subject);
  if (run === null) return null;
  const shared = run.shared === null ? null : await reader.cards.load(CARDS.shared(run).key);
  const notShown = shared?.gaveUp ?? null;
  const where = wordsOfRun(options, run);
  return answerCard(saysWhose(run, options), where, readingVerbs(options.catalog), notShown);
}

async function drawShared(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  const run = await reader.runs.load(card.subject);
  if (run === null) return null;
  return sharedCard(saysWhose(run, options), wordsOfRun(options, run), readingVerbs(options.catalog));
}

/** Where it is shown may be the channel of another pipeline, or of none, and so would be whatever is asked there next. */
function saysWhose(run: OperationRun, { pipelines }: RenderOptions): OperationRun {
  const isOneOfSeveral = run.pipeline !== null && pipelines.length > 1;
  return isOneOfSeveral ? { ...run, args: { pipeline: run.pipeline, ...run.args } } : run;
}

async function drawPing(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  const { text, to } = readPingSubject(card.subject);
  const number = card.thread === null ? null : incidentOfStream(card.thread);
  if (number === null) return pingMessage(text, [], card.changedAt);
  const incident = await reader.incidents.load(number);
  if (incident === null) return null;
  const had = to?.kind === 'on-call' ? to.had : null;
  return pingMessage(text, calledBy(to, incident, options), card.changedAt, had);
}

async function drawIncident(reader: Reader, card: CardRow, options: RenderOptions): Promise<Message | null> {
  const number = Number(card.subject);
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
    reading: readingVerbs(options.catalog),
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
