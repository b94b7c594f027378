/**
 * One answer for several people: in an outage everybody asks the same at once, and AWS throttles who asks too often. Who
 * asks what another of the same level has just asked is given that answer, or waits for it. Who had it already and asks
 * again wants a new one. Kept in memory alone: who may ask and what the audit says is decided for each person before.
 */

import type { Person } from '../access/actor.ts';
import type { Progress } from '../operations/operation.ts';
import type { Clock } from './ports.ts';

import { LRUCache } from 'lru-cache';

export interface SharedAnswer {
  readonly progress: Progress;
  /** Who asked first, and when, milliseconds. */
  readonly by: Person;
  readonly at: number;
  /** False for whoever asked first. */
  readonly isShared: boolean;
}

export interface SharedAnswers {
  /**
   * The answer that this key has, or else the one that `start` gives. Rejects as `start` does, for all who wait for it. One
   * that came since `wantedSince`, milliseconds, is new to whoever had it as well.
   */
  ask(
    key: string,
    by: Person,
    start: () => Promise<Progress>,
    wantedSince?: number | null,
  ): Promise<SharedAnswer>;
  /** Forgets all of them: something was changed since. */
  forget(): void;
}

interface Kept {
  readonly by: Person;
  readonly at: number;
  readonly answer: Promise<Progress>;
  readonly givenTo: Set<string>;
  /** When it came, milliseconds; null while it is waited for. */
  cameAt: number | null;
}

const KEPT_MS = 30_000;
const MOST_KEPT = 50;

/** Answers that nobody has asked for yet. */
export function createSharedAnswers(clock: Clock): SharedAnswers {
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT });

  return {
    async ask(key, by, start, wantedSince = null) {
      const known = kept.get(key);
      const isShared = known !== undefined && isFor(known, by, wantedSince);
      const asked = isShared ? known : begin(key, by, start);
      asked.givenTo.add(idOf(by));
      return { progress: await asked.answer, by: asked.by, at: asked.at, isShared };
    },
    forget: () => kept.clear(),
  };

  function isFor({ at, cameAt, givenTo }: Kept, by: Person, wantedSince: number | null): boolean {
    if (cameAt === null || (wantedSince !== null && cameAt >= wantedSince)) return true;
    const ageMs = clock() - at;
    // The clock of the machine may have been set back.
    return ageMs >= 0 && ageMs <= KEPT_MS && !givenTo.has(idOf(by));
  }

  function begin(key: string, by: Person, start: () => Promise<Progress>): Kept {
    const begun: Kept = { by, at: clock(), answer: start(), givenTo: new Set(), cameAt: null };
    kept.set(key, begun);
    begun.answer.then(
      ({ state }) => {
        begun.cameAt = clock();
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

function idOf({ team, user }: Person): string {
  return `${team}/${user}`;
}
