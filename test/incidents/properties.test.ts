/** What holds for every incident, whatever is asked of it in whatever order. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IncidentCommand } from '../../src/incidents/commands.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { ALARM_STATES } from '../../src/alarms/event.ts';
import { countAlarms } from '../../src/incidents/alarms.ts';
import { due } from '../../src/incidents/due.ts';
import { fold } from '../../src/incidents/evolve.ts';
import { NIGHT } from '../support/builders.ts';
import { anyCommands, at, personsCommand } from '../support/incident-commands.ts';
import { story, when, whenOn, whole, type Story } from '../support/incident-stories.ts';

const RUNS = { numRuns: 500 };

const CLASSES = ALARM_STATES.flatMap((state) =>
  [true, false].flatMap((quiet) => [true, false].map((byHand) => ({ state, quiet, byHand }))),
);

/** Each state with the story of the one command that led to it. */
function steps(
  commands: readonly IncidentCommand[],
): readonly { readonly before: IncidentWithAlarms; readonly after: Story }[] {
  const [first, ...rest] = commands;
  let before = first === undefined ? story() : story(first);
  return rest.flatMap((command) => {
    const { state } = before;
    before = when(before, command);
    return state === null ? [] : [{ before: state, after: before }];
  });
}

function wholeFold(events: readonly IncidentEvent[]): IncidentWithAlarms | null {
  const folded = fold(events);
  return folded === null ? null : whole(folded);
}

function types(events: readonly IncidentEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

describe('every incident', () => {
  it('is the fold of its events', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state, events } = story(...commands);
        expect(wholeFold(events)).toEqual(state);
      }),
      RUNS,
    );
  });

  it('survives being written as JSON', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state, events } = story(...commands);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        expect(wholeFold(JSON.parse(JSON.stringify(events)) as IncidentEvent[])).toEqual(state);
      }),
    );
  });

  it('goes only ways that there are', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const { before, after } of steps(commands)) {
          const [from, to] = [before.status.state, after.state?.status.state];
          const happened = types(after.events);
          if (from === 'resolved' && to !== 'resolved') expect(happened).toContain('IncidentReopened');
          if (from !== 'resolved' && to === 'resolved') {
            expect(happened.some((type) => type === 'IncidentResolved' || type === 'IncidentMerged')).toBe(
              true,
            );
          }
          if (from === 'open' && to === 'acknowledged') expect(happened).toContain('IncidentAcknowledged');
          expect([from, to]).not.toEqual(['acknowledged', 'open']);
          if (before.mergedInto !== null)
            expect(after.state).toMatchObject({ status: before.status, mergedInto: before.mergedInto });
          expect(happened).not.toContain('IncidentOpened');
        }
      }),
      RUNS,
    );
  });

  it('counts its alarms by class as they are', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state } = story(...commands);
        if (state === null) return;
        for (const filter of CLASSES) {
          const { state: said, quiet, byHand } = filter;
          const there = state.alarms.filter(
            (alarm) =>
              alarm.state === said &&
              (alarm.quiet !== null) === quiet &&
              (alarm.recovery === 'by-hand') === byHand,
          );
          expect(countAlarms(state.counts, filter)).toBe(there.length);
        }
        expect(countAlarms(state.counts)).toBe(state.alarms.length);
      }),
      RUNS,
    );
  });

  it('changes nothing while it is resolved but by notes, steps, runs and a reopening', () => {
    const RESTING = ['NoteAdded', 'StepEnded', 'RunStarted', 'RunEnded'];
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const { before, after } of steps(commands)) {
          if (before.status.state !== 'resolved') continue;
          const happened = types(after.events);
          if (!happened.includes('IncidentReopened'))
            expect(RESTING).toEqual(expect.arrayContaining([...happened]));
        }
      }),
      RUNS,
    );
  });

  it('knows each alarm once, and counts no change away', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const { before, after } of steps(commands)) {
          const alarms = after.state?.alarms ?? [];
          expect(new Set(alarms.map(({ key }) => key)).size).toBe(alarms.length);
          for (const { key, events } of before.alarms) {
            expect(alarms.find((alarm) => alarm.key === key)?.events ?? 0).toBeGreaterThanOrEqual(events);
          }
        }
      }),
      RUNS,
    );
  });

  it('says in a sentence why it refuses, and then nothing happens', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        for (const { before, after } of steps(commands)) {
          if (after.refusal === null) continue;
          const words = inWords(after.refusal);
          const said = words.kind === 'cannot' ? words.because : `${words.what}.`;
          expect(said).toMatch(/^[A-Z#].*[.]$/);
          expect([after.state, after.events, after.pings]).toEqual([before, [], []]);
        }
      }),
      RUNS,
    );
  });

  it('takes each deed of a person once, however often it is pressed', () => {
    fc.assert(
      fc.property(anyCommands, personsCommand, (commands, deed) => {
        const once = when(story(...commands), at(NIGHT + 1_000, deed));
        const twice = when(once, at(NIGHT + 1_001, deed));
        if (once.refusal !== null) expect(twice.refusal).toEqual(once.refusal);
        // Merging says where to go on, since the one who presses again looks for the incident.
        else expect(twice.refusal?.kind).toBe(deed.type === 'MergeIncident' ? 'cannot' : 'already');
        expect(twice.events).toEqual([]);
      }),
      RUNS,
    );
  });

  it('says no ping twice', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const about = story(...commands).pings.map((ping) => ping.about);
        const once = about.filter((each) => !each.startsWith('run:'));
        expect(new Set(once).size).toBe(once.length);
      }),
      RUNS,
    );
  });

  it('gives its timers what they ask for at their time', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        const { state } = story(...commands);
        if (state === null) return;
        for (const { kind, dueAt: now } of due(state, { calmMs: 30, textExpiryMs: 70, muteGraceMs: 15 })) {
          switch (kind) {
            case 'resolve-if-calm': {
              const after = whenOn(state, { type: 'ResolveIfCalm', stepsOpen: false, calmMs: 30, now });
              expect(after.state?.status.state).toBe('resolved');
              break;
            }
            case 'resolve-if-expired': {
              const after = whenOn(state, { type: 'ResolveIfExpired', expiryMs: 70, now });
              expect(after.state?.status.state).toBe('resolved');
              break;
            }
            case 'speak-up':
              expect(types(whenOn(state, { type: 'SpeakUp', graceMs: 15, quiet: [], now }).events)).toContain(
                'QuietAlarmsSpoke',
              );
          }
        }
      }),
      RUNS,
    );
  });
});

describe('a damaged timeline', () => {
  it('that does not start with the opening is told, not guessed', () => {
    expect(() => fold([{ type: 'StoppedGettingWorse', by: { kind: 'handrail' }, at: NIGHT }])).toThrow(
      'Expected IncidentOpened as the first event, got StoppedGettingWorse',
    );
  });

  it('that is empty is no incident', () => {
    expect(fold([])).toBeNull();
  });
});
