/** Runs of 0.1.0 after the migration: each readable, each the fold of the events that the migration gave it. */

import { afterEach, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import type { RunEvent } from '../../src/runs/events.ts';
import { fold } from '../../src/runs/evolve.ts';
import { openFile, temporaryFolder } from './files.ts';
import { makeFirstRelease } from './first-release.ts';
import { NOW, RESPONDER } from './samples.ts';
import { storedIn } from '../support/stored.ts';

const OLD = {
  verb: 'retry',
  command: '/etl retry silver-users',
  args: { job: 'silver-users' },
  risk: 'change',
  by: RESPONDER,
  incident: 42,
  checklist: 'c-1',
  step: '2.1',
  pipeline: 'todo-etl',
  channel: '#todo-etl-alerts',
  requestedAt: NOW,
  changedAt: NOW,
};
const FINDING = { verdict: 'ok', summary: 'ran', facts: [], table: null, excerpt: null, links: [], next: [] };
const STATES = [
  { state: 'requested' },
  { state: 'starting', at: NOW },
  { state: 'running', token: 'jr_1', summary: 'runs', at: NOW },
  { state: 'ended', finding: { ...FINDING, trueAt: NOW }, at: NOW },
];

let cleanup: () => Promise<void> = async () => {};
afterEach(() => cleanup());

it('every run of 0.1.0 is the fold of its stream, at version 1, waited for by its step', async () => {
  const folder = await temporaryFolder();
  await makeFirstRelease(folder.file);
  const database = new DatabaseSync(folder.file);
  const insert = database.prepare(
    'insert into operation_runs (id, state, incident, requested_at, schema, body) values (?, ?, 42, ?, 1, ?)',
  );
  for (const state of STATES)
    insert.run(state.state, state.state, NOW, JSON.stringify({ ...OLD, id: state.state, state }));
  database.close();

  const store = await openFile(folder.file);
  cleanup = async () => {
    await store.close();
    await folder.remove();
  };
  expect(await store.migrate()).toContain('0003-runs');
  const looking = new DatabaseSync(folder.file, { readOnly: true });
  for (const { state } of STATES) {
    const run = await store.read((reader) => reader.runs.load(state));
    const rows = looking.prepare('select body from events where stream = ? order by id').all(`run:${state}`);
    const events = rows.map(({ body }) => JSON.parse(String(body)) as RunEvent);
    expect({ ...fold(events), version: 1 }).toEqual(run);
    expect(run).toMatchObject({ state: { state }, followers: [{ checklist: 'c-1', step: '2.1' }] });
  }
  looking.close();
  expect(
    storedIn(folder.file)
      .openRuns()
      .map(({ id }) => id),
  ).toEqual(['requested', 'running', 'starting']);
});
