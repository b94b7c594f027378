/**
 * The incidents of one transaction, read once and written once: a storm changes one incident a hundred times in a batch,
 * and its row is what costs. Whatever is asked of them meanwhile sees what was gathered.
 */

import type { IncidentsToWrite } from '../handlers/ports.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident } from '../incidents/state.ts';
import type { Happened } from './events.ts';
import type { Db } from './schema.ts';

import { listIncidentAlarms, loadIncidentAlarms } from './incident-alarms.ts';
import { conflictOf, loadIncident, saveIncident } from './incidents.ts';

export interface GatheredIncidents extends Pick<
  IncidentsToWrite,
  'load' | 'alarms' | 'firstAlarms' | 'save'
> {
  /** Writes what was gathered. Throws `VersionConflict` when another version is stored than was read. */
  flush(): Promise<void>;
  /** Forgets what was read and what was gathered. */
  forget(): void;
}

/** What the transaction knows of an incident, and what of it is not written yet. */
interface Known {
  incident: Incident;
  happened: Happened[];
  /** By key; null for one that the incident does not have. */
  readonly alarms: Map<string, IncidentAlarm | null>;
  readonly changed: Map<string, IncidentAlarm>;
  /** The first alarms about a job, up to so many. */
  readonly about: Map<string, { readonly limit: number; readonly alarms: readonly IncidentAlarm[] }>;
}

/** Gathers over `db`, a transaction. */
export function gatherIncidents(db: Db): GatheredIncidents {
  const known = new Map<number, Known>();

  async function of(number: number): Promise<Known | null> {
    const found = known.get(number);
    if (found !== undefined) return found;
    const incident = await loadIncident(db, number);
    return incident === null ? null : remember(incident);
  }

  function remember(incident: Incident): Known {
    const fresh: Known = {
      incident,
      happened: [],
      alarms: new Map(),
      changed: new Map(),
      about: new Map(),
    };
    known.set(incident.number, fresh);
    return fresh;
  }

  async function flush(): Promise<void> {
    for (const each of known.values()) {
      const { incident, happened } = each;
      const [first] = happened;
      if (first === undefined) continue;
      const alarms = [...each.changed.values()];
      await saveIncident(db, { incident, over: first.version - 1, happened, alarms });
      each.happened = [];
      each.changed.clear();
    }
  }

  return {
    load: async (number) => (await of(number))?.incident ?? null,
    async alarms(number, keys) {
      const incident = await of(number);
      if (incident === null) return [];
      const asked = keys.filter((key) => !incident.alarms.has(key));
      for (const key of asked) incident.alarms.set(key, null);
      for (const alarm of await loadIncidentAlarms(db, number, asked)) incident.alarms.set(alarm.key, alarm);
      return keys.map((key) => incident.alarms.get(key) ?? null).filter((alarm) => alarm !== null);
    },
    async firstAlarms(number, filter) {
      const job = 'job' in filter ? filter.job : null;
      const incident = job === null ? null : await of(number);
      const found = job === null ? undefined : incident?.about.get(job);
      if (found?.limit === filter.limit) return found.alarms;
      await flush();
      const alarms = await listIncidentAlarms(db, number, filter);
      if (job !== null) incident?.about.set(job, { limit: filter.limit, alarms });
      return alarms;
    },
    async save(incident, events, alarms = []) {
      const before = incident.version === 1 ? null : await of(incident.number);
      if (before === null) {
        const { version } = incident;
        const happened = [{ version, events }];
        await saveIncident(db, { incident, over: version - 1, happened, alarms });
        remember(incident);
        return;
      }
      if (before.incident.version !== incident.version - 1)
        throw conflictOf(incident.number, incident.version - 1);
      before.incident = incident;
      before.happened.push({ version: incident.version, events });
      for (const alarm of alarms) take(before, alarm);
    },
    flush,
    forget: () => known.clear(),
  };
}

/** Takes in an alarm that changed. The lists that it may stand in go on being true, or are read anew when asked for. */
function take({ alarms, changed, about }: Known, alarm: IncidentAlarm): void {
  const before = alarms.get(alarm.key);
  const { job } = alarm.resources;
  alarms.set(alarm.key, alarm);
  changed.set(alarm.key, alarm);
  if (before === undefined || (before !== null && before.resources.job !== job)) about.clear();
  const list = job === undefined ? undefined : about.get(job);
  if (job === undefined || list === undefined) return;
  if (before !== null) {
    const now = list.alarms.map((each) => (each.key === alarm.key ? alarm : each));
    about.set(job, { ...list, alarms: now });
  } else if (list.alarms.length < list.limit) {
    about.set(job, { ...list, alarms: [...list.alarms, alarm] });
  }
}
