/** What people do to an incident: the deeds that `deeds/incident.ts` declares, and declaring one. */

import type { Person } from '../access/actor.ts';
import type { PipelineRule } from '../alarms/route.ts';
import type { Declaration } from '../deeds/declare.ts';
import type { IncidentDeed } from '../deeds/incident-deeds.ts';
import type { Incident } from '../incidents/state.ts';
import type { DeedRequest, HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';
import type { Reply } from './reply.ts';

import { anywhere, groupOf } from '../alarms/group.ts';
import { DECLARE_DEEDS } from '../deeds/declare.ts';
import { INCIDENT_DEEDS } from '../deeds/incident.ts';
import { commandOf, doneSentence, wordsOf } from '../deeds/incident-deeds.ts';
import { isResolved } from '../incidents/state.ts';
import { commitIncident } from './commit-incident.ts';
import { doDeed, noSuchIncident, refused, refusedBy } from './deed.ts';
import { mergeIncident } from './merge-incident.ts';
import { quietAlarms, withNamedAlarms } from './named-alarms.ts';
import { takeBackAlarms } from './take-back-alarms.ts';

export interface WantedIncident extends Declaration {
  /** Where the person declared it; the pipeline's own channel goes before it. */
  readonly channel: string | null;
}

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
    deed: INCIDENT_DEEDS[deed.do],
    words: wordsOf(number, deed),
    incident: number,
  };
  return doDeed(deps, request, async (tx, now) => {
    const incident = await tx.incidents.load(number);
    if (incident === null) return noSuchIncident(number);
    const command = commandOf(deed, { by, quiet: await quietAlarms(tx, number), now });
    const done =
      command.type === 'MergeIncident'
        ? await mergeIncident(tx, deps, incident, command)
        : await commitIncident(tx, incident, command, deps.incidents);
    if (!done.ok) return refusedBy(done.error);
    const after = done.value;
    if (isResolved(incident) && !isResolved(after)) await takeBackAlarms(tx, after, deps.incidents, now);
    return { kind: 'said', text: doneSentence(await withNamedAlarms(tx, after), deed) };
  });
}

/** Opens an incident by hand. */
export function declareIncident(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  declaration: WantedIncident,
): Promise<Reply> {
  const { declare } = DECLARE_DEEDS;
  const title = declaration.title.trim();
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: declare,
    words: declare.words({ ...declaration, title }),
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
    const number = await tx.incidents.nextNumber();
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
    return committed.ok ? { kind: 'said', text: declare.done(number) } : refusedBy(committed.error);
  });
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
  const open = await tx.incidents.list({ state: 'unresolved', pipeline: pipeline.name });
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
