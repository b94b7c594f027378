/**
 * What Handrail finds out about an incident by itself, before anybody asks: the looks that fit what its alarms are about,
 * each told on the card as soon as it is there. A job of its own, so that neither the card nor a press ever waits for AWS;
 * what AWS refuses leaves its line out, and is said in the thread.
 */

import type { Incident } from '../incidents/state.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Finding } from '../operations/finding.ts';
import type { ClueLine, Operation, Subject } from '../operations/operation.ts';
import type { HandlerDeps } from './deed.ts';

import { HANDRAIL } from '../access/actor.ts';
import { may } from '../access/may.ts';
import { pipelinesHere } from '../alarms/route.ts';
import { readsOutstanding } from '../checklists/own-reads.ts';
import { evidenceOf, isResolved } from '../incidents/state.ts';
import { withoutStop } from '../lib/text.ts';
import { asTyped } from '../operations/arguments.ts';
import { commandFor } from '../operations/pipeline-argument.ts';
import { commitIncident } from './commit-incident.ts';
import { lookingContext, placeOfRun } from './run-place.ts';
import { MOST_LOOKED_AT } from './want-evidence.ts';
import { requestStepRuns } from './step-runs.ts';
import { sharedRead } from './shared-read.ts';
import { readArguments, readWords } from './verbs/grammar.ts';

/** A look that tells something of the incident. */
export interface Looked {
  readonly operation: Operation;
  readonly line: ClueLine;
  readonly command: string;
}

/** Of what an incident is: a look is one of several that are made for it. */
interface Looking {
  readonly incident: Incident;
  /** Since when an answer has to be true, milliseconds: one from before tells of another failure. */
  readonly since: number;
  readonly signal: AbortSignal;
}

/** What was refused is asked once more after as long as it has been tried for, and for so long. */
const AGAIN_MS = 60_000;
const TRIED_FOR_MS = 3_600_000;
const ON_ALARMS: readonly Exclude<Subject, 'pipeline'>[] = ['job', 'function', 'stream'];

/**
 * Looks, and tells each clue as it comes. Returns when to look once more, milliseconds from now, as AWS refused something; or
 * null when nothing is left to find out.
 * Throws when the store fails, or when `signal` cut a look off because Handrail stops.
 */
export async function gatherEvidence(
  deps: HandlerDeps,
  number: number,
  signal: AbortSignal,
): Promise<number | null> {
  const known = await deps.store.read(async (reader) => ({
    incident: await reader.incidents.load(number),
    alarms: await reader.incidents.firstAlarms(number, { limit: MOST_LOOKED_AT }),
    checklists: await reader.checklists.of(number),
  }));
  const { incident, alarms, checklists } = known;
  if (incident === null || isResolved(incident)) return null;
  if (checklists.some((checklist) => readsOutstanding(checklist).length > 0)) await readAnew(deps, number);
  const fired = Math.max(0, ...alarms.map(({ firedAt }) => firedAt ?? 0));
  // Alarms are dated by another clock, which may be ahead.
  const since = Math.max(evidenceOf(incident).since, Math.min(fired, deps.clock()));
  const looks = looksFor(deps, incident, alarms);
  const told = await Promise.all(looks.map((look) => tellClue(deps, look, { incident, since, signal })));
  const ageMs = deps.clock() - evidenceOf(incident).since;
  return told.every(Boolean) || ageMs > TRIED_FOR_MS ? null : Math.max(AGAIN_MS, ageMs);
}

/** Asks for the reads of its checklists that Handrail makes by itself and that nobody made since it failed anew. */
async function readAnew(deps: HandlerDeps, number: number): Promise<void> {
  const now = deps.clock();
  await deps.store.transact(async (tx) => {
    for (const checklist of await tx.checklists.of(number))
      await requestStepRuns(tx, deps, checklist, readsOutstanding(checklist), now);
  });
  deps.wake.jobs();
  deps.wake.cards();
}

/** The looks that tell something of what the alarms are about, those that fire first. */
export function looksFor(
  { catalog, routing }: Pick<HandlerDeps, 'catalog' | 'routing'>,
  { pipeline, channel }: Pick<Incident, 'pipeline' | 'channel'>,
  alarms: readonly IncidentAlarm[],
): readonly Looked[] {
  const firstFiring = alarms.toSorted((left, right) => rankOf(left) - rankOf(right));
  // Who types what the card quotes has to be understood.
  const isAmbiguous = pipelinesHere(routing, { channelId: channel, channelName: null }).length > 1;
  return catalog.operations.flatMap((operation): readonly Looked[] => {
    const { verb, tells } = operation;
    if (tells === null || !operation.unasked) return [];
    const { of, line } = tells;
    if (of.includes('pipeline')) {
      if (pipeline === null) return [];
      const command = `/etl ${verb}`;
      return [{ operation, line, command: isAmbiguous ? commandFor(command, pipeline) : command }];
    }
    const [name] = firstFiring.flatMap(({ resources }) =>
      ON_ALARMS.filter((subject) => of.includes(subject)).flatMap((subject) => resources[subject] ?? []),
    );
    return name === undefined ? [] : [{ operation, line, command: `/etl ${verb} ${asTyped(name)}` }];
  });
}

function rankOf({ state, quiet }: IncidentAlarm): number {
  if (state !== 'ALARM') return 2;
  return quiet === null ? 0 : 1;
}

/** Whether AWS answered all that the look asked. */
async function tellClue(deps: HandlerDeps, look: Looked, looking: Looking): Promise<boolean> {
  const answer = await foundBy(deps, look, looking);
  if (answer === null) return true;
  const { found, lookedAt } = answer;
  const { line, command } = look;
  const now = deps.clock();
  const because = found.asked.find(({ ok }) => !ok)?.error;
  const { clue: text, verdict } = found;
  const told =
    text !== undefined
      ? ({ type: 'RecordClue', line, command, text, verdict, lookedAt, now } as const)
      : because === undefined
        ? null
        : ({ type: 'RecordUnseen', command, because: withoutStop(because), lookedAt, now } as const);
  if (told === null) return true;
  await deps.store.transact(async (tx) => {
    const current = await tx.incidents.load(looking.incident.number);
    if (current !== null) await commitIncident(tx, current, told, deps.incidents);
  });
  deps.wake.cards();
  return because === undefined;
}

/** Null where it may not be asked, goes to several places, or failed for a reason of our own, which the log then says. */
async function foundBy(
  deps: HandlerDeps,
  { operation, command }: Looked,
  { incident, since, signal }: Looking,
): Promise<{ readonly found: Finding; readonly lookedAt: number } | null> {
  const deed = { name: operation.verb, risk: 'read' } as const;
  if (!may(HANDRAIL, deed, deps.access, { fullMember: false }).allowed) return null;
  const read = readArguments(readWords(command), operation.arguments);
  const prepared = read.ok ? operation.prepare(read.value) : read;
  if (!prepared.ok) return null;
  const { args } = prepared.value;
  const where = await deps.store.read((reader) =>
    placeOfRun(reader, deps, { command, args, incidents: [incident], pipelines: [incident.pipeline] }),
  );
  if (!where.ok) return null;
  const looking = lookingContext(deps, HANDRAIL, where.value);
  const context = { ...looking, signal: AbortSignal.any([looking.signal, signal]) };
  try {
    const { progress, at } = await sharedRead(deps, prepared.value, HANDRAIL, context, since);
    return progress.state === 'ended' ? { found: progress.finding, lookedAt: at } : null;
  } catch (error) {
    if (signal.aborted) throw error;
    deps.log.error(
      { err: error, incident: incident.number, verb: operation.verb },
      'a look for evidence threw, which is a bug of Handrail',
    );
    return null;
  }
}
