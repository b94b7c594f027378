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
import { isResolved, recoveredAt } from '../incidents/state.ts';
import { withoutStop } from '../lib/text.ts';
import { asTyped } from '../operations/arguments.ts';
import { commitIncident } from './commit-incident.ts';
import { lookingContext, placeOfRun } from './run-place.ts';
import { sharedRead } from './shared-read.ts';
import { readArguments, readWords } from './verbs/grammar.ts';

/** A look that tells something of the incident. */
export interface Looked {
  readonly operation: Operation;
  readonly line: ClueLine;
  readonly command: string;
  /** Since when it is to be true, milliseconds: of what failed anew, an answer from before tells of another failure. */
  readonly since: number;
}

/** Alarms that name what an incident is about are among its first. */
const MOST_ALARMS = 20;
const ON_ALARMS: readonly Exclude<Subject, 'pipeline'>[] = ['job', 'function', 'stream'];

/** Looks, and tells each clue as it comes. Throws when the store fails, or when `signal` cut a look off because Handrail stops. */
export async function gatherEvidence(deps: HandlerDeps, number: number, signal: AbortSignal): Promise<void> {
  const known = await deps.store.read(async (reader) => ({
    incident: await reader.incidents.load(number),
    alarms: await reader.incidents.firstAlarms(number, { limit: MOST_ALARMS }),
  }));
  const { incident, alarms } = known;
  if (incident === null || isResolved(incident)) return;
  await Promise.all(
    looksFor(deps.catalog.operations, incident, alarms).map((look) => tellClue(deps, incident, look, signal)),
  );
}

/** The looks that tell something of what the alarms are about, those that fire first. */
export function looksFor(
  operations: readonly Operation[],
  incident: Pick<Incident, 'pipeline' | 'counts'>,
  alarms: readonly IncidentAlarm[],
): readonly Looked[] {
  const firstFiring = alarms.toSorted((left, right) => rankOf(left) - rankOf(right));
  return operations.flatMap((operation): readonly Looked[] => {
    const { verb, tells } = operation;
    if (tells === null || !operation.unasked) return [];
    const { of, line } = tells;
    if (of.includes('pipeline'))
      return incident.pipeline === null
        ? []
        : [{ operation, line, command: `/etl ${verb}`, since: recoveredAt(incident) ?? 0 }];
    const [first] = firstFiring.flatMap(({ resources, firedAt }) =>
      ON_ALARMS.filter((subject) => of.includes(subject))
        .flatMap((subject) => resources[subject] ?? [])
        .map((name) => ({ name, since: firedAt ?? 0 })),
    );
    if (first === undefined) return [];
    const { name, since } = first;
    return [{ operation, line, command: `/etl ${verb} ${asTyped(name)}`, since }];
  });
}

function rankOf({ state, quiet }: IncidentAlarm): number {
  if (state !== 'ALARM') return 2;
  return quiet === null ? 0 : 1;
}

async function tellClue(
  deps: HandlerDeps,
  incident: Incident,
  look: Looked,
  signal: AbortSignal,
): Promise<void> {
  const found = await foundBy(deps, incident, look, signal);
  if (found === null) return;
  const { line, command } = look;
  const now = deps.clock();
  const because = found.asked.find(({ ok }) => !ok)?.error;
  const told =
    found.clue !== undefined
      ? ({ type: 'RecordClue', line, command, text: found.clue, verdict: found.verdict, now } as const)
      : because === undefined
        ? null
        : ({ type: 'RecordUnseen', command, because: withoutStop(because), now } as const);
  if (told === null) return;
  await deps.store.transact(async (tx) => {
    const current = await tx.incidents.load(incident.number);
    if (current !== null) await commitIncident(tx, current, told, deps.incidents);
  });
  deps.wake.cards();
}

/** Null where it may not be asked, goes to several places, or failed for a reason of our own, which the log then says. */
async function foundBy(
  deps: HandlerDeps,
  incident: Incident,
  { operation, command, since }: Looked,
  signal: AbortSignal,
): Promise<Finding | null> {
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
    const { progress } = await sharedRead(deps, prepared.value, HANDRAIL, context, since);
    return progress.state === 'ended' ? progress.finding : null;
  } catch (error) {
    if (signal.aborted) throw error;
    deps.log.error(
      { err: error, incident: incident.number, verb: operation.verb },
      'a look for evidence threw, which is a bug of Handrail',
    );
    return null;
  }
}
