/** Waits that end by themselves: what takes longer than so long is shown, told or left to another. */

import type { Deadline } from './ports.ts';

/** Resolves after so long, milliseconds. */
export function elapsed({ deadline }: { readonly deadline: Deadline }, ms: number): Promise<void> {
  const signal = deadline(ms);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Whether the work is not over when the wait is, however either of them ends. */
export function goesOnAfter(work: Promise<unknown>, wait: Promise<void>): Promise<boolean> {
  return Promise.race([endedAs(work, false), endedAs(wait, true)]);
}

function endedAs<T>(promise: Promise<unknown>, value: T): Promise<T> {
  return promise.then(
    () => value,
    () => value,
  );
}
