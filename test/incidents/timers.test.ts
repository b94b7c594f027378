/** When an incident closes by itself, and the timers that ask for it. */

import { describe, expect, it } from '@jest/globals';
import type { IncidentCommand } from '../../src/incidents/commands.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';
import { due } from '../../src/incidents/due.ts';
import { recoveredAt } from '../../src/incidents/state.ts';
import { anAlarm, anIncident, MINUTE, NIGHT, person } from '../support/builders.ts';
import { whenOn } from '../support/incident-stories.ts';

const HOUR = 60 * MINUTE;
const TIMINGS = { calmMs: 30 * MINUTE, textExpiryMs: 72 * HOUR, muteGraceMs: 15 * MINUTE };
const TAKEN = { by: person(), at: NIGHT };

const well = anAlarm({ key: 'a', state: 'OK', changedAt: NIGHT + 5 * MINUTE });
const fires = anAlarm({ key: 'b' });
const silent = anAlarm({ key: 'c', state: 'INSUFFICIENT_DATA' });
const text = anAlarm({ key: 'd', kind: 'text', recovery: 'by-hand' });

function of(
  alarms: IncidentWithAlarms['alarms'],
  changes: Partial<IncidentWithAlarms> = {},
): IncidentWithAlarms {
  return anIncident({ alarms, changedAt: NIGHT + MINUTE, ...changes });
}

describe('an incident has recovered', () => {
  it.each<[string, IncidentWithAlarms['alarms'], number | null]>([
    [
      'since its last alarm did',
      [well, { ...well, key: 'e', changedAt: NIGHT + 9 * MINUTE }],
      NIGHT + 9 * MINUTE,
    ],
    ['not while one fires', [well, fires], null],
    ['not while one has no data', [well, silent], null],
    ['though a text waits for a person', [well, text], NIGHT + 5 * MINUTE],
    ['never by texts alone', [text], null],
    ['never without alarms', [], null],
  ])('%s', (_, alarms, since) => {
    expect(recoveredAt(of(alarms))).toBe(since);
  });
});

describe('the timers of an incident', () => {
  it.each<[string, IncidentWithAlarms, ReturnType<typeof due>]>([
    ['none while it fires', of([fires]), []],
    ['none when it was declared and no alarm came', of([]), []],
    ['none while somebody has it', of([well], { acknowledged: TAKEN }), []],
    ['none when it is over', of([well], { status: { state: 'resolved', ...TAKEN, outcome: 'fixed' } }), []],
    ['calm time after its recovery', of([well]), [{ kind: 'resolve-if-calm', dueAt: NIGHT + 35 * MINUTE }]],
    [
      'calm time after the last thing that happened',
      of([well], { changedAt: NIGHT + HOUR }),
      [{ kind: 'resolve-if-calm', dueAt: NIGHT + 90 * MINUTE }],
    ],
    [
      'three days for texts alone',
      of([text]),
      [{ kind: 'resolve-if-expired', dueAt: NIGHT + MINUTE + 72 * HOUR }],
    ],
    ['none for a text beside an alarm that fires', of([text, fires]), []],
  ])('%s', (_, incident, timers) => {
    expect(due(incident, TIMINGS)).toEqual(timers);
  });
});

describe('a timer that asks', () => {
  function calm(now: number, stepsOpen = false): IncidentCommand {
    return { type: 'ResolveIfCalm', stepsOpen, calmMs: TIMINGS.calmMs, now };
  }
  function expired(now: number): IncidentCommand {
    return { type: 'ResolveIfExpired', expiryMs: TIMINGS.textExpiryMs, now };
  }
  const LATE = NIGHT + 100 * HOUR;

  it.each<[IncidentWithAlarms, (now: number) => IncidentCommand, string]>([
    [of([well]), calm, 'recovered'],
    [of([text]), expired, 'no-action'],
  ])('at its very time resolves, and a moment sooner does not', (incident, command, outcome) => {
    const [timer] = due(incident, TIMINGS);
    const at = timer?.dueAt ?? NaN;
    expect(whenOn(incident, command(at)).events).toEqual([
      { type: 'IncidentResolved', outcome, by: { kind: 'handrail' }, at },
    ]);
    expect(whenOn(incident, command(at - 1)).refusal?.kind).toBe('cannot');
  });

  it.each<[string, IncidentWithAlarms, IncidentCommand]>([
    ['while an alarm fires', of([well, fires]), calm(LATE)],
    ['while somebody has it', of([well], { acknowledged: TAKEN }), calm(LATE)],
    ['while a step is open', of([well]), calm(LATE, true)],
    ['when it ends by recovering', of([fires]), expired(LATE)],
    ['when there is nothing to expire', of([]), expired(LATE)],
    ['while somebody has the text', of([text], { acknowledged: TAKEN }), expired(LATE)],
  ])('changes nothing %s', (_, incident, command) => {
    const after = whenOn(incident, command);
    expect(after.refusal?.kind).toBe('cannot');
    expect(after.events).toEqual([]);
  });
});
