/**
 * An incident that is reopened has rested while its alarms went on. It shows them as they are now, and takes back those
 * that no open incident has: otherwise it would never hear that they recovered.
 */

import type { AlarmEvent } from '../alarms/event.ts';
import type { IncidentTimings } from '../incidents/due.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident } from '../incidents/state.ts';
import type { AlarmRow, Transaction } from './ports.ts';

import { commitIncident } from './commit-incident.ts';

/** What is left over says so itself with its next change. */
const MOST_TAKEN_BACK = 500;

/** Brings the alarms of the incident up to date; `now` in milliseconds. Returns the incident as it then stands. */
export async function takeBackAlarms(
  tx: Transaction,
  incident: Incident,
  timings: IncidentTimings,
  now: number,
): Promise<Incident> {
  let current = incident;
  for (const row of await tx.incidents.strayAlarms(incident.number, MOST_TAKEN_BACK)) {
    const [alarm] = await tx.incidents.alarms(incident.number, [row.key]);
    if (alarm === undefined) continue;
    if (row.changedAt > alarm.changedAt && row.state !== alarm.state) {
      const event = asItIsNow(alarm, row);
      const { quiet } = alarm;
      const { severity } = incident;
      const applied = await commitIncident(
        tx,
        current,
        { type: 'ApplyAlarm', event, current: true, since: null, quiet, echo: true, severity, now },
        timings,
      );
      if (applied.ok) current = applied.value;
    }
    if (row.incident !== incident.number) await tx.alarms.save({ ...row, incident: incident.number });
  }
  return current;
}

function asItIsNow(alarm: IncidentAlarm, { state, changedAt }: AlarmRow): AlarmEvent {
  const headline = {
    ALARM: alarm.headline,
    OK: `${alarm.name} recovered`,
    INSUFFICIENT_DATA: `${alarm.name} has no data`,
  };
  return {
    kind: alarm.kind,
    key: alarm.key,
    name: alarm.name,
    state,
    applies: true,
    headline: headline[state],
    reason: 'It changed while the incident was over.',
    changedAt,
    account: null,
    region: null,
    description: null,
    resources: alarm.resources,
    facts: [],
    recovery: alarm.recovery,
    link: alarm.link,
  };
}
