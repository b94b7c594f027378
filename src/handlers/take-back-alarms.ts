/**
 * An incident that is reopened by hand may have slept while its alarms went on elsewhere. It shows them as they are
 * now, and takes back those that no open incident has: otherwise it would never hear that they recovered.
 */

import type { AlarmEvent } from '../alarms/event.ts';
import type { IncidentTimings } from '../incidents/due.ts';
import type { Incident, IncidentAlarm } from '../incidents/state.ts';
import type { AlarmRow, Transaction } from './ports.ts';

import { isResolved } from '../incidents/state.ts';
import { commitIncident } from './commit.ts';

/** Brings the alarms of the incident up to date; `now` in milliseconds. Returns the incident as it then stands. */
export async function takeBackAlarms(
  tx: Transaction,
  incident: Incident,
  timings: IncidentTimings,
  now: number,
): Promise<Incident> {
  let current = incident;
  for (const alarm of incident.alarms) {
    const row = await tx.alarm(alarm.key);
    if (row === null || row.incident === incident.number) continue;
    if (row.changedAt > alarm.changedAt && row.state !== alarm.state) {
      const news = { event: asItIsNow(alarm, row), current: true, since: null, quiet: alarm.quiet } as const;
      const severity = incident.severity;
      const applied = await commitIncident(
        tx,
        current,
        { type: 'ApplyAlarm', ...news, severity, now },
        timings,
      );
      if (applied.ok) current = applied.value;
    }
    const other = row.incident === null ? null : await tx.incident(row.incident);
    if (other === null || isResolved(other)) await tx.saveAlarm({ ...row, incident: incident.number });
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
