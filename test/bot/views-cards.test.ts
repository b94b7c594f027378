import type { IncidentEvent } from '../../src/incidents/events.ts';

import { describe, expect, it } from '@jest/globals';

import { HANDRAIL } from '../../src/access/actor.ts';
import { incidentCard } from '../../src/bot/views/incident.ts';
import { pingMessage } from '../../src/bot/views/ping.ts';
import { runCard } from '../../src/bot/views/run.ts';
import { textTwin } from '../../src/bot/views/text-twin.ts';
import type { Message } from '../../src/bot/limits.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';
import { timelineCard, type TimelineCardView } from '../../src/bot/views/timeline.ts';
import { aFinding, anAlarm, anIncident, aRun, MINUTE, NIGHT, person } from '../support/builders.ts';
import { faultsOf, HOSTILE, leaksOf, linesOf } from '../support/slack-text.ts';

function note(text: string, minute: number): IncidentEvent {
  return { type: 'NoteAdded', text, by: person(), at: NIGHT + minute * MINUTE };
}

function change(key: string, state: 'ALARM' | 'OK', minute: number): IncidentEvent {
  return {
    type: 'AlarmChanged',
    key,
    state,
    headline: `${key} says ${state}`,
    reason: '',
    changedAt: NIGHT + minute * MINUTE,
    resources: {},
    link: null,
    at: NIGHT + minute * MINUTE,
  };
}

const opened: Extract<IncidentEvent, { type: 'IncidentOpened' }> = {
  type: 'IncidentOpened',
  number: 42,
  title: 'silver is late',
  severity: 2,
  pipeline: 'todo-etl',
  stage: 'silver',
  channel: '#todo-etl-alerts',
  procedure: null,
  groupKey: 'pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1',
  routeReason: 'the name contains silver',
  declaredBy: null,
  again: null,
  offers: [],
  at: NIGHT,
};

/** The timeline of an incident whose alarms are known by their names. */
function timelineOf(
  view: Omit<TimelineCardView, 'alarms'> & { readonly incident: IncidentWithAlarms },
): Message {
  const alarms = new Map(view.incident.alarms.map((alarm) => [alarm.key, alarm]));
  return timelineCard({ ...view, alarms });
}

describe('the timeline card', () => {
  const incident = anIncident({
    alarms: [anAlarm({ key: 'lag', name: 'silver-lag' }), anAlarm({ key: 'rows', name: 'silver-rows' })],
  });

  it('counts what lies between the first and the last events of a storm', () => {
    const said = (at: number) => ({ type: 'NoteAdded', text: `at ${at}`, by: person(), at }) as const;
    const notes = (from: number, many: number) =>
      Array.from({ length: many }, (_, index) => said(from + index));
    const lines = linesOf(
      timelineOf({ incident, events: notes(NIGHT, 60), between: 9_640, later: notes(NIGHT + 10_000, 300) }),
    );
    expect(lines).toContain('… 9640 more events …');
    expect(lines).toHaveLength(1 + 5 + 1 + 25);
    expect(lines[1]).toContain(`at ${NIGHT}`);
    expect(lines.at(-1)).toContain(`at ${NIGHT + 10_299}`);
  });

  it('tells one line an event, newest last, with who did it', () => {
    const by = person();
    const lines = linesOf(
      timelineOf({
        incident,
        events: [
          { type: 'IncidentAcknowledged', by, at: NIGHT },
          { type: 'SeverityChanged', from: 2, to: 1, by: HANDRAIL, at: NIGHT },
          {
            type: 'StepEnded',
            checklist: 'c1',
            step: 'Look.',
            outcome: 'skipped: Not now',
            by,
            at: NIGHT + MINUTE,
          },
          {
            type: 'StepEnded',
            checklist: 'c1',
            step: 'Look again',
            outcome: 'taken back',
            by,
            at: NIGHT + MINUTE,
          },
          { type: 'IncidentResolved', outcome: 'recovered', by: HANDRAIL, at: NIGHT + 2 * MINUTE },
          { type: 'unknown', name: 'IncidentReviewed', at: NIGHT + 2 * MINUTE },
        ],
      }),
    );
    expect(lines.map((line) => line.replace(/^<[^>]+\|(.+) UTC>/, '$1'))).toEqual([
      '*Timeline of #42*',
      '03:00  Acknowledged by <@U0RESPONDER>',
      '· SEV2 is now SEV1',
      '03:01  ↷ Look: skipped: Not now · <@U0RESPONDER>',
      '· ○ Look again: taken back · <@U0RESPONDER>',
      '03:02  ✓ Resolved by Handrail: recovered by itself',
      '· IncidentReviewed (written by a newer release)',
    ]);
  });

  it('tells every message of a text, and counts one that says the same again', () => {
    const alarm = anAlarm({
      key: 'copy',
      kind: 'text',
      headline: 'Copy',
      reason: 'The copy failed.\nRun 7.',
    });
    const said = (reason: string): IncidentEvent => ({
      type: 'AlarmChanged',
      key: alarm.key,
      state: 'ALARM',
      headline: alarm.headline,
      reason,
      changedAt: NIGHT,
      resources: {},
      link: null,
      at: NIGHT,
    });
    const lines = linesOf(
      timelineOf({
        incident: anIncident({ alarms: [alarm] }),
        events: [
          { ...opened, title: alarm.headline },
          { type: 'AlarmJoined', alarm, at: NIGHT },
          said('The copy was completed.'),
          said('The copy failed again.'),
          said('The copy failed again.'),
        ],
      }),
    );
    expect(lines.slice(2)).toEqual([
      '· Copy: The copy failed. Run 7',
      '· Copy: The copy was completed',
      '· Copy: The copy failed again (2 times)',
    ]);
  });

  it('tells the alarm that opened it, and a run that ended at once, only once', () => {
    const alarm = anAlarm();
    const run = { run: 'r', command: '/etl retry x', at: NIGHT } as const;
    const lines = linesOf(
      timelineOf({
        incident,
        events: [
          { ...opened, title: alarm.headline },
          { type: 'AlarmJoined', alarm, at: NIGHT },
          { type: 'AlarmJoined', alarm: anAlarm({ key: 'lag', headline: 'silver-lag fired' }), at: NIGHT },
          { type: 'RunStarted', ...run, by: person() },
          { type: 'RunEnded', ...run, verdict: 'fail', summary: 'Not started.' },
          { type: 'RunStarted', ...run, run: 's', by: HANDRAIL },
          { type: 'IncidentAcknowledged', by: person(), at: NIGHT },
          { type: 'RunEnded', ...run, run: 's', verdict: 'ok', summary: 'x succeeded' },
        ],
      }),
    );
    expect(lines.slice(2)).toEqual([
      '· silver-lag fired',
      '· ✕ `/etl retry x`: Not started · <@U0RESPONDER>',
      '· ▶ `/etl retry x`',
      '· Acknowledged by <@U0RESPONDER>',
      '· ✓ `/etl retry x`: x succeeded',
    ]);
    expect(lines[1]).toContain(`Opened as SEV2: ${alarm.headline}`);
  });

  it('folds alarms that go on and off, each to one line with its count', () => {
    const events = Array.from({ length: 12 }, (_, minute) =>
      change(minute % 2 === 0 ? 'lag' : 'rows', minute % 4 < 2 ? 'OK' : 'ALARM', minute),
    );
    const lines = linesOf(timelineOf({ incident, events }));
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/silver-lag changed 6 times until <[^>]+03:10 UTC>, then firing$/);
    expect(lines[2]).toMatch(/silver-rows changed 6 times until <[^>]+03:11 UTC>, then firing$/);
  });

  it('keeps the beginning and the end of a long story, and counts the middle', () => {
    const lines = linesOf(
      timelineOf({
        incident,
        events: Array.from({ length: 67 }, (_, minute) => note(`note ${minute}`, minute)),
      }),
    );
    expect(lines).toHaveLength(32);
    expect(lines[6]).toBe('… 37 more …');
    expect(lines[5]).toContain('note 4');
    expect(lines.at(-1)).toContain('note 66');
  });

  it('says of a late change that it changed nothing', () => {
    const late: IncidentEvent = {
      type: 'AlarmRecorded',
      key: 'lag',
      state: 'ALARM',
      headline: 'silver-lag fired',
      changedAt: NIGHT,
      at: NIGHT,
    };
    expect(linesOf(timelineOf({ incident, events: [late] }))[1]).toContain(
      'silver-lag fired (came in late, changed nothing)',
    );
  });

  it('fits Slack and leaks nothing, however long', () => {
    const message = timelineOf({
      incident,
      events: Array.from({ length: 90 }, (_, minute) => note(HOSTILE.repeat(20), minute)),
    });
    expect(faultsOf(message)).toEqual([]);
    expect(leaksOf(message)).toEqual([]);
  });
});

describe('the card of a run', () => {
  it.each([
    [{ state: 'requested' }, '○ Asked for'],
    [{ state: 'starting', at: NIGHT }, '▶ Starting since'],
    [{ state: 'starting', at: NIGHT, soFar: '31 of 52 parts read' }, ': 31 of 52 parts read'],
    [{ state: 'answered', at: NIGHT }, '– Answered where it was asked.'],
    [
      { state: 'running', token: 't', summary: 'attempt 1', links: [], at: NIGHT, lookAt: NIGHT },
      'attempt 1',
    ],
    [{ state: 'cancelled', by: person(), at: NIGHT }, '– Cancelled by <@U0RESPONDER>'],
    [
      { state: 'given-up', by: person(), started: true, links: [], at: NIGHT },
      'What it started goes on in AWS.',
    ],
    [{ state: 'ended', finding: aFinding(), at: NIGHT + 4 * MINUTE }, '✕ *out of memory in 14 of 200 tasks*'],
  ] as const)('says where it stands: %j', (state, said) => {
    const message = runCard(aRun({ state }));
    expect(linesOf(message)[0]).toBe('`/etl retry silver-users` · by <@U0RESPONDER>');
    expect(linesOf(message)[1]).toContain(said);
    expect(message.text).toMatch(/^\/etl retry silver-users: .*\. #42$/);
    expect(faultsOf(message)).toEqual([]);
  });

  it('that was given up says of a read that its query is stopped in AWS', () => {
    const state = { state: 'given-up', by: person(), started: true, links: [], at: NIGHT } as const;
    expect(linesOf(runCard(aRun({ risk: 'read', state })))[1]).toContain('Its query is stopped in AWS.');
  });
});

describe('a moment that an operation names', () => {
  const summary = 'Not started: silver-users is running already, since 2026-11-12T02:48Z.';
  const drawn = /since <!date\^\d+\^\{time\}\|02:48 UTC>/;

  it('is drawn in the time of the reader, on every card that tells it', () => {
    const finding = aFinding({
      summary,
      facts: [{ label: 'Run to retry', value: 'failed 2026-11-12T02:48Z' }],
    });
    const run = runCard(aRun({ state: { state: 'ended', finding, at: NIGHT } }));
    expect(linesOf(run)[1]).toMatch(drawn);
    expect(linesOf(run)[2]).toMatch(/^Run to retry: failed <!date\^\d+\^\{time\}\|02:48 UTC>$/);
    expect(run.text).toMatch(drawn);
    const ended: IncidentEvent = {
      type: 'RunEnded',
      run: 'r',
      command: 'x',
      verdict: 'fail',
      summary,
      at: NIGHT,
    };
    expect(linesOf(timelineOf({ incident: anIncident(), events: [ended] }))[1]).toMatch(drawn);
  });

  it('stays as it stands when it is none', () => {
    const finding = aFinding({ summary: 'column 2026-99-99T99:99Z is missing' });
    const run = runCard(aRun({ state: { state: 'ended', finding, at: NIGHT } }));
    expect(linesOf(run)[1]).toBe('✕ *column 2026-99-99T99:99Z is missing*');
  });
});

describe('pings', () => {
  it('a ping mentions in its blocks and in its text', () => {
    const message = pingMessage('Joined #42: gold is late', ['U0OWNER'], NIGHT);
    expect(message.text).toBe('<@U0OWNER> Joined #42: gold is late');
    expect(linesOf(message)).toEqual([message.text]);
  });
});

describe('the text twin', () => {
  it('has the lines of the card, and a word about the buttons', () => {
    const card = incidentCard({
      incident: anIncident(),
      checklists: [],
      suggested: null,
      environment: null,
      mentions: [],
    });
    const lines = textTwin(card).split('\n');
    expect(lines[0]).toBe(linesOf(card)[0]);
    expect(lines.at(-1)).toBe('The buttons could not be shown. The /etl commands do the same.');
  });

  it('stays within the limit and leaks nothing', () => {
    const text = textTwin(
      timelineOf({
        incident: anIncident(),
        events: Array.from({ length: 40 }, (_, minute) => note(HOSTILE, minute)),
      }),
    );
    expect(text.length).toBeLessThanOrEqual(3_500);
    expect(leaksOf({ text, blocks: [] })).toEqual([]);
    expect(textTwin({ text: 'only this', blocks: [] })).toBe('only this');
  });
});
