/** The loop: works when woken, one round at a time, whatever a round does. */

import type { LoopOptions } from '../../src/workers/loop.ts';

import { afterEach, describe, expect, it } from '@jest/globals';

import { createLoop } from '../../src/workers/loop.ts';
import { SILENT } from '../store/files.ts';

/** Longer than any test: only a wake, or `more to do`, begins a round. */
const NEVER_MS = 3_600_000;

const loops: { stop(): Promise<void> }[] = [];

function loopOf(options: Partial<LoopOptions> & Pick<LoopOptions, 'round'>) {
  const loop = createLoop({ name: 'test', tickMs: NEVER_MS, failedMs: NEVER_MS, log: SILENT, ...options });
  loops.push(loop);
  return loop;
}

/** A round that the test ends, and a promise for each one's beginning. */
function heldRounds() {
  const begun: (() => void)[] = [];
  const ends: ((more: boolean) => void)[] = [];
  let running = 0;
  let most = 0;
  return {
    round: async () => {
      running += 1;
      most = Math.max(most, running);
      begun.shift()?.();
      const more = await new Promise<boolean>((resolve) => ends.push(resolve));
      running -= 1;
      return more;
    },
    nextRound: () => new Promise<void>((resolve) => begun.push(resolve)),
    end: (more = false) => ends.shift()?.(more),
    most: () => most,
  };
}

afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

describe('a loop', () => {
  it('begins when it is started, and only then', async () => {
    const rounds = heldRounds();
    const loop = loopOf(rounds);
    const first = rounds.nextRound();
    loop.wake();
    loop.start();
    loop.start();
    await first;
    expect(rounds.most()).toBe(1);
    rounds.end();
  });

  it('rests before it goes on where it is told to, and a wake does not cut that short', async () => {
    const rounds = heldRounds();
    const rest = Promise.withResolvers<void>();
    const loop = loopOf({
      round: rounds.round,
      restMs() {
        rest.resolve();
        return NEVER_MS;
      },
    });
    const first = rounds.nextRound();
    let second = false;
    loop.start();
    await first;
    void rounds.nextRound().then(() => (second = true));
    rounds.end(true);
    await rest.promise;
    await new Promise((resolve) => setImmediate(resolve));
    loop.wake();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(second).toBe(false);
  });

  it('goes on at once while there is more to do, and at its tick otherwise', async () => {
    const answers = [true, true, false, false];
    const done = Promise.withResolvers<void>();
    let count = 0;
    loopOf({
      tickMs: 1,
      round: async () => {
        count += 1;
        if (count === 4) done.resolve();
        return answers[count - 1] ?? false;
      },
    }).start();
    await done.promise;
    expect(count).toBe(4);
  });

  it('does another round when it is woken during one, and never two at once', async () => {
    const rounds = heldRounds();
    const loop = loopOf(rounds);
    const first = rounds.nextRound();
    loop.start();
    await first;
    const second = rounds.nextRound();
    loop.wake();
    loop.wake();
    rounds.end();
    await second;
    rounds.end();
    expect(rounds.most()).toBe(1);
  });

  it('works at once when it is woken while it sleeps', async () => {
    const rounds = heldRounds();
    const loop = loopOf(rounds);
    const first = rounds.nextRound();
    loop.start();
    await first;
    rounds.end();
    // The round ends in a microtask; a wake on either side of that leads to a second round.
    await Promise.resolve();
    const second = rounds.nextRound();
    loop.wake();
    await expect(second).resolves.toBeUndefined();
    rounds.end();
  });

  it('goes on after a round that threw', async () => {
    const logged: object[] = [];
    const again = Promise.withResolvers<void>();
    let count = 0;
    loopOf({
      failedMs: 1,
      log: { ...SILENT, error: (fields) => logged.push(fields) },
      round: async () => {
        count += 1;
        if (count === 1) throw new Error('store is busy');
        again.resolve();
        return false;
      },
    }).start();
    await again.promise;
    expect(logged).toEqual([{ err: new Error('store is busy'), loop: 'test' }]);
  });

  it('waits after a round that threw, whoever woke it meanwhile or wakes it now', async () => {
    const rounds = heldRounds();
    const failed = Promise.withResolvers<void>();
    const loop = loopOf({
      round: async () => {
        await rounds.round();
        throw new Error('the disk is full');
      },
      log: { ...SILENT, error: () => failed.resolve() },
    });
    const first = rounds.nextRound();
    loop.start();
    await first;
    let second = false;
    void rounds.nextRound().then(() => (second = true));
    loop.wake();
    rounds.end();
    await failed.promise;
    await new Promise((resolve) => setTimeout(resolve, 1));
    loop.wake();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(second).toBe(false);
  });

  it('stops once its round is over, and never begins again', async () => {
    const rounds = heldRounds();
    const loop = loopOf(rounds);
    const first = rounds.nextRound();
    loop.start();
    await first;
    let isStopped = false;
    const stopped = loop.stop().then(() => {
      isStopped = true;
    });
    let begunAgain = false;
    void rounds.nextRound().then(() => {
      begunAgain = true;
    });
    await Promise.resolve();
    expect(isStopped).toBe(false);
    rounds.end(true);
    await stopped;
    loop.wake();
    loop.start();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(begunAgain).toBe(false);
  });
});
