/**
 * A verb for every operation of the catalog. What only reads answers the asker at once. What changes something is shown
 * to the asker first; confirmed, it is recorded, runs as a job, and is shown where everybody sees it.
 */

import type { Result } from '../../lib/result.ts';
import type { Arguments } from '../../operations/arguments.ts';
import type { Operation, RunContext } from '../../operations/operation.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { RunPlace } from '../run-place.ts';
import type { Patience, Verb, VerbContext } from './verb.ts';

import { pipelinesHere, pipelinesNaming } from '../../alarms/route.ts';
import { err, ok } from '../../lib/result.ts';
import { commandFor } from '../../operations/pipeline-argument.ts';
import { placedAs } from '../../operations/placing.ts';
import { deniedDeed, doDeed, refused } from '../deed.ts';
import { namedPipeline } from '../named-pipeline.ts';
import { requestRun } from '../request-run.ts';
import { lookingContext, notShown, placed, placeOfRun } from '../run-place.ts';
import { noWayToAsker } from '../way-to-asker.ts';
import { readArguments } from './grammar.ts';
import { incidentsHere } from './incident-of.ts';
import { lookInPlace, lookWithPatience } from './look-in-place.ts';

const MOST_OFFERED = 5;

/** How it is asked for: as words, as the change that a preview showed, or for the whole of what a read brings, as a file. */
type Asked = 'typed' | 'confirmed' | 'whole';

/** The verb that runs this operation. */
export function operationVerb(operation: Operation): Verb {
  return {
    verb: operation.verb,
    aliases: operation.aliases,
    summary: operation.summary,
    arguments: operation.arguments,
    risk: operation.risk,
    run: (deps, context) => operate(deps, context, operation, 'typed'),
  };
}

/** Starts the change that a preview showed and a person confirmed; what only reads is answered as if it was typed. */
export async function runConfirmed(deps: HandlerDeps, context: VerbContext): Promise<Reply> {
  return operateByName(deps, context, 'confirmed');
}

/** Brings the person the whole of what a read finds, as a file that they alone get; a change is shown as if it was typed. */
export async function bringWhole(deps: HandlerDeps, context: VerbContext): Promise<Reply> {
  return operateByName(deps, context, 'whole');
}

async function operateByName(deps: HandlerDeps, context: VerbContext, asked: Asked): Promise<Reply> {
  const operation = deps.catalog.find(context.words.verb);
  return operation === null
    ? refused(`There is no operation ${context.words.verb} to run.`, { next: ['/etl help'] })
    : operate(deps, context, operation, asked);
}

async function operate(
  deps: HandlerDeps,
  context: VerbContext,
  operation: Operation,
  asked: Asked,
): Promise<Reply> {
  const read = readArguments(context.words, operation.arguments);
  if (!read.ok) return refused(read.error);
  const prepared = operation.prepare(read.value);
  if (!prepared.ok) return refused(prepared.error);
  const { args, risk, preview: look, cancel, objection } = prepared.value;
  const command = `/etl ${[context.words.verb, context.words.rest].join(' ').trim()}`;
  const where = await whereTo(deps, context, command, args);
  const incident = where.ok ? where.value.incident : null;
  const request = {
    actor: context.actor,
    delivery: context.delivery,
    deed: {
      name: operation.verb,
      risk,
      level: prepared.value.levelFor(where.ok ? where.value.pipeline : null),
    },
    words: command,
    incident: incident?.number ?? null,
  };
  if (!where.ok) return doDeed(deps, request, async () => where.error);
  const { place, pipeline } = where.value;
  const wantsWhole = risk === 'read' && asked === 'whole';
  // What runs in AWS until somebody stops it is a run, to be followed; anything else that reads is answered at once.
  if (risk === 'read' && !wantsWhole && (cancel === null || context.patience !== null)) {
    const allowed = await doDeed(deps, request, async () => ({ kind: 'said', text: command }));
    if (allowed.kind === 'refused') return allowed;
    const { patience } = context;
    const looking = awaited(lookingContext(deps, context.actor, where.value), patience);
    const of = { prepared: prepared.value, command, pipeline, place, context: looking };
    return patience === null ? lookInPlace(deps, context, of) : lookWithPatience(deps, context, of, patience);
  }
  const noWay = await noWayToAsker(deps, prepared.value, wantsWhole);
  if (noWay !== null) return (await deniedDeed(deps, request)) ?? noWay;
  if (asked !== 'confirmed' && look !== null) {
    const denied = await deniedDeed(deps, request);
    if (denied !== null) return denied;
    const preview = await look(lookingContext(deps, context.actor, where.value));
    if (preview.would === 'refuse')
      return { kind: 'finding', command, finding: placedAs(args, preview.finding) };
    return { kind: 'preview', risk, ...placed(deps, preview, { args, place }), step: null };
  }
  if (objection !== null) {
    const denied = await deniedDeed(deps, request);
    if (denied !== null) return denied;
    const found = await objection(lookingContext(deps, context.actor, where.value));
    if (found !== null) return { kind: 'finding', command, finding: placedAs(args, found) };
  }
  const elsewhere = look === null ? null : notShown(deps, command, { args, place });
  if (elsewhere !== null) return doDeed(deps, request, async () => elsewhere);
  // Who wants to read all of it has done nothing about the incident.
  const about = wantsWhole ? null : incident;
  return doDeed(deps, request, async (tx, now) => {
    const { run, already } = await requestRun(tx, deps, {
      prepared: prepared.value,
      command,
      by: context.actor,
      incident: about?.number ?? null,
      step: null,
      pipeline,
      place,
      channel: about?.channel ?? context.channelId,
      wantsWhole,
      now,
    });
    return { kind: 'started', run, already };
  });
}

/** Where the command goes, and the unresolved incident whose alarms name what it is about. */
async function whereTo(
  deps: HandlerDeps,
  context: VerbContext,
  command: string,
  args: Arguments,
): Promise<Result<RunPlace, Reply>> {
  const { job } = args;
  const chosen = pipelinesMeant(deps, context, command, args);
  if (!chosen.ok) return chosen;
  const pipelines = chosen.value;
  return deps.store.read(async (reader) => {
    const naming = job === undefined ? [] : await reader.incidents.list({ state: 'unresolved', job });
    // A job that another pipeline has too is another job there; one that it has not may have been merged into it.
    const having = pipelinesNaming(job, deps.routing);
    const { pipeline: named } = args;
    const about = naming.filter(
      ({ pipeline }) =>
        named === undefined || pipeline === null || pipeline === named || !having.includes(pipeline),
    );
    const here = await incidentsHere(reader, about, context);
    // Those of this channel go first; who says where may mean any.
    const incidents = here.length > 0 && args['in'] === undefined ? here : [...new Set([...here, ...about])];
    return placeOfRun(reader, deps, { command, args, incidents, pipelines });
  });
}

/** The one that is named, those whose job or part it is, or else that of the channel; null for none. The error asks which one. */
function pipelinesMeant(
  { routing }: Pick<HandlerDeps, 'routing'>,
  context: VerbContext,
  command: string,
  args: Arguments,
): Result<readonly (string | null)[], Reply> {
  const named = namedPipeline({ routing }, command, args);
  if (!named.ok) return named;
  if (named.value !== null) return ok([named.value]);
  const { job } = args;
  const meant = job === undefined ? pipelinesHere(routing, context) : pipelinesNaming(job, routing);
  if (job === undefined && meant.length > 1) return err(whichPipeline(command, meant));
  return ok(meant.length === 0 ? [null] : meant);
}

function whichPipeline(command: string, pipelines: readonly string[]): Reply {
  return refused(`${command} could be about any of ${pipelines.length} pipelines. Say which one.`, {
    next: pipelines.slice(0, MOST_OFFERED).map((pipeline) => commandFor(command, pipeline)),
  });
}

/** Cut off as well when nobody waits any more. */
function awaited(context: RunContext, patience: Patience | null): RunContext {
  if (patience === null) return context;
  return { ...context, signal: AbortSignal.any([context.signal, patience.signal]) };
}
