/** What is stored is what happened: after any deeds, the fold of each timeline is the incident's row. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SEVERITIES } from '../../src/incidents/severity.ts';
import { fold } from '../../src/incidents/evolve.ts';
import { isResolved, OUTCOMES } from '../../src/incidents/state.ts';
import { loadSurvivor } from '../../src/handlers/commit-incident.ts';
import { MINUTE, person } from '../support/builders.ts';
import { gluePayload, metricPayload } from '../support/messages.ts';
import { openWorld, timelineOf, type World } from '../support/world.ts';

/** Something that is done to incident `number`, or to whatever there is. */
type Act = (world: World, number: number) => Promise<unknown>;

const job = fc.constantFrom('bronze-users', 'silver-users', 'silver-lists', 'gold-daily');
const ended = fc.constantFrom('FAILED', 'TIMEOUT', 'SUCCEEDED', 'STOPPED');
const offset = fc.integer({ min: -5, max: 5 }).map((minutes) => minutes * MINUTE);
const user = fc.constantFrom('U0RESPONDER', 'U0OTHER', 'U0OPERATOR', 'U0VIEWER');

const alarms: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(job, ended, offset).map(
    ([name, state, by]): Act =>
      (world) =>
        world.receive(gluePayload({ job: name, state, at: world.now() + by })),
  ),
  offset.map(
    (by): Act =>
      (world) =>
        world.receive(metricPayload({ at: world.now() + by })),
  ),
  fc.constantFrom('late', 'Batch 7 is late').map(
    (text): Act =>
      (world) =>
        world.receive(text),
  ),
);

const deeds: fc.Arbitrary<Act> = fc.oneof(
  user.map(
    (by): Act =>
      (world, number) =>
        world.deed(number, { do: 'acknowledge' }, by),
  ),
  user.map(
    (by): Act =>
      (world, number) =>
        world.deed(number, { do: 'assign', to: person('U0OTHER') }, by),
  ),
  user.map(
    (by): Act =>
      (world, number) =>
        world.deed(number, { do: 'note', text: 'looked' }, by),
  ),
  fc.constantFrom(...SEVERITIES).map(
    (to): Act =>
      (world, number) =>
        world.deed(number, { do: 'severity', to }),
  ),
  fc.constantFrom(...OUTCOMES).map(
    (outcome): Act =>
      (world, number) =>
        world.deed(number, { do: 'resolve', outcome, note: null }),
  ),
  fc.constant<Act>((world, number) => world.deed(number, { do: 'reopen' })),
  fc.integer({ min: 1, max: 4 }).map(
    (into): Act =>
      (world, number) =>
        world.deed(number, { do: 'merge', into }),
  ),
);

const runs: fc.Arbitrary<Act> = fc.constantFrom<Act>(
  (world, incident) =>
    world.cases.openChecklist(person(), `open-${world.now()}`, {
      incident,
      pipeline: null,
      procedure: 'RUNBOOK.md/job-failures',
      channel: '#a',
    }),
  (world) => world.confirm('retry silver-users', 'U0OPERATOR'),
  (world) => world.work(),
);

const acts = fc.array(fc.tuple(fc.oneof(alarms, deeds, runs), fc.integer({ min: 1, max: 4 })), {
  maxLength: 20,
});

/** Lives through the acts, a minute apart, and looks at what is stored then. */
async function after(
  all: readonly (readonly [Act, number])[],
  look: (world: World) => Promise<void>,
): Promise<void> {
  const world = await openWorld();
  try {
    for (const [act, number] of all) {
      world.pass(MINUTE);
      await act(world, number);
    }
    await look(world);
  } finally {
    await world.close();
  }
}

function incidentsOf(world: World) {
  return world.read((reader) => reader.incidents.list({ state: 'any', limit: 1_000 }));
}

const RUNS = { numRuns: 25 };

describe('whatever was done', () => {
  it('every incident is the fold of its timeline', async () => {
    await fc.assert(
      fc.asyncProperty(acts, (all) =>
        after(all, async (world) => {
          for (const incident of await incidentsOf(world)) {
            const events = await timelineOf(world, incident.number);
            const folded = fold(events);
            expect({ ...folded?.incident, version: incident.version }).toEqual(incident);
            const rows = await world.read((reader) =>
              reader.incidents.firstAlarms(incident.number, { limit: 1_000 }),
            );
            expect([...(folded?.alarms.values() ?? [])]).toEqual(rows);
          }
        }),
      ),
      RUNS,
    );
  }, 120_000);

  it('the group of an open incident is held by an open incident', async () => {
    await fc.assert(
      fc.asyncProperty(acts, (all) =>
        after(all, async (world) => {
          const incidents = await incidentsOf(world);
          for (const { groupKey, status } of incidents) {
            const holder = await world.read((reader) => reader.groups.holder(groupKey));
            if (status.state !== 'resolved') expect(holder).not.toBeNull();
            if (holder === null) continue;
            expect(incidents.find(({ number }) => number === holder)?.status.state).not.toBe('resolved');
          }
        }),
      ),
      RUNS,
    );
  }, 120_000);

  it('an incident that is not resolved shows each of its alarms in the state that the alarm is in', async () => {
    await fc.assert(
      fc.asyncProperty(acts, (all) =>
        after(all, async (world) => {
          const numbers = (await incidentsOf(world)).map(({ number }) => number);
          const incidents = await Promise.all(numbers.map((number) => world.incident(number)));
          for (const { key } of incidents.flatMap((incident) => incident.alarms)) {
            const row = await world.read((reader) => reader.alarms.load(key));
            const incident = await world.store.transact((tx) => loadSurvivor(tx, row?.incident ?? 0));
            if (incident === null || isResolved(incident)) continue;
            const alarm = (await world.incident(incident.number)).alarms.find((one) => one.key === key);
            expect(alarm).toMatchObject({ state: row?.state });
          }
        }),
      ),
      RUNS,
    );
  }, 120_000);
});
