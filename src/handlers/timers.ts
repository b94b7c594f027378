/** What a due timer asks for. The decider has the last word: a timer that came too late or too soon changes nothing. */

import type { IncidentCommand } from '../incidents/commands.ts';
import type { HandlerDeps } from './deed.ts';

import { hasOpenWork } from '../checklists/state.ts';
import { commitIncident } from './commit.ts';

export type TimerKind = 'resolve-if-calm' | 'resolve-if-expired';

/** Whether a job of this kind is an incident's timer. */
export function isTimer(kind: string): kind is TimerKind {
  return kind === 'resolve-if-calm' || kind === 'resolve-if-expired';
}

/** Asks incident `number` what the timer is for. The store forgets the timer itself when the state no longer wants it. */
export async function fireTimer(
  deps: Pick<HandlerDeps, 'store' | 'incidents' | 'clock' | 'wake' | 'log'>,
  kind: TimerKind,
  number: number,
): Promise<void> {
  const now = deps.clock();
  await deps.store.transact(async (tx) => {
    const incident = await tx.incident(number);
    const stepsOpen = (await tx.checklistsOf(number)).some(hasOpenWork);
    const command: IncidentCommand =
      kind === 'resolve-if-calm'
        ? { type: 'ResolveIfCalm', stepsOpen, calmMs: deps.incidents.calmMs, now }
        : { type: 'ResolveIfExpired', expiryMs: deps.incidents.textExpiryMs, now };
    const committed = await commitIncident(tx, incident, command, deps.incidents);
    if (!committed.ok) deps.log.info({ incident: number, timer: kind }, 'a timer had nothing to do');
  });
  deps.wake.cards();
}
