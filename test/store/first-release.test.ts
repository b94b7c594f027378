/** The store of release 0.1.0, opened by this one: everything is there, and what was under way goes on. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Migrator } from 'kysely/migration';
import { openSqlite } from '../../src/store/dialect/sqlite-engine.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { migrationsFor } from '../../src/store/migrations/index.ts';
import { aFinding, person } from '../support/builders.ts';
import { aMessage, gluePayload, metricPayload } from '../support/messages.ts';
import { ENDED_WELL, NOT_STARTED } from '../support/operations.ts';
import { openWorld, type World } from '../support/world.ts';
import { AUDIT_KEY, temporaryFolder } from './files.ts';
import { makeFirstRelease, ROUTING_THEN, rowsIn, STOPPED } from './first-release.ts';

type Rows = ReturnType<typeof rowsIn>;

/** Whose rows this release takes over as they are. */
const TABLES = ['cards', 'jobs', 'alarms', 'audit', 'sights', 'inbox'];
/** The delivery of the press that acknowledged #2. */
const SEEN = 'trigger:102.0';

describe('the file of 0.1.0', () => {
  it('has the schema that the first migration makes', async () => {
    const folder = await temporaryFolder();
    const made = await temporaryFolder();
    await makeFirstRelease(folder.file);
    await migrateTo('0001-initial', made.file);
    // The migrator's own tables are its library's.
    const schema = (file: string): Rows =>
      rowsIn(file, 'sqlite_master')
        .filter(({ tbl_name: table }) => !String(table).startsWith('migrations'))
        .map(({ type, name, tbl_name, sql }) => ({ type, name, tbl_name, sql }));
    expect(schema(folder.file)).toEqual(schema(made.file));
    await Promise.all([folder.remove(), made.remove()]);
  });
});

describe('a store of 0.1.0', () => {
  let world: World;
  let before: (table: string) => Rows;
  let now: (table: string) => Rows;

  beforeEach(async () => {
    const old = new Map<string, Rows>();
    world = await openWorld({
      routing: ROUTING_THEN,
      async found(file) {
        await makeFirstRelease(file);
        for (const table of TABLES) old.set(table, rowsIn(file, table));
        now = (table) => rowsIn(file, table);
      },
    });
    world.pass(STOPPED - world.now());
    before = (table) => old.get(table) ?? [];
  });
  afterEach(() => world.close());

  it('has its incidents, as they stood', async () => {
    const incidents = await world.read((reader) => reader.incidents.list({ state: 'any', limit: 10 }));
    const told = incidents.map(({ number, title, status }) => [number, status.state, title]);
    expect(told.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, 'resolved', 'bronze-users failed: Command failed with exit code 1'],
      [2, 'acknowledged', 'silver-users failed: out of memory'],
      [3, 'open', 'lag fired: MillisBehindLatest is 75,000 (> 60,000)'],
      [4, 'open', "Users see yesterday's lists"],
      [5, 'resolved', 'Reports are empty'],
    ]);
    expect((await world.incident(2)).alarms.map(({ name, state, quiet }) => [name, state, quiet])).toEqual([
      ['silver-users', 'ALARM', null],
      ['gold-daily', 'OK', 'quiet because gold waits for silver, which #2 is about'],
    ]);
    expect(await world.happened(5)).toEqual(['IncidentOpened', 'IncidentMerged']);
  });

  it.each(TABLES)('has its %s, row by row', (table) => {
    expect(before(table).length).toBeGreaterThan(0);
    expect(now(table)).toMatchObject(before(table));
  });

  it('joins alarms to the incidents that were open, and those that waited first', async () => {
    const later = gluePayload({ job: 'gold-lists', at: STOPPED, run: 'jr_g3' });
    const over = gluePayload({ job: 'silver-users', state: 'SUCCEEDED', at: STOPPED, run: 'jr_s2' });
    await world.receive(
      later,
      over,
      metricPayload({ name: 'lag', state: 'OK', at: STOPPED }),
      aMessage('The nightly export to the archive did not finish.', { subject: 'Archive export' }),
    );
    const standing = async (incident: number) =>
      (await world.incident(incident)).alarms.map(({ name, state }) => `${name} ${state}`);
    expect(await standing(2)).toEqual([
      'silver-users OK',
      'gold-daily OK',
      'silver-lists ALARM',
      'gold-lists ALARM',
    ]);
    expect(await standing(3)).toEqual(['lag OK', 'Archive export ALARM', 'Archive export ALARM']);
    expect(await world.read(({ incidents }) => incidents.list({ state: 'any', limit: 10 }))).toHaveLength(5);
  });

  it('goes on with its checklist', async () => {
    expect(await world.step('3.1', { do: 'done' })).toMatchObject({
      kind: 'said',
      text: 'Step 3.1: done.',
    });
    const [checklist] = await world.read((reader) => reader.checklists.of(2));
    expect(checklist?.steps.map(({ id, state }) => `${id} ${state.state}`)).toEqual([
      '1.1 ended',
      '1.2 ended',
      '2.1 running',
      '2.2 running',
      '3.1 ended',
    ]);
  });

  it('knows whose its runs are', async () => {
    const open = await world.read(({ runs }) => runs.openOf(person('U0OPERATOR'), 9));
    expect(open.map(({ command }) => command).toSorted()).toEqual([
      '/etl notify silver-users',
      '/etl retry silver-lists',
      '/etl retry silver-users',
    ]);
  });

  it('carries its runs on: follows the one, asks whether the other began, and begins the third', async () => {
    world.retry.answers(ENDED_WELL, NOT_STARTED, ENDED_WELL);
    await world.work();
    expect(world.retry.calls.map(({ call, token, args }) => [call, token, args['job']])).toEqual([
      ['follow', 'jr_s2', 'silver-users'],
      ['verify', null, 'silver-lists'],
      ['start', null, 'silver-lists'],
    ]);
    expect(world.notify.calls.map(({ call }) => call)).toEqual(['start']);
    expect(world.stored.openRuns()).toEqual([]);
    const [checklist] = await world.read((reader) => reader.checklists.of(2));
    expect(checklist?.steps.find(({ id }) => id === '2.1')?.state).toMatchObject({
      state: 'ended',
      by: person('U0OPERATOR'),
    });
  });

  it('keeps from now on the cause that a run of its checklist names, and folds no step of it', async () => {
    const finding = aFinding({ verdict: 'fail', cause: 'out of memory' });
    world.retry.answers({ state: 'ended', finding }, NOT_STARTED, ENDED_WELL);
    await world.work();
    const [checklist] = await world.read((reader) => reader.checklists.of(2));
    expect(checklist?.steps.find(({ id }) => id === '2.1')?.state).toMatchObject({
      state: 'open',
      lastRun: { verdict: 'fail', cause: 'out of memory' },
    });
    expect(checklist?.steps.map(({ state }) => state.state)).toEqual([
      'ended',
      'ended',
      'open',
      'ended',
      'open',
    ]);
    expect(checklist?.steps.some((step) => 'neededWhen' in step || 'answers' in step)).toBe(false);
  });

  it('takes what people do, each press once, and writes on in its audit', async () => {
    const then = await world.happened(2);
    await world.deed(2, { do: 'note', text: 'Pressed then, and delivered again now.' }, 'U0RESPONDER', SEEN);
    expect(await world.happened(2)).toEqual(then);
    await world.deed(2, { do: 'resolve', outcome: 'fixed', note: null });
    expect((await world.incident(2)).status).toMatchObject({ state: 'resolved' });
    await world.cases.declare(person(), 'view:V03.h1', {
      title: 'One more',
      severity: 3,
      pipeline: null,
      stage: null,
      channel: null,
    });
    expect((await world.incident(6)).title).toBe('One more');
    const audit = world.stored.audit(100);
    expect(audit).toHaveLength(before('audit').length + 2);
    expect(verifyAudit(audit, AUDIT_KEY)).toBeNull();
  });
});

async function migrateTo(name: string, file: string): Promise<void> {
  const engine = await openSqlite(file, false);
  const migrator = new Migrator({
    db: engine.writer,
    provider: { getMigrations: async () => migrationsFor(engine.columns) },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error } = await migrator.migrateTo(name);
  await engine.close();
  if (error !== undefined) throw new Error('Expected the first migration to run', { cause: error });
}
