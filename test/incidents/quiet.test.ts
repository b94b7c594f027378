/** Muted is not lost: a quiet alarm that still fires when its cause is over speaks. */

import { describe, expect, it } from '@jest/globals';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';
import { decide } from '../../src/incidents/decide.ts';
import { due } from '../../src/incidents/due.ts';
import { foldOf } from '../support/incident-stories.ts';
import { anAlarm, anIncident, MINUTE, NIGHT, person } from '../support/builders.ts';

const TIMINGS = { calmMs: 30 * MINUTE, textExpiryMs: 60 * MINUTE, muteGraceMs: 15 * MINUTE };
const QUIET = 'quiet because gold waits for silver, which #42 is about';
const cause = anAlarm({ key: 'silver', name: 'silver-users', state: 'OK', changedAt: NIGHT });
const symptom = anAlarm({ key: 'gold', name: 'gold-kpis', headline: 'gold-kpis failed', quiet: QUIET });

function of(
  alarms: IncidentWithAlarms['alarms'],
  changes: Partial<IncidentWithAlarms> = {},
): IncidentWithAlarms {
  return anIncident({ alarms, ...changes });
}

describe('a quiet alarm', () => {
  it('is asked about a while after its cause is over, whoever has the incident', () => {
    const taken = { acknowledged: { by: person(), at: NIGHT } };
    expect(due(of([cause, symptom], taken), TIMINGS)).toContainEqual({
      kind: 'speak-up',
      dueAt: NIGHT + 15 * MINUTE,
    });
  });

  it.each<[string, IncidentWithAlarms['alarms']]>([
    ['while its cause still fires', [{ ...cause, state: 'ALARM' }, symptom]],
    ['once it recovered itself', [cause, { ...symptom, state: 'OK' }]],
    ['when it speaks already', [cause, { ...symptom, quiet: null }]],
  ])('is not asked about %s', (_, alarms) => {
    expect(due(of(alarms), TIMINGS).map(({ kind }) => kind)).not.toContain('speak-up');
  });

  it('speaks once, with a ping, when it still fires then', () => {
    const incident = of([cause, symptom]);
    const now = NIGHT + 15 * MINUTE;
    const asked = { type: 'SpeakUp', graceMs: TIMINGS.muteGraceMs, quiet: [symptom] } as const;
    const decided = decide({ ...asked, now }, foldOf(incident));
    expect(decided).toEqual({
      ok: true,
      value: {
        events: [{ type: 'QuietAlarmsSpoke', alarms: 1, names: ['gold-kpis'], at: now }],
        pings: [expect.objectContaining({ text: expect.stringContaining('gold-kpis failed') })],
      },
    });
    const sooner = decide({ ...asked, now: now - 1 }, foldOf(incident));
    expect(sooner).toMatchObject({ ok: false, error: { kind: 'cannot' } });
  });

  it('speaks at once when a person resolves its incident while it fires', () => {
    const command = {
      type: 'ResolveIncident',
      outcome: 'fixed',
      note: null,
      quiet: [symptom],
      by: person(),
      now: NIGHT,
    } as const;
    const decided = decide(command, foldOf(of([{ ...cause, state: 'ALARM' }, symptom])));
    expect(decided).toMatchObject({
      ok: true,
      value: {
        events: [{ type: 'IncidentResolved' }, { type: 'QuietAlarmsSpoke', names: ['gold-kpis'] }],
        pings: [{ text: expect.stringContaining('gold-kpis failed') }],
      },
    });
  });
});
