/**
 * What one transaction writes, gathered until it ends or until somebody asks for it: of many writes of one row only the
 * last is made, and rows of one table are written together. Nothing is gathered beyond the transaction.
 */

import type { AlarmRow, CardWish, Clock, NewJob, Transaction } from '../handlers/ports.ts';
import type { GatheredIncidents } from './gathered-incidents.ts';
import type { AppliedMessage } from './inbox.ts';
import type { Db } from './schema.ts';

import { loadAlarm, saveAlarms } from './alarms.ts';
import { wantCard } from './cards.ts';
import { gatherIncidents } from './gathered-incidents.ts';
import { markInboundApplied } from './inbox.ts';
import { loadOpenGroup } from './incidents.ts';
import { replaceTimers } from './jobs.ts';

export interface Gathered {
  readonly incidents: Omit<GatheredIncidents, 'flush' | 'forget'>;
  readonly alarms: Transaction['alarms'];
  readonly groups: Pick<Transaction['groups'], 'holder'>;
  readonly cards: Pick<Transaction['cards'], 'want'>;
  readonly jobs: Pick<Transaction['jobs'], 'replaceTimers'>;
  readonly inbox: Pick<Transaction['inbox'], 'applied'>;
  /** Writes what was gathered. Throws `VersionConflict` when another writer was first. */
  flush(): Promise<void>;
  /** Forgets what was read and what was gathered. */
  forget(): void;
}

/** Gathers over `db`, a transaction. */
export function gather(db: Db, clock: Clock): Gathered {
  const { flush: flushIncidents, forget: forgetIncidents, ...incidents } = gatherIncidents(db);
  const alarms = new Map<string, AlarmRow | null>();
  const changed = new Map<string, AlarmRow>();
  const holders = new Map<string, number | null>();
  const wishes = new Map<string, { readonly wish: CardWish; readonly times: number }>();
  const timers = new Map<string, readonly NewJob[]>();
  const applied: AppliedMessage[] = [];

  return {
    incidents,
    alarms: {
      load: (key) => readOnce(alarms, key, () => loadAlarm(db, key)),
      async save(row) {
        alarms.set(row.key, row);
        changed.set(row.key, row);
      },
    },
    groups: {
      holder: (groupKey) => readOnce(holders, groupKey, () => loadOpenGroup(db, groupKey)),
    },
    cards: {
      async want(wish) {
        const before = wishes.get(wish.key);
        wishes.set(wish.key, before === undefined ? { wish, times: 1 } : together(before, wish));
      },
    },
    jobs: {
      async replaceTimers(stream, jobs) {
        timers.set(stream, jobs);
      },
    },
    inbox: {
      async applied(id, incident, note) {
        applied.push({ id, incident, note });
      },
    },
    async flush() {
      await flushIncidents();
      await saveAlarms(db, [...changed.values()]);
      changed.clear();
      for (const { wish, times } of wishes.values()) await wantCard(db, wish, times);
      wishes.clear();
      for (const [stream, jobs] of timers) await replaceTimers(db, stream, jobs);
      timers.clear();
      for (const message of applied.splice(0)) await markInboundApplied(db, message, clock());
    },
    forget() {
      forgetIncidents();
      for (const each of [alarms, changed, holders, wishes, timers]) each.clear();
      applied.length = 0;
    },
  };
}

/** What is known of this key, or else what is read now and known from then on. */
async function readOnce<T>(known: Map<string, T>, key: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = await read();
  known.set(key, value);
  return value;
}

/** Two wishes for one card as one: of those that wait together the most urgent and the oldest count. */
function together(
  before: { readonly wish: CardWish; readonly times: number },
  wish: CardWish,
): { readonly wish: CardWish; readonly times: number } {
  const urgency = wish.urgency < before.wish.urgency ? wish.urgency : before.wish.urgency;
  return { wish: { ...wish, urgency, now: before.wish.now }, times: before.times + 1 };
}
