/** /etl running and /etl cancel: one's own first, nobody's secrets, and the very deed of the button. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/operations/finding.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import { aFinding, aRun, MINUTE, NIGHT, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { goesOn } from '../support/operations.ts';
import { GUEST, HOUR, openWorld, type World } from '../support/world.ts';

const ME = 'U0RESPONDER';
const SQL = "/etl query SELECT name FROM users WHERE email = 'jane@example.com'";

let world: World;
let count = 0;
beforeEach(async () => {
  world = await openWorld();
  count = 0;
});
afterEach(() => world.close());

/** Stores a run as it stands. Ids end in six letters of their own. */
async function stored(changes: Partial<OperationRun> = {}): Promise<OperationRun> {
  count += 1;
  const id = `0199a1b2-0000-7000-8000-${String(count).padStart(12, '0')}`;
  const run = aRun({ id, incident: null, by: person(ME), requestedAt: NIGHT + count, ...changes });
  await world.store.transact((tx) => tx.runs.add(run, []));
  return run;
}

const query = (changes: Partial<OperationRun> = {}): Promise<OperationRun> =>
  stored({ verb: 'query', command: SQL, risk: 'read', audience: 'asker', ...changes });

function found(reply: Reply): Finding {
  if (reply.kind !== 'finding') throw new Error(`Expected a finding, got ${JSON.stringify(reply)}`);
  return reply.finding;
}

async function stateOf({ id }: OperationRun): Promise<OperationRun['state'] | undefined> {
  return (await world.read((reader) => reader.runs.load(id)))?.state;
}

const column = ({ table }: Finding, name: string): readonly string[] =>
  (table?.rows ?? []).map((row) => row[table?.columns.indexOf(name) ?? 0] ?? '');

describe('/etl running', () => {
  it('says that nothing of yours runs', async () => {
    expect(found(await world.say('running'))).toMatchObject({
      summary: 'Nothing of yours runs',
      table: null,
    });
    expect(found(await world.say('running --all'))).toMatchObject({ summary: 'Nothing runs' });
    await stored({ by: person('U0OTHER') });
    expect(found(await world.say('running')).summary).toBe('Nothing of yours runs, 1 of others runs');
  });

  it('lists yours first, then those of others, then how yours of the last day came out', async () => {
    const running = {
      state: 'running',
      token: 't',
      summary: 'attempt 2.',
      links: [],
      at: NIGHT,
      lookAt: NIGHT,
    };
    const over = { state: 'ended', finding: aFinding({ summary: 'out of memory' }), at: NIGHT } as const;
    await query({ state: over });
    await stored({ state: over });
    await stored({ state: { state: 'cancelled', by: person(ME), at: NIGHT - 25 * HOUR } });
    await stored({ state: { ...running, state: 'running' }, incident: 7 });
    await stored({ by: { kind: 'handrail' }, command: '/etl logs gold' });
    const shown = found(await world.say('running'));
    expect(shown.summary).toBe('1 of yours runs, 1 of others runs, 2 of yours ended within a day');
    expect(shown.table).toEqual({
      columns: ['Run', 'Command', 'How it stands', 'Since', 'By', 'Incident', 'To stop it'],
      rows: [
        [
          '000004',
          '/etl retry silver-users',
          'running: attempt 2',
          '2026-11-12T03:00Z',
          ME,
          '#7',
          '/etl cancel 000004',
        ],
        ['000005', '/etl logs gold', 'asked for', '2026-11-12T03:00Z', 'Handrail', '', '/etl cancel 000005'],
        [
          '000001',
          expect.stringContaining('/etl query SELECT'),
          'failed: the answer is in your direct message',
          '2026-11-12T03:00Z',
          ME,
          '',
          '',
        ],
        ['000002', '/etl retry silver-users', 'failed: out of memory', '2026-11-12T03:00Z', ME, '', ''],
      ],
      people: ['By'],
    });
    expect(shown.next).toEqual(['/etl cancel 000004']);
    expect(column(found(await world.say('running —all')), 'Run')).toEqual(['000004', '000005']);
  });

  it('tells nobody what another asked for alone', async () => {
    const running = { token: SQL, summary: SQL, links: [], at: NIGHT, lookAt: NIGHT } as const;
    await query({ state: { state: 'running', ...running } });
    const told = await world.say('running --all', 'U0OTHER');
    expect(column(found(told), 'Command')).toEqual(['/etl query …']);
    expect(JSON.stringify(told)).not.toContain('jane');
    expect(JSON.stringify(await world.say('running'))).toContain('jane');
  });

  it('has a bound, says how many more there are, and shows more of them when asked', async () => {
    for (let run = 0; run < 13; run += 1) await stored({ by: person('U0OTHER') });
    await stored();
    const some = found(await world.say('running'));
    expect(column(some, 'By')).toEqual([ME, ...Array.from({ length: 10 }, () => 'U0OTHER')]);
    expect(some.facts).toEqual([
      { label: 'Not listed', value: '3 more runs. /etl running --all lists them' },
    ]);
    const all = found(await world.say('running --all'));
    expect(all.table?.rows).toHaveLength(14);
    expect(all.facts).toEqual([]);
  });

  it('is refused to a guest, and refuses words that it does not know', async () => {
    await stored();
    expect(await world.say('running', GUEST)).toMatchObject({ kind: 'refused' });
    expect(await world.say('running --al')).toMatchObject({
      kind: 'refused',
      text: 'Expected an option of running, got --al. Write /etl running [--all].',
    });
  });
});

describe('/etl cancel', () => {
  it('stops the only one of yours, by the deed of the button', async () => {
    await world.receive(gluePayload());
    await world.confirm('retry silver-users', 'U0OPERATOR');
    expect(await world.say('cancel', 'U0OPERATOR')).toEqual({
      kind: 'said',
      text: '/etl retry silver-users is cancelled. Nothing was started.',
    });
    expect(world.stored.audit(9).at(-1)).toMatchObject({
      deed: 'cancel /etl retry silver-users',
      actor: person('U0OPERATOR'),
      incident: 1,
    });
    await world.work();
    expect(world.retry.calls).toEqual([]);
    expect(await world.say('cancel', 'U0OPERATOR')).toMatchObject({
      kind: 'refused',
      next: ['/etl running --all'],
    });
  });

  it('says that a change goes on in AWS', async () => {
    await world.receive(gluePayload());
    world.retry.answers(goesOn('jr_1'));
    await world.confirm('retry silver-users', 'U0OPERATOR');
    await world.work();
    const [run] = world.stored.openRuns();
    expect(await world.say(`cancel ${run!.id}`)).toEqual({
      kind: 'said',
      text: '/etl retry silver-users is no longer followed. The job goes on in AWS.',
    });
  });

  it('takes the last letters of an id, or all of it, and asks which one where several are meant', async () => {
    const [first, second, third] = [await stored(), await query(), await stored({ id: 'ffff-000001' })];
    expect(await world.say('cancel')).toEqual({
      kind: 'refused',
      text: [
        'More than one run is meant. Say which one.',
        '-000001: /etl retry silver-users',
        "000002: /etl query SELECT name FROM users WHERE email = 'jane@example.com'",
        '0000001: /etl retry silver-users',
      ].join('\n'),
      ask: [],
      next: ['/etl cancel -000001', '/etl cancel 000002', '/etl cancel 0000001'],
    });
    expect(await world.say('cancel 000001')).toMatchObject({ kind: 'refused' });
    await world.say('cancel -000001');
    expect(await stateOf(third)).toMatchObject({ state: 'cancelled' });
    await world.say('cancel 000002');
    expect(await stateOf(second)).toMatchObject({ state: 'cancelled' });
    expect(await stateOf(first)).toEqual({ state: 'requested' });
    await world.say(`cancel ${first.id.toUpperCase()}`);
    expect(await stateOf(first)).toMatchObject({ state: 'cancelled' });
  });

  it('tells who stops what another asked for alone that it is over, and no word of it', async () => {
    const started = { token: 't', summary: '', links: [], at: NIGHT, lookAt: NIGHT } as const;
    const run = await query({ state: { state: 'running', ...started } });
    expect(await world.say('cancel 000001', 'U0OTHER')).toEqual({
      kind: 'said',
      text: '/etl query … is given up. Its query is stopped in AWS.',
    });
    expect(await world.say(`cancel ${run.id}`, 'U0OTHER')).toMatchObject({
      kind: 'already',
      what: '/etl query … is over',
    });
    expect(await world.say('cancel 000001')).toMatchObject({ kind: 'already', what: `${SQL} is over` });
  });

  it('lets a viewer stop only what they asked to see', async () => {
    const own = await query({ by: person('U0VIEWER') });
    const other = await query();
    expect(await world.say('cancel', 'U0VIEWER')).toMatchObject({ kind: 'said' });
    expect(await stateOf(own)).toMatchObject({ state: 'cancelled' });
    expect(await world.say('cancel 000002', 'U0VIEWER')).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('needs a responder'),
    });
    expect(await stateOf(other)).toEqual({ state: 'requested' });
  });

  it('tells a guest of no run, and leaves a trace of what they typed', async () => {
    const { id } = await stored({ by: person(GUEST) });
    const answers = [
      await world.say('cancel', GUEST),
      await world.say(`cancel ${id}`, GUEST),
      await world.say('cancel x', GUEST),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ text: expect.stringContaining('you have no level here') });
    expect(world.stored.audit(9).map(({ deed, allowed }) => [deed, allowed])).toEqual([
      ['cancel', false],
      [`cancel ${id}`, false],
      ['cancel x', false],
    ]);
  });

  it.each(['cancel 1', 'cancel %00001', 'cancel nothing', 'cancel ______'])(
    'finds no run by too little: /etl %s',
    async (text) => {
      await stored();
      world.pass(MINUTE);
      expect(await world.say(text)).toMatchObject({
        kind: 'refused',
        text: expect.stringContaining('the last six letters'),
      });
      expect(world.stored.openRuns()).toHaveLength(1);
    },
  );
});
