/**
 * Several questions at once, but not so many that AWS throttles the account for everybody; or one after another. Who waits
 * for the answers is told how many there are by now.
 */

import type { RunContext } from '../operations/operation.ts';

import { Semaphore } from 'async-mutex';

type Counting = Pick<RunContext, 'tally'>;

const AT_ONCE = 8;

/** The answers in the order of the items. The first that throws ends it; what was asked already is not waited for. */
export function inParallel<T, U>(
  items: readonly T[],
  { tally }: Counting,
  ask: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const semaphore = new Semaphore(AT_ONCE);
  tally?.expect(items.length);
  return Promise.all(
    items.map((item) => semaphore.runExclusive(() => ask(item).finally(() => tally?.readOne()))),
  );
}

/** The same with one question at a time. */
export async function inTurn<T, U>(
  items: readonly T[],
  { tally }: Counting,
  ask: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const answers: U[] = [];
  tally?.expect(items.length);
  for (const item of items) answers.push(await ask(item).finally(() => tally?.readOne()));
  return answers;
}
