/** What all operations share, whatever they ask of AWS: operations made for the case, over a client that is never asked. */

import type { Read, Change } from '../../src/aws/makers.ts';

import { describe, expect, it } from '@jest/globals';

import { createClientPool } from '../../src/aws/client-pool.ts';
import { createMakers } from '../../src/aws/makers.ts';
import { answerOf } from '../../src/aws/refusals.ts';
import { optionOr, positional, textLike, wholeNumber } from '../../src/operations/arguments.ts';
import { finding } from '../../src/operations/findings.ts';
import { CONTEXT, runningOf } from './account.ts';

const MINUTE = 60_000;

interface Wish {
  readonly table: string;
  readonly rows: number;
}

const PLAN: Pick<Read<Wish>, 'summary' | 'arguments' | 'asks' | 'intent' | 'links'> = {
  summary: 'Made for the case',
  arguments: {
    table: positional(textLike(/^[a-z]+$/, { expected: 'a table' }), {
      summary: 'Which',
      example: '<table>',
    }),
    rows: optionOr(10, wholeNumber(1, 100), { summary: 'How many', example: '10' }),
  },
  asks: [],
  intent: ({ table, rows }) => `${rows} rows of ${table}`,
  links: ({ table }, region, token) => [{ label: token ?? 'none', url: `https://${region}/${table}` }],
};

let now = 0;
const { read, change } = createMakers({
  estates: [],
  pool: createClientPool({ places: { region: 'eu-central-1', pipelines: [] }, clock: () => now }),
  clock: () => now,
  pollMs: 5_000,
});

const ATTEMPTED = { doing: 'count the rows', action: 'athena:StartQueryExecution' };

function denied(): Promise<never> {
  return answerOf(
    Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
    ATTEMPTED,
  );
}

function silent(): Promise<never> {
  const gone = Object.assign(new Error('gone'), { $metadata: { httpStatusCode: 503 } });
  return answerOf(Promise.reject(gone), ATTEMPTED);
}

function bug(): Promise<never> {
  return answerOf(Promise.reject(new TypeError('undefined is not a function')), ATTEMPTED);
}

function reading(look: Read<Wish>['look']) {
  return preparedOf(read({ ...PLAN, verb: 'count', look }));
}

function changing(calls: Partial<Change<Wish>>) {
  const never = () => Promise.reject(new Error('Expected no call'));
  return preparedOf(
    change({
      ...PLAN,
      verb: 'drop',
      risk: 'change',
      harmless: null,
      target: ({ table }) => table,
      preview: never,
      start: never,
      follow: never,
      verify: never,
      ...calls,
    }),
  );
}

function preparedOf(operation: ReturnType<typeof read>) {
  const prepared = operation.prepare({ table: 'users', rows: '20' });
  if (!prepared.ok) throw new Error(prepared.error);
  return prepared.value;
}

describe("what is its asker's alone", () => {
  it('never runs unasked, as nobody would see it', () => {
    const look = () => Promise.reject(new Error('Expected no call'));
    expect(read({ ...PLAN, verb: 'count', look, shared: false }).unasked).toBe(false);
    expect(read({ ...PLAN, verb: 'count', look }).unasked).toBe(true);
  });
});

describe('a read', () => {
  it('is a look with typed arguments, and no more', async () => {
    const prepared = reading(async ({ table, rows }, { clock }) =>
      finding({ verdict: 'ok', summary: `${table}: ${rows + 1}`, trueAt: clock() }),
    );
    expect(prepared).toMatchObject({ risk: 'read', target: null, preview: null, intent: '20 rows of users' });
    expect(await prepared.start(CONTEXT)).toMatchObject({ finding: { summary: 'users: 21' } });
  });

  it('that AWS refuses is a finding with the sentence and where to look', async () => {
    expect(await reading(denied).start(CONTEXT)).toMatchObject({
      state: 'ended',
      finding: {
        verdict: 'fail',
        summary: expect.stringMatching(/^Could not count the rows: AWS denied it/),
        links: [{ url: 'https://eu-central-1/users' }],
      },
    });
    expect(await reading(silent).start(CONTEXT)).toMatchObject({ finding: { verdict: 'unknown' } });
  });
});

it('no operation makes a call that it does not declare, lest the policy lack it', async () => {
  const look = reading(async (_, { clients, clock }) => {
    await clients.glue.getJobs({});
    return finding({ verdict: 'ok', summary: 'never', trueAt: clock() });
  });
  await expect(look.start(CONTEXT)).rejects.toThrow('Expected the operation to declare glue:GetJobs');
});

describe('a change', () => {
  it('names what it acts on, and is read from its words once', () => {
    const operation = change({
      ...PLAN,
      verb: 'drop',
      risk: 'change',
      harmless: null,
      target: ({ table }) => table,
      preview: denied,
      start: denied,
      follow: denied,
      verify: null,
    });
    expect(operation.afterCrash).toBe('report');
    const there = { account: '123456789012', region: 'eu-west-1' };
    expect(preparedOf(operation).target?.(there)).toBe('drop:123456789012/eu-west-1/users');
    expect(preparedOf(operation).target?.({ ...there, account: null })).toBe('drop:-/eu-west-1/users');
    expect(operation.prepare({ table: 'users', rows: '0' })).toMatchObject({ ok: false });
  });

  it('is as risky as it says, unless its flag makes it only look', () => {
    const operation = change({
      ...PLAN,
      verb: 'drop',
      risk: 'destructive',
      harmless: 'rows',
      target: ({ table }) => table,
      preview: denied,
      start: denied,
      follow: denied,
      verify: null,
    });
    expect(operation.risk).toBe('destructive');
    expect(operation.riskOf({ table: 'users' })).toBe('destructive');
    expect(operation.riskOf({ table: 'users', rows: 'true' })).toBe('read');
  });

  it('that AWS refuses has changed nothing', async () => {
    const refused = { verdict: 'fail', summary: expect.stringContaining('Could not count the rows') };
    expect(await changing({ start: silent }).start(CONTEXT)).toMatchObject({
      state: 'ended',
      finding: refused,
    });
    expect(await changing({ preview: silent }).preview?.(CONTEXT)).toMatchObject({
      would: 'refuse',
      finding: refused,
    });
  });

  it('that cannot be seen is looked at for an hour, then a person is asked', async () => {
    now = 0;
    const prepared = changing({ follow: silent });
    const token = JSON.stringify({ query: 'q-1' });
    const blind = runningOf(await prepared.follow(CONTEXT, token));
    expect(blind.links).toEqual([{ label: token, url: 'https://eu-central-1/users' }]);
    now = 59 * MINUTE;
    const still = runningOf(await prepared.follow(CONTEXT, blind.token));
    now = 61 * MINUTE;
    expect(await prepared.follow(CONTEXT, still.token)).toMatchObject({
      state: 'ended',
      finding: {
        verdict: 'unknown',
        summary: expect.stringMatching(/It was started: look at the console\.$/),
      },
    });
  });

  it('that is seen again goes on as if nothing had been', async () => {
    now = 0;
    const tokens: string[] = [];
    const token = JSON.stringify({ query: 'q-1' });
    const blind = runningOf(await changing({ follow: silent }).follow(CONTEXT, token));
    const seen = changing({
      async follow(_, __, given) {
        tokens.push(given);
        return { state: 'running', token: given, summary: '', links: [], afterMs: 1 };
      },
    });
    expect(runningOf(await seen.follow(CONTEXT, blind.token)).token).toBe(token);
    expect(tokens).toEqual([token]);
  });

  it('that cannot be verified is unknown', async () => {
    expect(await changing({ verify: denied }).verify(CONTEXT)).toMatchObject({
      finding: { verdict: 'unknown' },
    });
  });
});

it('a bug is no refusal: it is thrown wherever it is', async () => {
  await expect(reading(bug).start(CONTEXT)).rejects.toThrow(TypeError);
  const broken = changing({ preview: bug, start: bug, follow: bug, verify: bug });
  await expect(broken.preview?.(CONTEXT)).rejects.toThrow(TypeError);
  await expect(broken.start(CONTEXT)).rejects.toThrow(TypeError);
  await expect(broken.follow(CONTEXT, '{}')).rejects.toThrow(TypeError);
  await expect(broken.verify(CONTEXT)).rejects.toThrow(TypeError);
});
