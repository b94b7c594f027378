/** What Handrail finds out by itself about an incident: which looks, when, and what becomes of each answer. */

import type { Finding } from '../../src/operations/finding.ts';
import type { Operation, Progress } from '../../src/operations/operation.ts';
import type { FakeOperation } from '../support/operations.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { gatherEvidence, looksFor } from '../../src/handlers/evidence.ts';
import { catalogOf } from '../../src/operations/catalog.ts';
import { CLUE_LINES } from '../../src/operations/operation.ts';
import { aFinding, anAlarm, anIncident, MINUTE, NIGHT } from '../support/builders.ts';
import { gluePayload, metricPayload } from '../support/messages.ts';
import { fakeHealth, fakeLogs } from '../support/operations.ts';
import { timelineIn } from '../support/stored.ts';
import { openWorld, type World } from '../support/world.ts';

const SECOND = 1_000;

let world: World;
let why: FakeOperation;
let past: FakeOperation;
let stages: FakeOperation;
beforeEach(async () => {
  world = await openWorld();
  why = fakeLogs({ tells: { of: ['job', 'function'], line: 'why' } });
  past = fakeLogs({ verb: 'runs', tells: { of: ['job'], line: 'past' } });
  stages = fakeHealth();
});
afterEach(() => world.close());

const brings = (finding: Partial<Finding>): Progress => ({ state: 'ended', finding: aFinding(finding) });
const jobOf = (number: number) => world.read((reader) => reader.jobs.load(`evidence:${number}`));

function gather(operations: readonly Operation[] = [why, past, stages], number = 1): Promise<number | null> {
  const deps = { ...world.deps, catalog: catalogOf(operations) };
  return gatherEvidence(deps, number, AbortSignal.timeout(10_000));
}

/** The looks of this incident are done with. */
const finish = (number: number) =>
  world.store.transact(async (tx) => {
    await tx.jobs.claim(10, world.now(), world.now() + MINUTE, 'a');
    await tx.jobs.finish(`evidence:${number}`, 'a');
  });

async function clues(number = 1) {
  const all = (await world.incident(number)).evidence?.clues ?? [];
  return CLUE_LINES.flatMap((each) =>
    all.filter(({ line }) => line === each).map(({ line, command, text }) => [line, command, text]),
  );
}

const over = (operations: readonly Operation[]) => ({
  catalog: catalogOf(operations),
  routing: world.deps.routing,
});

describe('the looks that fit', () => {
  const all = () =>
    looksFor(over([why, past, stages]), anIncident(), [anAlarm()]).map(({ command }) => command);

  it('are about what the alarms name, and about the pipeline', () => {
    expect(all()).toEqual(['/etl logs silver-users', '/etl runs silver-users', '/etl health']);
  });

  it('are about what fires before what is quiet, and before what recovered', () => {
    const alarms = [
      anAlarm({ key: 'a', state: 'OK', resources: { job: 'first' } }),
      anAlarm({ key: 'b', quiet: 'a symptom', resources: { job: 'second' } }),
      anAlarm({ key: 'c', resources: { job: 'third' } }),
    ];
    expect(looksFor(over([why]), anIncident(), alarms).map(({ command }) => command)).toEqual([
      '/etl logs third',
    ]);
  });

  it('of no pipeline are those about a resource, and of no resource none', () => {
    expect(looksFor(over([why, stages]), anIncident({ pipeline: null }), [anAlarm()])).toHaveLength(1);
    expect(
      looksFor(over([why, stages]), anIncident({ pipeline: null }), [anAlarm({ resources: {} })]),
    ).toEqual([]);
  });

  it('are never those that tell nothing, or that nobody may run unasked', () => {
    const costly = { ...why, unasked: false };
    expect(looksFor(over([costly, { ...past, tells: null }]), anIncident(), [anAlarm()])).toEqual([]);
  });

  it('quote a name as it is typed', () => {
    const alarm = anAlarm({ resources: { job: 'silver users' } });
    expect(looksFor(over([past]), anIncident(), [alarm])[0]?.command).toBe('/etl runs "silver users"');
  });
});

describe('an incident that opens', () => {
  it('wants evidence at once, and the next of the same place a second later', async () => {
    await world.receive(metricPayload());
    await world.receive(metricPayload({ name: 'todo-etl-gold-late' }, { Trigger: { MetricName: 'Age' } }));
    expect((await jobOf(1))?.dueAt).toBe(world.now());
    expect((await jobOf(2))?.dueAt).toBe(world.now() + SECOND);
  });

  it('is told what each look found, with the command that says more', async () => {
    await world.receive(gluePayload());
    why.answers(brings({ clue: 'out of memory, attempt 1 of 2' }));
    past.answers(brings({ clue: 'last good run 2026-11-12T02:00Z', verdict: 'fail' }));
    stages.answers(brings({ clue: 'bronze ok › SILVER FAILS' }));
    await gather();
    expect(await clues()).toEqual([
      ['why', '/etl logs silver-users', 'out of memory, attempt 1 of 2'],
      ['past', '/etl runs silver-users', 'last good run 2026-11-12T02:00Z'],
      ['stages', '/etl health', 'bronze ok › SILVER FAILS'],
    ]);
    expect(why.calls[0]).toMatchObject({ pipeline: 'todo-etl', place: { region: 'eu-central-1' } });
  });

  it('has no line for what AWS refused, which is told in the timeline, nor for what says nothing', async () => {
    await world.receive(gluePayload());
    const asked = [{ call: 'glue:GetJobRuns', ok: false, error: 'Could not read the runs: not allowed.' }];
    why.answers(brings({ verdict: 'unknown', asked }));
    past.answers(brings({ verdict: 'ok' }));
    stages.answers(brings({ clue: 'bronze ok › SILVER FAILS' }));
    await gather();
    expect(await clues()).toEqual([['stages', '/etl health', 'bronze ok › SILVER FAILS']]);
    const told = (await world.read((reader) => timelineIn(reader, 1))).filter(
      ({ type }) => type === 'ClueMissing',
    );
    expect(told).toMatchObject([
      { command: '/etl logs silver-users', because: 'Could not read the runs: not allowed' },
    ]);
  });

  it('looks again for what was refused after a minute, then less and less often, and not for ever', async () => {
    await world.receive(gluePayload());
    const asked = [{ call: 'glue:GetJobRuns', ok: false, error: 'Not allowed.' }];
    const refused = brings({ verdict: 'unknown', asked });
    why.answers(refused, refused, refused);
    expect(await gather([why])).toBe(MINUTE);
    world.pass(10 * MINUTE);
    expect(await gather([why])).toBe(10 * MINUTE);
    world.pass(51 * MINUTE);
    expect(await gather([why])).toBeNull();
    expect(await gather([past])).toBeNull();
  });

  it('keeps what the others found when one of them is broken', async () => {
    await world.receive(gluePayload());
    why.answers(new Error('a bug'));
    past.answers(brings({ clue: 'last good run 2026-11-12T02:00Z' }));
    await gather();
    expect((await clues()).map(([line]) => line)).toEqual(['past']);
  });

  it('is asked about once for several that want the same, and again after half a minute', async () => {
    await world.receive(gluePayload());
    await gather([stages]);
    await gather([stages]);
    expect(stages.calls).toHaveLength(1);
    world.pass(31 * SECOND);
    await gather([stages]);
    expect(stages.calls).toHaveLength(2);
  });

  it('is not told of a failure before', async () => {
    await world.receive(gluePayload());
    why.answers(brings({ clue: 'out of memory' }), brings({ clue: 'no space left' }));
    await gather([why]);
    world.pass(SECOND);
    await world.receive(gluePayload({ run: 'jr_2', at: world.now() }));
    await gather([why]);
    expect((await clues()).map(([, , text]) => text)).toEqual(['no space left']);
  });

  it('says the same once, however often it is found', async () => {
    await world.receive(gluePayload());
    why.answers(
      brings({ clue: 'out of memory' }),
      brings({ clue: 'out of memory' }),
      brings({ clue: 'no space' }),
    );
    for (let time = 0; time < 3; time += 1) {
      await gather([why]);
      world.pass(MINUTE);
    }
    expect((await world.happened(1)).filter((type) => type === 'ClueFound')).toHaveLength(2);
    expect((await clues()).map(([, , text]) => text)).toEqual(['no space']);
  });

  it('that is resolved meanwhile is asked nothing, and told nothing that comes late', async () => {
    await world.receive(gluePayload());
    const late = Promise.withResolvers<Progress>();
    const slow: Operation = {
      ...why,
      prepare(args) {
        const prepared = why.prepare(args);
        return prepared.ok
          ? { ...prepared, value: { ...prepared.value, start: () => late.promise } }
          : prepared;
      },
    };
    const gathering = gather([slow]);
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    late.resolve(brings({ clue: 'out of memory' }));
    await gathering;
    expect(await clues()).toEqual([]);
    await gather([past]);
    expect(past.calls).toEqual([]);
  });

  it('asks anew once all has recovered, and not of others', async () => {
    await world.receive(gluePayload());
    await gather([stages]);
    world.pass(SECOND);
    await world.receive(gluePayload({ run: 'jr_2', state: 'SUCCEEDED', message: null, at: world.now() }));
    expect(await jobOf(1)).toMatchObject({ dueAt: world.now() });
    stages.answers(brings({ clue: 'bronze ok › silver ok' }));
    await gather([stages]);
    expect((await clues()).map(([, , text]) => text)).toEqual(['bronze ok › silver ok']);
  });

  it('asks anew when it is reopened, and when its job fails again', async () => {
    await world.receive(gluePayload());
    why.answers(brings({ clue: 'out of memory' }));
    await gather([why]);
    world.pass(MINUTE);
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    await world.deed(1, { do: 'reopen' });
    expect(await clues()).toEqual([]);
    expect(await jobOf(1)).toMatchObject({ dueAt: world.now() });
    world.pass(MINUTE);
    await world.receive(gluePayload({ run: 'jr_2', at: NIGHT + 2 * MINUTE }));
    expect(await jobOf(1)).toMatchObject({ dueAt: world.now() });
  });

  it('keeps its place while it waits, however often its job fails meanwhile', async () => {
    await world.receive(gluePayload());
    await world.receive(metricPayload({ name: 'todo-etl-gold-late' }, { Trigger: { MetricName: 'Age' } }));
    const { dueAt } = (await jobOf(2)) ?? {};
    await world.receive(
      metricPayload(
        { name: 'todo-etl-gold-late', state: 'OK', at: NIGHT + SECOND },
        { Trigger: { MetricName: 'Age' } },
      ),
    );
    expect((await jobOf(2))?.dueAt).toBe(dueAt);
  });

  it('is asked about again when another job joins it that fails', async () => {
    await world.receive(gluePayload({ job: 'silver-tasks' }));
    await finish(1);
    world.pass(MINUTE);
    await world.receive(gluePayload({ at: world.now() }));
    expect(await jobOf(1)).not.toBeNull();
    why.answers(brings({ clue: 'out of memory' }));
    await gather([why]);
    expect((await clues()).map(([, , text]) => text)).toEqual(['out of memory']);
  });

  it('is asked about again when a metric fires once more, of which nothing stands that was true before', async () => {
    const late = { Trigger: { MetricName: 'Age' } };
    const alarm = (state: 'ALARM' | 'OK') =>
      metricPayload({ name: 'todo-etl-silver-late', state, at: world.now() }, late);
    await world.receive(alarm('ALARM'));
    world.pass(MINUTE);
    await world.receive(alarm('OK'));
    stages.answers(brings({ clue: 'bronze ok › silver ok' }));
    await gather([stages]);
    await finish(1);
    world.pass(MINUTE);
    await world.receive(alarm('ALARM'));
    expect(await clues()).toEqual([]);
    expect(await jobOf(1)).not.toBeNull();
  });

  it('says the same refusal once', async () => {
    await world.receive(gluePayload());
    const asked = [{ call: 'glue:GetJobRuns', ok: false, error: 'Not allowed.' }];
    const refused = brings({ verdict: 'unknown', asked });
    why.answers(refused, refused);
    await gather([why]);
    world.pass(MINUTE);
    await gather([why]);
    expect((await world.happened(1)).filter((type) => type === 'ClueMissing')).toHaveLength(1);
  });

  it('keeps no cause of the failure before when that of the new one may not be read', async () => {
    await world.receive(gluePayload());
    why.answers(brings({ clue: 'out of memory' }));
    await gather([why]);
    world.pass(MINUTE);
    await world.receive(gluePayload({ run: 'jr_2', at: world.now() }));
    const asked = [{ call: 'glue:GetJobRuns', ok: false, error: 'Not allowed.' }];
    why.answers(brings({ verdict: 'unknown', asked }));
    await gather([why]);
    expect(await clues()).toEqual([]);
  });

  it('takes no answer that was asked for before it was resolved and reopened', async () => {
    await world.receive(gluePayload());
    const late = Promise.withResolvers<Progress>();
    const begun = Promise.withResolvers<null>();
    const slow: Operation = {
      ...why,
      prepare(args) {
        const prepared = why.prepare(args);
        if (!prepared.ok) return prepared;
        const start = (): Promise<Progress> => {
          begun.resolve(null);
          return late.promise;
        };
        return { ...prepared, value: { ...prepared.value, start } };
      },
    };
    const gathering = gather([slow]);
    await begun.promise;
    world.pass(MINUTE);
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    await world.deed(1, { do: 'reopen' });
    late.resolve(brings({ clue: 'out of memory' }));
    await gathering;
    expect(await clues()).toEqual([]);
  });

  it('is told how the stages stand as they do since it failed, not before', async () => {
    await world.receive(gluePayload({ job: 'bronze-events' }));
    stages.answers(brings({ clue: 'BRONZE FAILS › silver ok' }));
    await gather([stages]);
    world.pass(10 * SECOND);
    await world.receive(gluePayload({ at: world.now() }));
    stages.answers(brings({ clue: 'BRONZE FAILS › SILVER FAILS' }));
    await gather([stages]);
    expect((await clues()).map(([, , text]) => text)).toEqual(['BRONZE FAILS › SILVER FAILS']);
  });

  it('quotes whose it is where the channel has several pipelines', async () => {
    const [pipeline] = world.deps.routing.pipelines;
    if (pipeline === undefined) throw new Error('Expected the world to have a pipeline');
    const routing = { ...world.deps.routing, pipelines: [pipeline, { ...pipeline, name: 'other' }] };
    const incident = anIncident({ channel: '#todo-etl-alerts' });
    expect(
      looksFor({ catalog: catalogOf([stages]), routing }, incident, []).map(({ command }) => command),
    ).toEqual(['/etl health --pipeline todo-etl']);
    // In a channel of none of them, a typed command could be about any.
    const elsewhere = anIncident({ channel: '#of-a-route' });
    expect(looksFor({ catalog: catalogOf([stages]), routing }, elsewhere, [])[0]?.command).toBe(
      '/etl health --pipeline todo-etl',
    );
  });
});
