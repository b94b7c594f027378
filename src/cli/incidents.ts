/** `handrail incidents`: what is being worked on, read from the store whether Handrail runs or not. */

import type { Checklist } from '../checklists/state.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident } from '../incidents/state.ts';
import type { CliContext } from './context.ts';

import { openReader } from '../store/open.ts';
import { loadForReading } from './context.ts';

export interface IncidentsOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

const MOST_LISTED = 1_000;
/** Scripts want them all; the bound is against a store gone wrong. */
const MOST_ALARMS = 200_000;

/** Prints the incidents as lines, or with `--json` as the shape that scripts build on. */
export async function listIncidents(context: CliContext, options: IncidentsOptions): Promise<void> {
  const { config } = await loadForReading(context);
  const store = await openReader({ url: config.databaseUrl, clock: Date.now });
  try {
    const listed = await store.read(async (reader) => {
      const incidents = await reader.incidents(
        options.all === true ? { state: 'any', limit: MOST_LISTED } : { state: 'unresolved' },
      );
      return Promise.all(
        incidents.map(async (incident) => ({
          incident,
          alarms: options.json === true ? await reader.alarmsOf(incident.number, { limit: MOST_ALARMS }) : [],
          checklists: await reader.checklistsOf(incident.number),
        })),
      );
    });
    if (options.json === true) {
      context.print(
        JSON.stringify(
          listed.map(({ incident, alarms, checklists }) => asJson(incident, alarms, checklists)),
          null,
          2,
        ),
      );
      return;
    }
    if (listed.length === 0)
      context.print(options.all === true ? 'There was no incident yet.' : 'No incident is open.');
    for (const { incident } of listed) context.print(asLine(incident));
  } finally {
    await store.close();
  }
}

function asJson(incident: Incident, alarms: readonly IncidentAlarm[], checklists: readonly Checklist[]) {
  return {
    number: incident.number,
    title: incident.title,
    state: incident.status.state,
    severity: `SEV${incident.severity}`,
    pipeline: incident.pipeline,
    stage: incident.stage,
    channel: incident.channel,
    alarms: alarms.map(({ key, name, state, events }) => ({ key, name, state, events })),
    checklists: checklists.map(({ procedure, steps }) => ({
      procedure: procedure.title,
      steps: steps.map((step) => ({
        text: step.text,
        state: step.state.state === 'ended' ? step.state.outcome : step.state.state,
      })),
    })),
  };
}

function asLine({ number, severity, status, pipeline, stage, title }: Incident): string {
  const place = [pipeline, stage].filter((part) => part !== null).join(' ');
  return [`#${number}`, `SEV${severity}`, status.state, place, title]
    .filter((part) => part !== '')
    .join('  ');
}
