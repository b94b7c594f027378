/** A read asked for as a file: a run that only its asker sees, whose answer comes to them with the whole below it. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Files } from '../../src/handlers/ports.ts';
import type { Finding } from '../../src/operations/finding.ts';
import type { OperationRun } from '../../src/runs/state.ts';

import { CARDS } from '../../src/handlers/cards.ts';
import { sendFile } from '../../src/handlers/send-file.ts';
import { aFinding, MINUTE, NIGHT, person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { GUEST, openWorld, type World } from '../support/world.ts';
import { fakeScan } from '../support/operations.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ operations: [fakeScan()] });
});
afterEach(() => world.close());

const LONG = {
  columns: ['Job', 'How it is'],
  rows: Array.from({ length: 400 }, (_, row) => [`job-${row}`, 'well']),
};

/** Asks for it, and lets the run find this. */
async function found(changes: Partial<Finding>): Promise<OperationRun> {
  world.logs.answers({ state: 'ended', finding: aFinding(changes) });
  await world.whole('logs silver-users');
  const [run] = world.stored.openRuns();
  if (run === undefined) throw new Error('Expected a run');
  await world.work();
  const ended = await world.read((reader) => reader.runs.load(run.id));
  if (ended === null) throw new Error('Expected the run to be kept');
  return ended;
}

/** The text and the words of the file that the run sends once its answer is posted. */
async function sent(run: OperationRun): Promise<readonly string[]> {
  await world.store.transact(async (tx) => {
    const [card] = await tx.cards.claim(1, NIGHT, NIGHT + MINUTE, 'test');
    if (card?.key !== CARDS.answer(run).key) throw new Error('Expected the answer to be asked for');
    await tx.cards.save({ ...card, channelId: 'D1', ts: '1.1', shown: card.wanted, leasedUntil: 0 });
  });
  const calls: string[] = [];
  const files: Files = {
    async upload(name, write) {
      const pieces: string[] = [];
      await write(async (piece) => void pieces.push(piece));
      calls.push(name, pieces.join(''));
      return { kind: 'ok', value: { id: 'F1', bytes: 1 } };
    },
    async share({ title }, { channelId }, text) {
      calls.push(`${title} in ${channelId}: ${text}`);
      return { kind: 'ok', value: null };
    },
    isShared: async () => ({ kind: 'ok', value: false }),
  };
  const channels = { channelId: async () => ({ kind: 'ok' as const, value: 'D1' }) };
  await sendFile({ ...world.deps, files, channels }, { run: run.id }, AbortSignal.timeout(10_000));
  return calls;
}

describe('a read asked for as a file', () => {
  it('is a run whose answer is for who asked alone, and asks AWS only then', async () => {
    const reply = await world.whole('logs silver-users');
    const [run] = world.stored.openRuns();
    expect(reply).toEqual({ kind: 'started', run, already: false });
    expect(run).toMatchObject({
      command: '/etl logs silver-users',
      risk: 'read',
      audience: 'asker',
      wantsWhole: true,
      by: person('U0RESPONDER'),
      channel: 'C0ALERTS',
    });
    expect(world.logs.calls).toEqual([]);
  });

  it('brings all rows of its table below its answer', async () => {
    const run = await found({ table: LONG });
    expect(run.file).toEqual({ state: 'wanted' });
    const [name, text = '', shown] = await sent(run);
    expect(name).toBe('logs-2026-11-12-0300.csv');
    expect(text.trim().split('\r\n')).toHaveLength(401);
    expect(shown).toBe('logs-2026-11-12-0300.csv in D1: All 400 rows of /etl logs silver-users');
  });

  it('brings all lines of its excerpt', async () => {
    const lines = Array.from({ length: 60 }, (_, line) => `line ${line}`);
    const [name, text, shown] = await sent(await found({ excerpt: { title: 'The log', lines } }));
    expect(name).toBe('logs-2026-11-12-0300.txt');
    expect(text).toBe(`${lines.join('\n')}\n`);
    expect(shown).toContain(': All 60 lines of /etl logs silver-users');
  });

  it('that by then found little brings that, and nothing where there is nothing to write', async () => {
    expect((await found({ table: { columns: ['Job'], rows: [['one']] } })).file).toEqual({ state: 'wanted' });
    expect((await found({})).file).toBeNull();
  });

  it('changes nothing of the incident that it is about', async () => {
    await world.receive(gluePayload());
    const before = await world.happened(1);
    const run = await found({ table: LONG });
    expect(run).toMatchObject({ incident: null, pipeline: 'todo-etl', channel: 'C0ALERTS' });
    expect(await world.happened(1)).toEqual(before);
    expect((await world.incident(1)).lastRun).toBeNull();
  });

  it('needs the level that it needs as words, and is in the audit like them', async () => {
    expect(await world.whole('logs silver-users', GUEST)).toMatchObject({ kind: 'refused' });
    expect(await world.whole('scan silver-users', 'U0RESPONDER')).toMatchObject({ kind: 'refused' });
    expect(await world.whole('scan silver-users', 'U0OPERATOR')).toMatchObject({ kind: 'started' });
    const audit = world.stored.audit(10);
    expect(audit.map(({ deed, allowed }) => [deed, allowed])).toEqual([
      ['/etl logs silver-users', false],
      ['/etl scan silver-users', false],
      ['/etl scan silver-users', true],
    ]);
  });
});

describe('a change asked for as a file', () => {
  it('is shown first, as if it was typed, and nothing is started', async () => {
    expect(await world.whole('retry silver-users', 'U0OPERATOR')).toMatchObject({ kind: 'preview' });
    expect(world.stored.openRuns()).toEqual([]);
  });
});
