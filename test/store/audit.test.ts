/** The audit chain: a row that was changed, removed or slipped in shows. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditRow } from '../../src/handlers/ports.ts';
import type { StoreUnderTest } from './contract.ts';
import { HANDRAIL } from '../../src/access/actor.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { AUDIT_KEY, openSqliteUnderTest } from './files.ts';
import { auditEntry, NOW } from './samples.ts';

describe('the audit chain', () => {
  let opened: StoreUnderTest;
  let rows: readonly AuditRow[];

  beforeEach(async () => {
    opened = await openSqliteUnderTest();
    for (const deed of ['acknowledge #42', 'retry silver-users', 'note #42', 'resolve #42']) {
      await opened.store.transact((tx) => tx.audit.append(auditEntry(deed)));
    }
    rows = opened.stored.audit(10);
  });
  afterEach(() => opened.cleanup());

  it('holds as it was written, over restarts', async () => {
    const store = await opened.reopen();
    await store.transact((tx) => tx.audit.append(auditEntry('reopen #42', { actor: HANDRAIL })));
    const longer = opened.stored.audit(10);
    expect(longer).toHaveLength(5);
    expect(verifyAudit(longer, AUDIT_KEY)).toBeNull();
    expect(verifyAudit([], AUDIT_KEY)).toBeNull();
  });

  it('holds only under its own key', () => {
    expect(verifyAudit(rows, 'another key')).toMatchObject({ id: 1 });
  });

  it.each([
    ['time', { at: NOW + 1 }],
    ['actor', { actor: { kind: 'person', team: 'T0TEAM', user: 'U0OPERATOR' } }],
    ['kind of actor', { actor: HANDRAIL }],
    ['deed', { deed: 'retry gold-users' }],
    ['answer', { allowed: false }],
    ['reason', { because: 'on call' }],
    ['incident', { incident: 7 }],
    ['MAC', { mac: '0'.repeat(64) }],
  ] as const)('shows a changed %s', (_, change) => {
    const changed = rows.map((row) => (row.id === 2 ? { ...row, ...change } : row));
    expect(verifyAudit(changed, AUDIT_KEY)).toMatchObject({ id: 2 });
  });

  it('shows a removed row, and one whose followers were numbered anew', () => {
    const removed = rows.filter((row) => row.id !== 2);
    expect(verifyAudit(removed, AUDIT_KEY)).toMatchObject({ id: 3 });
    const renumbered = removed.map((row, index) => ({ ...row, id: index + 1 }));
    expect(verifyAudit(renumbered, AUDIT_KEY)).toMatchObject({ id: 2 });
  });

  it('shows an inserted row', () => {
    const [first, second, ...rest] = rows;
    const forged = { ...second!, deed: 'forged' };
    const renumbered = [first!, forged, second!, ...rest].map((row, index) => ({ ...row, id: index + 1 }));
    expect(verifyAudit(renumbered, AUDIT_KEY)).toMatchObject({ id: 2 });
  });

  it('shows swapped rows', () => {
    const [first, second, third, fourth] = rows;
    const swapped = [first!, { ...third!, id: 2 }, { ...second!, id: 3 }, fourth!];
    expect(verifyAudit(swapped, AUDIT_KEY)).toMatchObject({ id: 2 });
  });

  it('shows rows cut off at the end against the recorded head', () => {
    const last = rows.at(-1)!;
    const head = { id: last.id, mac: last.mac };
    expect(verifyAudit(rows, AUDIT_KEY, { head })).toBeNull();
    expect(verifyAudit(rows.slice(0, -1), AUDIT_KEY)).toBeNull();
    expect(verifyAudit(rows.slice(0, -1), AUDIT_KEY, { head })).toMatchObject({ id: 4 });
  });

  it('checks a later part against the MAC before it', () => {
    const part = rows.slice(2);
    expect(verifyAudit(part, AUDIT_KEY)).toBeNull();
    expect(verifyAudit(part, AUDIT_KEY, { before: rows[1]!.mac })).toBeNull();
    expect(verifyAudit(part, AUDIT_KEY, { before: rows[0]!.mac })).toMatchObject({ id: 3 });
  });
});
