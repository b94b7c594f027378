/** Which of its alarms an incident is told by: a few, whatever there are. Reading only. */

import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident, IncidentWithAlarms } from '../incidents/state.ts';
import type { AlarmsOfClass, Reader } from './ports.ts';

import { countAlarms } from '../incidents/alarms.ts';

/** More than a card names, since alarms about one job are told as one. */
const NAMED = 8;
/** What an incident is asked about its resources: the alarms that joined first say it. */
const ASKED = 100;

/**
 * The incident with the alarms that tell it: those that speak and fire, else the quiet ones that fire, else those that
 * recovered; and the first one without data and the first quiet one, whose sentence says why.
 */
export async function withNamedAlarms(reader: Reader, incident: Incident): Promise<IncidentWithAlarms> {
  const { counts } = incident;
  const telling = [
    { state: 'ALARM', quiet: false },
    { state: 'ALARM', quiet: true },
    { state: 'OK' },
  ] as const;
  const main = telling.find((filter) => countAlarms(counts, filter) > 0);
  const wanted: readonly AlarmsOfClass[] = [
    ...(main === undefined ? [] : [{ ...main, limit: NAMED }]),
    { state: 'INSUFFICIENT_DATA', limit: 1 },
    { quiet: true, limit: 1 },
  ];
  const named = new Map<string, IncidentAlarm>();
  for (const { limit, ...filter } of wanted) {
    if (countAlarms(counts, filter) === 0) continue;
    for (const alarm of await reader.incidents.firstAlarms(incident.number, { ...filter, limit }))
      if (!named.has(alarm.key)) named.set(alarm.key, alarm);
  }
  return { ...incident, alarms: [...named.values()] };
}

/** The incident with the alarms that joined first, by which placeholders are filled. */
export async function withFirstAlarms(reader: Reader, incident: Incident): Promise<IncidentWithAlarms> {
  return { ...incident, alarms: await reader.incidents.firstAlarms(incident.number, { limit: ASKED }) };
}

/** The first quiet alarms that fire, for a ping when they begin to speak. */
export function quietAlarms(reader: Reader, incident: number): Promise<readonly IncidentAlarm[]> {
  return reader.incidents.firstAlarms(incident, { state: 'ALARM', quiet: true, limit: 3 });
}
