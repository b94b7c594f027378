/**
 * Slack waits three seconds. Work that is done by then is acknowledged with its result; work that takes longer is
 * acknowledged first, and its result follows.
 */

export type Timely<T> =
  { readonly inTime: true; readonly value: T } | { readonly inTime: false; readonly later: Promise<T> };

/** How long the acknowledgement may wait for the work. */
export const ACK_WITHIN_MS = 2_500;

/** Waits for the work at most `ms`. Rejects when the work rejected in time. */
export async function inTime<T>(work: Promise<T>, ms: number = ACK_WITHIN_MS): Promise<Timely<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), late]);
    return first === 'late' ? { inTime: false, later: work } : { inTime: true, value: first.value };
  } finally {
    clearTimeout(timer);
  }
}
