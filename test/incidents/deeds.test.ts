/** What people do to an incident, and what is refused. */

import { describe, expect, it } from '@jest/globals';
import type { IncidentCommand } from '../../src/incidents/commands.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import { inWords } from '../../src/deeds/refusals.ts';
import { anAlarm, MINUTE, NIGHT, person } from '../support/builders.ts';
import {
  acknowledge,
  alarm,
  merge,
  open,
  reopen,
  resolve,
  story,
  type Story,
  when,
} from '../support/incident-stories.ts';

const NOW = NIGHT + MINUTE;
const by = person();
const opened = story(open(), alarm());
const acknowledged = story(open(), alarm(), acknowledge(NOW));
const over = story(open(), alarm(), resolve(NOW));
const merged = story(open(), alarm(), merge(41, NOW));

describe('a deed on an open incident', () => {
  it.each<[IncidentCommand, readonly IncidentEvent[]]>([
    [acknowledge(NOW), [{ type: 'IncidentAcknowledged', by, at: NOW }]],
    [
      { type: 'AssignIncident', assignee: person('U0OWNER'), by, now: NOW },
      [{ type: 'IncidentAssigned', assignee: person('U0OWNER'), by, at: NOW }],
    ],
    [
      { type: 'AddNote', text: ' looked ', by, now: NOW },
      [{ type: 'NoteAdded', text: 'looked', by, at: NOW }],
    ],
    [
      { type: 'ChangeSeverity', to: 4, by, now: NOW },
      [{ type: 'SeverityChanged', from: 2, to: 4, by, at: NOW }],
    ],
    [{ type: 'MarkStoppedGettingWorse', by, now: NOW }, [{ type: 'StoppedGettingWorse', by, at: NOW }]],
    [resolve(NOW), [{ type: 'IncidentResolved', outcome: 'fixed', by, at: NOW }]],
    [
      resolve(NOW, { outcome: 'false-alarm', note: ' a drill ' }),
      [
        { type: 'NoteAdded', text: 'a drill', by, at: NOW },
        { type: 'IncidentResolved', outcome: 'false-alarm', by, at: NOW },
      ],
    ],
    [merge(41, NOW), [{ type: 'IncidentMerged', into: 41, by, at: NOW }]],
  ])('%j happens', (command, events) => {
    expect(when(opened, command)).toMatchObject({ events, refusal: null });
  });

  it('acknowledging makes it theirs, whoever it was given to before', () => {
    expect(acknowledged.state).toMatchObject({
      status: { state: 'acknowledged', by, at: NOW },
      assignee: by,
    });
    const given = story(
      open(),
      { type: 'AssignIncident', assignee: person('U0OWNER'), by, now: NOW },
      acknowledge(NOW),
    );
    expect(given.state?.assignee).toEqual(by);
  });

  it('assigning calls the new owner, unless they took it themselves', () => {
    const assign: IncidentCommand = { type: 'AssignIncident', assignee: person('U0OWNER'), by, now: NOW };
    expect(when(opened, assign).pings).toEqual([
      {
        about: `assigned:U0OWNER:${NOW}`,
        text: '#42 is yours now: silver-users failed: out of memory',
        urgent: true,
        to: { kind: 'person', user: 'U0OWNER' },
      },
    ]);
    expect(when(opened, { ...assign, assignee: by }).pings).toEqual([]);
  });

  it('raising the severity pings, lowering it does not', () => {
    const raised = when(opened, { type: 'ChangeSeverity', to: 1, by, now: NOW });
    const text = '#42 is now SEV1 (was SEV2): silver-users failed: out of memory';
    expect(raised.pings).toEqual([{ about: `severity:1:${NOW}`, text, urgent: true }]);
    expect(when(opened, { type: 'ChangeSeverity', to: 3, by, now: NOW }).pings).toEqual([]);
  });

  it('reopening pings and forgets that it had stopped getting worse', () => {
    const calm = story(open(), alarm(), { type: 'MarkStoppedGettingWorse', by, now: NOW }, resolve(NOW));
    const { state, pings } = when(calm, reopen(NOW + MINUTE));
    expect(state).toMatchObject({ status: { state: 'open' }, stoppedGettingWorseAt: null, reopenings: 1 });
    expect(pings).toMatchObject([
      { about: 'reopened:1', text: 'Reopened #42: reopened by hand', urgent: true, to: { kind: 'on-call' } },
    ]);
  });

  it('merging ends it as a duplicate that points to the survivor', () => {
    expect(merged.state).toMatchObject({
      status: { state: 'resolved', outcome: 'duplicate' },
      mergedInto: 41,
    });
  });

  it('adopting takes over the alarms; one that both knew keeps its newer state and both counts', () => {
    const shared = anAlarm({
      key: 'glue-job:123456789012:eu-central-1:silver-users',
      state: 'OK',
      changedAt: NOW,
      events: 2,
    });
    const alarms = [shared, anAlarm({ key: 'other' })];
    const offering = story(open({ offers: [40, 41] }), alarm());
    const { state } = when(offering, {
      type: 'AdoptIncident',
      from: 40,
      alarms,
      severity: 3,
      by,
      now: NOW,
    });
    expect(state?.alarms).toMatchObject([
      { state: 'OK', changedAt: NOW, events: 3 },
      { key: 'other', events: 1 },
    ]);
    expect(state?.offers).toEqual([41]);
  });

  it('matters as much as what it takes over, and says so', () => {
    const graver = { type: 'AdoptIncident', from: 40, alarms: [], severity: 1, by, now: NOW } as const;
    const { state, pings } = when(story(open(), alarm()), graver);
    expect(state?.severity).toBe(1);
    expect(pings).toMatchObject([{ urgent: true, text: expect.stringContaining('SEV1 (was SEV2)') }]);
  });
});

describe('a deed that was done already', () => {
  const assign: IncidentCommand = { type: 'AssignIncident', assignee: person('U0OWNER'), by, now: NOW };
  const severity: IncidentCommand = { type: 'ChangeSeverity', to: 1, by, now: NOW };
  const calm: IncidentCommand = { type: 'MarkStoppedGettingWorse', by, now: NOW };

  it.each<[string, readonly IncidentCommand[], IncidentCommand, object]>([
    [
      'acknowledged',
      [acknowledge(NOW)],
      acknowledge(NOW + 5, 'U0OTHER'),
      { what: '#42 is acknowledged', by, at: NOW },
    ],
    ['assigned', [assign], assign, { what: '#42 is with this person', by: person('U0OWNER') }],
    ['rated', [severity], severity, { what: '#42 is SEV1' }],
    ['calm', [calm], calm, { what: '#42 stopped getting worse', at: NOW }],
    [
      'resolved',
      [resolve(NOW)],
      resolve(NOW, { outcome: 'recovered' }),
      { what: '#42 is resolved (fixed)', by, at: NOW },
    ],
    ['open', [], reopen(NOW), { what: '#42 is open' }],
  ])('%s: says so, and changes nothing', (_, before, command, refusal) => {
    const after = when(story(open(), alarm(), ...before), command);
    expect(read(after)).toMatchObject({ kind: 'already', ...refusal });
    expect([after.events, after.pings]).toEqual([[], []]);
  });
});

describe('a deed that cannot be done', () => {
  it.each<[string, typeof opened, IncidentCommand, string]>([
    [
      'on nothing',
      story(),
      acknowledge(NOW),
      'There is no such incident. /etl incidents lists those there are.',
    ],
    ['opening twice', opened, open(), '#42 exists already.'],
    [
      'an empty note',
      opened,
      { type: 'AddNote', text: ' \n', by, now: NOW },
      'The note is empty. Write a sentence, then save it again.',
    ],
    ['merging into itself', opened, merge(42, NOW), '#42 cannot be merged into itself. Name another one.'],
    [
      'acknowledging what is over',
      over,
      acknowledge(NOW),
      '#42 is resolved. Press Reopen on its card first.',
    ],
    [
      'rating what is over',
      over,
      { type: 'ChangeSeverity', to: 1, by, now: NOW },
      '#42 is resolved. Press Reopen on its card first.',
    ],
    ['merging what is over', over, merge(41, NOW), '#42 is resolved. Press Reopen on its card first.'],
    ['acknowledging what was merged', merged, acknowledge(NOW), '#42 was merged into #41. Go on there.'],
    ['merging twice', merged, merge(40, NOW), '#42 was merged into #41. Go on there.'],
    ['reopening what was merged', merged, reopen(NOW), '#42 was merged into #41. Go on there.'],
  ])('%s: says why', (_, before, command, because) => {
    const after = when(before, command);
    expect(read(after)).toEqual({ kind: 'cannot', because });
    expect(after.events).toEqual([]);
  });
});

describe('what may still happen to an incident that is over', () => {
  it.each<[IncidentCommand, IncidentEvent['type']]>([
    [{ type: 'AddNote', text: 'post-mortem on Monday', by, now: NOW }, 'NoteAdded'],
    [{ type: 'RecordStep', checklist: 'c', step: 'Write it up', outcome: 'done', by, now: NOW }, 'StepEnded'],
    [
      {
        type: 'RecordRunEnded',
        run: 'r',
        command: '/etl retry x',
        risk: 'change',
        byPerson: false,
        verdict: 'ok',
        summary: 'ran',
        now: NOW,
      },
      'RunEnded',
    ],
  ])('%j', (command, type) => {
    expect(when(over, command).events.map((event) => event.type)).toEqual([type]);
    expect(when(over, command).state?.status.state).toBe('resolved');
  });
});

describe('a run for the incident', () => {
  const start = {
    type: 'RecordRunStarted',
    run: 'r1',
    command: '/etl retry silver-users',
    by,
    now: NOW,
  } as const;
  const end = {
    ...start,
    type: 'RecordRunEnded',
    risk: 'change',
    byPerson: false,
    verdict: 'fail',
    summary: 'failed again',
    now: NOW + 5,
  } as const;

  it('is the last run until a newer one starts', () => {
    const ran = story(open(), start, end);
    expect(ran.state?.lastRun).toMatchObject({
      run: 'r1',
      state: 'ended',
      verdict: 'fail',
      summary: 'failed again',
    });
    const newer = story(open(), start, { ...start, run: 'r2' }, end);
    expect(newer.state?.lastRun).toMatchObject({ run: 'r2', state: 'running' });
  });

  it.each([
    ['change', 'fail', 1],
    ['change', 'unknown', 1],
    ['change', 'ok', 0],
    ['change', 'warn', 0],
    ['read', 'fail', 0],
  ] as const)('that may %s and ends %s pings %d times', (risk, verdict, pings) => {
    expect(story(open(), start, { ...end, risk, verdict }).pings).toHaveLength(pings);
  });

  it('that a person stopped pings nobody', () => {
    expect(story(open(), start, { ...end, byPerson: true, verdict: 'unknown' }).pings).toEqual([]);
  });
});

/** Why the last command was refused, as a person reads it. */
function read({ refusal }: Story) {
  return refusal === null ? null : inWords(refusal);
}
