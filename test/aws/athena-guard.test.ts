import { describe, expect, it } from '@jest/globals';

import { createGuard, MOST_ON_THE_LOOP } from '../../src/aws/athena/guard.ts';
import { decide, MASKED } from '../queries/decide.ts';

const LONG = ' '.repeat(MOST_ON_THE_LOOP);

describe('the guard', () => {
  const guard = createGuard();

  it.each([
    'SELECT id, email FROM users WHERE dt = ?',
    'SELECT lower(email) FROM users',
    'DROP TABLE users',
    'SELECT * FROM bronze.users',
    "SHOW TABLES 'a.*'",
  ])('decides on %s alike, whether it is short or long', async (sql) => {
    expect(await guard.decide(sql, MASKED)).toEqual(decide(sql, MASKED));
    expect(await guard.decide(`${sql}${LONG}`, MASKED)).toEqual(decide(sql, MASKED));
  });

  it('decides on several long ones at once', async () => {
    const texts = ['SELECT 1', 'DROP TABLE x', 'SELECT 2'].map((sql) => `${sql}${LONG}`);
    const decided = await Promise.all(texts.map((sql) => guard.decide(sql, MASKED)));
    expect(decided.map(({ ok }) => ok)).toEqual([true, false, true]);
  });

  it('starts no thread for what is longer than Athena takes', async () => {
    expect(await guard.decide(' '.repeat(262_145), MASKED)).toMatchObject({
      ok: false,
      error: { sentence: 'Expected at most 262144 bytes of SQL, got more.' },
    });
  });

  it('lets others go on while it reads', async () => {
    let turns = 0;
    let deciding = true;
    const turn = (): void => {
      turns += 1;
      if (deciding) setImmediate(turn);
    };
    setImmediate(turn);
    const sql = `SELECT ${'a,'.repeat(130_000)}1 FROM users`;
    expect((await guard.decide(sql, MASKED)).ok).toBe(true);
    deciding = false;
    expect(turns).toBeGreaterThan(10);
  });
});
