import { describe, expect, it } from '@jest/globals';
import type { Route } from '../../src/alarms/route.ts';
import type { Triage, TriageInput } from '../../src/alarms/triage.ts';
import type { Incident } from '../../src/incidents/state.ts';
import { triage } from '../../src/alarms/triage.ts';
import { anIncident, MINUTE, NIGHT, person } from '../support/builders.ts';
import { anEvent } from '../support/messages.ts';

const HOUR = 60 * MINUTE;
const NOW = NIGHT + 10 * HOUR;

const SILVER: Route = {
  pipeline: 'todo-etl',
  stage: 'silver',
  severity: 2,
  channel: '#todo-etl-alerts',
  procedure: null,
  reason: 'stage silver matches',
};

function of(number: number, stage: string | null): Incident {
  return anIncident({ number, stage });
}

function resolved(number: number, agoMs: number, changes: Partial<Incident> = {}): Incident {
  const status = { state: 'resolved', by: person(), at: NOW - agoMs, outcome: 'fixed' } as const;
  return anIncident({ number, status, ...changes });
}

/** An alarm of stage silver fires while nothing is open, but for what is given. */
function decided(given: Partial<TriageInput>): Triage {
  return triage({
    event: anEvent(),
    route: SILVER,
    stages: [
      { name: 'bronze', after: [] },
      { name: 'silver', after: ['bronze'] },
      { name: 'gold', after: ['silver'] },
    ],
    late: false,
    over: new Set(),
    current: null,
    holder: null,
    unresolved: [],
    lastResolved: null,
    reopenWithinMs: 2 * HOUR,
    now: NOW,
    ...given,
  });
}

const OK = anEvent({ state: 'OK' });
const NO_DATA = anEvent({ state: 'INSUFFICIENT_DATA' });

describe('an alarm that fires', () => {
  it.each<[string, Partial<TriageInput>, Triage]>([
    [
      'opens an incident when none is open',
      {},
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
    [
      'opens an incident of its own kind when nothing routes it',
      { route: { ...SILVER, pipeline: null, stage: null }, stages: [] },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for alarms like this' },
    ],
    [
      'changes the incident that it is in',
      { current: of(42, 'silver'), holder: of(43, 'silver') },
      { do: 'apply', incident: 42, reason: 'silver-users is in #42' },
    ],
    [
      'joins the open incident of its stage, and speaks',
      { holder: of(42, 'silver'), unresolved: [of(42, 'silver')] },
      { do: 'join', incident: 42, quiet: null, reason: '#42 is open for todo-etl silver' },
    ],
    [
      'joins the open incident upstream as a symptom, quietly',
      { unresolved: [of(42, 'bronze')] },
      {
        do: 'join',
        incident: 42,
        quiet: 'quiet because silver waits for bronze, which #42 is about',
        reason: 'silver is downstream of bronze',
      },
    ],
    [
      'joins upstream through stages between',
      { route: { ...SILVER, stage: 'gold' }, unresolved: [of(42, 'bronze')] },
      {
        do: 'join',
        incident: 42,
        quiet: 'quiet because gold waits for bronze, which #42 is about',
        reason: 'gold is downstream of bronze',
      },
    ],
    [
      'that matters more than the trouble upstream is no mere symptom of it',
      { route: { ...SILVER, severity: 1 }, unresolved: [of(42, 'bronze')] },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
    [
      'is no symptom of a trouble upstream that is over',
      { unresolved: [of(42, 'bronze')], over: new Set([42]) },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
    [
      'is no symptom of a trouble upstream in another account',
      { event: anEvent({ account: '210987654321' }), unresolved: [of(42, 'bronze')] },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
    [
      'is no symptom of a trouble upstream in another region',
      { event: anEvent({ region: 'us-east-1' }), unresolved: [of(42, 'bronze')] },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
    [
      'may be a symptom of a trouble upstream where nobody knows the place',
      { event: anEvent({ account: null, region: null }), unresolved: [of(42, 'bronze')] },
      {
        do: 'join',
        incident: 42,
        quiet: 'quiet because silver waits for bronze, which #42 is about',
        reason: 'silver is downstream of bronze',
      },
    ],
    [
      'upstream in another account offers to adopt nothing',
      {
        event: anEvent({ account: '210987654321' }),
        route: { ...SILVER, stage: 'bronze' },
        unresolved: [of(42, 'silver')],
      },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl bronze' },
    ],
    [
      'joins its own stage rather than the one upstream',
      { holder: of(43, 'silver'), unresolved: [of(43, 'silver'), of(42, 'bronze')] },
      { do: 'join', incident: 43, quiet: null, reason: '#43 is open for todo-etl silver' },
    ],
    [
      'upstream later opens its own, and offers to adopt those downstream',
      { route: { ...SILVER, stage: 'bronze' }, unresolved: [of(43, 'gold'), of(42, 'silver'), of(41, null)] },
      { do: 'open', again: null, offers: [43, 42], reason: 'no incident is open for todo-etl bronze' },
    ],
    [
      'without a stage joins no stage and offers nothing',
      { route: { ...SILVER, stage: null }, unresolved: [of(42, 'bronze')] },
      { do: 'open', again: null, offers: [], reason: 'no incident is open for todo-etl' },
    ],
    [
      'within two hours of resolving reopens',
      { current: resolved(42, 2 * HOUR) },
      { do: 'reopen', incident: 42, reason: 'silver-users fired 2h after #42 was resolved' },
    ],
    [
      'within two hours reopens the incident of its group, though it was never in it',
      { lastResolved: resolved(42, 5 * MINUTE) },
      { do: 'reopen', incident: 42, reason: 'silver-users fired 5m after #42 was resolved' },
    ],
    [
      'reopens the incident of its group when its own is long over',
      { current: resolved(40, 9 * HOUR), lastResolved: resolved(42, 5 * MINUTE) },
      { do: 'reopen', incident: 42, reason: 'silver-users fired 5m after #42 was resolved' },
    ],
    [
      'later opens a new incident, "again"',
      { current: resolved(42, 2 * HOUR + 1), lastResolved: resolved(42, 2 * HOUR + 1) },
      { do: 'open', again: 42, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
    [
      'joins what is open rather than reopen what is over',
      { current: resolved(42, MINUTE), holder: of(43, 'silver') },
      { do: 'join', incident: 43, quiet: null, reason: '#43 is open for todo-etl silver' },
    ],
    [
      'never reopens what was merged into another',
      { lastResolved: resolved(42, MINUTE, { mergedInto: 41 }) },
      { do: 'open', again: 42, offers: [], reason: 'no incident is open for todo-etl silver' },
    ],
  ])('%s', (_, given, expected) => {
    expect(decided(given)).toEqual(expected);
  });
});

describe('an alarm that does not fire', () => {
  it.each<[string, Partial<TriageInput>, Triage['do']]>([
    ['OK in no incident is only noted', { event: OK }, 'note'],
    ['OK joins nothing, whatever is open', { event: OK, holder: of(42, 'silver') }, 'note'],
    ['OK changes the incident it is in', { event: OK, current: of(42, 'silver') }, 'apply'],
    ['OK leaves the incident it was in to rest', { event: OK, current: resolved(42, MINUTE) }, 'note'],
    ['missing data leaves it too', { event: NO_DATA, current: resolved(42, MINUTE) }, 'note'],
    ['a late ALARM reopens nothing', { late: true, current: resolved(42, MINUTE) }, 'note'],
    ['missing data in no incident opens nothing', { event: NO_DATA }, 'note'],
    ['missing data joins nothing', { event: NO_DATA, holder: of(42, 'silver') }, 'note'],
    ['missing data changes the incident it is in', { event: NO_DATA, current: of(42, 'silver') }, 'apply'],
  ])('%s', (_, given, expected) => {
    expect(decided(given).do).toBe(expected);
  });

  it('says why', () => {
    expect(decided({ event: OK }).reason).toBe('silver-users is well and in no incident');
    expect(decided({ event: NO_DATA }).reason).toBe('silver-users has no data; that alone opens nothing');
  });
});
