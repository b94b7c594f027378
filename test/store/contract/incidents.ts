/** Incidents, checklists, their timelines, and the groups that incidents hold. */

import { describe, expect, it } from '@jest/globals';
import type { IncidentAlarm } from '../../../src/incidents/alarms.ts';
import type { Current } from '../contract.ts';
import { VersionConflict } from '../../../src/handlers/ports.ts';
import { anAlarm } from '../../support/builders.ts';
import { checklist, incident, NOW, resolved, RESPONDER } from '../samples.ts';
import { timelineIn } from '../../support/stored.ts';

export function incidentContract(current: Current): void {
  describe('an incident', () => {
    it('comes back as it was saved, with its timeline in order', async () => {
      const opened = incident(42, { severity: 1, offers: [40, 41], declaredBy: RESPONDER });
      const events = [
        { type: 'IncidentAcknowledged', by: RESPONDER, at: NOW + 2 },
        { type: 'NoteAdded', text: 'größer ✓', by: RESPONDER, at: NOW + 1 },
      ] as const;
      await current.store.transact((tx) => tx.incidents.save(opened, events));
      const later = { type: 'StoppedGettingWorse', by: RESPONDER, at: NOW } as const;
      await current.store.transact((tx) => tx.incidents.save({ ...opened, version: 2 }, [later]));
      const store = await current.reopen();
      await store.read(async (reader) => {
        expect(await reader.incidents.load(42)).toEqual({ ...opened, version: 2 });
        expect(await timelineIn(reader, 42)).toEqual([...events, later]);
        expect(await timelineIn(reader, 4)).toEqual([]);
      });
    });

    it('tells the ends of a long timeline, and counts what lies between', async () => {
      const notes = Array.from({ length: 10 }, (_, index) => ({
        type: 'NoteAdded' as const,
        text: `note ${index}`,
        by: RESPONDER,
        at: NOW + index,
      }));
      await current.store.transact((tx) => tx.incidents.save(incident(42), notes));
      await current.store.read(async (reader) => {
        expect(await reader.incidents.timelineEnds(42, 2, 3)).toEqual({
          first: notes.slice(0, 2),
          between: 5,
          last: notes.slice(-3),
        });
        expect(await reader.incidents.timelineEnds(42, 4, 6)).toEqual({
          first: notes.slice(0, 4),
          between: 0,
          last: notes.slice(4),
        });
        expect(await reader.incidents.timelineEnds(42, 60, 300)).toEqual({
          first: notes,
          between: 0,
          last: [],
        });
        expect(await reader.incidents.timelineEnds(4, 60, 300)).toEqual({ first: [], between: 0, last: [] });
      });
    });

    it('is saved only over the version before', async () => {
      await current.store.transact((tx) => tx.incidents.save(incident(42), []));
      for (const version of [1, 3]) {
        const saving = current.store.transact((tx) => tx.incidents.save(incident(42, { version }), []));
        await expect(saving).rejects.toThrow(VersionConflict);
      }
      const unborn = current.store.transact((tx) => tx.incidents.save(incident(43, { version: 2 }), []));
      await expect(unborn).rejects.toThrow(VersionConflict);
    });

    it('appends no event when the version is not the one before', async () => {
      await current.store.transact((tx) => tx.incidents.save(incident(42), []));
      const event = { type: 'StoppedGettingWorse', by: RESPONDER, at: NOW } as const;
      await current.store.transact(async (tx) => {
        await expect(tx.incidents.save(incident(42, { version: 9 }), [event])).rejects.toThrow(
          VersionConflict,
        );
      });
      expect(await current.store.read((reader) => timelineIn(reader, 42))).toEqual([]);
    });

    it('is won by one of two who decided on the same version', async () => {
      await current.store.transact((tx) => tx.incidents.save(incident(42), []));
      const loaded = await Promise.all(
        [1, 2].map(() => current.store.read((reader) => reader.incidents.load(42))),
      );
      const results = await Promise.allSettled(
        loaded.map((row, index) =>
          current.store.transact((tx) =>
            tx.incidents.save({ ...row!, version: row!.version + 1 }, [
              { type: 'NoteAdded', text: `note ${index}`, by: RESPONDER, at: NOW },
            ]),
          ),
        ),
      );
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
      expect(await current.store.read((reader) => timelineIn(reader, 42))).toHaveLength(1);
    });

    it('gets a number that was never used', async () => {
      const take = () => current.store.transact((tx) => tx.incidents.nextNumber());
      expect([await take(), await take()]).toEqual([1, 2]);
      await current.reopen();
      expect(await take()).toBe(3);
    });
  });

  describe('the list of incidents', () => {
    it('is newest first, by state, pipeline and limit', async () => {
      await current.store.transact(async (tx) => {
        await tx.incidents.save(incident(1), []);
        await tx.incidents.save(resolved(2, NOW), []);
        await tx.incidents.save(incident(3, { pipeline: null }), []);
        const acknowledged = { state: 'acknowledged', by: RESPONDER, at: NOW } as const;
        await tx.incidents.save(incident(4, { status: acknowledged, pipeline: 'other' }), []);
      });
      await current.store.read(async (reader) => {
        const numbers = async (filter: Parameters<typeof reader.incidents.list>[0]) =>
          (await reader.incidents.list(filter)).map((row) => row.number);
        expect(await numbers({ state: 'unresolved' })).toEqual([4, 3, 1]);
        expect(await reader.incidents.countUnresolved()).toBe(3);
        expect(await numbers({ state: 'unresolved', pipeline: 'todo-etl' })).toEqual([1]);
        expect(await numbers({ state: 'unresolved', pipeline: null })).toEqual([3]);
        expect(await numbers({ state: 'any', limit: 3 })).toEqual([4, 3, 2]);
      });
    });

    it('finds the incident of a group that was resolved last, not the newest', async () => {
      await current.store.transact(async (tx) => {
        await tx.incidents.save(resolved(1, NOW + 5), []);
        await tx.incidents.save(resolved(2, NOW + 1), []);
        await tx.incidents.save(resolved(3, NOW + 9, { groupKey: 'other' }), []);
        await tx.incidents.save(incident(4), []);
      });
      await current.store.read(async (reader) => {
        expect((await reader.incidents.lastResolved('todo-etl'))?.number).toBe(1);
        expect(await reader.incidents.lastResolved('unknown')).toBeNull();
      });
    });

    it('forgets a resolution when the incident is reopened', async () => {
      await current.store.transact(async (tx) => {
        await tx.incidents.save(resolved(1, NOW), []);
        await tx.incidents.save(incident(1, { version: 2 }), []);
        expect(await tx.incidents.lastResolved('todo-etl')).toBeNull();
        expect(await tx.incidents.list({ state: 'unresolved' })).toHaveLength(1);
      });
    });
  });

  describe('the alarms of an incident', () => {
    const alarm = (key: string, fields: Partial<IncidentAlarm> = {}) =>
      anAlarm({ key, name: key, ...fields });
    const keysOf = (alarms: readonly IncidentAlarm[]) => alarms.map(({ key }) => key);

    it('come back in the order they joined, by class, by job and by key', async () => {
      const [first, quiet, well] = [
        alarm('z'),
        alarm('b', { quiet: 'quiet because …', resources: {} }),
        alarm('a', { state: 'OK' }),
      ];
      await current.store.transact(async (tx) => {
        await tx.incidents.save(incident(1), [], [first, quiet, well]);
        await tx.incidents.save(incident(2), [], [alarm('z', { events: 7 })]);
        await tx.incidents.save(incident(1, { version: 2 }), [], [{ ...first, events: 2 }]);
      });
      await current.store.read(async (reader) => {
        expect(await reader.incidents.firstAlarms(1, { limit: 9 })).toEqual([
          { ...first, events: 2 },
          quiet,
          well,
        ]);
        expect(keysOf(await reader.incidents.firstAlarms(1, { limit: 2 }))).toEqual(['z', 'b']);
        expect(keysOf(await reader.incidents.firstAlarms(1, { limit: 9, after: 'z' }))).toEqual(['b', 'a']);
        expect(
          keysOf(await reader.incidents.firstAlarms(1, { state: 'ALARM', quiet: false, limit: 9 })),
        ).toEqual(['z']);
        expect(keysOf(await reader.incidents.firstAlarms(1, { quiet: true, limit: 9 }))).toEqual(['b']);
        expect(keysOf(await reader.incidents.firstAlarms(1, { job: 'silver-users', limit: 9 }))).toEqual([
          'z',
          'a',
        ]);
        expect(keysOf(await reader.incidents.alarms(1, ['a', 'unknown', 'z']))).toEqual(['a', 'z']);
        const about = await reader.incidents.list({ state: 'unresolved', job: 'silver-users' });
        expect(about.map(({ number }) => number)).toEqual([2, 1]);
        expect(await reader.incidents.list({ state: 'unresolved', job: 'gold-daily' })).toEqual([]);
      });
    });

    it('all speak that were quiet and fire', async () => {
      const quiet = 'quiet because …';
      const many = Array.from({ length: 450 }, (_, index) => alarm(`q-${index}`, { quiet }));
      await current.store.transact(async (tx) => {
        await tx.incidents.save(incident(1), [], [...many, alarm('well', { quiet, state: 'OK' })]);
        await tx.incidents.speakUp(1);
        expect(keysOf(await tx.incidents.firstAlarms(1, { quiet: true, limit: 9 }))).toEqual(['well']);
        expect(await tx.incidents.firstAlarms(1, { state: 'ALARM', quiet: false, limit: 999 })).toHaveLength(
          450,
        );
      });
    });

    it('are stray when they changed or went elsewhere since, unless an open incident has them', async () => {
      await current.store.transact(async (tx) => {
        const keys = ['same', 'changed', 'over', 'open'];
        await tx.incidents.save(
          incident(1),
          [],
          keys.map((key) => alarm(key)),
        );
        await tx.incidents.save(resolved(2, NOW), []);
        await tx.incidents.save(incident(3), []);
        const row = { state: 'ALARM', changedAt: NOW } as const;
        await tx.alarms.save({ ...row, key: 'same', incident: 1 });
        await tx.alarms.save({ ...row, key: 'changed', state: 'OK', incident: 1 });
        await tx.alarms.save({ ...row, key: 'over', incident: 2 });
        await tx.alarms.save({ ...row, key: 'open', incident: 3 });
        const stray = await tx.incidents.strayAlarms(1, 9);
        expect(stray.map(({ key }) => key)).toEqual(['changed', 'over']);
        expect(await tx.incidents.strayAlarms(1, 1)).toHaveLength(1);
      });
    });
  });

  describe('an open group', () => {
    it('is held by one incident until it lets go', async () => {
      await current.store.transact(async (tx) => {
        expect(await tx.groups.holder('todo-etl')).toBeNull();
        expect(await tx.groups.hold('todo-etl', 1)).toBe(true);
        expect(await tx.groups.hold('todo-etl', 2)).toBe(false);
        expect(await tx.groups.hold('todo-etl', 1)).toBe(true);
        expect(await tx.groups.hold('other', 2)).toBe(true);
        await tx.groups.release(1);
        expect(await tx.groups.holder('todo-etl')).toBeNull();
        expect(await tx.groups.holder('other')).toBe(2);
      });
    });

    it('hands all its groups to another', async () => {
      await current.store.transact(async (tx) => {
        await tx.groups.hold('silver', 1);
        await tx.groups.hold('gold', 1);
        await tx.groups.hold('serving', 3);
        await tx.groups.move(1, 2);
        const groups = await Promise.all(['silver', 'gold', 'serving'].map((key) => tx.groups.holder(key)));
        expect(groups).toEqual([2, 2, 3]);
      });
    });

    it('goes to one of two writers at once', async () => {
      const open = () =>
        current.store.transact(async (tx) => {
          const number = await tx.incidents.nextNumber();
          if (!(await tx.groups.hold('todo-etl', number))) return null;
          await tx.incidents.save(incident(number), []);
          return number;
        });
      const opened = await Promise.all([open(), open(), open()]);
      expect(opened.filter((number) => number !== null)).toHaveLength(1);
      expect(
        await current.store.read((reader) => reader.incidents.list({ state: 'any', limit: 9 })),
      ).toHaveLength(1);
    });
  });

  describe('a checklist', () => {
    it('comes back as it was saved, listed by incident, oldest first', async () => {
      const later = checklist('c-1', { startedAt: NOW + 1 });
      const earlier = checklist('c-2');
      await current.store.transact(async (tx) => {
        await tx.checklists.save(later, [{ type: 'ChecklistFinished', at: NOW }]);
        await tx.checklists.save(earlier, []);
        await tx.checklists.save(checklist('c-3', { incident: null }), []);
      });
      await current.store.read(async (reader) => {
        expect(await reader.checklists.load('c-1')).toEqual(later);
        expect(await reader.checklists.load('c-9')).toBeNull();
        expect(await reader.checklists.of(42)).toEqual([earlier, later]);
      });
    });

    it('moves with its incident, and is saved only over the version before', async () => {
      await current.store.transact(async (tx) => {
        await tx.checklists.save(checklist('c-1'), []);
        await tx.checklists.save(checklist('c-1', { version: 2, incident: 7 }), []);
        expect(await tx.checklists.of(42)).toEqual([]);
        expect(await tx.checklists.of(7)).toHaveLength(1);
        await expect(tx.checklists.save(checklist('c-1', { version: 2 }), [])).rejects.toThrow(
          VersionConflict,
        );
        await expect(tx.checklists.save(checklist('c-1'), [])).rejects.toThrow(VersionConflict);
      });
    });
  });
}
