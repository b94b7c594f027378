/**
 * The pace of look-ups in CloudTrail: AWS answers two a second for an account and region, to everybody who asks there
 * together. One of these is shared by all operations of the process, so that twenty who look at once wait for each other
 * and are not refused.
 */

import type { Call } from './makers.ts';

import { Semaphore } from 'async-mutex';

export interface LookUps {
  /** Does it once it may be asked there. Rejects as a call that was cut off does, when nobody waits for it any more. */
  turn<T>(call: Pick<Call, 'place' | 'clients' | 'signal'>, ask: () => Promise<T>): Promise<T>;
}

const A_SECOND = 2;

/** Nobody has asked yet. A turn is given back so many milliseconds after it began. */
export function createLookUps(windowMs: number): LookUps {
  const places = new Map<string, Semaphore>();

  function turnsAt({ place, clients }: Pick<Call, 'place' | 'clients'>): Semaphore {
    const key = `${place?.account ?? ''}/${clients.region}`;
    const known = places.get(key) ?? new Semaphore(A_SECOND);
    places.set(key, known);
    return known;
  }

  return {
    async turn(call, ask) {
      const [, release] = await turnsAt(call).acquire();
      if (call.signal.aborted) {
        release();
        call.signal.throwIfAborted();
      }
      setTimeout(release, windowMs).unref();
      return ask();
    },
  };
}
