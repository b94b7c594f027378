/** Conflicts: two writers who want the same both get it, one after the other, and nobody hears of it. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import { VersionConflict } from '../../../src/handlers/ports.ts';
import { CONFLICT_TRIES } from '../../../src/store/conflicts.ts';
import { incident, NOW, wish } from '../samples.ts';

export function conflictContract(current: Current): void {
  describe('a conflict', () => {
    it('is decided again from what the other one wrote, and both are kept', async () => {
      const stale = incident(42);
      await current.store.transact((tx) => tx.incidents.save(stale, []));
      await current.store.transact((tx) =>
        tx.incidents.save({ ...stale, version: 2, title: 'the first writer' }, []),
      );
      let runs = 0;
      await current.store.transact(async (tx) => {
        runs += 1;
        const read = runs === 1 ? stale : ((await tx.incidents.load(42)) ?? stale);
        await tx.incidents.save({ ...read, version: read.version + 1, severity: 1 }, []);
      });
      expect(runs).toBe(2);
      const kept = await current.store.read((reader) => reader.incidents.load(42));
      expect(kept).toMatchObject({ version: 3, title: 'the first writer', severity: 1 });
    });

    it('leaves nothing of the runs that lost', async () => {
      let runs = 0;
      await current.store.transact(async (tx) => {
        runs += 1;
        await tx.firstSight(`run ${runs}`, NOW);
        await tx.cards.want(wish('incident:42'));
        if (runs < 3) throw new VersionConflict('somebody else was first');
      });
      await current.store.transact(async (tx) => {
        expect(await tx.firstSight('run 1', NOW)).toBe(true);
        expect(await tx.firstSight('run 3', NOW)).toBe(false);
        expect((await tx.cards.load('incident:42'))?.wanted).toBe(1);
      });
    });

    it('is thrown after a bound, and any other fault at once', async () => {
      let runs = 0;
      const lose = (fault: Error) => async (): Promise<never> => {
        runs += 1;
        throw fault;
      };
      await expect(current.store.transact(lose(new VersionConflict('again')))).rejects.toThrow('again');
      expect(runs).toBe(CONFLICT_TRIES);
      runs = 0;
      await expect(current.store.transact(lose(new Error('a bug')))).rejects.toThrow('a bug');
      expect(runs).toBe(1);
    });

    it('inside a savepoint undoes the whole transaction when it is let through', async () => {
      let runs = 0;
      await current.store.transact(async (tx) => {
        runs += 1;
        await tx.firstSight(`before ${runs}`, NOW);
        await tx.savepoint(async () => {
          if (runs === 1) throw new VersionConflict('somebody else was first');
        });
      });
      expect(await current.store.transact((tx) => tx.firstSight('before 1', NOW))).toBe(true);
    });
  });
}
