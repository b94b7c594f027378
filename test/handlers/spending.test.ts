/** What queries cost is counted for each person and pipeline and day, and said beside what they brought. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bill } from '../../src/operations/finding.ts';
import { charge, type Spender } from '../../src/handlers/spending.ts';
import { aFinding, NIGHT, person } from '../support/builders.ts';
import { openWorld, type World } from '../support/world.ts';

const DAY = 24 * 60 * 60_000;
const BILL: Bill = { scannedBytes: 2_000_000_000, dollars: 0.01, dailyLimit: null };
const ADA: Spender = { by: person('U0ADA'), pipeline: 'todo-etl' };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function today(spender: Spender, bill: Bill = BILL, now = NIGHT): Promise<string | undefined> {
  const found = await world.store.transact((tx) => charge(tx, aFinding({ facts: [], bill }), spender, now));
  return found.facts[0]?.value;
}

describe('what was spent', () => {
  it('is said of the person and of all, and begins anew each day', async () => {
    expect(await today(ADA)).toBe('you 2 GB, about $0.01; all of todo-etl about $0.01');
    expect(await today(ADA)).toBe('you 4 GB, about $0.02; all of todo-etl about $0.02');
    expect(await today({ ...ADA, by: person('U0BEN') }, { ...BILL, dailyLimit: 20 })).toBe(
      'you 2 GB, about $0.01; all of todo-etl about $0.03 of $20 a day',
    );
    expect(await today({ ...ADA, pipeline: 'beta' })).toBe('you 2 GB, about $0.01; all of beta about $0.01');
    expect(await today(ADA, BILL, NIGHT + DAY)).toBe('you 2 GB, about $0.01; all of todo-etl about $0.01');
  });

  it('is nothing for what is not billed, and counted to the cent of a cent', async () => {
    const free = { ...BILL, scannedBytes: 0, dollars: 0 };
    expect(await today(ADA, free)).toBe('you 0 B, $0; all of todo-etl $0');
    for (let n = 0; n < 200; n += 1) await today(ADA, { ...BILL, scannedBytes: 1, dollars: 0.000_05 });
    expect(await today(ADA, free)).toBe('you 200 B, about $0.01; all of todo-etl about $0.01');
    const unbilled = aFinding();
    expect(await world.store.transact((tx) => charge(tx, unbilled, ADA, NIGHT))).toBe(unbilled);
  });

  it('is kept as long as what came in', async () => {
    await today(ADA);
    await today(ADA, BILL, NIGHT + DAY);
    const cutoffs = { raw: NIGHT + DAY, incidents: 0 };
    const { rows } = await world.store.transact((tx) => tx.retention.removeExpired(cutoffs, 100));
    expect(rows).toBe(3);
    expect(await today(ADA)).toBe('you 2 GB, about $0.01; all of todo-etl about $0.01');
    expect(await today(ADA, BILL, NIGHT + DAY)).toBe('you 4 GB, about $0.02; all of todo-etl about $0.02');
  });
});
