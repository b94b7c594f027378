import type { IncidentEvent } from '../../src/incidents/events.ts';

import { describe, expect, it } from '@jest/globals';

import { HANDRAIL } from '../../src/access/actor.ts';
import { incidentCard } from '../../src/bot/views/incident.ts';
import { noticeCard } from '../../src/bot/views/notice.ts';
import { pingMessage } from '../../src/bot/views/ping.ts';
import { runCard } from '../../src/bot/views/run.ts';
import { textTwin } from '../../src/bot/views/text-twin.ts';
import { timelineCard } from '../../src/bot/views/timeline.ts';
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

describe('the timeline card', () => {
  const incident = anIncident({
    alarms: [anAlarm({ key: 'lag', name: 'silver-lag' }), anAlarm({ key: 'rows', name: 'silver-rows' })],
  });

  it('tells one line an event, newest last, with who did it', () => {
    const by = person();
    const lines = linesOf(
      timelineCard({
        incident,
        events: [
          { type: 'IncidentAcknowledged', by, at: NIGHT },
          { type: 'SeverityChanged', from: 2, to: 1, by: HANDRAIL, at: NIGHT },
          { type: 'StepEnded', checklist: 'c1', step: '1.2', outcome: 'did-not-help', by, at: NIGHT },
          { type: 'IncidentResolved', outcome: 'recovered', by: HANDRAIL, at: NIGHT },
          { type: 'unknown', name: 'IncidentReviewed', at: NIGHT },
        ],
      }),
    );
    expect(lines.map((line) => line.replace(/^<[^>]+> {2}/, ''))).toEqual([
      '*Timeline of #42*',
      'Acknowledged by <@U0RESPONDER>',
      'SEV2 is now SEV1',
      'Step 1.2: did not help · <@U0RESPONDER>',
      '✓ Resolved by Handrail: recovered by itself',
      'IncidentReviewed (written by a newer release)',
    ]);
  });

  it('folds alarms that go on and off, each to one line with its count', () => {
    const events = Array.from({ length: 12 }, (_, minute) =>
      change(minute % 2 === 0 ? 'lag' : 'rows', minute % 4 < 2 ? 'OK' : 'ALARM', minute),
    );
    const lines = linesOf(timelineCard({ incident, events }));
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/silver-lag changed 6 times until <[^>]+03:10 UTC>, then firing$/);
    expect(lines[2]).toMatch(/silver-rows changed 6 times until <[^>]+03:11 UTC>, then firing$/);
  });

  it('keeps the beginning and the end of a long story, and counts the middle', () => {
    const lines = linesOf(
      timelineCard({
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
    expect(linesOf(timelineCard({ incident, events: [late] }))[1]).toContain(
      'silver-lag fired (came in late, changed nothing)',
    );
  });

  it('fits Slack and leaks nothing, however long', () => {
    const message = timelineCard({
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
    [{ state: 'running', token: 't', summary: 'attempt 1', at: NIGHT }, 'attempt 1'],
    [
      { state: 'ended', finding: aFinding(), at: NIGHT + 4 * MINUTE },
      '✕ *failed* · out of memory in 14 of 200 tasks · after 4m',
    ],
  ] as const)('says where it stands: %j', (state, said) => {
    const message = runCard(aRun({ state }));
    expect(linesOf(message)[0]).toBe('`/etl retry silver-users` · by <@U0RESPONDER> · #42');
    expect(linesOf(message)[1]).toContain(said);
    expect(message.text).toMatch(/^\/etl retry silver-users: .*\. #42$/);
    expect(faultsOf(message)).toEqual([]);
  });
});

describe('pings and notices', () => {
  it('a ping mentions in its blocks and in its text', () => {
    const message = pingMessage('Joined #42: gold is late', ['U0OWNER']);
    expect(message.text).toBe('<@U0OWNER> Joined #42: gold is late');
    expect(linesOf(message)).toEqual([message.text]);
  });

  it('a notice shows the whole of what nobody understood, and does nothing with it', () => {
    const message = noticeCard(`A message could not be applied.\n\n{"text":"${HOSTILE}"}`);
    expect(linesOf(message)[0]).toBe('A message could not be applied.');
    expect(linesOf(message)[2]).toContain('"text":"&lt;!channel&gt;');
    for (const text of [HOSTILE.repeat(200), '', '\n\n', '```'.repeat(9_000)]) {
      expect(faultsOf(noticeCard(text))).toEqual([]);
      expect(leaksOf(noticeCard(text))).toEqual([]);
    }
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
    const text = textTwin(noticeCard(`Title\n${HOSTILE.repeat(100)}`));
    expect(text.length).toBeLessThanOrEqual(3_500);
    expect(leaksOf({ text, blocks: [] })).toEqual([]);
    expect(textTwin({ text: 'only this', blocks: [] })).toBe('only this');
  });
});
