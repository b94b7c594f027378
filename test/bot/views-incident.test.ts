import type { IncidentCardView } from '../../src/bot/views/incident.ts';
import type { Clue } from '../../src/incidents/clue.ts';
import type { IncidentRun, IncidentWithAlarms } from '../../src/incidents/state.ts';

import { describe, expect, it } from '@jest/globals';

import { noEvidence } from '../../src/incidents/clue.ts';
import { incidentCard } from '../../src/bot/views/incident.ts';
import { aChecklist, anAlarm, anIncident, aStep, ended, MINUTE, NIGHT, person } from '../support/builders.ts';
import { faultsOf, HOSTILE, labelsOf, leaksOf, linesOf } from '../support/slack-text.ts';

function card(incident: Partial<IncidentWithAlarms> = {}, view: Partial<IncidentCardView> = {}) {
  return incidentCard({
    incident: anIncident(incident),
    checklists: [],
    suggested: null,
    environment: 'prod',
    mentions: [],
    ...view,
  });
}

const recovered = anAlarm({ state: 'OK', headline: 'recovered', changedAt: NIGHT + 20 * MINUTE });

const found = (clues: readonly Clue[]) => ({ ...noEvidence(NIGHT), clues });
const clue = (line: Clue['line'], text: string, changes: Partial<Clue> = {}): Clue => ({
  line,
  command: `/etl ${line}`,
  text,
  verdict: 'ok',
  at: NIGHT,
  ...changes,
});

describe('what Handrail found out, on the card', () => {
  const WHY = clue('why', 'out of memory in 14 of 200 tasks, attempt 1 of 2');
  const PAST = clue('past', 'last good run 2026-11-12T02:00Z, usually 22m', { verdict: 'fail' });
  const INPUT = clue('input', 'input 3.1 × the usual of its hour');
  const CHANGES = clue('changes', 'nothing changed for 9 days');
  const STAGES = clue('stages', 'ingestion ok › SILVER FAILS › gold waits');

  it('stands below the alarm in an order of its own, each with the command that says more', () => {
    const lines = linesOf(card({ evidence: found([STAGES, CHANGES, PAST, INPUT, WHY]) }));
    expect(lines.slice(2, -2)).toEqual([
      'Out of memory in 14 of 200 tasks, attempt 1 of 2 · `/etl why`',
      expect.stringMatching(/^✕ Last good run <!date.+>, usually 22m · `\/etl past`$/),
      'Nothing changed for 9 days · `/etl changes`',
      'Input 3.1 × the usual of its hour · `/etl input`',
      'ingestion ok › SILVER FAILS › gold waits · `/etl stages`',
    ]);
    expect(lines).toHaveLength(9);
  });

  it('joins what is short where there is more to say, and then gives way from the end, but for the stages', () => {
    const clues = [WHY, PAST, INPUT, CHANGES, STAGES];
    const lines = linesOf(card({ evidence: found(clues) }, { checklists: [aChecklist()] }));
    expect(lines).toHaveLength(9);
    expect(lines[4]).toBe(
      'Nothing changed for 9 days · `/etl changes` · Input 3.1 × the usual of its hour · `/etl input`',
    );
    expect(lines[5]).toContain('SILVER FAILS');
    const fuller = linesOf(
      card({ evidence: found(clues), offers: [43] }, { checklists: [aChecklist()] }),
    ).join('\n');
    expect(fuller).toContain('SILVER FAILS');
    expect(fuller).toContain('Last good run');
    expect(fuller).not.toContain('Nothing changed');
  });

  it('says when it was true once that is long ago', () => {
    const changedAt = NIGHT + 30 * MINUTE;
    expect(linesOf(card({ evidence: found([WHY]), changedAt }))[2]).toMatch(/`\/etl why` · <!date/);
  });

  it('says nothing twice that somebody looked at as well', () => {
    const lastRun: IncidentRun = {
      run: 'r',
      command: '/etl why',
      by: person(),
      state: 'ended',
      verdict: 'ok',
      summary: 'Cause: out of memory',
      at: NIGHT - 1,
    };
    const view = { reading: new Set(['why']) };
    expect(linesOf(card({ evidence: found([WHY]), lastRun }, view)).join('\n')).not.toContain('Looked');
    const other = { ...lastRun, command: '/etl past' };
    expect(
      linesOf(card({ evidence: found([WHY]), lastRun: other }, { reading: new Set(['past']) })).join('\n'),
    ).toContain('Looked');
  });

  it('says that nobody could look, and why, where nothing was found', () => {
    const unseen = [{ command: '/etl logs x', because: 'The AWS credentials have expired' }];
    expect(linesOf(card({ evidence: { ...noEvidence(NIGHT), unseen } }))[2]).toBe(
      '? Could not look: The AWS credentials have expired',
    );
  });

  it('draws a moment between colons as one', () => {
    const lines = linesOf(card({ evidence: found([clue('changes', 'changed 2026-11-12T02:00Z: x: y')]) }));
    expect(lines[2]).toMatch(/^Changed <!date\^\d+\^[^>]+>: x: y /);
  });

  it('is escaped', () => {
    const message = card({ evidence: found([clue('why', HOSTILE), clue('stages', HOSTILE)]) });
    expect(leaksOf(message)).toEqual([]);
    expect(faultsOf(message)).toEqual([]);
  });
});

describe('the card of an open incident', () => {
  it('tells a phone what it is before anything else', () => {
    expect(card().text).toBe('SEV2 todo-etl silver: silver-users failed: out of memory. #42');
    expect(card({ pipeline: null, stage: null, title: 'Disk full.' }).text).toBe('SEV2 Disk full. #42');
  });

  it('says severity by shape and word, number, pipeline and title in its first line', () => {
    expect(linesOf(card())[0]).toBe(
      '🟠 *SEV2* · #42 · todo-etl (prod) · *silver-users failed: out of memory*',
    );
    expect(linesOf(card({ severity: 1 }))[0]).toContain('🔴 *SEV1*');
  });

  it('lists what fires, three lines at most, and counts the rest', () => {
    const alarms = ['a', 'b', 'c', 'd'].map((name) =>
      anAlarm({ key: name, name, headline: `${name} fired`, resources: { job: name } }),
    );
    const lines = linesOf(card({ title: 'silver is late', alarms }));
    expect(lines.slice(1, 4)).toEqual([
      expect.stringMatching(/^a fired · since/),
      expect.stringMatching(/^b fired/),
      '+2 more',
    ]);
  });

  it('lets the event of a Glue job speak for all alarms about that job', () => {
    const metric = anAlarm({ key: 'm', name: 'silver-users-failed', headline: 'failed tasks: 4' });
    const event = anAlarm({
      key: 'e',
      name: 'silver-users',
      kind: 'glue-job',
      headline: 'silver-users failed',
    });
    const other = anAlarm({ key: 'o', name: 'silver-lag', headline: 'silver-lag fired', resources: {} });
    const lines = linesOf(card({ title: 'silver is late', alarms: [metric, event, other] }));
    expect(lines[1]).toMatch(/^silver-users failed · since <[^>]+> · also silver-users-failed$/);
    expect(lines[2]).toMatch(/^silver-lag fired/);
    expect(lines.at(-1)).toContain('3 alarms');
  });

  it('shows what a text alarm says, on one line', () => {
    const said = anAlarm({
      kind: 'text',
      name: 'Disk',
      headline: 'Disk',
      reason: 'Disk\nsda1 is full\n<!here>',
    });
    const lines = linesOf(card({ title: 'Disk', alarms: [said] }));
    expect(lines[1]).toMatch(/^Since <!date/);
    expect(lines[2]).toBe('sda1 is full &lt;!here&gt;');
  });

  it('counts a quiet symptom and says why it is quiet, without giving it a line', () => {
    const quiet = anAlarm({
      key: 'q',
      name: 'gold-late',
      headline: 'gold is late',
      quiet: 'quiet because gold waits for silver',
    });
    const lines = linesOf(card({ alarms: [anAlarm(), quiet] }));
    expect(lines.join('\n')).not.toContain('gold is late');
    expect(lines.at(-1)).toContain('2 alarms, 1 quiet · gold-late: quiet because gold waits for silver');
  });

  it('gives a quiet symptom its line once nothing else fires', () => {
    const quiet = anAlarm({
      key: 'q',
      name: 'gold-late',
      headline: 'gold is late',
      quiet: 'quiet because gold waits for silver',
    });
    expect(linesOf(card({ alarms: [recovered, quiet] }))[1]).toContain('gold is late');
  });

  it('mentions those whom the severity says until somebody is on it', () => {
    const mentions = ['U0OWNER', 'S0LEADS'];
    expect(linesOf(card({}, { mentions }))).toContain('On it: nobody · called <@U0OWNER> <!subteam^S0LEADS>');
    const acknowledged = { by: person(), at: NIGHT };
    const taken = linesOf(
      card({ acknowledged, status: { state: 'acknowledged', ...acknowledged } }, { mentions }),
    ).join('\n');
    expect(taken).toContain('On it: <@U0RESPONDER> since');
    expect(taken).not.toContain('U0OWNER');
  });

  it('offers to acknowledge first, then the checklist, then to resolve', () => {
    expect(labelsOf(card())).toEqual({
      buttons: ['Acknowledge', 'Checklist', 'Resolve'],
      menu: ['Note', 'Assign to …', 'Change severity', 'It stopped getting worse', 'Merge into …'],
    });
    const by = { by: person(), at: NIGHT };
    expect(labelsOf(card({ status: { state: 'acknowledged', ...by }, acknowledged: by })).buttons).toEqual([
      'Checklist',
      'Resolve',
      'Note',
    ]);
  });

  it('proposes to resolve once all that can recover has', () => {
    const message = card({ alarms: [recovered] });
    expect(linesOf(message).join('\n')).toMatch(/\*All recovered <!date[^>]+\|03:20 UTC>\. Resolve it\?\*/);
    expect(linesOf(message).join('\n')).toMatch(/fired <[^>]+03:00 UTC>, recovered <[^>]+03:20 UTC>/);
    expect(labelsOf(message).buttons[0]).toBe('Resolve');
    expect(message.text).toMatch(/^Recovered: /);
  });

  it('says what has no data, and that it stopped getting worse', () => {
    const silent = anAlarm({ key: 's', name: 'silver-rows', state: 'INSUFFICIENT_DATA' });
    const lines = linesOf(card({ alarms: [anAlarm(), silent], stoppedGettingWorseAt: NIGHT + MINUTE })).join(
      '\n',
    );
    expect(lines).toContain('No data from silver-rows since');
    expect(lines).toContain('Stopped getting worse');
  });

  it('offers to adopt the incident downstream', () => {
    const message = card({ offers: [41, 40] });
    expect(linesOf(message)).toContain('#41 downstream looks like a symptom of this. So does #40.');
    expect(labelsOf(message).buttons).toEqual(['Acknowledge', 'Checklist', 'Adopt #41']);
  });

  it('opens the checklist that it names, and asks which one when it names none', () => {
    const suggested = { id: 'RUNBOOK.md/x', title: 'ETL job failures', certain: true };
    const press = (message: ReturnType<typeof card>): unknown => JSON.stringify(message.blocks);
    expect(press(card({}, { suggested }))).toContain(JSON.stringify('[42,"todo-etl","RUNBOOK.md/x"]'));
    expect(linesOf(card({}, { suggested }))).toContain('Checklist that fits: ETL job failures');
    expect(press(card())).toContain('incident.pick-checklist/1');
    expect(press(card({}, { suggested, checklists: [aChecklist()] }))).toContain('incident.pick-checklist/1');
  });

  it('calls the way to another checklist so, and does not point to it, while one stands', () => {
    const by = { by: person(), at: NIGHT };
    const acknowledged = { status: { state: 'acknowledged', ...by }, acknowledged: by } as const;
    const first = ({ blocks }: ReturnType<typeof card>) =>
      blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))[0];
    expect(first(card(acknowledged))).toMatchObject({ text: { text: 'Checklist' }, style: 'primary' });
    const beside = first(card(acknowledged, { checklists: [aChecklist()] }));
    expect(beside).toMatchObject({ text: { text: 'Another checklist' } });
    expect(beside).not.toHaveProperty('style');
  });

  it('asks which checklist where one only may fit, and says so', () => {
    const suggested = { id: 'RUNBOOK.md/x', title: 'ETL job failures', certain: false };
    const message = card({}, { suggested });
    expect(linesOf(message)).toContain('Maybe: ETL job failures');
    expect(JSON.stringify(message.blocks)).toContain('incident.pick-checklist/1');
    expect(JSON.stringify(message.blocks)).not.toContain('incident.open-checklist');
  });

  it('says of each text what it says, and that earlier messages stand in the timeline', () => {
    const text = { kind: 'text', headline: 'Copy', resources: {}, recovery: 'by-hand' } as const;
    const lines = linesOf(
      card({
        alarms: [
          anAlarm({ ...text, key: 'a', reason: 'The copy of users failed.' }),
          anAlarm({ ...text, key: 'b', reason: 'The copy of orders was completed.', events: 2 }),
        ],
      }),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^Copy: The copy of users failed · since/));
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^Copy: The copy of orders was completed · since .* · 2 messages, all in the timeline$/,
      ),
    );
  });

  it('says how far its checklist and its last run are', () => {
    const steps = [aStep({ state: ended() }), aStep({ id: '1.2' })];
    const lines = linesOf(
      card(
        {
          lastRun: {
            run: 'r',
            command: '/etl retry x',
            by: person(),
            state: 'ended',
            verdict: 'fail',
            summary: 'out of memory.',
          },
        },
        { checklists: [aChecklist({ steps })] },
      ),
    );
    expect(lines).toContain('Checklist: ETL job failures · step 2 of 2, in the thread');
    expect(lines).toContain('✕ out of memory · `/etl retry x` · by <@U0RESPONDER>');
  });

  it('says what was looked at and when, and ticks nothing for a look that found something out', () => {
    const look = {
      run: 'r',
      command: '/etl logs todo-etl-cdc',
      by: { kind: 'handrail' },
      state: 'ended',
      verdict: 'ok',
      summary: 'todo-etl-cdc: no delivery error in 24 hours',
      at: NIGHT,
    } as const;
    const resources = { stream: 'todo-etl-cdc' };
    const told = (lastRun: IncidentRun, firedAt: number) =>
      linesOf(
        card({ lastRun, alarms: [anAlarm({ firedAt, resources })] }, { reading: new Set(['logs']) }),
      ).join('\n');
    expect(told(look, NIGHT - MINUTE)).toMatch(
      /^Looked .*: todo-etl-cdc: no delivery error in 24 hours · `\/etl logs todo-etl-cdc`$/m,
    );
    expect(told({ ...look, summary: 'Could not say', verdict: 'unknown' }, NIGHT - MINUTE)).toMatch(
      /^\? Looked .*: Could not say/m,
    );
    // It failed anew since: what was seen then is of the failure before.
    expect(told(look, NIGHT + MINUTE)).not.toContain('no delivery error');
    const { at: _, ...older } = look;
    expect(told(older, NIGHT + MINUTE)).toContain('✓ todo-etl-cdc: no delivery error');
  });

  it('tells no checklist that was finished before it reopened', () => {
    const finished = aChecklist({ finishedAt: NIGHT });
    const told = (reopenedAt: number) =>
      linesOf(card({ reopenings: 1, reopenedAt }, { checklists: [finished] }));
    expect(told(NIGHT - 1).join('\n')).toContain('Checklist: ETL job failures');
    expect(told(NIGHT + 1).join('\n')).not.toContain('Checklist: ');
  });

  it('remembers what it is again, and how often it reopened', () => {
    expect(linesOf(card({ again: 37, reopenings: 2 })).at(-1)).toContain(
      'again after #37 · reopened 2 times',
    );
  });
});

describe('the card of an incident that is over', () => {
  const status = { state: 'resolved', by: person(), at: NIGHT + 69 * MINUTE, outcome: 'fixed' } as const;

  it('shrinks to the outcome, by whom, how long it took, and a way back', () => {
    const message = card({ status, alarms: [recovered], again: 37 });
    expect(message.text).toMatch(/^Resolved: SEV2 /);
    expect(linesOf(message)[1]).toMatch(/^Fixed · by <@U0RESPONDER> .* after 1h 9m · was SEV2$/);
    expect(labelsOf(message)).toEqual({ buttons: ['Reopen'], menu: [] });
  });

  it('does not hide an alarm that still fired', () => {
    expect(linesOf(card({ status }))).toContain('1 alarm still fired then.');
  });

  it('points to the incident that it was merged into, and has no buttons', () => {
    const message = card({ status, mergedInto: 41 });
    expect(linesOf(message)[1]).toContain('#41');
    expect(labelsOf(message)).toEqual({ buttons: [], menu: [] });
  });
});

describe('hostile text', () => {
  it('is shown and does nothing', () => {
    const alarm = anAlarm({ name: HOSTILE, headline: HOSTILE, quiet: null, link: 'javascript:alert(1)' });
    const message = card(
      {
        title: HOSTILE,
        pipeline: HOSTILE,
        stage: HOSTILE,
        alarms: [alarm, { ...alarm, key: 'q', quiet: HOSTILE }],
      },
      {
        environment: HOSTILE,
        mentions: [HOSTILE],
        suggested: { id: HOSTILE, title: HOSTILE, certain: true },
      },
    );
    expect(leaksOf(message)).toEqual([]);
    expect(faultsOf(message)).toEqual([]);
    expect(message.text).toContain('表が空です');
  });
});
