/**
 * What "nothing lost, nothing twice" means, read from outside once everything has come to rest: from the store, from
 * the Slack workspace and from what was asked of AWS. Each fault is a sentence; a sound house has none.
 */

import type { CardRow, UnknownEvent } from '../../src/handlers/ports.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import type { Incident } from '../../src/incidents/state.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import type { ReadStore } from '../../src/store/open.ts';
import type { House } from './house.ts';

import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

import { createRenderCard } from '../../src/bot/render.ts';
import { runbookPaths } from '../../src/cli/start.ts';
import { loadConfig } from '../../src/config.ts';
import { fold } from '../../src/incidents/evolve.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { createCatalog } from '../../src/aws/catalog.ts';
import { createShelf } from '../../src/runbook-files.ts';
import { openReader } from '../../src/store/open.ts';
import { shown } from './messages-shown.ts';
import { storedIn, timelineIn } from './stored.ts';

/** How long a house that was started again may take until all is well. */
export const RECOVERS_WITHIN_MS = 150_000;

const LOOK_AGAIN_MS = 100;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Resolves when nothing waits in the store any more. Rejects with what still waits when it has not. */
export function settled(house: House): Promise<void> {
  return withReader(house, async (store) => {
    const giveUpAt = Date.now() + RECOVERS_WITHIN_MS;
    let waiting: readonly string[] = [];
    while (Date.now() < giveUpAt) {
      waiting = await waitingIn(store, storedIn(house.database).openRuns());
      if (waiting.length === 0) return;
      await pause(LOOK_AGAIN_MS);
    }
    throw new Error(
      `Expected nothing to wait after ${RECOVERS_WITHIN_MS} ms, got: ${waiting.join(', ')}\n${house.bot.lastWords()}`,
    );
  });
}

/**
 * Every fault of the house as it stands.
 * @param accepted ids of the messages that were answered with 200, each about a change of its own
 */
export function faultsOf(house: House, accepted: readonly string[]): Promise<readonly string[]> {
  return withReader(house, async (store) => [
    ...inboundFaults(house, accepted),
    ...(await alarmFaults(store, accepted.length)),
    ...(await timelineFaults(store)),
    ...(await cardFaults(house, store)),
    ...postFaults(house),
    ...runFaults(house),
  ]);
}

/** The timeline of an incident, read from the store. */
export function timelineOf(
  house: House,
  incident: number,
): Promise<readonly (IncidentEvent | UnknownEvent)[]> {
  return withReader(house, (store) => store.read((reader) => timelineIn(reader, incident)));
}

/** Every incident there is, newest first. */
export function incidentsOf(house: House): Promise<readonly Incident[]> {
  return withReader(house, (store) =>
    store.read((reader) => reader.incidents.list({ state: 'any', limit: 1_000 })),
  );
}

async function withReader<T>(house: House, work: (store: ReadStore) => Promise<T>): Promise<T> {
  const store = await openReader({ url: `sqlite:${house.database}`, clock: Date.now });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function waitingIn(store: ReadStore, openRuns: readonly OperationRun[]): Promise<readonly string[]> {
  return store.read(async (reader) => {
    const { inbound, jobs } = await reader.backlog();
    const cards = (await reader.cards.list({ behind: true })).filter(({ gaveUp }) => gaveUp === null);
    return [
      ...(inbound > 0 ? [`${inbound} inbound messages`] : []),
      ...(jobs > 0 ? [`${jobs} jobs`] : []),
      ...cards.map(({ key }) => key),
      ...openRuns.map(({ command, state }) => `${command} ${state.state}`),
    ];
  });
}

/** Every accepted message was applied, to one incident. */
function inboundFaults(house: House, accepted: readonly string[]): readonly string[] {
  const database = new DatabaseSync(house.database, { readOnly: true });
  try {
    const rows = database.prepare('select message_id, incident, applied_at from inbox').all();
    return accepted.flatMap((id) => {
      const found = rows.filter((row) => row['message_id'] === id);
      if (found.length !== 1) return [`message ${id} is stored ${found.length} times`];
      if (found[0]?.['applied_at'] === null) return [`message ${id} is not applied`];
      return found[0]?.['incident'] === null ? [`message ${id} is in no incident`] : [];
    });
  } finally {
    database.close();
  }
}

/** Counted over all incidents, there are as many changes as messages. */
async function alarmFaults(store: ReadStore, accepted: number): Promise<readonly string[]> {
  const incidents = await store.read((reader) => reader.incidents.list({ state: 'any', limit: 1_000 }));
  const alarms = await store.read((reader) =>
    Promise.all(incidents.map(({ number }) => reader.incidents.firstAlarms(number, { limit: 1_000 }))),
  );
  const counted = alarms.flat().reduce((sum, { events }) => sum + events, 0);
  return counted === accepted ? [] : [`${accepted} changes were accepted, the incidents count ${counted}`];
}

/** The row of each incident is the fold of its events. */
async function timelineFaults(store: ReadStore): Promise<readonly string[]> {
  return store.read(async (reader) => {
    const faults: string[] = [];
    for (const incident of await reader.incidents.list({ state: 'any', limit: 1_000 })) {
      const events = (await timelineIn(reader, incident.number)).filter((event) => event.type !== 'unknown');
      const folded = fold(events);
      const rows = await reader.incidents.firstAlarms(incident.number, { limit: 1_000 });
      const told = [{ ...folded?.incident, version: incident.version }, [...(folded?.alarms.values() ?? [])]];
      if (JSON.stringify(told) !== JSON.stringify([incident, rows]))
        faults.push(`#${incident.number} is not what its events say`);
    }
    return faults;
  });
}

/** Every card stands once in Slack and shows the state as it is now. */
async function cardFaults(house: House, store: ReadStore): Promise<readonly string[]> {
  const render = await rendererOf(house);
  return store.read(async (reader) => {
    const faults: string[] = [];
    const check = async (card: CardRow): Promise<string | null> => {
      const live = house.cards(card.key);
      if (card.gaveUp !== null)
        return live.length === 0 ? null : `${card.key} stands in Slack and was given up: ${card.gaveUp}`;
      if (live.length !== 1) return `${card.key} stands ${live.length} times in Slack`;
      const message = await render(reader, card);
      const wanted =
        message === null ? 'nothing' : shown({ text: message.text, blocks: message.blocks as never });
      const seen = live.map(shown).join();
      // A ping is of its moment: it called whoever had the incident in hand then.
      if (card.kind === 'ping')
        return uncalled(seen) === uncalled(wanted) ? null : `${card.key} says ${seen}`;
      return seen === wanted ? null : `${card.key} shows\n${seen}\ninstead of\n${wanted}`;
    };
    for (const card of await reader.cards.list({})) {
      const fault = await check(card);
      if (fault !== null) faults.push(fault);
    }
    return faults;
  });
}

/** Nothing was ever posted twice, a ping least of all: who deletes a twin has still made a phone ring. */
function postFaults({ workspace }: House): readonly string[] {
  const posted = workspace.calls
    .filter(({ method, answer }) => method === 'chat.postMessage' && answer === 'ok')
    .map(({ args }) => keyIn(args['metadata']));
  return [...new Set(posted)].flatMap((key) => {
    const times = posted.filter((one) => one === key).length;
    return times === 1 ? [] : [`${key} was posted ${times} times`];
  });
}

/** No request started two runs. */
function runFaults({ account }: House): readonly string[] {
  const requests = account.glue
    .jobs()
    .flatMap(({ name }) => account.glue.runs(name))
    .flatMap((run) => run.arguments['--handrail_request_id'] ?? []);
  return requests.length === new Set(requests).size ? [] : ['one request started more than one run'];
}

async function rendererOf(house: House) {
  const text = await readFile(`${house.folder}/handrail.yaml`, 'utf8');
  const loaded = loadConfig({ name: 'handrail.yaml', text }, house.env);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const shelf = createShelf(runbookPaths(loaded.value, house.folder), SILENT);
  await shelf.poll();
  const places = { region: house.env['AWS_REGION'] ?? '', pipelines: loaded.value.places };
  const pool = createClientPool({ places, clock: Date.now });
  const catalog = createCatalog({ pool, clock: Date.now });
  return createRenderCard({ shelf, catalog, places, pipelines: loaded.value.pipelines });
}

function uncalled(text: string): string {
  return text.replaceAll(/<@[A-Z0-9]+> /g, '');
}

function keyIn(metadata: unknown): string {
  const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  return /"card":"([^"]*)"/.exec(text)?.[1] ?? 'something without a key';
}
