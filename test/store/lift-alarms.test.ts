/** A store of 0.1.0 after the migration: its incidents go on with their alarms in rows and their groups under new keys. */

import { afterEach, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { countAlarms } from '../../src/incidents/alarms.ts';
import { createApplyInbound } from '../../src/handlers/apply-inbound.ts';
import { anAlarm, NIGHT } from '../support/builders.ts';
import { aMessage, gluePayload } from '../support/messages.ts';
import { ROUTING } from '../support/world.ts';
import { openFile, SILENT, temporaryFolder } from './files.ts';
import { makeFirstRelease } from './first-release.ts';
import { incident } from './samples.ts';

const FIRES = anAlarm({
  key: 'glue-job:123456789012:eu-central-1:silver-users',
  name: 'silver-users',
  kind: 'glue-job',
  recovery: 'next-success',
});
const QUIET = anAlarm({
  key: 'gold',
  name: 'gold-daily',
  state: 'OK',
  quiet: 'quiet because …',
  resources: {},
});

let cleanup: () => Promise<void> = async () => {};
afterEach(() => cleanup());

/** The row of an incident as 0.1.0 wrote it. */
function oldRow(number: number, groupKey: string, fields: object) {
  const {
    counts: _counts,
    hadIt: _hadIt,
    reopenedAt: _reopened,
    place: _place,
    ...body
  } = incident(number, { groupKey });
  return [number, groupKey, JSON.stringify({ ...body, alarms: [], ...fields })] as const;
}

it('moves alarms and groups, and the next event of an alarm finds its incident', async () => {
  const folder = await temporaryFolder();
  await makeFirstRelease(folder.file);
  const database = new DatabaseSync(folder.file);
  const insert = database.prepare(
    "insert into incidents (number, version, state, group_key, pipeline, schema, body) values (?, 1, 'open', ?, 'todo-etl', 1, ?)",
  );
  insert.run(...oldRow(1, 'pipeline:todo-etl/silver', { alarms: [FIRES, QUIET] }));
  insert.run(
    ...oldRow(2, 'pipeline:todo-etl/*', {
      stage: null,
      alarms: [{ ...FIRES, key: 'arn', name: 'lag', resources: {} }],
    }),
  );
  insert.run(...oldRow(3, 'declared:3', { pipeline: null, stage: null }));
  database.exec(
    "insert into open_groups values ('pipeline:todo-etl/silver', 1), ('pipeline:todo-etl/gold', 1), ('pipeline:todo-etl/*', 2), ('declared:3', 3)",
  );
  database
    .prepare('insert into alarms (key, state, changed_at, incident) values (?, ?, ?, 1)')
    .run(FIRES.key, 'ALARM', NIGHT);
  database.close();

  const store = await openFile(folder.file);
  cleanup = async () => {
    await store.close();
    await folder.remove();
  };
  expect(await store.migrate()).toContain('0002-incident-alarms');
  await store.read(async (reader) => {
    const first = await reader.incidents.load(1);
    expect(first).toMatchObject({ place: { account: '123456789012', region: 'eu-central-1' }, hadIt: null });
    expect(countAlarms(first?.counts ?? {}, { state: 'ALARM', quiet: false, byHand: false })).toBe(1);
    expect(countAlarms(first?.counts ?? {}, { quiet: true })).toBe(1);
    expect(await reader.incidents.firstAlarms(1, { limit: 9 })).toEqual([FIRES, QUIET]);
    expect(await reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1')).toBe(
      1,
    );
    expect(await reader.groups.holder('pipeline:todo-etl/resource:name lag')).toBe(2);
    expect(await reader.groups.holder('pipeline:todo-etl/stage:gold/place:123456789012.eu-central-1')).toBe(
      1,
    );
    expect(await reader.groups.holder('declared:3')).toBe(3);
    expect(await reader.groups.holder('pipeline:todo-etl/silver')).toBeNull();
  });

  const apply = createApplyInbound({
    store,
    routing: ROUTING,
    incidents: { calmMs: 1, textExpiryMs: 1, muteGraceMs: 1, reopenWithinMs: 1 },
    clock: () => NIGHT + 60_000,
    log: SILENT,
    metrics: { count() {} },
    wake: { inbox() {}, cards() {}, jobs() {} },
  });
  await store.acceptInbound(
    aMessage(gluePayload({ job: 'silver-users', state: 'SUCCEEDED', at: NIGHT + 30_000 })),
  );
  await store.acceptInbound(
    aMessage(gluePayload({ job: 'silver-lists', state: 'FAILED', at: NIGHT + 30_000 })),
  );
  expect(await apply()).toBe(2);
  const alarms = await store.read((reader) => reader.incidents.firstAlarms(1, { limit: 9 }));
  expect(alarms.map(({ name, state }) => [name, state])).toEqual([
    ['silver-users', 'OK'],
    ['gold-daily', 'OK'],
    ['silver-lists', 'ALARM'],
  ]);
});
