/** The reader and the transaction of the use cases, over a Kysely handle. Each query lives in the file of its table. */

import type { Clock, Reader, Transaction } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

import { sql } from 'kysely';
import { VersionConflict } from '../handlers/ports.ts';
import { loadAlarm, saveAlarm } from './alarms.ts';
import { appendAudit } from './audit.ts';
import { loadBacklog } from './backlog.ts';
import * as cards from './cards.ts';
import { listChecklistsOf, loadChecklist, saveChecklist } from './checklists.ts';
import { countUp, loadCounter } from './counters.ts';
import { loadTimelineEnds } from './events.ts';
import { forgetBeats, listLiving, loadBeat, saveBeat } from './heartbeats.ts';
import { listPendingInbound, markInboundApplied, markInboundFailed } from './inbox.ts';
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
    runs: { load: (id) => runs.loadRun(db, id) },
    cards: {
      load: (key) => cards.loadCard(db, key),
      channels: (keys) => cards.loadChannels(db, keys),
      list: (filter) => cards.listCards(db, filter),
      pingsSince: (channel, since) => cards.countPings(db, channel, since),
    },
    jobs: { load: (key) => jobs.loadJob(db, key) },
    counters: { read: (name) => loadCounter(db, name) },
    processes: { lastBeat: (process) => loadBeat(db, process) },
    slack: { holds: (now) => listSlackHolds(db, now) },
    backlog: () => loadBacklog(db, clock()),
  };
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
): Transaction {
  const reader = readerOver(db, clock);
  return {
    ...reader,
    alarms: { ...reader.alarms, save: (row) => saveAlarm(db, row) },
    incidents: {
      ...reader.incidents,
      nextNumber: () => incidents.nextIncidentNumber(db),
      save: (incident, events, alarms) => incidents.saveIncident(db, incident, events, alarms),
      speakUp: (incident) => speakUp(db, incident),
    },
    groups: {
      ...reader.groups,
      hold: (groupKey, incident) => incidents.holdGroup(db, groupKey, incident),
      release: (incident) => incidents.releaseGroups(db, incident),
      move: (from, to) => incidents.moveGroups(db, from, to),
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
      ...reader.cards,
      want: (wish) => cards.wantCard(db, wish),
      claim: (limit, now, until, by) => cards.claimCards(db, limit, now, until, by),
      save: (row) => cards.saveCard(db, row),
      drop: (card) => cards.dropCard(db, card),
      revive: () => cards.reviveCards(db),
    },
    jobs: {
      ...reader.jobs,
      put: (job) => jobs.putJob(db, job),
      replaceTimers: (stream, timers) => jobs.replaceTimers(db, stream, timers),
      claim: (limit, now, until, by) => jobs.claimJobs(db, limit, now, until, by),
      finish: (key, by) => jobs.finishJob(db, key, by),
      retry: (key, by, dueAt) => jobs.retryJob(db, key, by, dueAt),
    },
    inbox: {
      pending: (limit, dueBy) => listPendingInbound(db, limit, dueBy),
      applied: (id, incident, note) => markInboundApplied(db, id, incident, note, clock()),
      failed: (id, error, notBefore) => markInboundFailed(db, id, error, notBefore),
    },
    counters: { ...reader.counters, up: (name) => countUp(db, name) },
    processes: {
      ...reader.processes,
      beat: (process, now) => saveBeat(db, process, now),
      forget: () => forgetBeats(db),
      async releaseClaims(aliveSince) {
        const living = await listLiving(db, aliveSince);
        await cards.releaseLeases(db, aliveSince, living);
        await jobs.releaseJobClaims(db, living);
      },
    },
    slack: { ...reader.slack, hold: (lane, until, now) => holdSlack(db, lane, until, now) },
    runbooks: { save: (hash, markdown, now) => saveRunbookVersion(db, hash, markdown, now) },
    audit: { append: (entry) => appendAudit(db, entry, auditKey) },
    retention: {
      removeExpired: (cutoffs, limit) => removeExpired(db, cutoffs, limit),
      removeRest: (incident, limit) => removeRest(db, incident, limit),
    },
    savepoint: (work) => inSavepoint(db, isConflict, work),
    firstSight: (key, now) => firstSight(db, key, now),
  };
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
