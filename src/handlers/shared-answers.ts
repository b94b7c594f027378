/**
 * One answer for several people: in an outage everybody asks the same at once, and AWS throttles who asks too often. Who
 * asks what another of the same level has just asked is given that answer, or waits for it. Who had it already and asks
 * again wants a new one. Kept in memory alone: who may ask and what the audit says is decided for each person before.
 */

import type { Actor } from '../access/actor.ts';
import type { Progress } from '../operations/operation.ts';
import type { Tally } from '../operations/tally.ts';
import type { Clock } from './ports.ts';

import { LRUCache } from 'lru-cache';

import { createTally } from '../operations/tally.ts';

export interface SharedAnswer {
  readonly progress: Progress;
  /** Who asked first, and when, milliseconds. */
  readonly by: Actor;
  readonly at: number;
  /** False for whoever asked first. */
  readonly isShared: boolean;
}

/** Who asks, and by which name it is known what they were told. */
export interface Asker {
  readonly by: Actor;
  readonly name: string;
  /** An answer that was asked for before then is no answer to them, milliseconds; any is when absent. */
  readonly since?: number;
}

export interface SharedAnswers {
  /** The answer that this key has, or else the one that `start` gives. Rejects as `start` does, for all who wait for it. */
  ask(key: string, asker: Asker, start: (tally: Tally) => Promise<Progress>): Promise<SharedAnswer>;
  /** How far the answer of this key is; null where nobody waits for one. */
  soFar(key: string): string | null;
  /** This one stopped waiting for it, and is told it when they ask again. */
  missed(key: string, asker: Asker): void;
  /** Forgets all of them: something was changed since. */
  forget(): void;
}

interface Kept {
  readonly by: Actor;
  readonly at: number;
  readonly answer: Promise<Progress>;
  readonly tally: Tally;
  readonly givenTo: Set<string>;
  isUnderWay: boolean;
}

const KEPT_MS = 30_000;
const MOST_KEPT = 50;

/** Answers that nobody has asked for yet. */
export function createSharedAnswers(clock: Clock): SharedAnswers {
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT });

  return {
    async ask(key, asker, start) {
      const known = kept.get(key);
      const isShared = known !== undefined && isFor(known, asker);
      const asked = isShared ? known : begin(key, asker, start);
      asked.givenTo.add(asker.name);
      return { progress: await asked.answer, by: asked.by, at: asked.at, isShared };
    },
    soFar(key) {
      const known = kept.peek(key);
      return known?.isUnderWay === true ? known.tally.words() : null;
    },
    missed: (key, { name }) => void kept.peek(key)?.givenTo.delete(name),
    forget: () => kept.clear(),
  };

  function isFor({ at, givenTo, isUnderWay }: Kept, { name, since = 0 }: Asker): boolean {
    if (at < since) return false;
    if (isUnderWay) return true;
    const ageMs = clock() - at;
    // The clock of the machine may have been set back.
    return ageMs >= 0 && ageMs <= KEPT_MS && !givenTo.has(name);
  }

  function begin(key: string, { by }: Asker, start: (tally: Tally) => Promise<Progress>): Kept {
    const tally = createTally();
    const answer = start(tally);
    const begun: Kept = { by, at: clock(), answer, tally, givenTo: new Set(), isUnderWay: true };
    kept.set(key, begun);
    begun.answer.then(
      ({ state }) => {
        begun.isUnderWay = false;
        if (state === 'running') drop(key, begun);
      },
      () => drop(key, begun),
    );
    return begun;
  }

  function drop(key: string, begun: Kept): void {
    if (kept.peek(key) === begun) kept.delete(key);
  }
}
