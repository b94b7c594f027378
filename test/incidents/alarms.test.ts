/** What alarms do to an incident. */

import { describe, expect, it } from '@jest/globals';
import { firing, recoveredAt } from '../../src/incidents/state.ts';
import { MINUTE, NIGHT, person } from '../support/builders.ts';
import { acknowledge, alarm, merge, open, resolve, story, when } from '../support/incident-stories.ts';

const LATER = NIGHT + MINUTE;
/** The failure that the title of an incident is of. */
const JOB = { kind: 'glue-job', headline: 'silver-users failed: out of memory' } as const;
const GOLD = {
  key: 'glue-job:gold',
  name: 'gold-daily',
  headline: 'gold-daily failed',
  resources: { job: 'gold-daily' },
};

describe('the alarm that opens an incident', () => {
  it('joins without a ping, since the first card speaks', () => {
    const { state, events, pings } = story(open(), alarm());
    expect(events.map(({ type }) => type)).toEqual(['IncidentOpened', 'AlarmJoined']);
    expect(state?.alarms).toMatchObject([
      { name: 'silver-users', state: 'ALARM', firedAt: NIGHT, events: 1, quiet: null },
    ]);
    expect(pings).toEqual([]);
  });
});

describe('another alarm', () => {
  const opened = story(open(), alarm());

  it('that joins pings, once for each alarm', () => {
    const { pings, events } = when(opened, alarm({ ...GOLD, changedAt: LATER }));
    expect(events.map(({ type }) => type)).toEqual(['AlarmJoined']);
    expect(pings).toEqual([
      { about: 'joined:glue-job:gold', text: 'Joined #42: gold-daily failed', urgent: false },
    ]);
  });

  it('about the same job joins without a ping: it is the same trouble seen twice', () => {
    const { pings, events } = when(
      opened,
      alarm({
        key: 'metric:silver',
        name: 'silver-users-failed',
        resources: { job: 'silver-users' },
        changedAt: LATER,
      }),
    );
    expect(events.map(({ type }) => type)).toEqual(['AlarmJoined']);
    expect(pings).toEqual([]);
  });

  it('that joins as a symptom is quiet, and keeps the sentence why', () => {
    const quiet = 'quiet because gold waits for silver, which #42 is about';
    const { pings, state } = when(opened, alarm(GOLD, { quiet, severity: 1 }));
    expect(pings).toEqual([]);
    expect(state?.alarms[1]?.quiet).toBe(quiet);
    expect(state?.severity).toBe(2);
  });

  it('of a higher severity raises the incident to it', () => {
    const { state, events } = when(opened, alarm(GOLD, { severity: 1 }));
    expect(state?.severity).toBe(1);
    expect(events.at(-1)).toMatchObject({
      type: 'SeverityChanged',
      from: 2,
      to: 1,
      by: { kind: 'handrail' },
    });
  });

  it('of a lower severity leaves it', () => {
    expect(when(opened, alarm(GOLD, { severity: 4 })).state?.severity).toBe(2);
  });
});

describe('an alarm of the incident that changes', () => {
  const opened = story(open(), alarm());

  it('to OK recovers', () => {
    const { state, pings } = when(
      opened,
      alarm({ state: 'OK', headline: 'silver-users succeeded', changedAt: LATER }),
    );
    expect(state?.alarms).toMatchObject([{ state: 'OK', changedAt: LATER, firedAt: NIGHT, events: 2 }]);
    expect(state === null ? null : recoveredAt(state)).toBe(LATER);
    expect(pings).toEqual([]);
  });

  it('to missing data is neither well nor firing', () => {
    const { state } = when(opened, alarm({ state: 'INSUFFICIENT_DATA', changedAt: LATER }));
    expect(state?.status).toEqual({ state: 'open' });
    expect(state === null ? null : [recoveredAt(state), firing(state).length]).toEqual([null, 0]);
  });

  it('keeps what an earlier change named and a later one does not', () => {
    const started = story(
      open(),
      alarm({ resources: { job: 'silver-users', run: 'jr_1' }, link: 'https://console' }),
    );
    const { state } = when(
      started,
      alarm({ state: 'OK', resources: { job: 'silver-users' }, changedAt: LATER }),
    );
    expect(state?.alarms[0]).toMatchObject({
      resources: { job: 'silver-users', run: 'jr_1' },
      link: 'https://console',
    });
  });

  it('fires again with a ping where all had recovered for a while, however often it did', () => {
    const twice = { key: 'metric:silver', name: 'silver-users-failed' };
    const recovered = when(opened, alarm({ state: 'OK', changedAt: LATER }));
    const again = when(recovered, alarm({ ...JOB, changedAt: LATER + 5 * MINUTE }));
    expect(again.pings).toEqual([
      {
        about: `again:${LATER}`,
        text: '#42 had recovered and fires again: silver-users failed: out of memory',
        urgent: false,
      },
    ]);
    const alsoSeen = alarm({ ...twice, resources: { job: 'silver-users' }, changedAt: LATER + 6 * MINUTE });
    expect(when(again, alsoSeen).pings).toEqual([]);
    const over = when(again, alarm({ state: 'OK', changedAt: LATER + 10 * MINUTE }));
    expect(when(over, alarm({ changedAt: LATER + 60 * MINUTE })).pings).toHaveLength(1);
  });

  it('fires again without a ping where it flaps, while another fires, and while it is quiet', () => {
    const recovered = when(opened, alarm({ state: 'OK', changedAt: LATER }));
    expect(when(recovered, alarm({ changedAt: LATER + 4 * MINUTE })).pings).toEqual([]);
    const beside = when(when(opened, alarm(GOLD)), alarm({ state: 'OK', changedAt: LATER }));
    expect(when(beside, alarm({ changedAt: LATER + 9 * MINUTE })).pings).toEqual([]);
    const symptom = when(
      when(recovered, alarm(GOLD, { quiet: 'quiet because gold waits for silver' })),
      alarm({ ...GOLD, state: 'OK', changedAt: LATER }),
    );
    expect(when(symptom, alarm({ ...GOLD, changedAt: LATER + 9 * MINUTE })).pings).toEqual([]);
  });

  it('late is told and counted, and changes no state', () => {
    const recovered = when(opened, alarm({ state: 'OK', changedAt: LATER }));
    const { state, events } = when(recovered, alarm({ changedAt: NIGHT + 30_000 }, { current: false }));
    expect(events.map(({ type }) => type)).toEqual(['AlarmRecorded']);
    expect(state?.alarms).toMatchObject([
      { state: 'OK', changedAt: LATER, firedAt: NIGHT + 30_000, events: 3 },
    ]);
  });
});

describe('an alarm that comes in after its own recovery', () => {
  it('shows as fired and recovered', () => {
    const { state, pings } = when(
      story(open(), alarm(GOLD)),
      alarm({}, { since: { state: 'OK', changedAt: LATER }, current: false }),
    );
    expect(state?.alarms[1]).toMatchObject({ state: 'OK', firedAt: NIGHT, changedAt: LATER, events: 2 });
    expect(pings).toEqual([]);
  });

  it('and of which there is no data since still speaks', () => {
    const since = { state: 'INSUFFICIENT_DATA', changedAt: LATER } as const;
    const { state, pings } = when(story(open(), alarm(GOLD)), alarm({}, { since, current: false }));
    expect(state?.alarms[1]).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      firedAt: NIGHT,
      headline: 'silver-users has no data',
    });
    expect(pings).toHaveLength(1);
  });
});

describe('an alarm that fires in a resolved incident', () => {
  const over = story(open(), alarm(), alarm({ state: 'OK', changedAt: LATER }), resolve(LATER));

  it('reopens it and pings', () => {
    const { state, events, pings } = when(over, alarm({ changedAt: LATER + MINUTE }));
    expect(events.map(({ type }) => type)).toEqual(['AlarmChanged', 'IncidentReopened']);
    expect(state).toMatchObject({ status: { state: 'open' }, reopenings: 1 });
    expect(pings).toEqual([
      {
        about: 'reopened:1',
        text: 'Reopened #42: silver-users fired again',
        urgent: true,
        to: { kind: 'on-call', had: null },
      },
    ]);
  });

  it('reopens it though it never said OK between', () => {
    const byHand = story(open(), alarm(), resolve(LATER));
    const { state, pings } = when(byHand, alarm({ changedAt: LATER + MINUTE }));
    expect(state?.status.state).toBe('open');
    expect(pings).toHaveLength(1);
  });

  it("is everybody's again, whoever had it before", () => {
    const taken = story(open(), alarm(), acknowledge(NIGHT + 5), resolve(LATER));
    const again = when(taken, alarm({ headline: 'silver-users timed out', changedAt: LATER + MINUTE }));
    expect(again.state).toMatchObject({
      status: { state: 'open' },
      acknowledged: null,
      assignee: null,
      hadIt: { user: 'U0RESPONDER' },
    });
    expect(again.pings).toMatchObject([{ to: { kind: 'on-call', had: 'U0RESPONDER' } }]);
  });

  it('keeps no result of a run of the trouble before', () => {
    const ran = story(
      open(),
      alarm(),
      {
        type: 'RecordRunStarted',
        run: 'r1',
        command: '/etl retry silver-users',
        by: person(),
        now: NIGHT + 1,
      },
      resolve(LATER),
    );
    const again = when(ran, alarm({ changedAt: LATER + MINUTE }));
    expect(ran.state?.lastRun).not.toBeNull();
    expect(again.state).toMatchObject({ lastRun: null, reopenedAt: LATER + MINUTE });
  });

  it('tells the newest failure of the job that its title is of', () => {
    const failed = story(open(), alarm(JOB));
    const anew = when(failed, alarm({ ...JOB, headline: 'silver-users timed out', changedAt: LATER }));
    expect(anew.state?.title).toBe('silver-users timed out');
    const well = { ...JOB, state: 'OK', headline: 'silver-users succeeded', changedAt: LATER } as const;
    const between = story(open(), alarm(JOB), alarm(well));
    expect(between.state?.title).toBe(failed.state?.title);
    const third = when(
      between,
      alarm({ ...JOB, headline: 'silver-users timed out', changedAt: LATER + MINUTE }),
    );
    expect(third.state?.title).toBe('silver-users timed out');
  });

  it('keeps its title while another job fails, and what a person called it', () => {
    const other = alarm({ ...JOB, ...GOLD, changedAt: LATER });
    expect(when(story(open(), alarm(JOB)), other).state?.title).toBe(JOB.headline);
    const named = story({ ...open(), title: 'Users are wrong' }, alarm(JOB));
    const anew = when(named, alarm({ ...JOB, headline: 'silver-users timed out', changedAt: LATER }));
    expect(anew.state?.title).toBe('Users are wrong');
  });

  it('is told by what is wrong now, not by what was then', () => {
    const again = when(over, alarm({ headline: 'silver-users timed out', changedAt: LATER + MINUTE }));
    expect(again.state?.title).toBe('silver-users timed out');
  });

  it('pings again when it reopens again', () => {
    const twice = story(
      open(),
      alarm(),
      resolve(LATER),
      alarm({ changedAt: LATER + 1 }),
      resolve(LATER + 2),
      alarm({ changedAt: LATER + 3 }),
    );
    expect(twice.pings.map(({ about }) => about)).toEqual(['reopened:1', 'reopened:2']);
  });

  it.each([
    ['OK', { state: 'OK', changedAt: LATER + MINUTE } as const, true],
    ['a late ALARM', { changedAt: NIGHT + 1 } as const, false],
  ])('stays resolved after %s', (_, event, current) => {
    const { state, pings } = when(over, alarm(event, { current }));
    expect(state?.status.state).toBe('resolved');
    expect(pings).toEqual([]);
  });

  it('stays merged when it was merged', () => {
    const merged = story(open(), alarm(), merge(41, LATER));
    const { state, pings } = when(merged, alarm({ changedAt: LATER + MINUTE }));
    expect(state).toMatchObject({ status: { state: 'resolved' }, mergedInto: 41 });
    expect(pings).toEqual([]);
  });
});
