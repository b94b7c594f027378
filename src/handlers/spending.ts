/** What is billed by use, counted for each person and pipeline and day, and said beside what it brought. Days are those of UTC. */

import type { Actor } from '../access/actor.ts';
import type { Bill, Finding } from '../operations/finding.ts';
import type { Transaction } from './ports.ts';

import { SPENT } from '../operations/findings.ts';
import { aboutDollars, bytesText } from '../operations/units.ts';
import { billedKey, personKey, spentKey } from './keys.ts';

/** Counters hold whole numbers. */
const PARTS_OF_DOLLAR = 1_000_000;

export interface Spender {
  readonly by: Actor;
  readonly pipeline: string | null;
}

/** Counts what the finding cost, and returns it with what was spent that day. */
export async function charge(
  tx: Pick<Transaction, 'counters'>,
  found: Finding,
  spender: Spender,
  now: number,
): Promise<Finding> {
  const { bill } = found;
  if (bill === undefined) return found;
  const fact = { label: SPENT, value: await spentWords(tx, bill, spender, now) };
  return { ...found, facts: [...found.facts, fact] };
}

/** Counts what a run cost until it was stopped; once, however often it is told. */
export async function chargeStopped(
  tx: Pick<Transaction, 'counters' | 'firstSight'>,
  bill: Bill,
  run: Spender & { readonly id: string },
  now: number,
): Promise<void> {
  if (await tx.firstSight(billedKey(run.id), now)) await spentWords(tx, bill, run, now);
}

/** `you 3.4 GB, about $0.02; all of todo-etl about $1.20 of $20`. */
async function spentWords(
  tx: Pick<Transaction, 'counters'>,
  { scannedBytes, dollars, dailyLimit }: Bill,
  { by, pipeline }: Spender,
  now: number,
): Promise<string> {
  const day = new Date(now).toISOString().slice(0, 10);
  const parts = Math.round(dollars * PARTS_OF_DOLLAR);
  const add = (what: 'bytes' | 'dollars', person: string | null, amount: number): Promise<number> =>
    tx.counters.up(spentKey(day, pipeline, what, person), amount);
  const all = await add('dollars', null, parts);
  const limit = dailyLimit === null ? '' : ` of $${dailyLimit} a day`;
  const whole = `all of ${pipeline ?? 'Handrail'} ${aboutDollars(all / PARTS_OF_DOLLAR)}${limit}`;
  if (by.kind === 'handrail') return whole;
  const person = personKey(by);
  const bytes = await add('bytes', person, scannedBytes);
  const own = await add('dollars', person, parts);
  return `you ${bytesText(bytes)}, ${aboutDollars(own / PARTS_OF_DOLLAR)}; ${whole}`;
}
