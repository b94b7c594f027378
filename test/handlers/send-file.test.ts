/** The file with the whole of what a run brought comes once, below its message, whatever Slack and the process do. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallOutcome, Files } from '../../src/handlers/ports.ts';
import type { Operation, WholeMissing, WholeWritten } from '../../src/operations/operation.ts';
import type { RunFile } from '../../src/runs/state.ts';
import type { Result } from '../../src/lib/result.ts';

import { CARDS } from '../../src/handlers/cards.ts';
import { sendFile } from '../../src/handlers/send-file.ts';
import { workRun } from '../../src/handlers/work-run.ts';
import { err, ok } from '../../src/lib/result.ts';
import { aFinding, aRun, MINUTE, NIGHT } from '../support/builders.ts';
import { openWorld, type World } from '../support/world.ts';

const RUN = aRun({
  id: 'run-1',
  verb: 'logs',
  command: '/etl query late-users',
  risk: 'read',
  incident: null,
  audience: 'asker',
});
const REFUSED: CallOutcome<never> = { kind: 'give-up', because: 'Slack says missing_scope.' };
const UNKNOWN_END: CallOutcome<never> = { kind: 'ambiguous', because: 'Slack answered HTTP 502.' };

/** Slack, as far as files go: `ends` are those of the next calls, which are heard all the same when nobody knows. */
class Slack implements Files {
  readonly calls: string[] = [];
  readonly shown: string[] = [];
  readonly ends: CallOutcome<never>[] = [];
  uploads = 0;

  async upload(name: string, write: Parameters<Files['upload']>[1]) {
    let text = '';
    await write(async (piece) => {
      text += piece;
    });
    this.calls.push(`upload ${name} ${JSON.stringify(text)}`);
    this.uploads += 1;
    return (
      this.ends.shift() ?? { kind: 'ok' as const, value: { id: `F${this.uploads}`, bytes: text.length } }
    );
  }

  async share(file: { id: string; title: string }, at: { channelId: string }, text: string) {
    this.calls.push(`share ${file.id} ${file.title} in ${at.channelId}: ${text}`);
    const end = this.ends.shift() ?? { kind: 'ok' as const, value: null };
    if (end.kind === 'ok' || end.kind === 'ambiguous') this.shown.push(file.id);
    return end;
  }

  async isShared(id: string) {
    this.calls.push(`look for ${id}`);
    return this.ends.shift() ?? { kind: 'ok' as const, value: this.shown.includes(id) };
  }
}

let world: World;
let slack: Slack;
let written: Result<WholeWritten, WholeMissing>;
beforeEach(async () => {
  world = await openWorld();
  slack = new Slack();
  written = ok({ rows: 1_200, isCut: false });
});
afterEach(() => world.close());

function withWhole(): Operation {
  const { logs } = world;
  return {
    ...logs,
    prepare(args) {
      const prepared = logs.prepare(args);
      if (!prepared.ok) return prepared;
      return ok({
        ...prepared.value,
        async writeWhole(_, token, take) {
          await take(`rows of ${token}`);
          return written;
        },
      });
    },
  };
}

const deps = () => ({
  ...world.deps,
  catalog: { operations: [], find: () => withWhole() },
  files: slack,
  channels: { channelId: async (user: string) => ({ kind: 'ok' as const, value: `D-${user}` }) },
});
const send = () => sendFile(deps(), { run: RUN.id }, AbortSignal.timeout(10_000));

/** The run ends as it does, and its message is posted. */
async function ended(isPosted = true): Promise<void> {
  const whole = { name: 'late-users.csv', token: 'q-1' };
  world.logs.answers({ state: 'ended', finding: aFinding({ verdict: 'ok', summary: '1,200 rows', whole }) });
  await world.store.transact((tx) => tx.runs.add(RUN, []));
  await workRun(deps(), RUN.id, AbortSignal.timeout(10_000));
  if (isPosted) await posted();
}

async function posted(): Promise<void> {
  await world.store.transact(async (tx) => {
    const [card] = await tx.cards.claim(1, NIGHT, NIGHT + MINUTE, 'test');
    if (card?.key !== CARDS.answer(RUN).key) throw new Error('Expected the answer to be asked for');
    await tx.cards.save({ ...card, channelId: 'D1', ts: '1.1', shown: card.wanted, leasedUntil: 0 });
  });
}

async function fileOf(): Promise<RunFile | null | undefined> {
  return (await world.read((reader) => reader.runs.load(RUN.id)))?.file;
}

describe('the file of an answer', () => {
  it('is asked for in the commit that ends the run, and comes once, below the message', async () => {
    await ended();
    expect(await world.read((reader) => reader.jobs.load('send-file:run-1'))).toMatchObject({
      kind: 'send-file',
      payload: { run: 'run-1' },
    });
    expect(await send()).toBeNull();
    expect(await send()).toBeNull();
    expect(slack.calls).toEqual([
      'upload late-users.csv "rows of q-1"',
      'share F1 late-users.csv in D1: All 1,200 rows of /etl query late-users',
    ]);
    expect(await fileOf()).toEqual({ state: 'sent' });
  });

  it('waits for the message', async () => {
    await ended(false);
    expect(await send()).toBe(500);
    expect(slack.calls).toEqual([]);
    await posted();
    expect(await send()).toBeNull();
    expect(slack.shown).toEqual(['F1']);
  });

  it('of which nobody knows whether it came is looked for before it is shown again', async () => {
    await ended();
    slack.ends.push({ kind: 'wait', forMs: 30_000, because: 'Slack asked to wait' });
    expect(await send()).toBe(30_000);
    slack.ends.push({ kind: 'ok', value: { id: 'F2', bytes: 1 } } as never, UNKNOWN_END);
    expect(await send()).toBe(5_000);
    expect(await fileOf()).toMatchObject({ state: 'uploaded', id: 'F2' });
    expect(await send()).toBe(2_000);
    world.pass(5_000);
    expect(await send()).toBeNull();
    expect(slack.shown).toEqual(['F2']);
    expect(slack.calls.at(-1)).toBe('look for F2');
    expect(await fileOf()).toEqual({ state: 'sent' });
  });

  it('that was uploaded before a crash is shown, not uploaded again', async () => {
    await ended();
    slack.ends.push({ kind: 'ok', value: { id: 'F1', bytes: 1 } } as never, { kind: 'retry', because: 'no' });
    expect(await send()).toBe(5_000);
    world.pass(5_000);
    expect(await send()).toBeNull();
    expect(slack.calls.slice(1)).toEqual([
      expect.stringMatching(/^share F1 /),
      'look for F1',
      expect.stringMatching(/^share F1 /),
    ]);
    expect(slack.uploads).toBe(1);
  });

  it('is read from AWS a few times in the hour in which Slack takes no bytes, not hundreds of times', async () => {
    await ended();
    for (;;) {
      slack.ends.push({ kind: 'retry', because: 'Slack could not be reached: ENOTFOUND' });
      const waitMs = await send();
      if (waitMs === null) break;
      world.pass(waitMs);
    }
    expect(slack.uploads).toBeGreaterThan(10);
    expect(slack.uploads).toBeLessThan(25);
    expect(await fileOf()).toMatchObject({ state: 'not-sent' });
  });

  it('that Slack or AWS does not let through is said to be missing, with why', async () => {
    await ended();
    slack.ends.push(REFUSED);
    expect(await send()).toBeNull();
    expect(await fileOf()).toEqual({ state: 'not-sent', because: 'Slack says missing_scope.' });
    expect(await send()).toBeNull();
    expect(slack.shown).toEqual([]);
  });

  it('that the operation cannot write, or cuts, says so', async () => {
    await ended();
    written = err({ because: 'Could not read the result: AWS denied it.', again: false });
    await send();
    expect(await fileOf()).toEqual({
      state: 'not-sent',
      because: 'Could not read the result: AWS denied it.',
    });
    expect(slack.uploads).toBe(0);
  });

  it('that AWS does not let be read for now, or whose reading our own stop cut off, comes later', async () => {
    await ended();
    written = err({ because: 'Could not read the result: Handrail stopped waiting for AWS.', again: true });
    expect(await send()).toBe(5_000);
    expect(await fileOf()).toEqual({ state: 'wanted' });
    written = ok({ rows: 1_200, isCut: false });
    expect(await send()).toBeNull();
    expect(await fileOf()).toEqual({ state: 'sent' });
  });

  it('that was cut says how much of it came', async () => {
    await ended();
    written = ok({ rows: 1_000_000, isCut: true });
    await send();
    expect(slack.calls.at(-1)).toMatch(
      /: The first 1,000,000 rows of \/etl query late-users: a file holds no more\.$/,
    );
  });

  it('that did not come for an hour is given up', async () => {
    await ended();
    slack.ends.push({ kind: 'retry', because: 'Slack answered HTTP 503.' });
    expect(await send()).toBe(5_000);
    world.pass(61 * MINUTE);
    expect(await send()).toBeNull();
    expect(await fileOf()).toMatchObject({ state: 'not-sent' });
  });

  it('that was shown before a death of more than an hour is not said to be missing', async () => {
    await ended();
    slack.ends.push({ kind: 'ok', value: { id: 'F1', bytes: 1 } } as never, UNKNOWN_END);
    expect(await send()).toBe(5_000);
    world.pass(61 * MINUTE);
    expect(await send()).toBeNull();
    expect(slack.shown).toEqual(['F1']);
    expect(await fileOf()).toEqual({ state: 'sent' });
  });

  it('is said beside the answer, whose message is drawn anew once for it', async () => {
    await ended();
    const before = await world.read((reader) => reader.cards.load('answer:run-1'));
    await send();
    const after = await world.read((reader) => reader.cards.load('answer:run-1'));
    expect((after?.wanted ?? 0) - (before?.wanted ?? 0)).toBe(1);
  });
});

describe('a file that Slack would not take', () => {
  const hindered = (again: boolean) =>
    sendFile(
      { ...deps(), slack: { whyNot: async () => ({ because: 'No files:write.', again }) } },
      { run: RUN.id },
      AbortSignal.timeout(10_000),
    );

  it('is not read from AWS, and its message says why', async () => {
    await ended();
    expect(await hindered(false)).toBeNull();
    expect(await fileOf()).toEqual({ state: 'not-sent', because: 'No files:write.' });
    expect(slack.calls).toEqual([]);
  });

  it('for now comes later', async () => {
    await ended();
    expect(await hindered(true)).toBe(5_000);
    expect(await fileOf()).toEqual({ state: 'wanted' });
    expect(await send()).toBeNull();
    expect(await fileOf()).toEqual({ state: 'sent' });
  });
});
