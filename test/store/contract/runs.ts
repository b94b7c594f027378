/** Operation runs: rows over the version before, and one open run a target, whoever asks at the same moment. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import type { RunEvent } from '../../../src/runs/events.ts';
import type { OperationRun } from '../../../src/runs/state.ts';
import { VersionConflict } from '../../../src/handlers/ports.ts';
import { NOW, RESPONDER, run } from '../samples.ts';

const FINDING: Finding = {
  verdict: 'fail',
  summary: 'out of memory in 14 of 200 tasks',
  facts: [{ label: 'attempt', value: '2 of 2' }],
  table: { columns: ['task', 'error'], rows: [['17', 'OutOfMemoryError']] },
  series: null,
  excerpt: null,
  links: [],
  next: ['/etl retry silver-users'],
  asked: [{ call: 'glue:GetJobRun', ok: true }],
  trueAt: NOW,
};

const STARTING: RunEvent = { type: 'RunStarting', at: NOW };
const TARGET = 'retry:eu-central-1/silver-users';

export function runContract(current: Current): void {
  describe('an operation run', () => {
    it('is open until it is over, and listed with its incident, newest first', async () => {
      const started = run('r-1', { version: 2, state: { state: 'starting', at: NOW } });
      const later = run('r-2', { requestedAt: NOW + 1 });
      await current.store.transact(async (tx) => {
        await tx.runs.add(run('r-1'), []);
        await tx.runs.save(started, [STARTING]);
        await tx.runs.add(later, []);
        await tx.runs.add(run('r-3', { incident: null, requestedAt: NOW + 2 }), []);
        expect(await tx.runs.load('r-1')).toEqual(started);
        expect(await tx.runs.load('r-9')).toBeNull();
      });
      expect(current.stored.openRuns().map(({ id }) => id)).toEqual(['r-1', 'r-2', 'r-3']);
      expect(current.stored.runsOf(42)).toEqual([later, started]);
      const ended = run('r-1', { version: 3, state: { state: 'ended', finding: FINDING, at: NOW + 9 } });
      const cancelled = run('r-2', { version: 2, state: { state: 'cancelled', by: RESPONDER, at: NOW } });
      await current.store.transact(async (tx) => {
        await tx.runs.save(ended, []);
        await tx.runs.save(cancelled, []);
      });
      await current.store.read(async (reader) => {
        expect(await reader.runs.load('r-1')).toEqual(ended);
      });
      expect(current.stored.openRuns().map(({ id }) => id)).toEqual(['r-3']);
      expect(current.stored.runsOf(42).map(({ id }) => id)).toEqual(['r-2', 'r-1']);
    });

    it('is written only over the version before', async () => {
      await current.store.transact((tx) => tx.runs.add(run('r-1'), []));
      const stale = run('r-1', { version: 3 });
      const late = current.store.transact((tx) => tx.runs.save(stale, [STARTING]));
      await expect(late).rejects.toThrow(VersionConflict);
      const twice = current.store.transact((tx) => tx.runs.add(run('r-1'), []));
      await expect(twice).rejects.toThrow(VersionConflict);
      expect((await current.store.read((reader) => reader.runs.load('r-1')))?.version).toBe(1);
    });
  });

  describe('the runs that are open', () => {
    const OTHER = { ...RESPONDER, user: 'U0OTHER' };
    const over = { state: 'cancelled', by: RESPONDER, at: NOW + 5 } as const;
    const ids = (runs: readonly OperationRun[]): readonly string[] => runs.map(({ id }) => id);

    it('are listed newest first, counted, and found by the end of their id', async () => {
      await current.store.transact(async (tx) => {
        for (const [index, id] of ['r-a1', 'r-b1', 'r-c2'].entries())
          await tx.runs.add(run(id, { requestedAt: NOW + index }), []);
        await tx.runs.add(run('r-d1', { state: over }), []);
      });
      await current.store.read(async ({ runs }) => {
        expect(ids(await runs.open(9))).toEqual(['r-c2', 'r-b1', 'r-a1']);
        expect(ids(await runs.open(2))).toEqual(['r-c2', 'r-b1']);
        expect(await runs.countOpen()).toBe(3);
        expect(ids(await runs.openEnding('1', 9))).toEqual(['r-b1', 'r-a1']);
        expect(ids(await runs.openEnding('1', 1))).toEqual(['r-b1']);
        expect(ids(await runs.openEnding('-C2', 9))).toEqual(['r-c2']);
        expect(await runs.openEnding('r%', 9)).toEqual([]);
        expect(await runs.openEnding('_1', 9)).toEqual([]);
      });
    });

    it('are known by who asked, and so are those that were over of late', async () => {
      await current.store.transact(async (tx) => {
        await tx.runs.add(run('r-1'), []);
        await tx.runs.add(run('r-2', { by: OTHER }), []);
        await tx.runs.add(run('r-3', { by: { kind: 'handrail' } }), []);
        await tx.runs.add(run('r-4', { state: { ...over, at: NOW - 9 } }), []);
        await tx.runs.add(run('r-5', { state: over }), []);
        await tx.runs.add(run('r-6', { state: { ...over, at: NOW + 6 } }), []);
        await tx.runs.add(run('r-7', { by: OTHER, state: over }), []);
        await tx.runs.add(run('r-8', { state: { state: 'answered', at: NOW + 7 } }), []);
      });
      await current.store.read(async ({ runs }) => {
        expect(ids(await runs.openOf(RESPONDER, 9))).toEqual(['r-1']);
        expect(ids(await runs.openOf(OTHER, 9))).toEqual(['r-2']);
        expect(ids(await runs.endedOf(RESPONDER, NOW, 9))).toEqual(['r-6', 'r-5']);
        expect(ids(await runs.endedOf(RESPONDER, NOW, 1))).toEqual(['r-6']);
      });
    });
  });

  describe('the timeline of a run', () => {
    it('has its first and its last events, and counts those between', async () => {
      const so = (at: number): RunEvent => ({ type: 'RunSoFar', soFar: `${at} of 9`, at });
      await current.store.transact(async (tx) => {
        await tx.runs.add(run('r-1'), [STARTING, so(1), so(2), so(3)]);
        await tx.runs.add(run('r-2'), [so(9)]);
      });
      await current.store.read(async ({ runs }) => {
        expect(await runs.timelineEnds('r-1', 1, 2)).toEqual({
          first: [STARTING],
          between: 1,
          last: [so(2), so(3)],
        });
        expect(await runs.timelineEnds('r-2', 9, 9)).toEqual({ first: [so(9)], between: 0, last: [] });
        expect(await runs.timelineEnds('r-9', 9, 9)).toEqual({ first: [], between: 0, last: [] });
      });
    });
  });

  describe('the target of a run', () => {
    it('is held by one of many that ask for it at once', async () => {
      const asked = ['r-1', 'r-2', 'r-3', 'r-4'].map((id) =>
        current.store.transact((tx) => tx.runs.add(run(id, { target: TARGET }), [])),
      );
      const holders = new Set((await Promise.all(asked)).map(({ id }) => id));
      expect(holders.size).toBe(1);
      expect(current.stored.openRuns().map(({ id }) => id)).toEqual([...holders]);
    });

    it('is free again once its run is over, however', async () => {
      await current.store.transact(async (tx) => {
        await tx.runs.add(run('r-1', { target: TARGET }), []);
        const over = { state: 'cancelled', by: RESPONDER, at: NOW } as const;
        await tx.runs.save(run('r-1', { target: TARGET, version: 2, state: over }), []);
        expect((await tx.runs.add(run('r-2', { target: TARGET }), [])).id).toBe('r-2');
      });
    });

    it('that is none holds nobody back', async () => {
      await current.store.transact(async (tx) => {
        expect((await tx.runs.add(run('r-1'), [])).id).toBe('r-1');
        expect((await tx.runs.add(run('r-2'), [])).id).toBe('r-2');
      });
    });
  });
}
