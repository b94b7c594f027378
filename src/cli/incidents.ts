/** `handrail incidents`: what is being worked on, read from the store whether Handrail runs or not. */

import type { Checklist } from '../checklists/state.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Reader } from '../handlers/ports.ts';
import type { Incident } from '../incidents/state.ts';
import type { CliContext } from './context.ts';

import { redact } from '../lib/redact.ts';
import { oneLine } from '../lib/text.ts';
import { openReader } from '../store/open.ts';
import { loadForReading } from './context.ts';

export interface IncidentsOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

type PrintedAlarm = Pick<IncidentAlarm, 'key' | 'name' | 'state' | 'events'>;

const MOST_LISTED = 1_000;
const ALARMS_AT_ONCE = 1_000;

/** Prints the incidents as lines, or with `--json` as the shape that scripts build on. */
export async function listIncidents(context: CliContext, options: IncidentsOptions): Promise<void> {
  const { config } = await loadForReading(context);
  const store = await openReader({ url: config.databaseUrl, clock: Date.now });
  try {
    const listed = await store.read(async (reader) => {
      const incidents = await reader.incidents.list({
        state: options.all === true ? 'any' : 'unresolved',
        limit: MOST_LISTED,
      });
      return Promise.all(
        incidents.map(async (incident) => ({
          incident,
          alarms: options.json === true ? await everyAlarmOf(reader, incident.number) : [],
          checklists: await reader.checklists.of(incident.number),
        })),
      );
    });
    if (options.json === true) {
      context.print(
        JSON.stringify(
          listed.map(({ incident, alarms, checklists }) => asJson(incident, alarms, checklists)),
          withoutSecrets,
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

/** Page by page, each alarm with the little that is printed of it: scripts want them all, and a storm leaves many. */
async function everyAlarmOf(reader: Reader, incident: number): Promise<readonly PrintedAlarm[]> {
  const alarms: PrintedAlarm[] = [];
  for (;;) {
    const after = alarms.at(-1)?.key;
    const page = await reader.incidents.firstAlarms(incident, {
      limit: ALARMS_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { key, name, state, events } of page) alarms.push({ key, name, state, events });
    if (page.length < ALARMS_AT_ONCE) return alarms;
  }
}

function asJson(incident: Incident, alarms: readonly PrintedAlarm[], checklists: readonly Checklist[]) {
  return {
    number: incident.number,
    title: incident.title,
    state: incident.status.state,
    severity: `SEV${incident.severity}`,
    pipeline: incident.pipeline,
    stage: incident.stage,
    channel: incident.channel,
    alarms,
    checklists: checklists.map(({ procedure, steps }) => ({
      procedure: procedure.title,
      steps: steps.map((step) => ({
        text: step.text,
        state: step.state.state === 'ended' ? step.state.outcome : step.state.state,
      })),
    })),
  };
}

/** What an earlier release stored may hold a secret that this one knows. */
function withoutSecrets(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? redact(value) : value;
}

function asLine({ number, severity, status, pipeline, stage, title }: Incident): string {
  const place = [pipeline, stage].filter((part) => part !== null).join(' ');
  // What an alarm calls itself must not become an escape of somebody's terminal, or a line of its own.
  return [`#${number}`, `SEV${severity}`, status.state, place, redact(oneLine(title))]
    .filter((part) => part !== '')
    .join('  ');
}
