/** The whole result as CSV, over a simulated account whose Athena is a real engine. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';

import type { FileBounds } from '../../../src/aws/athena/whole-result.ts';
import type { AwsClients } from '../../../src/aws/clients.ts';
import type { Hidden } from '../../../src/queries/masks.ts';
import type { AthenaWorld } from '../../sandbox/athena-world.ts';

import { SANDBOX_CREDENTIALS } from '../../../sandbox/aws/server.ts';
import { writeWhole } from '../../../src/aws/athena/whole-result.ts';
import { createClientPool, type ClientPool } from '../../../src/aws/client-pool.ts';
import { AwsRefusal } from '../../../src/aws/refusals.ts';
import { startAthenaWorld } from '../../sandbox/athena-world.ts';
import { CONTEXT } from '../account.ts';

interface Wanted {
  readonly hidden?: Hidden;
  readonly bounds?: FileBounds;
  readonly signal?: AbortSignal;
  /** Before a piece is taken. */
  readonly before?: (pieces: number) => Promise<void> | void;
}

const NOTHING_HIDDEN: Hidden = { places: [], names: [] };
const MANY = 'SELECT n FROM UNNEST(sequence(1, 2500)) AS t (n) ORDER BY n';

let world: AthenaWorld;
let pool: ClientPool;
let clients: AwsClients;
beforeEach(async () => {
  world = await startAthenaWorld();
  pool = createClientPool({
    places: { region: 'eu-central-1', pipelines: [] },
    clock: Date.now,
    client: { endpoint: world.server.url, credentials: SANDBOX_CREDENTIALS },
  });
  clients = await pool.atHome();
});
afterEach(async () => {
  pool.destroy();
  await world.close();
});

/** What is written of the result of this statement, and what was said of it. */
async function write(
  sql: string,
  { hidden = NOTHING_HIDDEN, bounds, signal = CONTEXT.signal, before }: Wanted = {},
): Promise<{ readonly pieces: string[]; readonly said: Promise<{ rows: number; isCut: boolean }> }> {
  const { QueryExecutionId: id = '', Status } = await world.run(sql);
  expect(Status?.StateChangeReason).toBeUndefined();
  const pieces: string[] = [];
  const take = async (text: string): Promise<void> => {
    await before?.(pieces.length);
    pieces.push(text);
  };
  const call = { clients, signal };
  const said = writeWhole(id, hidden, call, take, ...(bounds === undefined ? [] : [bounds]));
  await Promise.allSettled([said]);
  return { pieces, said };
}

function read(pieces: readonly string[]): readonly (readonly string[])[] {
  return parse(pieces.join(''), { bom: true, record_delimiter: '\r\n' });
}

describe('the whole result', () => {
  it('has every row once, in order, with the names before them, and is read no further while a piece is taken', async () => {
    const { pieces, said } = await write(MANY, {
      before: async () => {
        world.server.faults.set({ operation: 'GetQueryResults', kind: 'access-denied', times: 9 });
        await world.run('SELECT 1');
        world.server.faults.clear();
      },
    });
    expect(await said).toEqual({ rows: 2_500, isCut: false });
    expect(pieces.length).toBeGreaterThan(2);
    expect(read(pieces)).toEqual([['n'], ...Array.from({ length: 2_500 }, (_, index) => [`${index + 1}`])]);
  });

  it('has all of two thousand columns', async () => {
    const columns = Array.from({ length: 2_000 }, (_, index) => `n + ${index} AS c${index}`);
    const { pieces, said } = await write(
      `SELECT ${columns.join(', ')} FROM UNNEST(sequence(1, 30)) AS t (n) ORDER BY n`,
    );
    expect(await said).toEqual({ rows: 30, isCut: false });
    const [head, ...rows] = read(pieces);
    expect(head).toEqual(columns.map((_, index) => `c${index}`));
    expect(rows).toEqual(
      Array.from({ length: 30 }, (_row, n) => columns.map((_, index) => `${n + 1 + index}`)),
    );
  });

  it('tells NULL from nothing, keeps emoji and negative numbers, disarms formulas, hides masks and secrets', async () => {
    const { pieces } = await write(
      `SELECT -5 AS number, '-5' AS text, '=cmd()' AS "=name", '😀 "so", it' AS quoted, '' AS empty,
         CAST(NULL AS varchar) AS none, 'ann@example.org' AS Email, 'id' AS place, 'password=hunter2' AS secret`,
      { hidden: { places: [7], names: ['email'] } },
    );
    expect(pieces.join('')).toBe(
      '\uFEFF"number","text","\'=name","quoted","empty","none","Email","place","secret"\r\n' +
        '"-5","\'-5","\'=cmd()","😀 ""so"", it","",,"•••","•••","password=[redacted]"\r\n',
    );
  });

  it('has cells of a megabyte whole', async () => {
    const { pieces, said } = await write(
      `SELECT n, CASE WHEN n % 2 = 0 THEN rpad('=', 1000000, 'ä ') END AS long
         FROM UNNEST(sequence(1, 12)) AS t (n) ORDER BY n`,
    );
    expect(await said).toEqual({ rows: 12, isCut: false });
    const long = `'=${'ä '.repeat(500_000).slice(0, 999_999)}`;
    const cells = read(pieces)
      .slice(1)
      .map(([, cell]) => cell);
    expect(cells.map((cell, index) => cell === (index % 2 === 0 ? '' : long))).toEqual(cells.map(() => true));
  });

  it('has the names alone of a result without rows, and what SHOW answers without a row of names', async () => {
    const none = await write('SELECT id, email FROM users WHERE id = -1');
    expect(none.pieces.join('')).toBe('\uFEFF"id","email"\r\n');
    expect(await none.said).toEqual({ rows: 0, isCut: false });
    const tables = await write('SHOW TABLES');
    expect(read(tables.pieces).slice(1)).toEqual([['plans'], ['users']]);
    expect(await tables.said).toEqual({ rows: 2, isCut: false });
  });
});

describe('what is too much', () => {
  it('is cut after the last row that there is room for, and says so', async () => {
    const bytes = Buffer.byteLength('\uFEFF"n"\r\n"1"\r\n"2"\r\n"3"\r\n');
    for (const bounds of [
      { rows: 3, bytes: 1_000_000 },
      { rows: 1_000, bytes },
      { rows: 1_000, bytes: bytes + 4 },
    ]) {
      const { pieces, said } = await write(MANY, { bounds });
      expect(await said).toEqual({ rows: 3, isCut: true });
      expect(read(pieces)).toEqual([['n'], ['1'], ['2'], ['3']]);
    }
  });

  it('is not what just fits', async () => {
    const { said } = await write('SELECT n FROM UNNEST(sequence(1, 3)) AS t (n)', {
      bounds: { rows: 3, bytes: 1_000_000 },
    });
    expect(await said).toEqual({ rows: 3, isCut: false });
  });
});

describe('what ends it early', () => {
  it('is a refusal in the middle, after which nothing more is taken', async () => {
    const { pieces, said } = await write(MANY, {
      before: (taken) => {
        if (taken === 1)
          world.server.faults.set({ operation: 'GetQueryResults', kind: 'access-denied', times: 9 });
      },
    });
    await expect(said).rejects.toThrow(AwsRefusal);
    await expect(said).rejects.toThrow(/^Could not read the result: AWS denied it/);
    expect(pieces).toHaveLength(2);
  });

  it('is the end of the call, in the middle and before the beginning', async () => {
    const stopped = new AbortController();
    const middle = await write(MANY, {
      signal: stopped.signal,
      before: (taken) => {
        if (taken === 1) stopped.abort();
      },
    });
    await expect(middle.said).rejects.toThrow(AwsRefusal);
    await expect(middle.said).rejects.toThrow(/^Could not read the result: Handrail stopped waiting for AWS/);
    expect(middle.pieces).toHaveLength(2);
    const before = await write(MANY, { signal: stopped.signal });
    await expect(before.said).rejects.toThrow(AwsRefusal);
    expect(before.pieces).toEqual([]);
  });

  it('is a failure of who takes it, which is theirs', async () => {
    const full = new Error('no room');
    const { said } = await write(MANY, {
      before: () => {
        throw full;
      },
    });
    await expect(said).rejects.toBe(full);
  });
});
