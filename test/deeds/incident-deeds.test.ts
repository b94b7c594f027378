/** Deeds on an incident, each declared once: what may be done is what the decider says. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IncidentDeed } from '../../src/deeds/incident-deeds.ts';
import { commandOf, INCIDENT_DEED_NAMES, offeredDeeds } from '../../src/deeds/incident-deeds.ts';
import { INCIDENT_DEEDS } from '../../src/deeds/incident.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { decide } from '../../src/incidents/decide.ts';
import { anyCommands } from '../support/incident-commands.ts';
import { anAlarm, anIncident, MINUTE, NIGHT, person } from '../support/builders.ts';
import { story } from '../support/incident-stories.ts';

const by = person();
const recovered = { alarms: [anAlarm({ state: 'OK', changedAt: NIGHT + MINUTE })] };
const resolved = { state: 'resolved', by, at: NIGHT + MINUTE, outcome: 'fixed' } as const;

/** One of each, such that nothing in it is refused for what it says. */
const DEEDS: readonly IncidentDeed[] = [
  { do: 'acknowledge' },
  { do: 'resolve', outcome: 'fixed', note: null },
  { do: 'note', text: 'looked' },
  { do: 'stopped-getting-worse' },
  { do: 'merge', into: 4_711 },
  { do: 'reopen' },
];

function offeredOn(incident: Parameters<typeof anIncident>[0]) {
  const { first, others } = offeredDeeds(anIncident(incident));
  return [...first, '|', ...others];
}

describe('a declaration', () => {
  it.each(INCIDENT_DEED_NAMES)('of %s goes by the name that it is listed under', (name) => {
    expect(INCIDENT_DEEDS[name].name).toBe(name);
  });
});

describe('what the card of an incident offers', () => {
  const rest = ['note', 'assign', 'severity'];

  it('is what may be done to it as it stands, the urgent first', () => {
    expect(offeredOn({})).toEqual(['acknowledge', '|', 'resolve', ...rest, 'stopped-getting-worse', 'merge']);
    expect(offeredOn({ acknowledged: { by, at: NIGHT } })).not.toContain('acknowledge');
    expect(offeredOn({ stoppedGettingWorseAt: NIGHT })).not.toContain('stopped-getting-worse');
    expect(offeredOn(recovered)).toEqual(['resolve', 'acknowledge', '|', ...rest, 'merge']);
    expect(offeredOn({ status: resolved })).toEqual(['|', 'reopen', 'note']);
    expect(offeredOn({ status: resolved, mergedInto: 41 })).toEqual(['|', 'note']);
  });

  it('is never refused by the decider, and what it leaves out always is', () => {
    fc.assert(
      fc.property(anyCommands, fc.constantFrom(...DEEDS), (commands, deed) => {
        const { state } = story(...commands);
        fc.pre(state !== null);
        const { first, others } = offeredDeeds(state);
        const command = commandOf(deed, { by, quiet: [], now: NIGHT + 3_600_000 });
        const decision = decide(command, { incident: state, alarms: new Map() });
        expect(decision.ok).toBe([...first, ...others].includes(deed.do));
      }),
    );
  });

  it('leaves out "It stopped getting worse" once it recovered, and a press on an old card says why', () => {
    const command = commandOf({ do: 'stopped-getting-worse' }, { by, quiet: [], now: NIGHT + 2 * MINUTE });
    const decision = decide(command, { incident: anIncident(recovered), alarms: new Map() });
    expect(decision.ok ? null : inWords(decision.error)).toEqual({
      kind: 'already',
      what: '#42 has recovered',
      by: null,
      at: NIGHT + MINUTE,
    });
  });
});
