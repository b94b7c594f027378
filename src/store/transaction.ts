/** The reader and the transaction of the use cases, over a Kysely handle. Each query lives in the file of its table. */

import type { Clock, Reader, Transaction } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

import { sql } from 'kysely';
import { VersionConflict } from '../handlers/ports.ts';
import { loadAlarm, saveAlarm } from './alarms.ts';
import { appendAudit, listAudit } from './audit.ts';
import { loadBacklog } from './backlog.ts';
import {
  claimCards,
  countPings,
  dropCard,
  listCards,
  loadCard,
  loadChannels,
  releaseLeases,
  reviveCards,
  saveCard,
  wantCard,
} from './cards.ts';
import { listChecklistsOf, loadChecklist, saveChecklist } from './checklists.ts';
import { countUp, loadCounter } from './counters.ts';
import { loadTimeline, loadTimelineEnds } from './events.ts';
import { forgetBeats, listLiving, loadBeat, saveBeat } from './heartbeats.ts';
import { listPendingInbound, markInboundApplied, markInboundFailed } from './inbox.ts';
import { listIncidentAlarms, loadIncidentAlarms, speakUp } from './incident-alarms.ts';
import * as incidents from './incidents.ts';
import * as jobs from './jobs.ts';
import { removeExpired, removeRest } from './retention.ts';
import { loadRunbookVersion, saveRunbookVersion } from './runbook-versions.ts';
import * as runs from './runs.ts';
import { firstSight } from './sights.ts';
import { holdSlack, listSlackHolds } from './slack-pace.ts';

/** Reads through `db`, a transaction if the answers are to belong together. */
export function readerOver(db: Db, clock: Clock): Reader {
  return {
    alarm: (key) => loadAlarm(db, key),
    incident: (number) => incidents.loadIncident(db, number),
    incidents: (filter) => incidents.listIncidents(db, filter),
    incidentAlarms: (number, keys) => loadIncidentAlarms(db, number, keys),
    alarmsOf: (number, filter) => listIncidentAlarms(db, number, filter),
    strayAlarms: (number, limit) => incidents.listStrayAlarms(db, number, limit),
    openGroup: (groupKey) => incidents.loadOpenGroup(db, groupKey),
    lastResolved: (groupKey) => incidents.loadLastResolved(db, groupKey),
    checklist: (id) => loadChecklist(db, id),
    checklistsOf: (incident) => listChecklistsOf(db, incident),
    timeline: (incident) => loadTimeline(db, incident),
    timelineEnds: (incident, first, last) => loadTimelineEnds(db, incident, first, last),
    card: (key) => loadCard(db, key),
    channelsOfCards: (keys) => loadChannels(db, keys),
    cards: (filter) => listCards(db, filter),
    run: (id) => runs.loadRun(db, id),
    openRuns: () => runs.listOpenRuns(db),
    runsOf: (incident) => runs.listRunsOf(db, incident),
    job: (key) => jobs.loadJob(db, key),
    pingsSince: (channel, since) => countPings(db, channel, since),
    counter: (name) => loadCounter(db, name),
    lastBeat: (process) => loadBeat(db, process),
    slackHolds: (now) => listSlackHolds(db, now),
    runbookVersion: (hash) => loadRunbookVersion(db, hash),
    audit: (limit) => listAudit(db, limit),
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
  return {
    ...readerOver(db, clock),
    savepoint: (work) => inSavepoint(db, isConflict, work),
    firstSight: (key, now) => firstSight(db, key, now),
    pendingInbound: (limit, dueBy) => listPendingInbound(db, limit, dueBy),
    inboundApplied: (id, incident, note) => markInboundApplied(db, id, incident, note, clock()),
    inboundFailed: (id, error, notBefore) => markInboundFailed(db, id, error, notBefore),
    saveAlarm: (row) => saveAlarm(db, row),
    nextIncidentNumber: () => incidents.nextIncidentNumber(db),
    saveIncident: (incident, events, alarms) => incidents.saveIncident(db, incident, events, alarms),
    speakUp: (incident) => speakUp(db, incident),
    saveChecklist: (checklist, events) => saveChecklist(db, checklist, events),
    holdGroup: (groupKey, incident) => incidents.holdGroup(db, groupKey, incident),
    releaseGroups: (incident) => incidents.releaseGroups(db, incident),
    moveGroups: (from, to) => incidents.moveGroups(db, from, to),
    wantCard: (wish) => wantCard(db, wish),
    claimCards: (limit, now, until, by) => claimCards(db, limit, now, until, by),
    saveCard: (row) => saveCard(db, row),
    dropCard: (card) => dropCard(db, card),
    putJob: (job) => jobs.putJob(db, job),
    replaceTimers: (stream, timers) => jobs.replaceTimers(db, stream, timers),
    async releaseClaims(aliveSince) {
      const living = await listLiving(db, aliveSince);
      await releaseLeases(db, aliveSince, living);
      await jobs.releaseJobClaims(db, living);
    },
    reviveCards: () => reviveCards(db),
    claimJobs: (limit, now, until, by) => jobs.claimJobs(db, limit, now, until, by),
    finishJob: (key, by) => jobs.finishJob(db, key, by),
    retryJob: (key, by, dueAt) => jobs.retryJob(db, key, by, dueAt),
    beat: (process, now) => saveBeat(db, process, now),
    forgetBeats: () => forgetBeats(db),
    removeExpired: (cutoffs, limit) => removeExpired(db, cutoffs, limit),
    removeRest: (incident, limit) => removeRest(db, incident, limit),
    holdSlack: (lane, until, now) => holdSlack(db, lane, until, now),
    countUp: (name) => countUp(db, name),
    addRun: (run, events) => runs.addRun(db, run, events),
    saveRun: (run, events) => runs.saveRun(db, run, events),
    saveRunbookVersion: (hash, markdown, now) => saveRunbookVersion(db, hash, markdown, now),
    appendAudit: (entry) => appendAudit(db, entry, auditKey),
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
