/** What a due timer asks for. The decider has the last word: a timer that came too late or too soon changes nothing. */

import type { IncidentCommand, QuietAlarm } from '../incidents/commands.ts';
import type { IncidentTimings, Timer } from '../incidents/due.ts';
import type { HandlerDeps } from './deed.ts';

import { hasOpenWork } from '../checklists/open-work.ts';
import { assertNever } from '../lib/assert-never.ts';
import { commitIncident } from './commit-incident.ts';
import { quietAlarms } from './named-alarms.ts';

export type TimerKind = Timer['kind'];

const KINDS: readonly string[] = [
  'resolve-if-calm',
  'resolve-if-expired',
  'speak-up',
] satisfies readonly TimerKind[];

/** Whether a job of this kind is an incident's timer. */
export function isTimer(kind: string): kind is TimerKind {
  return KINDS.includes(kind);
}

/** Asks incident `number` what the timer is for. The store forgets the timer itself when the state no longer wants it. */
export async function fireTimer(
  deps: Pick<HandlerDeps, 'store' | 'incidents' | 'clock' | 'wake' | 'log'>,
  kind: TimerKind,
  number: number,
): Promise<void> {
  const now = deps.clock();
  const committed = await deps.store.transact(async (tx) => {
    const incident = await tx.incidents.load(number);
    const stepsOpen = (await tx.checklists.of(number)).some(hasOpenWork);
    const command = commandOf(kind, deps.incidents, { stepsOpen, quiet: await quietAlarms(tx, number) }, now);
    return commitIncident(tx, incident, command, deps.incidents);
  });
  if (!committed.ok) deps.log.info({ incident: number, timer: kind }, 'a timer had nothing to do');
  deps.wake.cards();
}

function commandOf(
  kind: TimerKind,
  timings: IncidentTimings,
  { stepsOpen, quiet }: { readonly stepsOpen: boolean; readonly quiet: readonly QuietAlarm[] },
  now: number,
): IncidentCommand {
  switch (kind) {
    case 'resolve-if-calm':
      return { type: 'ResolveIfCalm', stepsOpen, calmMs: timings.calmMs, now };
    case 'resolve-if-expired':
      return { type: 'ResolveIfExpired', expiryMs: timings.textExpiryMs, now };
    case 'speak-up':
      return { type: 'SpeakUp', graceMs: timings.muteGraceMs, quiet, now };
    default:
      return assertNever(kind);
  }
}
