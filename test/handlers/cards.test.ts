/** Every kind of card is declared once, under the keys that stand in databases. */

import { describe, expect, it } from '@jest/globals';
import type { OperationRun } from '../../src/runs/state.ts';
import {
  CARDS,
  cardsOfChecklist,
  cardsOfIncident,
  cardsOfRun,
  isPerson,
  staysThere,
} from '../../src/handlers/cards.ts';
import {
  checklistStream,
  deedKey,
  EVERY_PING,
  heldPings,
  incidentOfStream,
  incidentStream,
  pingKeysOf,
  runStream,
  timerKey,
} from '../../src/handlers/keys.ts';
import { aChecklist, aFinding, anIncident, aRun, NIGHT, person } from '../support/builders.ts';

const incident = anIncident({ number: 42 });
const checklist = aChecklist({ id: 'c-1' });
const run = aRun({ id: 'r-1' });
const asked = aRun({ id: 'r-2', audience: 'asker' });

describe('a card', () => {
  it('of each kind is known by the key that databases have', () => {
    const all = [
      ...cardsOfIncident(incident, []),
      ...cardsOfChecklist(checklist),
      ...cardsOfRun(null, run),
      CARDS.answer(asked),
      CARDS.shared(asked),
      CARDS.ping(incident, 'assigned:U0:1', 'It is yours.'),
    ];
    expect(all.map(({ key, kind, subject, thread }) => [key, kind, subject, thread])).toEqual([
      ['incident:42', 'incident', '42', null],
      ['timeline:42', 'timeline', '42', 'incident:42'],
      ['checklist:c-1', 'checklist', 'c-1', 'incident:42'],
      ['run:r-1', 'run', 'r-1', 'incident:42'],
      ['answer:r-2', 'answer', 'r-2', null],
      ['shared:r-2', 'shared', 'r-2', 'incident:42'],
      ['ping:42:assigned:U0:1', 'ping', 'It is yours.', 'incident:42'],
    ]);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(Object.keys(CARDS)));
  });

  it('goes by the name under which the store keeps the events of what it mirrors', () => {
    expect(CARDS.incident(incident, 2).key).toBe(incidentStream(42));
    expect(CARDS.checklist(checklist).key).toBe(checklistStream('c-1'));
    expect(CARDS.run(run).key).toBe(runStream('r-1'));
  });

  it('of no incident stands at the top of the channel', () => {
    expect(CARDS.run(aRun({ incident: null })).thread).toBeNull();
    expect(CARDS.checklist(aChecklist({ incident: null })).thread).toBeNull();
  });

  it('of a run that a step asked for stands with its checklist, where there is no incident', () => {
    const followers = [{ checklist: 'c-1', step: '1.1' }];
    expect(CARDS.run(aRun({ incident: null, followers })).thread).toBe(checklistStream('c-1'));
    expect(CARDS.run(aRun({ incident: 42, followers })).thread).toBe(incidentStream(42));
  });
});

describe('the cards of a run whose answer is for who asked alone', () => {
  const running = {
    state: 'running',
    token: '{}',
    summary: '',
    links: [],
    at: NIGHT,
    lookAt: NIGHT,
  } as const;
  const ended = { state: 'ended', finding: aFinding(), at: NIGHT } as const;
  const kinds = (before: OperationRun['state'], after: OperationRun['state']) =>
    cardsOfRun({ ...asked, state: before }, { ...asked, state: after }).map(({ kind, channel, thread }) => [
      kind,
      channel,
      thread,
    ]);

  it('stand in the direct message with them: one while it goes on, and one with what it brought', () => {
    const to = person().user;
    expect(cardsOfRun(null, asked)).toEqual([]);
    expect(kinds({ state: 'starting', at: NIGHT }, running)).toEqual([['run', to, null]]);
    expect(kinds(running, ended)).toEqual([
      ['answer', to, null],
      ['run', to, null],
    ]);
    expect(kinds({ state: 'starting', at: NIGHT }, ended)).toEqual([['answer', to, null]]);
  });

  it('both say that one which was given up is not stopped after all', () => {
    const givenUp = { state: 'given-up', by: person(), links: [], at: NIGHT } as const;
    const drawn = (started: boolean) => kinds({ ...givenUp, started }, ended).map(([kind]) => kind);
    expect(drawn(true)).toEqual(['answer', 'run']);
    expect(drawn(false)).toEqual(['answer']);
  });

  it('are one more, under its incident, once they showed it to everybody', () => {
    const shown = { ...asked, state: ended, shared: { by: person(), at: NIGHT } };
    expect(cardsOfRun({ ...asked, state: ended }, shown).map(({ kind, channel }) => [kind, channel])).toEqual(
      [
        ['answer', person().user],
        ['shared', asked.channel],
      ],
    );
    const sent = { ...shown, file: { state: 'sent' } } as const;
    expect(cardsOfRun(shown, sent).map(({ kind }) => kind)).toEqual(['answer']);
  });
});

it('goes nowhere else when it is for one person, or shows what was for one', () => {
  const all = [
    CARDS.run(run),
    CARDS.run(asked),
    CARDS.answer(asked),
    CARDS.shared(asked),
    CARDS.incident(incident, 2),
  ];
  expect(all.map(staysThere)).toEqual([false, true, true, true, false]);
});

describe('a channel', () => {
  it.each(['U0RESPONDER', 'W012A3CDE', 'U024BE7LH'])('is a person: %s', (id) =>
    expect(isPerson(id)).toBe(true),
  );

  it.each(['#todo-etl-alerts', 'C0ALERTS', 'D0RESPONDER', 'G012', 'U0', 'USERS ', 'u0responder', ''])(
    'is none: "%s"',
    (channel) => expect(isPerson(channel)).toBe(false),
  );
});

describe('a key', () => {
  it('is written as databases have it', () => {
    expect(timerKey(incidentStream(42), 'speak-up')).toBe('incident:42:speak-up');
    expect(heldPings(42)).toBe('pings-held:42');
    expect(deedKey('slash:1.2')).toBe('deed:slash:1.2');
  });

  it.each(['incident:42:speak-up', 'timeline:42', 'run:42', 'incident:', 'incident:x'])(
    'that is no stream of an incident names none: %s',
    (key) => expect(incidentOfStream(key)).toBeNull(),
  );

  it('of a ping lies among those of its incident, and of no other', () => {
    const { key } = CARDS.ping(incident, 'opened', 'It is yours.');
    const lies = ({ from, to }: { from: string; to: string }) => from <= key && key < to;
    expect([42, 4, 420].map((number) => lies(pingKeysOf(number)))).toEqual([true, false, false]);
    expect(lies(EVERY_PING)).toBe(true);
  });

  it('of a stream names its incident', () => {
    expect(incidentOfStream(incidentStream(42))).toBe(42);
  });
});
