/** Runs of 0.1.0 after the migration: each readable, each the fold of the events that the migration gave it. */

import { afterEach, expect, it } from '@jest/globals';
import type { RunEvent } from '../../src/runs/events.ts';
import { fold } from '../../src/runs/evolve.ts';
import { readBody, RUN_EVENT_SHAPE, RUN_SHAPE } from '../../src/store/upcast.ts';
import { openFile, temporaryFolder } from './files.ts';
import { makeFirstRelease, rowsIn } from './first-release.ts';
import { NOW, run } from './samples.ts';
import { aFinding } from '../support/builders.ts';
import { storedIn } from '../support/stored.ts';

const CHECKLIST = '0199a1b2-0000-7000-8000-000000000004';
const RUNS = [
  { id: '0199a1b2-0000-7000-8000-000000000005', state: 'ended', steps: ['1.1'] },
  { id: '0199a1b2-0000-7000-8000-000000000009', state: 'running', steps: ['2.1'] },
  { id: '0199a1b2-0000-7000-8000-000000000011', state: 'starting', steps: ['2.2'] },
  { id: '0199a1b2-0000-7000-8000-000000000013', state: 'requested', steps: [] },
];

let cleanup: () => Promise<void> = async () => {};
afterEach(() => cleanup());

it('every run of 0.1.0 is the fold of its stream, at version 1, waited for by its step', async () => {
  const folder = await temporaryFolder();
  await makeFirstRelease(folder.file);
  const store = await openFile(folder.file);
  cleanup = async () => {
    await store.close();
    await folder.remove();
  };
  expect(await store.migrate()).toContain('0003-runs');
  for (const { id, state, steps } of RUNS) {
    const stored = await store.read((reader) => reader.runs.load(id));
    const events = rowsIn(folder.file, 'events')
      .filter(({ stream }) => stream === `run:${id}`)
      .map(({ schema, body }) => readBody(RUN_EVENT_SHAPE, Number(schema), String(body)) as RunEvent);
    expect({ ...fold(events), version: 1 }).toEqual(stored);
    const followers = steps.map((step) => ({ checklist: CHECKLIST, step }));
    expect(stored).toMatchObject({ state: { state }, place: null, followers });
  }
  expect(
    storedIn(folder.file)
      .openRuns()
      .map(({ id }) => id),
  ).toEqual(RUNS.slice(1).map(({ id }) => id));
});

it('a run of the shape before places is in none, and so is what its request says', () => {
  const { place: _, ...before } = run('run-1');
  expect(readBody(RUN_SHAPE, 2, JSON.stringify(before))).toEqual({ ...before, place: null });
  const requested = { type: 'RunRequested', id: 'run-1', at: NOW };
  expect(readBody(RUN_EVENT_SHAPE, 1, JSON.stringify(requested))).toEqual({
    ...requested,
    place: null,
    audience: 'channel',
  });
  const starting = { type: 'RunStarting', at: NOW };
  expect(readBody(RUN_EVENT_SHAPE, 1, JSON.stringify(starting))).toEqual(starting);
});

it('a run of the shape before some were for who asked alone is seen by everybody, and has no file', () => {
  const { audience: _, file: __, shared: ___, ...before } = run('run-1');
  expect(readBody(RUN_SHAPE, 4, JSON.stringify(before))).toEqual(run('run-1'));
});

it('a query of that shape, which may go on over the update, is for who asked alone', () => {
  const query = run('run-1', { verb: 'query', risk: 'read', audience: 'asker' });
  const { audience: _, file: __, shared: ___, ...before } = query;
  expect(readBody(RUN_SHAPE, 4, JSON.stringify(before))).toEqual(query);
  const requested = { type: 'RunRequested', id: 'run-1', verb: 'query', by: query.by, at: NOW };
  const lifted = { ...requested, audience: 'asker' };
  expect(readBody(RUN_EVENT_SHAPE, 3, JSON.stringify(requested))).toEqual(lifted);
});

it('a finding of the shape before it said what was asked has asked nothing, and no series', () => {
  const { series: _, asked: __, ...finding } = aFinding();
  const ended = run('run-1', { state: { state: 'ended', finding: aFinding(), at: NOW } });
  const before = { ...ended, state: { ...ended.state, finding } };
  expect(readBody(RUN_SHAPE, 3, JSON.stringify(before))).toEqual(ended);
  const event = { type: 'RunEnded', finding: aFinding(), at: NOW };
  expect(readBody(RUN_EVENT_SHAPE, 2, JSON.stringify({ ...event, finding }))).toEqual(event);
});
