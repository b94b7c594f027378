/** The reader and the transaction of the use cases, over a Kysely handle. Each query lives in the file of its table. */

import type { CardRow, Clock, Cutoffs, JobKinds, NewJob, Reader, Transaction } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

import { sql } from 'kysely';
import { EVERY_EVIDENCE_PACE } from '../handlers/keys.ts';
import { VersionConflict } from '../handlers/ports.ts';
import { loadAlarm } from './alarms.ts';
import { appendAudit } from './audit.ts';
import { loadBacklog } from './backlog.ts';
import * as cards from './cards.ts';
import { listChecklistsOf, loadChecklist, saveChecklist } from './checklists.ts';
import { countUp, dropCounters, loadCounter } from './counters.ts';
import { loadRunEnds, loadTimelineEnds } from './events.ts';
import { gather } from './gathered.ts';
import { forgetBeats, listLiving, loadBeat, saveBeat } from './heartbeats.ts';
import { hastenInbound, listInboundOf, listPendingInbound, loadInbound, markInboundFailed } from './inbox.ts';
import { listIncidentAlarms, loadIncidentAlarms, speakUp } from './incident-alarms.ts';
import * as incidents from './incidents.ts';
import * as jobs from './jobs.ts';
import { removeExpired, removeRest } from './retention.ts';
import { saveRunbookVersion } from './runbook-versions.ts';
import * as runs from './runs.ts';
import { firstSight } from './sights.ts';
import { holdSlack, listSlackHolds } from './slack-pace.ts';

/** Reads through `db`, a transaction if the answers are to belong together. */
export function readerOver(db: Db, clock: Clock): Reader {
  return {
    alarms: { load: (key) => loadAlarm(db, key) },
    incidents: {
      load: (number) => incidents.loadIncident(db, number),
      list: (filter) => incidents.listIncidents(db, filter),
      countUnresolved: () => incidents.countUnresolved(db),
      alarms: (number, keys) => loadIncidentAlarms(db, number, keys),
      firstAlarms: (number, filter) => listIncidentAlarms(db, number, filter),
      strayAlarms: (number, limit) => incidents.listStrayAlarms(db, number, limit),
      lastResolved: (groupKey) => incidents.loadLastResolved(db, groupKey),
      timelineEnds: (number, first, last) => loadTimelineEnds(db, number, first, last),
    },
    groups: { holder: (groupKey) => incidents.loadOpenGroup(db, groupKey) },
    checklists: {
      load: (id) => loadChecklist(db, id),
      of: (incident) => listChecklistsOf(db, incident),
    },
    runs: {
      load: (id) => runs.loadRun(db, id),
      open: (limit) => runs.listOpenRuns(db, limit),
      countOpen: () => runs.countOpenRuns(db),
      openOf: (person, limit) => runs.listOpenRunsOf(db, person, limit),
      endedOf: (person, since, limit) => runs.listEndedRunsOf(db, person, since, limit),
      openEnding: (ending, limit) => runs.listOpenRunsEnding(db, ending, limit),
      timelineEnds: (id, first, last) => loadRunEnds(db, id, first, last),
    },
    inbox: {
      load: (id) => loadInbound(db, id),
      withId: (messageId, topicArns) => listInboundOf(db, messageId, topicArns),
    },
    cards: {
      load: (key) => cards.loadCard(db, key),
      channels: (keys) => cards.loadChannels(db, keys),
      list: (filter) => cards.listCards(db, filter),
      pingsSince: (channel, since) => cards.countPings(db, channel, since),
    },
    jobs: { load: (key) => jobs.loadJob(db, key) },
    counters: { read: (name) => loadCounter(db, name) },
    processes: {
      lastBeat: (process) => loadBeat(db, process),
      anyAlive: async (since) => (await listLiving(db, since)).length > 0,
    },
    slack: { holds: (now) => listSlackHolds(db, now) },
    backlog: () => loadBacklog(db, clock()),
  };
}

/** A transaction, and what writes what it gathered: to be called before it is committed. */
export interface OpenTransaction {
  readonly tx: Transaction;
  flush(): Promise<void>;
}

/**
 * Writes through `db`, which is a transaction that somebody else commits.
 * @param isConflict which faults of the engine mean that another writer was first
 */
export function transactionOver(
  db: Db,
  clock: Clock,
  auditKey: string,
  isConflict: (error: unknown) => boolean,
): OpenTransaction {
  const reader = readerOver(db, clock);
  const gathered = gather(db, clock);
  const { flush } = gathered;
  /** For rooms that read or write the rows that are gathered: those come first. */
  const settled = <Room extends object>(room: Room): Room => afterwards(room, flush);
  /** For what changes such rows itself: what was read of them is read anew. */
  const apart = <Room extends object>(room: Room): Room =>
    afterwards(room, async () => {
      await flush();
      gathered.forget();
    });
  const tx: Transaction = {
    ...reader,
    alarms: gathered.alarms,
    incidents: {
      ...settled(reader.incidents),
      ...gathered.incidents,
      nextNumber: () => incidents.nextIncidentNumber(db),
      ...apart({ speakUp: (incident: number) => speakUp(db, incident) }),
    },
    groups: {
      ...gathered.groups,
      ...apart({
        hold: (groupKey: string, incident: number) => incidents.holdGroup(db, groupKey, incident),
        release: (incident: number) => incidents.releaseGroups(db, incident),
        move: (from: number, to: number) => incidents.moveGroups(db, from, to),
      }),
    },
    checklists: {
      ...reader.checklists,
      save: (checklist, events) => saveChecklist(db, checklist, events),
    },
    runs: {
      ...reader.runs,
      add: (run, events) => runs.addRun(db, run, events),
      save: (run, events) => runs.saveRun(db, run, events),
    },
    cards: {
      ...settled({
        ...reader.cards,
        claim: (limit: number, now: number, until: number, by: string) =>
          cards.claimCards(db, limit, now, until, by),
        save: (row: CardRow) => cards.saveCard(db, row),
        drop: (card: CardRow) => cards.dropCard(db, card),
        revive: () => cards.reviveCards(db),
      }),
      ...gathered.cards,
    },
    jobs: {
      ...settled({
        ...reader.jobs,
        put: (job: NewJob) => jobs.putJob(db, job),
        claim: (limit: number, now: number, until: number, by: string, kinds?: JobKinds) =>
          jobs.claimJobs(db, limit, now, until, by, kinds),
        finish: (key: string, by: string) => jobs.finishJob(db, key, by),
        retry: (key: string, by: string, dueAt: number) => jobs.retryJob(db, key, by, dueAt),
      }),
      ...gathered.jobs,
    },
    inbox: {
      ...settled({
        ...reader.inbox,
        pending: (limit: number, dueBy?: number) => listPendingInbound(db, limit, dueBy),
        failed: (id: number, error: string, notBefore?: number) =>
          markInboundFailed(db, id, error, notBefore),
      }),
      ...gathered.inbox,
    },
    counters: { ...reader.counters, up: (name, by) => countUp(db, name, by) },
    processes: {
      ...reader.processes,
      beat: (process, now) => saveBeat(db, process, now),
      forget: () => forgetBeats(db),
      async releaseClaims(aliveSince) {
        await flush();
        const living = await listLiving(db, aliveSince);
        await cards.releaseLeases(db, living);
        await jobs.releaseJobClaims(db, living);
      },
      async hasten(now) {
        await flush();
        await cards.hastenCards(db, now);
        await jobs.hastenRuns(db, now);
        await dropCounters(db, EVERY_EVIDENCE_PACE);
        await hastenInbound(db, now);
      },
    },
    slack: { ...reader.slack, hold: (lane, until, now) => holdSlack(db, lane, until, now) },
    runbooks: { save: (hash, markdown, now) => saveRunbookVersion(db, hash, markdown, now) },
    audit: { append: (entry) => appendAudit(db, entry, auditKey) },
    retention: apart({
      removeExpired: (cutoffs: Cutoffs, limit: number) => removeExpired(db, cutoffs, limit),
      removeRest: (incident: number, limit: number) => removeRest(db, incident, limit),
    }),
    async backlog() {
      await flush();
      return reader.backlog();
    },
    async savepoint(work) {
      await flush();
      try {
        return await inSavepoint(db, isConflict, async () => {
          const result = await work();
          await flush();
          return result;
        });
      } catch (error) {
        gathered.forget();
        throw error;
      }
    },
    firstSight: (key, now) => firstSight(db, key, now),
  };
  return { tx, flush };
}

/** The same room, whose methods wait for `first`. */
function afterwards<Room extends object>(room: Room, first: () => Promise<void>): Room {
  return new Proxy(room, {
    get(target, name, receiver): unknown {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        await first();
        return Reflect.apply(method, target, given);
      };
    },
  });
}

/**
 * Savepoints of one name stack up, so nesting needs no counter. Should undoing fail, because the engine has given the
 * whole transaction up, that error is thrown and every later query of the transaction fails too.
 */
async function inSavepoint<T>(
  db: Db,
  isConflict: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  await sql`savepoint work`.execute(db);
  try {
    const result = await work();
    await sql`release savepoint work`.execute(db);
    return result;
  } catch (error) {
    await sql`rollback to savepoint work`.execute(db);
    await sql`release savepoint work`.execute(db);
    // Under one name, since whoever catches this knows no engine.
    if (isConflict(error)) throw new VersionConflict('Another writer was first', { cause: error });
    throw error;
  }
}
