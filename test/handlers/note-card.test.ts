/** What became of a card's message is told to the people of its incident. */

import type { Whisper } from '../../src/handlers/ports.ts';
import type { StoreUnderTest } from '../store/contract.ts';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { noteOnCard } from '../../src/handlers/note-card.ts';
import { openSqliteUnderTest } from '../store/files.ts';
import { incident, NOW, resolved, run, wish } from '../store/samples.ts';
import { timelineIn } from '../support/stored.ts';

const SENTENCE = 'The message was deleted in Slack. It is posted again, this once.';
const TIMINGS = {
  calmMs: 1_800_000,
  textExpiryMs: 259_200_000,
  muteGraceMs: 600_000,
  reopenWithinMs: 7_200_000,
};

let underTest: StoreUnderTest;
let whispers: readonly string[];
const whisper: Whisper = async (channel, user, text) => {
  whispers = [...whispers, `${user} in ${channel}: ${text}`];
};

beforeEach(async () => {
  underTest = await openSqliteUnderTest();
  whispers = [];
});

afterEach(() => underTest.cleanup());

async function noteOn(key: string, thread: string | null): Promise<void> {
  const { store } = underTest;
  await store.transact((tx) => tx.cards.want(wish(key, { thread })));
  const card = await store.read((reader) => reader.cards.load(key));
  if (card === null) throw new Error('Expected the card');
  await noteOnCard({ store, incidents: TIMINGS, clock: () => NOW, whisper }, card, SENTENCE);
}

const timeline = () => underTest.store.read((reader) => timelineIn(reader, 42));

it.each([
  ['its own card', 'incident:42', null],
  ['its timeline', 'timeline:42', 'incident:42'],
  ['a checklist of it', 'checklist:c-1', 'incident:42'],
  ['a ping of it', 'ping:42:severity', 'incident:42'],
])('in the timeline, by Handrail, for %s', async (_, key, thread) => {
  await underTest.store.transact((tx) => tx.incidents.save(incident(42), []));
  await noteOn(key, thread);
  expect(await timeline()).toEqual([
    { type: 'NoteAdded', text: SENTENCE, by: { kind: 'handrail' }, at: NOW },
  ]);
});

it('also when the incident is over', async () => {
  await underTest.store.transact((tx) => tx.incidents.save(resolved(42, NOW), []));
  await noteOn('incident:42', null);
  expect(await timeline()).toHaveLength(1);
});

it.each([
  ['a card of no incident', 'checklist:c-1', null],
  ['a card of an incident that is not there', 'incident:43', null],
])('nowhere for %s', async (_, key, thread) => {
  await underTest.store.transact((tx) => tx.incidents.save(incident(42), []));
  await noteOn(key, thread);
  expect(await timeline()).toEqual([]);
});

it('to who shared it alone, by their own message, for what they shared in an incident', async () => {
  const { store } = underTest;
  await store.transact(async (tx) => {
    await tx.incidents.save(incident(42), []);
    await tx.runs.add(run('run-1', { audience: 'asker' }), []);
    await tx.cards.want(wish('shared:run-1', { kind: 'shared', subject: 'run-1', thread: 'incident:42' }));
  });
  const card = await store.read((reader) => reader.cards.load('shared:run-1'));
  if (card === null) throw new Error('Expected the card');
  await noteOnCard({ store, incidents: TIMINGS, clock: () => NOW, whisper }, card, SENTENCE);
  expect(await store.read((reader) => reader.cards.load('answer:run-1'))).toMatchObject({
    shown: 0,
    wanted: 1,
  });
  expect(await timeline()).toEqual([]);
});

it('to who asked alone, where they asked, for an answer that Slack does not take as a direct message', async () => {
  const { store } = underTest;
  await store.transact(async (tx) => {
    await tx.runs.add(
      run('run-1', { audience: 'asker', incident: null, command: '/etl query late-users' }),
      [],
    );
    await tx.cards.want(wish('answer:run-1', { kind: 'answer', subject: 'run-1', channel: 'U0RESPONDER' }));
  });
  const card = await store.read((reader) => reader.cards.load('answer:run-1'));
  if (card === null) throw new Error('Expected the card');
  await noteOnCard(
    { store, incidents: TIMINGS, clock: () => NOW, whisper },
    card,
    'Slack says user_disabled.',
  );
  expect(whispers).toEqual([
    'U0RESPONDER in #todo-etl-alerts: The answer to /etl query late-users could not be sent to you as a direct message. Slack says user_disabled.',
  ]);
});
