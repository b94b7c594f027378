/** Any command that anybody can give an incident, for property tests. Times rise with every command. */

import type { IncidentCommand } from '../../src/incidents/commands.ts';

import fc from 'fast-check';
import { ALARM_STATES } from '../../src/alarms/event.ts';
import { SEVERITIES } from '../../src/incidents/severity.ts';
import { OUTCOMES } from '../../src/incidents/state.ts';
import { anAlarm, NIGHT, person } from './builders.ts';
import { open } from './incident-stories.ts';
import { anEvent } from './messages.ts';

type WithoutTime = IncidentCommand extends infer Command
  ? Command extends IncidentCommand
    ? Omit<Command, 'now'>
    : never
  : never;

const by = fc.constantFrom('U0RESPONDER', 'U0OPERATOR').map((user) => person(user));
const severity = fc.constantFrom(...SEVERITIES);
const key = fc.constantFrom('silver-users', 'silver-lists', 'gold-daily');
const recovery = fc.constantFrom('ok', 'next-success', 'by-hand');
const changedAt = fc.integer({ min: NIGHT - 3_600_000, max: NIGHT + 3_600_000 });
const state = fc.constantFrom(...ALARM_STATES);

const alarm = fc
  .record({
    key,
    state,
    changedAt,
    recovery,
    current: fc.boolean(),
    severity,
    quiet: fc.constantFrom(null, 'quiet because …'),
  })
  .chain(({ current, severity: rated, quiet, ...event }) =>
    fc.constantFrom(null, null, 'OK' as const, 'INSUFFICIENT_DATA' as const).map((later) => ({
      type: 'ApplyAlarm' as const,
      event: anEvent({ ...event, name: event.key }),
      current,
      since: later === null ? null : { state: later, changedAt: event.changedAt + 1 },
      quiet,
      echo: false,
      severity: rated,
    })),
  );

const adopted = fc
  .uniqueArray(fc.record({ key, state, changedAt, events: fc.integer({ min: 1, max: 5 }) }), {
    selector: (each) => each.key,
  })
  .map((alarms) => alarms.map((each) => anAlarm(each)));

/** What only a person asks for. */
export const personsCommand: fc.Arbitrary<WithoutTime> = fc.oneof(
  fc.record({ type: fc.constant('AcknowledgeIncident' as const), by }),
  fc.record({ type: fc.constant('AssignIncident' as const), assignee: by, by }),
  fc.record({ type: fc.constant('ChangeSeverity' as const), to: severity, by }),
  fc.record({ type: fc.constant('MarkStoppedGettingWorse' as const), by }),
  fc.record({
    type: fc.constant('ResolveIncident' as const),
    outcome: fc.constantFrom(...OUTCOMES),
    note: fc.constantFrom(null, '', 'mended'),
    quiet: fc.constant([]),
    by,
  }),
  fc.record({
    type: fc.constant('ReopenIncident' as const),
    because: fc.constant('reopened by hand'),
    title: fc.constant(null),
    by,
  }),
  fc.record({ type: fc.constant('MergeIncident' as const), into: fc.constantFrom(41, 42), by }),
);

const note = fc.record({
  type: fc.constant('AddNote' as const),
  text: fc.constantFrom('', '  ', 'looked'),
  by,
});

const machinesCommand: fc.Arbitrary<WithoutTime> = fc.oneof(
  alarm,
  fc.record({
    type: fc.constant('AdoptIncident' as const),
    from: fc.constantFrom(39, 40),
    alarms: adopted,
    severity: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
    by,
  }),
  fc.record({ type: fc.constant('AdoptAlarms' as const), from: fc.constantFrom(39, 40), alarms: adopted }),
  fc.record({
    type: fc.constant('ResolveIfCalm' as const),
    stepsOpen: fc.boolean(),
    calmMs: fc.constantFrom(0, 5),
  }),
  fc.record({ type: fc.constant('ResolveIfExpired' as const), expiryMs: fc.constantFrom(0, 5) }),
  fc.record({
    type: fc.constant('SpeakUp' as const),
    graceMs: fc.constantFrom(0, 5),
    quiet: fc.constant([]),
  }),
  fc.record({
    type: fc.constant('RecordChecklist' as const),
    checklist: fc.constant('c'),
    title: fc.constant('t'),
    by,
  }),
  fc.record({
    type: fc.constant('RecordStep' as const),
    checklist: fc.constant('c'),
    step: fc.constant('1.1'),
    outcome: fc.constant('done'),
    by,
  }),
  fc.record({
    type: fc.constant('RecordClue' as const),
    line: fc.constantFrom('why', 'stages'),
    command: fc.constant('/etl logs x'),
    text: fc.constantFrom('out of memory', 'no space left'),
    verdict: fc.constantFrom('ok', 'fail'),
    lookedAt: changedAt,
  }),
  fc.record({
    type: fc.constant('RecordUnseen' as const),
    command: fc.constant('/etl logs x'),
    because: fc.constant('not allowed'),
    lookedAt: changedAt,
  }),
  fc.record({
    type: fc.constant('RecordRunStarted' as const),
    run: fc.constantFrom('r1', 'r2'),
    command: fc.constant('/etl retry x'),
    by,
  }),
  fc.record({
    type: fc.constant('RecordRunEnded' as const),
    run: fc.constantFrom('r1', 'r2'),
    command: fc.constant('/etl retry x'),
    risk: fc.constantFrom('read', 'change'),
    byPerson: fc.boolean(),
    verdict: fc.constantFrom('ok', 'warn', 'fail', 'unknown'),
    summary: fc.constant('it ended'),
  }),
);

/** A command as it is given at `now`. */
export function at(now: number, command: WithoutTime): IncidentCommand {
  return { ...command, now };
}

/** A whole story: an incident is opened, then anything is asked of it. */
export const anyCommands: fc.Arbitrary<readonly IncidentCommand[]> = fc
  .array(fc.oneof(personsCommand, machinesCommand, note), { maxLength: 25 })
  .map((commands) => [
    open({ offers: [39, 40] }),
    ...commands.map((command, index) => at(NIGHT + 1 + index, command)),
  ]);
