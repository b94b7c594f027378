/**
 * Which of Slack's newer blocks this workspace takes, as its answers tell: one that was refused is sent as text for a
 * while, and then tried again. Known to this process only. The twin of a whole message stays the sender's last resort.
 */

import type { Clock } from '../handlers/ports.ts';
import type { MaybeRefused } from './tables-and-charts.ts';

import { MAYBE_REFUSED, withText } from './tables-and-charts.ts';

export interface TakenBlocks {
  /**
   * Makes the call with the blocks as far as they are known to be taken. Refused, it is made again at once with the
   * newest kind as text, and then with the next: as often as there are kinds in the blocks, and only when one is
   * refused anew.
   */
  send<T>(
    blocks: readonly object[],
    call: (blocks: readonly object[]) => Promise<T>,
    isRefused: (answer: T) => boolean,
  ): Promise<T>;
}

/** A workspace learns what it did not take; how long that may stay unknown to us, milliseconds. */
const REMEMBERED_MS = 3_600_000;

/** Nothing is known yet: everything is tried. */
export function createTakenBlocks(clock: Clock): TakenBlocks {
  const refusedUntil = new Map<MaybeRefused, number>();

  return {
    async send(blocks, call, isRefused) {
      const asText = MAYBE_REFUSED.filter((type) => (refusedUntil.get(type) ?? 0) > clock());
      let answer = await call(withText(blocks, asText));
      for (const type of MAYBE_REFUSED.filter((one) => !asText.includes(one) && holds(blocks, one))) {
        if (!isRefused(answer)) break;
        asText.push(type);
        answer = await call(withText(blocks, asText));
        if (!isRefused(answer)) refusedUntil.set(type, clock() + REMEMBERED_MS);
      }
      return answer;
    },
  };
}

function holds(blocks: readonly object[], type: MaybeRefused): boolean {
  return blocks.some((block) => 'type' in block && block.type === type);
}
