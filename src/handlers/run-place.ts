/**
 * Where a run goes, and what it is about. The alarms that name the job say it; where they are in several places, the
 * person has to. Reading only.
 */

import type { Actor } from '../access/actor.ts';
import type { Checklist } from '../checklists/state.ts';
import type { Incident } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { Arguments } from '../operations/arguments.ts';
import type { RunContext } from '../operations/operation.ts';
import type { CallPlace } from '../operations/place.ts';
import type { OperationRun } from '../runs/state.ts';
import type { PreparedStep } from './checklist-steps.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reader } from './ports.ts';
import type { Reply } from './reply.ts';

import { canBeSamePlace, placeOfKey } from '../alarms/identity.ts';
import { err, ok } from '../lib/result.ts';
import { commandFor } from '../operations/pipeline-argument.ts';
import { commandIn, placeIn } from '../operations/place-argument.ts';
import { placeFor, placeKey, placeWords } from '../operations/place.ts';
import { RUN_TIMINGS } from '../runs/due.ts';
import { loadSurvivor } from './commit-incident.ts';
import { hasLevel, refused } from './deed.ts';
import { namedPipeline } from './named-pipeline.ts';

export interface RunPlace {
  readonly place: CallPlace;
  readonly pipeline: string | null;
  /** Null when none of the incidents is in that place. */
  readonly incident: Incident | null;
}

export interface PlaceWish {
  readonly command: string;
  readonly args: Arguments;
  /** What it may be about, the most likely first. */
  readonly incidents: readonly Incident[];
  /** Whose it may be; where it is about none of the incidents, it goes to the place of one of these. */
  readonly pipelines: readonly (string | null)[];
}

/** Alarms of one job in one incident are few; a bound against a storm. */
const MOST_ALARMS = 50;

/** Where to run it, and for which of the incidents; the error asks which place is meant. */
export async function placeOfRun(
  reader: Pick<Reader, 'incidents'>,
  { places }: Pick<HandlerDeps, 'places'>,
  { command, args, incidents, pipelines }: PlaceWish,
): Promise<Result<RunPlace, Reply>> {
  const named = placeIn(args);
  if (!named.ok) return err(refused(named.error));
  const wanted = named.value ?? { account: null, region: null };
  const found: RunPlace[] = [];
  for (const incident of incidents) {
    const pipeline = args['pipeline'] ?? incident.pipeline;
    const told = await placesOf(reader, incident, args);
    // Merged into an incident of another pipeline, what is done for one is not done where the other is.
    const said = told.length > 0 || !pipelines.includes(incident.pipeline) ? told : [incident.place];
    for (const each of said) {
      const { account, region } = placeFor(places, { place: each, pipeline });
      if (canBeSamePlace({ account, region }, wanted))
        found.push({ place: { account: account ?? wanted.account, region }, pipeline, incident });
    }
  }
  for (const pipeline of found.length === 0 ? pipelines : [])
    found.push({ place: placeFor(places, { place: wanted, pipeline }), pipeline, incident: null });
  const distinct = [...new Map(found.map((one) => [placeKey(one.place), one])).values()];
  const [first] = found;
  if (first === undefined) throw new Error(`Expected pipelines, or null for none, to run ${command} for`);
  if (distinct.length === 1) return ok(first);
  return err(
    refused(`${command} could go to any of ${distinct.length} places. Say which one.`, {
      next: distinct.map(({ place }) => commandIn(command, place)),
    }),
  );
}

/** The same for a step: of the incident and the pipeline that its checklist has, or of the pipeline that it names. */
export async function placeOfStep(
  reader: Pick<Reader, 'incidents'>,
  deps: Pick<HandlerDeps, 'places' | 'routing'>,
  of: Pick<Checklist, 'incident' | 'pipeline'>,
  step: PreparedStep,
): Promise<Result<RunPlace, Reply>> {
  const named = namedPipeline(deps, step.command, step.prepared.args);
  return named.ok ? stepPlace(reader, deps, of, step) : named;
}

/** What the step would do, in its operation's words, and the command that does it: see `placed`. */
export async function intentOfStep(
  reader: Pick<Reader, 'incidents'>,
  deps: Pick<HandlerDeps, 'places'>,
  of: Pick<Checklist, 'incident' | 'pipeline'>,
  step: PreparedStep,
): Promise<Placed> {
  const { command, prepared } = step;
  const { intent, args } = prepared;
  const where = await stepPlace(reader, deps, of, step);
  return where.ok
    ? placed(deps, { intent, command }, { args, place: where.value.place })
    : { intent, command };
}

/** Where the run goes, in words, unless its command says it or there is only one place it could be. */
export function wordsOfRun(
  { places }: Pick<HandlerDeps, 'places'>,
  { args, place }: Pick<OperationRun, 'args' | 'place'>,
): string {
  return args['in'] === undefined ? placeWords(places, place) : '';
}

/** For a look at what an operation would do, or for a read that is answered at once. */
export function lookingContext(
  deps: Pick<HandlerDeps, 'newId' | 'clock' | 'deadline' | 'access' | 'members'>,
  by: Actor,
  { place, pipeline, incident }: RunPlace,
): RunContext {
  return {
    run: deps.newId(),
    pipeline,
    place,
    by,
    incident: incident?.number ?? null,
    requestedAt: deps.clock(),
    hasLevel: (level) => hasLevel(deps, by, level),
    signal: deps.deadline(RUN_TIMINGS.readLimitMs),
  };
}

/** The same context for another call, with a time of its own. */
export function again({ deadline }: Pick<HandlerDeps, 'deadline'>, context: RunContext): RunContext {
  return { ...context, signal: deadline(RUN_TIMINGS.readLimitMs) };
}

/** What a change would do, and the command that does it. */
export interface Placed {
  readonly intent: string;
  readonly command: string;
}

/** Both with the place, unless there is only one it could be. */
export function placed(
  { places }: Pick<HandlerDeps, 'places'>,
  { intent, command }: Placed,
  { args, place }: { readonly args: Arguments; readonly place: CallPlace },
): Placed {
  const words = placeWords(places, place);
  const { in: said = null, pipeline = null } = args;
  const whose = pipeline === null ? command : commandFor(command, pipeline);
  if (words === '' && said === null) return { intent, command: whose };
  return { intent: `${intent} ${words}`.trim(), command: commandIn(whose, place) };
}

/**
 * The refusal of a change whose command says no place, while it would go where it has to: who pressed was shown none, as
 * it went elsewhere then. Null for any other.
 */
export function notShown(
  { places }: Pick<HandlerDeps, 'places'>,
  command: string,
  { args, place }: { readonly args: Arguments; readonly place: CallPlace },
): Reply | null {
  const words = args['in'] === undefined ? placeWords(places, place) : '';
  if (words === '') return null;
  return refused(`Not started: by now it would be ${words}, which was not shown. Look again.`, {
    next: [command],
  });
}

/** An incident says nothing of where another pipeline than that of its checklist is. */
async function stepPlace(
  reader: Pick<Reader, 'incidents'>,
  deps: Pick<HandlerDeps, 'places'>,
  { incident: number, pipeline: own }: Pick<Checklist, 'incident' | 'pipeline'>,
  { command, prepared: { args } }: PreparedStep,
): Promise<Result<RunPlace, Reply>> {
  const incident = number === null ? null : await loadSurvivor(reader, number);
  const pipeline = args['pipeline'] ?? own;
  const where = await placeOfRun(reader, deps, {
    command,
    args,
    incidents: incident === null || pipeline !== own ? [] : [incident],
    pipelines: [pipeline],
  });
  return where.ok ? ok({ ...where.value, pipeline, incident }) : where;
}

/**
 * What the alarms about its job say, whether they fire or not. A text is where its topic is, which may be another place:
 * it counts where no other alarm says anything.
 */
async function placesOf(reader: Pick<Reader, 'incidents'>, incident: Incident, { job }: Arguments) {
  const alarms =
    job === undefined ? [] : await reader.incidents.firstAlarms(incident.number, { job, limit: MOST_ALARMS });
  const telling = alarms.filter(({ kind }) => kind !== 'text');
  return (telling.length > 0 ? telling : alarms).map(({ key }) => placeOfKey(key));
}
