/**
 * A verb for every operation of the catalog. What only reads answers the asker at once. What changes something is shown
 * to the asker first; confirmed, it is recorded, runs as a job, and is shown where everybody sees it.
 */

import type { Incident } from '../../incidents/state.ts';
import type { Arguments } from '../../operations/arguments.ts';
import type { Operation, Prepared, RunContext } from '../../operations/operation.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { placeFor } from '../../operations/place.ts';
import { RUN_TIMINGS } from '../../runs/due.ts';
import { doDeed, refusalFor, refused } from '../deed.ts';
import { requestRun } from '../request-run.ts';
import { readArguments } from './grammar.ts';
import { incidentsHere } from './incident-of.ts';

/** The verb that runs this operation. */
export function operationVerb(operation: Operation): Verb {
  return {
    verb: operation.verb,
    aliases: [],
    summary: operation.summary,
    arguments: operation.arguments,
    risk: operation.risk,
    run: (deps, context) => operate(deps, context, operation, false),
  };
}

/** Starts the change that a preview showed and a person confirmed; what only reads is answered as if it was typed. */
export async function runConfirmed(deps: HandlerDeps, context: VerbContext): Promise<Reply> {
  const operation = deps.catalog.find(context.words.verb);
  return operation === null
    ? refused(`There is no operation ${context.words.verb} to run.`, { next: ['/etl help'] })
    : operate(deps, context, operation, true);
}

async function operate(
  deps: HandlerDeps,
  context: VerbContext,
  operation: Operation,
  confirmed: boolean,
): Promise<Reply> {
  const read = readArguments(operation.verb, context.words.tokens, operation.arguments);
  if (!read.ok) return refused(read.error);
  const prepared = operation.prepare(read.value);
  if (!prepared.ok) return refused(prepared.error);
  const { args, risk, preview: look } = prepared.value;
  const command = `/etl ${[context.words.verb, context.words.rest].join(' ').trim()}`;
  const incident = await incidentAbout(deps, context, args);
  const request = {
    actor: context.actor,
    delivery: context.delivery,
    deed: { name: operation.verb, risk },
    words: command,
    incident: incident?.number ?? null,
  };
  if (risk === 'read') {
    const allowed = await doDeed(deps, request, async () => ({ kind: 'said', text: command }));
    return allowed.kind === 'refused' ? allowed : readNow(deps, context, prepared.value, command, incident);
  }
  if (!confirmed && look !== null) {
    const denied = await refusalFor(deps, context.actor, request.deed);
    if (denied !== null) return doDeed(deps, request, async () => denied);
    const preview = await look(contextOf(deps, context, incident));
    return preview.would === 'run'
      ? { kind: 'preview', intent: preview.intent, command: preview.command, step: null }
      : { kind: 'finding', command, finding: preview.finding };
  }
  return doDeed(deps, request, async (tx, now) => {
    const { run, already } = await requestRun(tx, deps, {
      prepared: prepared.value,
      command,
      by: context.actor,
      incident: incident?.number ?? null,
      step: null,
      pipeline: incident?.pipeline ?? null,
      channel: incident?.channel ?? context.channelId,
      now,
    });
    return { kind: 'started', run, already };
  });
}

async function readNow(
  deps: HandlerDeps,
  context: VerbContext,
  prepared: Prepared,
  command: string,
  incident: Incident | null,
): Promise<Reply> {
  const progress = await prepared.start(contextOf(deps, context, incident));
  if (progress.state === 'ended') return { kind: 'finding', command, finding: progress.finding };
  return { kind: 'said', text: progress.summary };
}

function contextOf(deps: HandlerDeps, { actor }: VerbContext, incident: Incident | null): RunContext {
  const { pipeline = null, place = null, number = null } = incident ?? {};
  return {
    run: deps.newId(),
    pipeline,
    place: placeFor(deps.places, { place, pipeline }),
    by: actor,
    incident: number,
    requestedAt: deps.clock(),
    signal: deps.deadline(RUN_TIMINGS.readLimitMs),
  };
}

/** The unresolved incident whose alarms name what the command is about; the one of this channel goes first. */
async function incidentAbout(
  deps: HandlerDeps,
  context: VerbContext,
  args: Arguments,
): Promise<Incident | null> {
  return deps.store.read(async (reader) => {
    const { job } = args;
    if (job === undefined) return null;
    const about = await reader.incidents.list({ state: 'unresolved', job });
    const [here] = await incidentsHere(reader, about, context);
    return here ?? about[0] ?? null;
  });
}
