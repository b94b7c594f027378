/** Transactions: all or nothing, one after the other; snapshots beside them. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import type { Transaction } from '../../../src/handlers/ports.ts';
import { auditEntry, inbound, incident, job, NOW, RESPONDER, wish } from '../samples.ts';
import { timelineIn } from '../../support/stored.ts';

export function transactionContract(current: Current): void {
  describe('a transaction', () => {
    it('leaves nothing when it throws', async () => {
      const failing = current.store.transact(async (tx) => {
        await tx.incidents.nextNumber();
        await tx.incidents.save(incident(1), [{ type: 'IncidentAcknowledged', by: RESPONDER, at: NOW }]);
        await tx.groups.hold('todo-etl', 1);
        await tx.cards.want(wish('incident:1'));
        await tx.jobs.put(job('remind:1'));
        await tx.audit.append(auditEntry('acknowledge #1'));
        await tx.firstSight('key', NOW);
        throw new Error('broken in the middle');
      });
      await expect(failing).rejects.toThrow('broken in the middle');
      await current.store.transact(async (tx) => {
        expect(await tx.incidents.load(1)).toBeNull();
        expect(await timelineIn(tx, 1)).toEqual([]);
        expect(await tx.groups.holder('todo-etl')).toBeNull();
        expect(await tx.cards.list({})).toEqual([]);
        expect(await tx.jobs.load('remind:1')).toBeNull();
        expect(await tx.firstSight('key', NOW)).toBe(true);
        expect(await tx.incidents.nextNumber()).toBe(1);
      });
      expect(current.stored.audit(10)).toEqual([]);
    });

    it('gives back what its work returned, and reads its own writes', async () => {
      const title = await current.store.transact(async (tx) => {
        await tx.incidents.save(incident(1), []);
        return (await tx.incidents.load(1))?.title;
      });
      expect(title).toBe('silver is late');
    });

    it('never runs beside another', async () => {
      const steps: string[] = [];
      const work = (name: string) => async (tx: Transaction) => {
        steps.push(`${name} begins`);
        await tx.firstSight(name, NOW);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${name} ends`);
      };
      await Promise.all(['a', 'b', 'c'].map((name) => current.store.transact(work(name))));
      expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    });

    it('refuses what is asked of it after its end', async () => {
      const kept = await current.store.transact(async (tx) => tx);
      await expect(kept.firstSight('late', NOW)).rejects.toThrow();
      expect(await current.store.transact((tx) => tx.firstSight('late', NOW))).toBe(true);
    });

    it('goes on after a savepoint was undone', async () => {
      await current.store.transact(async (tx) => {
        await tx.firstSight('before', NOW);
        const inner = tx.savepoint(async () => {
          await tx.firstSight('inside', NOW);
          throw new Error('only this part');
        });
        await expect(inner).rejects.toThrow('only this part');
        await tx.firstSight('after', NOW);
      });
      await current.store.transact(async (tx) => {
        expect(await tx.firstSight('before', NOW)).toBe(false);
        expect(await tx.firstSight('inside', NOW)).toBe(true);
        expect(await tx.firstSight('after', NOW)).toBe(false);
      });
    });

    it('nests savepoints: the outer one undoes the inner one, the inner one only itself', async () => {
      await current.store.transact(async (tx) => {
        await tx.savepoint(async () => {
          await tx.firstSight('outer', NOW);
          await expect(
            tx.savepoint(async () => {
              await tx.firstSight('inner', NOW);
              throw new Error('inner');
            }),
          ).rejects.toThrow('inner');
        });
        expect(await tx.firstSight('outer', NOW)).toBe(false);
        expect(await tx.firstSight('inner', NOW)).toBe(true);

        const undone = tx.savepoint(async () => {
          await tx.savepoint(() => tx.firstSight('deep', NOW));
          throw new Error('outer');
        });
        await expect(undone).rejects.toThrow('outer');
        expect(await tx.firstSight('deep', NOW)).toBe(true);
      });
    });
  });

  describe('a read', () => {
    it('sees one snapshot, whatever is committed meanwhile, and does not hold the writer up', async () => {
      await current.store.transact((tx) => tx.incidents.save(incident(1), []));
      const seen = await current.store.read(async (reader) => {
        const before = await reader.incidents.load(1);
        await current.store.transact((tx) =>
          tx.incidents.save(incident(1, { version: 2, title: 'new' }), []),
        );
        const after = await reader.incidents.load(1);
        return [before?.title, after?.title];
      });
      expect(seen).toEqual(['silver is late', 'silver is late']);
      expect((await current.store.read((reader) => reader.incidents.load(1)))?.title).toBe('new');
    });

    it('does not see what is not committed', async () => {
      await current.store.transact(async (tx) => {
        await tx.incidents.save(incident(1), []);
        expect(await current.store.read((reader) => reader.incidents.load(1))).toBeNull();
      });
    });

    it('ends when its work throws', async () => {
      await expect(current.store.read(() => Promise.reject(new Error('reader broke')))).rejects.toThrow(
        'reader broke',
      );
      expect(await current.store.read((reader) => reader.incidents.load(1))).toBeNull();
    });
  });

  describe('firstSight', () => {
    it('is true once for a key, across restarts', async () => {
      expect(await current.store.transact((tx) => tx.firstSight('press:1', NOW))).toBe(true);
      expect(await current.store.transact((tx) => tx.firstSight('press:1', NOW))).toBe(false);
      const store = await current.reopen();
      expect(await store.transact((tx) => tx.firstSight('press:1', NOW + 1))).toBe(false);
      expect(await store.transact((tx) => tx.firstSight('press:2', NOW + 1))).toBe(true);
    });
  });

  describe('a sign of life', () => {
    const lastBeat = (process: string) => current.store.read((reader) => reader.processes.lastBeat(process));

    it('is known by its process, and the last one counts', async () => {
      expect(await lastBeat('one')).toBeNull();
      await current.store.transact((tx) => tx.processes.beat('one', NOW));
      await current.store.transact((tx) => tx.processes.beat('two', NOW + 1));
      await current.store.transact((tx) => tx.processes.beat('one', NOW + 2));
      expect([await lastBeat('one'), await lastBeat('two')]).toEqual([NOW + 2, NOW + 1]);
    });

    it('changes nothing else that can be read', async () => {
      await current.store.acceptInbound(inbound('m-1'));
      const before = await current.store.read((reader) => reader.backlog());
      await current.store.transact((tx) => tx.processes.beat('one', NOW));
      expect(await current.store.read((reader) => reader.backlog())).toEqual(before);
    });

    it('cannot be given to a store that is closed', async () => {
      await current.store.close();
      await expect(current.store.transact((tx) => tx.processes.beat('one', NOW))).rejects.toThrow();
    });
  });
}
