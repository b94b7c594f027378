/** The plain records: alarms, operation runs, runbook texts, pace, audit, and the count of what waits. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import { HANDRAIL } from '../../../src/access/actor.ts';
import { auditEntry, inbound, job, NOW, run, wish } from '../samples.ts';

const FINDING: Finding = {
  verdict: 'fail',
  summary: 'out of memory in 14 of 200 tasks',
  facts: [{ label: 'attempt', value: '2 of 2' }],
  table: { columns: ['task', 'error'], rows: [['17', 'OutOfMemoryError']] },
  excerpt: null,
  links: [],
  next: ['/etl retry silver-users'],
  trueAt: NOW,
};

export function recordContract(current: Current): void {
  describe('an alarm', () => {
    it('is what was saved last', async () => {
      const key = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:todo-etl-silver';
      await current.store.transact(async (tx) => {
        expect(await tx.alarm(key)).toBeNull();
        await tx.saveAlarm({ key, state: 'ALARM', changedAt: NOW, incident: 42 });
        await tx.saveAlarm({ key, state: 'OK', changedAt: NOW + 1, incident: null });
      });
      const alarm = await current.store.read((reader) => reader.alarm(key));
      expect(alarm).toEqual({ key, state: 'OK', changedAt: NOW + 1, incident: null });
    });
  });

  describe('an operation run', () => {
    it('is open until it ends, and listed with its incident, newest first', async () => {
      const started = run('r-1', { state: { state: 'starting', at: NOW } });
      const later = run('r-2', { requestedAt: NOW + 1 });
      await current.store.transact(async (tx) => {
        await tx.saveRun(run('r-1'));
        await tx.saveRun(started);
        await tx.saveRun(later);
        await tx.saveRun(run('r-3', { incident: null, requestedAt: NOW + 2 }));
        expect(await tx.run('r-1')).toEqual(started);
        expect(await tx.run('r-9')).toBeNull();
        expect((await tx.openRuns()).map(({ id }) => id)).toEqual(['r-1', 'r-2', 'r-3']);
        expect(await tx.runsOf(42)).toEqual([later, started]);
      });
      const ended = run('r-1', { state: { state: 'ended', finding: FINDING, at: NOW + 9 } });
      await current.store.transact((tx) => tx.saveRun(ended));
      await current.store.read(async (reader) => {
        expect(await reader.run('r-1')).toEqual(ended);
        expect((await reader.openRuns()).map(({ id }) => id)).toEqual(['r-2', 'r-3']);
        expect((await reader.runsOf(42)).map(({ id }) => id)).toEqual(['r-2', 'r-1']);
      });
    });
  });

  describe('a runbook version', () => {
    it('is kept by its hash and written once', async () => {
      await current.store.transact(async (tx) => {
        await tx.saveRunbookVersion('a1b2c3', '# Runbook', NOW);
        await tx.saveRunbookVersion('a1b2c3', '# Forged', NOW + 1);
      });
      await current.store.read(async (reader) => {
        expect(await reader.runbookVersion('a1b2c3')).toBe('# Runbook');
        expect(await reader.runbookVersion('d4e5f6')).toBeNull();
      });
    });
  });

  describe('the audit', () => {
    it('gives the last entries as they were appended, oldest first', async () => {
      const entries = [
        auditEntry('acknowledge #42'),
        auditEntry('retry silver-users', { allowed: false, because: 'needs operator', incident: null }),
        auditEntry('resolve #42', { actor: HANDRAIL }),
      ];
      await current.store.transact(async (tx) => {
        for (const entry of entries) await tx.appendAudit(entry);
      });
      const rows = await current.store.read((reader) => reader.audit(2));
      expect(rows).toEqual([
        { ...entries[1], id: 2, mac: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { ...entries[2], id: 3, mac: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ]);
    });
  });

  describe('the backlog', () => {
    it('counts what waits: messages, cards behind, jobs due', async () => {
      const nothing = { inbound: 0, cards: 0, jobs: 0, oldestInboundAt: null };
      expect(await current.store.read((reader) => reader.backlog())).toEqual(nothing);
      await current.store.acceptInbound(inbound('m-1', { receivedAt: NOW - 5 }));
      await current.store.acceptInbound(inbound('m-2', { receivedAt: NOW - 9 }));
      await current.store.transact(async (tx) => {
        await tx.wantCard(wish('incident:42'));
        await tx.putJob(job('due'));
        await tx.putJob(job('future', { dueAt: NOW + 1 }));
      });
      const waiting = { inbound: 2, cards: 1, jobs: 1, oldestInboundAt: NOW - 9 };
      expect(await current.store.read((reader) => reader.backlog())).toEqual(waiting);
    });
  });
}
