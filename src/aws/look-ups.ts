/**
 * The pace of look-ups in CloudTrail: AWS answers two a second for an account and region, to everybody who asks there
 * together. One of these is shared by all operations of the process, so that twenty who look at once wait for each other
 * and are not refused. Who waits for an answer goes before what Handrail looks up unasked.
 */

import type { Call } from './makers.ts';

import { Semaphore } from 'async-mutex';

export interface LookUps {
  /** Does it once it may be asked there. Rejects as a call that was cut off does, when nobody waits for it any more. */
  turn<T>(call: Pick<Call, 'clients' | 'by' | 'signal'>, ask: () => Promise<T>): Promise<T>;
}

const A_SECOND = 2;
const FIRST = 1;
const AFTER_PEOPLE = 0;

interface Turns {
  readonly semaphore: Semaphore;
  /** Of the turns that are taken; each gives one back. */
  readonly timers: Set<NodeJS.Timeout>;
  waiting: number;
}

/** Nobody has asked yet. A turn is given back so many milliseconds after its answer. */
export function createLookUps(windowMs: number): LookUps {
  const places = new Map<string, Turns>();

  function turnsAt({ account, region }: Pick<Call['clients'], 'account' | 'region'>): Turns {
    const key = `${account ?? ''}/${region}`;
    const known = places.get(key) ?? { semaphore: new Semaphore(A_SECOND), timers: new Set(), waiting: 0 };
    places.set(key, known);
    return known;
  }

  return {
    async turn(call, ask) {
      const turns = turnsAt(call.clients);
      const release = await taken(turns, call.by.kind === 'handrail' ? AFTER_PEOPLE : FIRST);
      if (call.signal.aborted) {
        release();
        call.signal.throwIfAborted();
      }
      try {
        return await ask();
      } finally {
        // Only then it is known to have arrived: the first call of a process takes long on its way.
        const timer = setTimeout(() => {
          turns.timers.delete(timer);
          release();
        }, windowMs);
        turns.timers.add(timer);
        keepOnlyForWaiters(turns);
      }
    },
  };
}

async function taken(turns: Turns, priority: number): Promise<() => void> {
  turns.waiting += 1;
  keepOnlyForWaiters(turns);
  const [, release] = await turns.semaphore.acquire(1, priority);
  turns.waiting -= 1;
  keepOnlyForWaiters(turns);
  return release;
}

/** The process lives on for a timer that somebody waits for, and for no other: the command line ends with its answer. */
function keepOnlyForWaiters({ timers, waiting }: Turns): void {
  for (const timer of timers) {
    if (waiting > 0) timer.ref();
    else timer.unref();
  }
}
