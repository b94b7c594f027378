/**
 * A verb for every operation of the catalog. What only reads answers the asker at once; what changes something is
 * recorded, runs as a job, and is shown where everybody sees it.
 */

import type { Incident } from '../../incidents/state.ts';
import type { Arguments, Operation } from '../../operations/operation.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { RUN_TIMINGS } from '../../runs/due.ts';
import { doDeed, refused } from '../deed.ts';
import { requestRun, riskOf } from '../request-run.ts';
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
    run: (deps, context) => operate(deps, context, operation),
  };
}

async function operate(deps: HandlerDeps, context: VerbContext, operation: Operation): Promise<Reply> {
  const read = readArguments(operation.verb, context.words.tokens, operation.arguments);
  if (!read.ok) return refused(read.error);
  const checked = operation.check(read.value);
  if (!checked.ok) return refused(checked.error);
  const args = checked.value;
  const command = `/etl ${[context.words.verb, context.words.rest].join(' ').trim()}`;
  const risk = riskOf(operation, args);
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
    return allowed.kind === 'refused' ? allowed : readNow(deps, operation, args, command, incident);
  }
  return doDeed(deps, request, async (tx, now) => {
    const { run, already } = await requestRun(tx, deps, {
      operation,
      args,
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
  operation: Operation,
  args: Arguments,
  command: string,
  incident: Incident | null,
): Promise<Reply> {
  const progress = await operation.start({
    run: deps.newId(),
    args,
    pipeline: incident?.pipeline ?? null,
    requestedAt: deps.clock(),
    signal: deps.deadline(RUN_TIMINGS.readLimitMs),
  });
  if (progress.state === 'ended') return { kind: 'finding', command, finding: progress.finding };
  return { kind: 'said', text: progress.summary };
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
    const about = await reader.incidents({ state: 'unresolved', job });
    const [here] = await incidentsHere(reader, about, context);
    return here ?? about[0] ?? null;
  });
}
