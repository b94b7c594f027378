/** One incident goes on in another: with its alarms, its groups and its checklists. */

import type { Refusal } from '../deeds/refusals.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { IncidentCommand } from '../incidents/commands.ts';
import type { Incident } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';

import { refusalOf } from '../incidents/decide.ts';
import { err } from '../lib/result.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';

type Merge = Extract<IncidentCommand, { type: 'MergeIncident' }>;

const ADOPTED_AT_ONCE = 100;

/** Merges the incident into the one that is named, or into its survivor. Returns it as it then stands. */
export async function mergeIncident(
  tx: Transaction,
  deps: HandlerDeps,
  incident: Incident,
  command: Merge,
): Promise<Result<Incident, Refusal>> {
  const into = await loadSurvivor(tx, command.into);
  if (into === null) return err({ kind: 'cannot', code: 'no-such-incident', incident: command.into });
  const refusal = into.number === incident.number ? null : refusalOf('AdoptIncident', into);
  if (refusal !== null) return err(refusal);
  const merged = await commitIncident(tx, incident, { ...command, into: into.number }, deps.incidents);
  if (!merged.ok) return merged;
  await adopt(tx, deps, into, incident, command);
  for (const checklist of await tx.checklists.of(incident.number)) {
    await commitChecklist(tx, checklist, {
      type: 'MoveChecklist',
      incident: into.number,
      channel: into.channel,
      now: command.now,
    });
  }
  return merged;
}

/** Hands all alarms of one incident to another, some at a time, so that no event grows with their number. */
async function adopt(
  tx: Transaction,
  deps: HandlerDeps,
  into: Incident,
  { number: from, severity }: Incident,
  { by, now }: Merge,
): Promise<void> {
  let after: string | null = null;
  let current = into;
  for (;;) {
    const alarms: readonly IncidentAlarm[] = await tx.incidents.firstAlarms(from, {
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
