/** Several questions at once, but not so many that AWS throttles the account for everybody. */

import { Semaphore } from 'async-mutex';

const AT_ONCE = 8;

/** The answers in the order of the items. The first that throws ends it; what was asked already is not waited for. */
export function inParallel<T, U>(items: readonly T[], ask: (item: T) => Promise<U>): Promise<readonly U[]> {
  const semaphore = new Semaphore(AT_ONCE);
  return Promise.all(items.map((item) => semaphore.runExclusive(() => ask(item))));
}
