/** A store of 0.1.0 after the migration: its incidents go on with their alarms in rows and their groups under new keys. */

import { afterEach, expect, it } from '@jest/globals';
import { countAlarms } from '../../src/incidents/alarms.ts';
import { createApplyInbound } from '../../src/handlers/apply-inbound.ts';
import { aMessage, gluePayload } from '../support/messages.ts';
import { openFile, SILENT, temporaryFolder } from './files.ts';
import { makeFirstRelease, ROUTING_THEN, rowsIn, STOPPED } from './first-release.ts';

let cleanup: () => Promise<void> = async () => {};
afterEach(() => cleanup());

/** The alarms of an incident as its row held them. */
function alarmsOf(file: string, number: number): readonly unknown[] {
  const row = rowsIn(file, 'incidents').find((each) => each['number'] === number);
  return (JSON.parse(String(row?.['body'])) as { readonly alarms: readonly unknown[] }).alarms;
}

it('moves alarms and groups, and the next event of an alarm finds its incident', async () => {
  const folder = await temporaryFolder();
  await makeFirstRelease(folder.file);
  const then = [2, 3].map((number) => alarmsOf(folder.file, number));
  const store = await openFile(folder.file);
  cleanup = async () => {
    await store.close();
    await folder.remove();
  };
  expect(await store.migrate()).toContain('0002-incident-alarms');
  await store.read(async (reader) => {
    const second = await reader.incidents.load(2);
    expect(second).toMatchObject({ place: { account: '123456789012', region: 'eu-central-1' }, hadIt: null });
    expect(countAlarms(second?.counts ?? {}, { state: 'ALARM', quiet: false, byHand: false })).toBe(1);
    expect(countAlarms(second?.counts ?? {}, { quiet: true })).toBe(1);
    expect(await reader.incidents.firstAlarms(2, { limit: 9 })).toEqual(then[0]);
    expect(await reader.incidents.firstAlarms(3, { limit: 9 })).toEqual(then[1]);
    expect(await reader.groups.holder('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1')).toBe(
      2,
    );
    expect(await reader.groups.holder('pipeline:todo-etl/resource:name lag')).toBe(3);
    expect(await reader.groups.holder('pipeline:todo-etl/resource:name archive export')).toBe(3);
    expect(await reader.groups.holder('pipeline:todo-etl/stage:gold/place:123456789012.eu-central-1')).toBe(
      2,
    );
    expect(await reader.groups.holder('declared:4')).toBe(4);
    expect(await reader.groups.holder('pipeline:todo-etl/silver')).toBeNull();
    expect(await reader.groups.holder('pipeline:todo-etl/*')).toBeNull();
  });

  const apply = createApplyInbound({
    store,
    routing: ROUTING_THEN,
    incidents: { calmMs: 1, textExpiryMs: 1, muteGraceMs: 1, reopenWithinMs: 1 },
    clock: () => STOPPED,
    log: SILENT,
    metrics: { count() {} },
    wake: { inbox() {}, cards() {}, jobs() {} },
  });
  await store.acceptInbound(aMessage(gluePayload({ job: 'silver-users', state: 'SUCCEEDED', at: STOPPED })));
  // That silver-lists failed had come in before the migration, and waits.
  expect(await apply()).toBe(2);
  const alarms = await store.read((reader) => reader.incidents.firstAlarms(2, { limit: 9 }));
  expect(alarms.map(({ name, state }) => [name, state])).toEqual([
    ['silver-users', 'OK'],
    ['gold-daily', 'OK'],
    ['silver-lists', 'ALARM'],
  ]);
});
