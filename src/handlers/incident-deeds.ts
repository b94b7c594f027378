/** What people do to an incident: acknowledge, assign, note, severity, stopped getting worse, resolve, reopen, merge, declare. */

import type { Person } from '../access/actor.ts';
import type { PipelineRule } from '../alarms/route.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { IncidentCommand } from '../incidents/commands.ts';
import type { Severity } from '../incidents/severity.ts';
import type { Incident, IncidentWithAlarms, Outcome } from '../incidents/state.ts';
import type { DeedRequest, HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';
import type { Reply } from './reply.ts';

import { anywhere, groupOf } from '../alarms/group.ts';
import { countAlarms } from '../incidents/alarms.ts';
import { firing, isResolved, OUTCOME_LABEL } from '../incidents/state.ts';
import { assertNever } from '../lib/assert-never.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { doDeed, refused, refusedBy } from './deed.ts';
import { quietAlarms, withNamedAlarms } from './named-alarms.ts';
import { takeBackAlarms } from './take-back-alarms.ts';

export type IncidentDeed =
  | { readonly do: 'acknowledge' }
  | { readonly do: 'assign'; readonly to: Person }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'severity'; readonly to: Severity }
  | { readonly do: 'stopped-getting-worse' }
  | { readonly do: 'resolve'; readonly outcome: Outcome; readonly note: string | null }
  | { readonly do: 'reopen' }
  | { readonly do: 'merge'; readonly into: number };

export interface Declaration {
  readonly title: string;
  readonly severity: Severity;
  readonly pipeline: string | null;
  readonly stage: string | null;
  /** Where the person declared it; the pipeline's own channel goes before it. */
  readonly channel: string | null;
}

const ADOPTED_AT_ONCE = 100;

/** Does one deed to incident `number`. An unknown number is refused with a sentence. */
export function incidentDeed(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  number: number,
  deed: IncidentDeed,
): Promise<Reply> {
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: { name: deed.do, risk: 'respond' },
    words: wordsOf(number, deed),
    incident: number,
  };
  return doDeed(deps, request, async (tx, now) => {
    const incident = await tx.incident(number);
    if (incident === null) return noSuchIncident(number);
    if (deed.do === 'merge') return merge(tx, deps, incident, deed.into, by, now);
    const command = await commandOf(tx, number, deed, by, now);
    const committed = await commitIncident(tx, incident, command, deps.incidents);
    if (!committed.ok) return refusedBy(committed.error);
    if (deed.do === 'reopen') await takeBackAlarms(tx, committed.value, deps.incidents, now);
    return { kind: 'said', text: doneSentence(await withNamedAlarms(tx, committed.value), deed) };
  });
}

/** Opens an incident by hand. */
export function declareIncident(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  declaration: Declaration,
): Promise<Reply> {
  const title = declaration.title.trim();
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: { name: 'declare', risk: 'respond' },
    words: `declare SEV${declaration.severity} ${title}`,
    incident: null,
  };
  return doDeed(deps, request, async (tx, now) => {
    if (title === '') return refused('An incident needs a title. Say in a few words what is wrong.');
    const { pipelines } = deps.routing;
    const pipeline = pipelines.find(({ name }) => name === declaration.pipeline) ?? null;
    if (pipeline === null && declaration.pipeline !== null)
      return noSuchPlace(`There is no pipeline ${declaration.pipeline}.`, pipelines, 'a pipeline');
    if (pipeline !== null && !hasStage(pipeline, declaration.stage))
      return noSuchPlace(`${pipeline.name} has no stage ${declaration.stage}.`, pipeline.stages, 'a stage');
    const shared = pipeline === null ? null : declaredGroup(pipeline, declaration.stage, title);
    const holder = pipeline === null ? undefined : await openFor(tx, pipeline, shared);
    if (holder !== undefined) {
      return refused(
        `#${holder.number} is open for this already. Add a note there, or declare it for another stage.`,
        {
          next: [`/etl ${holder.number}`],
        },
      );
    }
    const number = await tx.nextIncidentNumber();
    const committed = await commitIncident(
      tx,
      null,
      {
        type: 'OpenIncident',
        number,
        title,
        severity: declaration.severity,
        pipeline: pipeline?.name ?? null,
        stage: declaration.stage,
        place: { account: null, region: null },
        channel: pipeline?.channel ?? declaration.channel ?? deps.routing.defaultChannel,
        procedure: null,
        groupKey: shared ?? `declared:${number}`,
        routeReason: 'declared by hand',
        declaredBy: by,
        again: null,
        offers: [],
        now,
      },
      deps.incidents,
    );
    return committed.ok ? { kind: 'said', text: `#${number} is declared.` } : refusedBy(committed.error);
  });
}

/** The refusal for a number that no incident has. */
export function noSuchIncident(number: number): Reply {
  return refused(`There is no incident #${number}.`, { next: ['/etl incidents'] });
}

/** A person names no account and no resource: the incident is about the stage wherever it is, or about its title. */
function declaredGroup(pipeline: PipelineRule, stage: string | null, title: string): string {
  const nowhere = { account: null, region: null, resources: {} };
  const subject = { key: `declared:${title}`, name: title, pipeline: pipeline.name, stage, ...nowhere };
  return groupOf(subject, [pipeline]).key;
}

/** The open incident of the group, in whichever place it is. */
async function openFor(
  tx: Transaction,
  pipeline: PipelineRule,
  group: string | null,
): Promise<Incident | undefined> {
  const open = await tx.incidents({ state: 'unresolved', pipeline: pipeline.name });
  return open.find(({ groupKey }) => anywhere(groupKey) === group);
}

function hasStage({ stages }: PipelineRule, stage: string | null): boolean {
  return stage === null || stages.some(({ name }) => name === stage);
}

/** The form offers the stages of all pipelines together, and may be older than the configuration. */
function noSuchPlace(problem: string, known: readonly { readonly name: string }[], part: string): Reply {
  const names = known.map(({ name }) => name).join(', ');
  const choice = names === '' ? `without ${part}` : `with one of ${names}, or without ${part}`;
  return refused(`${problem} Declare it again ${choice}.`);
}

async function merge(
  tx: Transaction,
  deps: HandlerDeps,
  incident: Incident,
  intoNumber: number,
  by: Person,
  now: number,
): Promise<Reply> {
  const into = await loadSurvivor(tx, intoNumber);
  if (into === null) return noSuchIncident(intoNumber);
  if (into.number === incident.number) {
    return refused(`#${incident.number} cannot be merged into itself. Name another incident.`, {
      next: ['/etl incidents'],
    });
  }
  if (isResolved(into))
    return refused(`#${into.number} is resolved. Reopen it first, or merge into an open one.`);
  const merged = await commitIncident(
    tx,
    incident,
    { type: 'MergeIncident', into: into.number, by, now },
    deps.incidents,
  );
  if (!merged.ok) return refusedBy(merged.error);
  await adopt(tx, deps, into, incident, by, now);
  for (const checklist of await tx.checklistsOf(incident.number)) {
    await commitChecklist(tx, checklist, {
      type: 'MoveChecklist',
      incident: into.number,
      channel: into.channel,
      now,
    });
  }
  return { kind: 'said', text: `#${incident.number} was merged into #${into.number}. Go on there.` };
}

/** Hands all alarms of one incident to another, some at a time, so that no event grows with their number. */
async function adopt(
  tx: Transaction,
  deps: HandlerDeps,
  into: Incident,
  { number: from, severity }: Incident,
  by: Person,
  now: number,
): Promise<void> {
  let after: string | null = null;
  let current = into;
  for (;;) {
    const alarms: readonly IncidentAlarm[] = await tx.alarmsOf(from, {
      limit: ADOPTED_AT_ONCE,
      ...(after === null ? {} : { after }),
    });
    const first = after === null;
    const command: IncidentCommand = first
      ? { type: 'AdoptIncident', from, alarms, severity, by, now }
      : { type: 'AdoptAlarms', from, alarms, now };
    const adopted = await commitIncident(tx, current, command, deps.incidents);
    if (!adopted.ok) throw new Error(`Expected #${into.number} to adopt #${from}`);
    current = adopted.value;
    after = alarms.at(-1)?.key ?? null;
    if (after === null || alarms.length < ADOPTED_AT_ONCE) return;
  }
}

async function commandOf(
  tx: Transaction,
  number: number,
  deed: Exclude<IncidentDeed, { do: 'merge' }>,
  by: Person,
  now: number,
): Promise<IncidentCommand> {
  switch (deed.do) {
    case 'acknowledge':
      return { type: 'AcknowledgeIncident', by, now };
    case 'assign':
      return { type: 'AssignIncident', assignee: deed.to, by, now };
    case 'note':
      return { type: 'AddNote', text: deed.text, by, now };
    case 'severity':
      return { type: 'ChangeSeverity', to: deed.to, by, now };
    case 'stopped-getting-worse':
      return { type: 'MarkStoppedGettingWorse', by, now };
    case 'resolve':
      return {
        type: 'ResolveIncident',
        outcome: deed.outcome,
        note: deed.note,
        quiet: await quietAlarms(tx, number),
        by,
        now,
      };
    case 'reopen':
      return { type: 'ReopenIncident', because: 'reopened by hand', title: null, by, now };
    default:
      return assertNever(deed);
  }
}

function wordsOf(number: number, deed: IncidentDeed): string {
  switch (deed.do) {
    case 'assign':
      return `assign #${number} to ${deed.to.user}`;
    case 'severity':
      return `set #${number} to SEV${deed.to}`;
    case 'resolve':
      return `resolve #${number} as ${deed.outcome}`;
    case 'merge':
      return `merge #${number} into #${deed.into}`;
    default:
      return `${deed.do} #${number}`;
  }
}

function doneSentence(incident: IncidentWithAlarms, deed: IncidentDeed): string {
  const name = `#${incident.number}`;
  switch (deed.do) {
    case 'acknowledge':
      return `${name} is yours.`;
    case 'assign':
      return `${name} has a new owner.`;
    case 'note':
      return `Noted on ${name}.`;
    case 'severity':
      return `${name} is SEV${deed.to} now.`;
    case 'stopped-getting-worse':
      return `${name} stopped getting worse.`;
    case 'resolve':
      return `${name} is resolved: ${OUTCOME_LABEL[deed.outcome].toLowerCase()}.${stillFiring(incident)}`;
    case 'reopen':
      return `${name} is open again.`;
    case 'merge':
      return `${name} was merged into #${deed.into}.`;
    default:
      return assertNever(deed);
  }
}

function stillFiring(incident: IncidentWithAlarms): string {
  const all = countAlarms(incident.counts, { state: 'ALARM' });
  const names = firing(incident)
    .map(({ name }) => name)
    .slice(0, 3);
  if (names.length === 0) return '';
  return ` Still firing: ${names.join(', ')}${all > names.length ? ` and ${all - names.length} more` : ''}.`;
}
