/**
 * A loop that works until nothing is left, sleeps until it is woken or its tick comes, and stops in bounded time.
 * It never works twice at once, and one failed round never ends it.
 */

import type { Log } from '../handlers/ports.ts';

export interface Loop {
  /** Work soon: at once when idle, right after the present round when not, and after a pause that it owes. */
  wake(): void;
  /** Begins the first round; later calls do nothing. */
  start(): void;
  /** Resolves when the present round is over; no round ever begins afterwards. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  readonly name: string;
  /** One round; returns whether there may be more to do right away. */
  readonly round: () => Promise<boolean>;
  /** The longest sleep: what nobody woke it for is found then. */
  readonly tickMs: number;
  /** Pause before the next round when there may be more to do; none when absent. */
  readonly restMs?: () => number;
  /** Pause after a round that threw; no wake cuts it short. */
  readonly failedMs: number;
  readonly log: Log;
}

/** Creates a loop that has not begun. */
export function createLoop({ name, round, tickMs, restMs, failedMs, log }: LoopOptions): Loop {
  let state: 'new' | 'idle' | 'working' | 'stopped' = 'new';
  let again = false;
  // A rest is never cut short: it is what leaves room for others, and for what failed to be well again.
  let resting = false;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let working: Promise<void> = Promise.resolve();

  return {
    wake() {
      if (state === 'working') again = true;
      else if (state === 'idle' && !resting) sleep(0);
    },
    start() {
      if (state !== 'new') return;
      state = 'idle';
      sleep(0);
    },
    async stop() {
      state = 'stopped';
      stopSleeping();
      await working;
    },
  };

  function sleep(ms: number): void {
    stopSleeping();
    const begin = (): void => {
      working = work();
    };
    // A timer takes a millisecond at least, which is a tenth of a round.
    if (ms === 0) soon = setImmediate(begin).unref();
    else timer = setTimeout(begin, ms).unref();
  }

  function stopSleeping(): void {
    clearTimeout(timer);
    clearImmediate(soon);
  }

  async function work(): Promise<void> {
    state = 'working';
    again = false;
    resting = false;
    let more = false;
    let failed = false;
    try {
      more = await round();
    } catch (error) {
      log.error({ err: error, loop: name }, 'a round failed; it is tried again');
      failed = true;
    }
    if (isStopped()) return;
    state = 'idle';
    if (!failed && !more && !again) return sleep(tickMs);
    const restsMs = failed ? failedMs : (restMs?.() ?? 0);
    resting = restsMs > 0;
    sleep(restsMs);
  }

  // `stop` may be called while a round is awaited; asked through a function, so that narrowing does not hide it.
  function isStopped(): boolean {
    return state === 'stopped';
  }
}
