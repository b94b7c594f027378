/** What all long reads share: begun under the id of their run, followed and stopped by their token. */

import type { LongRead } from '../../src/aws/makers.ts';
import type { Prepared, Progress } from '../../src/operations/operation.ts';

import { describe, expect, it } from '@jest/globals';

import { createClientPool } from '../../src/aws/client-pool.ts';
import { createMakers } from '../../src/aws/makers.ts';
import { err } from '../../src/lib/result.ts';
import { answerOf } from '../../src/aws/refusals.ts';
import { positional, textLike } from '../../src/operations/arguments.ts';
import { aFinding } from '../support/builders.ts';
import { CONTEXT, runningOf } from './account.ts';

const MINUTE = 60_000;
const TOKEN = JSON.stringify({ query: 'q-1' });
const GOES_ON: Progress = { state: 'running', token: TOKEN, summary: '', links: [], afterMs: 1_000 };
const OVER = { state: 'ended', finding: aFinding() } as const;
const ATTEMPTED = { doing: 'count the rows', action: 'athena:StartQueryExecution' };

let now = 0;
const { longRead } = createMakers({
  estates: [],
  pool: createClientPool({ places: { region: 'eu-central-1', pipelines: [] }, clock: () => now }),
  clock: () => now,
  pollMs: 5_000,
});

type Calls = Pick<
  LongRead<{ readonly table: string }>,
  'write' | 'send' | 'follow' | 'cancel' | 'writeWhole'
>;

const never = () => Promise.reject(new Error('Expected no call'));

const BILL = { scannedBytes: 1, dollars: 0.1, dailyLimit: null };

function querying(calls: Partial<Calls>): Prepared {
  const operation = longRead({
    verb: 'count',
    summary: 'Made for the case',
    arguments: {
      table: positional(textLike(/^[a-z]+$/, { expected: 'a table' }), {
        summary: 'Which',
        example: '<table>',
      }),
    },
    asks: [],
    intent: ({ table }) => `Count ${table}`,
    links: ({ table }, region, token) => [{ label: token ?? 'none', url: `https://${region}/${table}` }],
    write: async ({ table }) => ({ state: 'written', letter: `count ${table}` }),
    send: never,
    sentTo: (letter, region) => ({
      words: `the log of ${letter}`,
      links: [{ label: 'log', url: `https://${region}` }],
    }),
    follow: never,
    cancel: never,
    ...calls,
  });
  const prepared = operation.prepare({ table: 'users' });
  if (!prepared.ok) throw new Error(prepared.error);
  return prepared.value;
}

function thrown(name: string, status?: number): () => Promise<never> {
  const error = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: status } });
  return () => answerOf(Promise.reject(error), ATTEMPTED);
}
const denied = thrown('AccessDeniedException');
const silent = thrown('Gone', 503);

describe('a long read', () => {
  it('only reads: it stands in nobody’s way, shows nothing first, and may be begun again', () => {
    const prepared = querying({});
    expect(prepared).toMatchObject({ risk: 'read', target: null, preview: null, intent: 'Count users' });
    expect(prepared.operation).toMatchObject({ risk: 'read', afterCrash: 'rerun' });
  });

  it('sends what it wrote, and nothing where it wrote nothing', async () => {
    const asked: string[] = [];
    const sending = (write: Partial<Calls>) =>
      querying({
        async send(_, { run }, letter) {
          asked.push(`${letter} ${run}`);
          return GOES_ON;
        },
        ...write,
      });
    expect(await sending({}).start(CONTEXT)).toEqual(GOES_ON);
    expect(await sending({ write: async () => OVER }).start(CONTEXT)).toEqual(OVER);
    expect(await sending({ write: denied }).start(CONTEXT)).toMatchObject({ finding: { verdict: 'fail' } });
    expect(asked).toEqual(['count users op-1']);
  });

  it('has its letter kept before it is sent, and sends none that is not kept', async () => {
    const asked: string[] = [];
    const prepared = querying({
      async send() {
        asked.push('sent');
        return GOES_ON;
      },
    });
    const keeping = (kept: boolean) => ({
      ...CONTEXT,
      async keepLetter(letter: string) {
        asked.push(letter);
        return kept;
      },
    });
    expect(await prepared.start(keeping(true))).toEqual(GOES_ON);
    expect(await prepared.start(keeping(false))).toMatchObject({
      finding: { verdict: 'unknown', summary: expect.stringMatching(/^Not sent: /) },
    });
    expect(asked).toEqual(['count users', 'sent', 'count users']);
  });

  it('whose letter was kept is sent to the letter, whatever would be written now', async () => {
    const asked: string[] = [];
    const prepared = querying({
      write: async () => OVER,
      async send(_, { run }, letter) {
        asked.push(`${letter} ${run}`);
        return GOES_ON;
      },
    });
    expect(await prepared.start({ ...CONTEXT, letter: 'count orders' })).toEqual(GOES_ON);
    expect(asked).toEqual(['count orders op-1']);
  });

  it('that may have been sent, and cannot be any more, is told as what may run, with where to look', async () => {
    const again = { ...CONTEXT, letter: 'count orders' };
    const mayRun = {
      state: 'ended',
      finding: {
        verdict: 'unknown',
        summary: expect.stringMatching(
          /^It may have been sent, and then it runs in AWS and is billed: .* Could not count the rows: AWS denied it.* Look at the log of count orders\.$/,
        ),
        links: [{ label: 'log', url: 'https://eu-central-1' }],
      },
    };
    expect(await querying({ send: denied }).start(again)).toMatchObject(mayRun);
    now = 0;
    const unheard = runningOf(await querying({ send: silent }).start(again));
    expect(await querying({ send: denied }).follow(CONTEXT, unheard.token)).toMatchObject(mayRun);
  });

  it('that AWS refuses to begin is a finding with where to look', async () => {
    expect(await querying({ send: denied }).start(CONTEXT)).toMatchObject({
      state: 'ended',
      finding: {
        verdict: 'fail',
        summary: expect.stringMatching(/^Could not count the rows: AWS denied it/),
        links: [{ label: 'none', url: 'https://eu-central-1/users' }],
      },
    });
    expect(await querying({ send: thrown('ThrottlingException', 400) }).start(CONTEXT)).toMatchObject({
      finding: { verdict: 'unknown' },
    });
  });

  it('of whose start nobody heard is sent once more under its id, and never left to run alone', async () => {
    now = 0;
    const asked: string[] = [];
    const unheard = runningOf(await querying({ send: silent }).start(CONTEXT));
    expect(unheard.summary).toMatch(/^Could not count the rows: AWS failed with HTTP 503/);
    expect(unheard.links).toEqual([{ label: 'log', url: 'https://eu-central-1' }]);
    const heard = querying({
      write: never,
      async send(_, { run }, letter) {
        asked.push(`${letter} ${run}`);
        return GOES_ON;
      },
      async cancel(_, __, token) {
        asked.push(`cancel ${token}`);
        return null;
      },
    });
    expect(await heard.follow(CONTEXT, unheard.token)).toEqual(GOES_ON);
    expect(await heard.cancel?.(CONTEXT, unheard.token)).toEqual({ state: 'stopped', bill: null });
    expect(asked).toEqual(['count users op-1', 'count users op-1', `cancel ${TOKEN}`]);
    now = 59 * MINUTE;
    const still = runningOf(await querying({ send: silent }).follow(CONTEXT, unheard.token));
    now = 61 * MINUTE;
    expect(await querying({ send: silent }).follow(CONTEXT, still.token)).toMatchObject({
      state: 'ended',
      finding: { verdict: 'unknown', summary: expect.stringMatching(/^It may have been sent/) },
    });
  });

  it('that cannot be seen goes on blind for an hour, and is seen again as if nothing had been', async () => {
    now = 0;
    const asked: string[] = [];
    const blind = runningOf(await querying({ follow: silent }).follow(CONTEXT, TOKEN));
    expect(blind.links).toEqual([{ label: TOKEN, url: 'https://eu-central-1/users' }]);
    const seen = querying({
      async follow(_, __, token) {
        asked.push(token);
        return GOES_ON;
      },
    });
    expect(await seen.follow(CONTEXT, blind.token)).toEqual(GOES_ON);
    expect(asked).toEqual([TOKEN]);
    now = 61 * MINUTE;
    expect(await querying({ follow: silent }).follow(CONTEXT, blind.token)).toMatchObject({
      finding: { verdict: 'unknown' },
    });
  });

  it('is stopped by its own token, also while it is out of sight', async () => {
    now = 0;
    const asked: string[] = [];
    const prepared = querying({
      follow: silent,
      async cancel({ table }, { run }, token) {
        asked.push(`${table} ${run} ${token}`);
        return BILL;
      },
    });
    const blind = runningOf(await prepared.follow(CONTEXT, TOKEN));
    expect(await prepared.cancel?.(CONTEXT, TOKEN)).toEqual({ state: 'stopped', bill: BILL });
    expect(await prepared.cancel?.(CONTEXT, blind.token)).toEqual({ state: 'stopped', bill: BILL });
    expect(asked).toEqual([`users op-1 ${TOKEN}`, `users op-1 ${TOKEN}`]);
  });

  it('whose start nobody heard of is found by its letter, and stopped', async () => {
    const asked: string[] = [];
    const prepared = querying({
      write: never,
      async send(_, { run }, letter) {
        asked.push(`${letter} ${run}`);
        return GOES_ON;
      },
      async cancel(_, __, token) {
        asked.push(`cancel ${token}`);
        return null;
      },
    });
    const given = { ...CONTEXT, letter: 'count orders' };
    expect(await prepared.cancel?.(given, null)).toEqual({ state: 'stopped', bill: null });
    expect(asked).toEqual(['count orders op-1', `cancel ${TOKEN}`]);
  });

  it('that kept no letter was not sent, so that nothing is to be stopped', async () => {
    const prepared = querying({ write: never });
    expect(await prepared.cancel?.(CONTEXT, null)).toEqual({ state: 'stopped', bill: null });
  });

  it('that may have been sent and is not found is not told as stopped; what was over by then is, with its bill', async () => {
    const given = { ...CONTEXT, letter: 'count orders' };
    expect(await querying({ send: denied }).cancel?.(given, null)).toMatchObject({
      state: 'goes-on',
      again: false,
      finding: { summary: expect.stringMatching(/^It may have been sent/), links: [{ label: 'log' }] },
    });
    expect(await querying({ send: silent }).cancel?.(given, null)).toMatchObject({ again: true });
    const over: Progress = { state: 'ended', finding: aFinding({ bill: BILL }) };
    expect(await querying({ send: async () => over }).cancel?.(given, null)).toEqual({
      state: 'stopped',
      bill: BILL,
    });
  });

  it('that AWS does not stop goes on: asked again when that may help, with where to look', async () => {
    expect(await querying({ cancel: denied }).cancel?.(CONTEXT, TOKEN)).toMatchObject({
      state: 'goes-on',
      again: false,
      finding: {
        summary: expect.stringMatching(/^Could not count the rows: AWS denied it/),
        links: [{ label: TOKEN, url: 'https://eu-central-1/users' }],
      },
    });
    expect(await querying({ cancel: silent }).cancel?.(CONTEXT, TOKEN)).toMatchObject({ again: true });
  });

  it('throws a bug wherever it is', async () => {
    const bug = () => answerOf(Promise.reject(new TypeError('undefined is not a function')), ATTEMPTED);
    const broken = querying({ send: bug, follow: bug, cancel: bug });
    await expect(broken.start(CONTEXT)).rejects.toThrow(TypeError);
    await expect(broken.follow(CONTEXT, TOKEN)).rejects.toThrow(TypeError);
    await expect(broken.cancel?.(CONTEXT, TOKEN)).rejects.toThrow(TypeError);
  });
});

describe('the whole of what a long read brought', () => {
  const take = async () => {};
  const written = (writeWhole: NonNullable<Calls['writeWhole']>) =>
    querying({ writeWhole }).writeWhole?.(CONTEXT, TOKEN, take);

  it('that AWS only does not give now may be written later', async () => {
    expect(await written(silent)).toEqual(err({ because: expect.stringMatching(/HTTP 503/), again: true }));
    expect(await written(thrown('AbortError'))).toMatchObject({ error: { again: true } });
  });

  it('that AWS or the operation does not give is not', async () => {
    expect(await written(denied)).toMatchObject({ error: { again: false } });
    expect(await written(async () => err('It is masked now.'))).toEqual(
      err({ because: 'It is masked now.', again: false }),
    );
  });

  it('is none where nothing says how', () => {
    expect(querying({}).writeWhole).toBeNull();
  });
});
