/**
 * What came in becomes what people work on: each stored inbound message is decoded, routed, triaged and applied in
 * its own savepoint, so that one that cannot be applied never holds up the others. After five failures it is shown
 * as text; nothing is dropped.
 */

import type { AlarmEvent } from '../alarms/event.ts';
import type { Route, Routing } from '../alarms/route.ts';
import type { Triage } from '../alarms/triage.ts';
import type { IncidentTimings } from '../incidents/due.ts';
import type { Incident } from '../incidents/state.ts';
import type { AlarmRow, Clock, InboundRow, Log, Metrics, Store, Transaction, Wake } from './ports.ts';

import { decode, decodeAsText } from '../alarms/decode/index.ts';
import { anywhere, groupOf } from '../alarms/group.ts';
import { eventKey } from '../alarms/identity.ts';
import { route } from '../alarms/route.ts';
import { triage } from '../alarms/triage.ts';
import { isOver, isResolved } from '../incidents/state.ts';
import { assertNever } from '../lib/assert-never.ts';
import { redact } from '../lib/redact.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { heldReport } from './held-report.ts';
import { VersionConflict } from './ports.ts';
import { takeBackAlarms } from './take-back-alarms.ts';

export interface ApplyInboundDeps {
  readonly store: Store;
  readonly routing: Routing;
  readonly incidents: IncidentTimings & { readonly reopenWithinMs: number };
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly wake: Wake;
}

/** What a batch reads; hardly more than it applies in its time. */
const BATCH = 64;
/** Presses and deliveries wait while a batch is applied: after this long it ends, whatever it took. */
const BATCH_MS = 10;
/** After this many failures the message is shown as plain text instead. */
const ATTEMPTS_DECODED = 5;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

/**
 * Applies up to a batch of the messages that are due in one transaction and returns how many it took; 0 when none is.
 * A message that cannot be applied waits longer and longer, and never stops being tried.
 */
export function createApplyInbound(deps: ApplyInboundDeps): () => Promise<number> {
  return async function applyInbound() {
    // A savepoint makes every write after it dearer, and hardly any message needs one: only where the batch fails as a
    // whole is it done again with one for each, to find the message that cannot be applied.
    const { taken, report } = await applyBatch(deps, applyWell).catch((error: unknown) => {
      if (error instanceof VersionConflict) throw error;
      return applyBatch(deps, applyRow);
    });
    report.publish();
    if (taken > 0) deps.wake.cards();
    if (taken > 0) deps.wake.jobs();
    return taken;
  };
}

/** What the message is taken for: text, once it failed too often as something else. */
export function eventOf(row: InboundRow): AlarmEvent {
  return row.attempts >= ATTEMPTS_DECODED ? decodeAsText(row) : decode(row);
}

async function applyBatch(deps: ApplyInboundDeps, apply: typeof applyRow) {
  const began = deps.clock();
  return deps.store.transact(async (tx) => {
    const report = heldReport(deps);
    let taken = 0;
    for (const row of await tx.inbox.pending(BATCH, began)) {
      await apply(tx, row, { ...deps, ...report });
      taken += 1;
      if (deps.clock() - began > BATCH_MS) break;
    }
    return { taken, report };
  });
}

async function applyWell(tx: Transaction, row: InboundRow, deps: ApplyInboundDeps): Promise<void> {
  await applyMessage(tx, row, deps);
  deps.metrics.count('inbound_applied');
}

async function applyRow(tx: Transaction, row: InboundRow, deps: ApplyInboundDeps): Promise<void> {
  try {
    await tx.savepoint(() => applyMessage(tx, row, deps));
    deps.metrics.count('inbound_applied');
  } catch (error) {
    // Not the message's fault: the whole transaction is done again.
    if (error instanceof VersionConflict) throw error;
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** row.attempts, LONGEST_RETRY_MS);
    const attempts = await tx.inbox.failed(row.id, redact(String(error)), deps.clock() + waitMs);
    deps.metrics.count('inbound_failed');
    deps.log.error({ err: error, inbound: row.id, attempts, waitMs }, 'could not apply an inbound message');
  }
}

async function applyMessage(tx: Transaction, row: InboundRow, deps: ApplyInboundDeps): Promise<void> {
  const event = eventOf(row);
  const now = deps.clock();
  // A text has no time of its own, only that of its message, and messages are known apart by their ids.
  if (event.kind !== 'text' && !(await tx.firstSight(eventKey(event), now))) {
    await tx.inbox.applied(row.id, null, 'the same change was applied before');
    return;
  }
  const known = await tx.alarms.load(event.key);
  const routed = route(event, deps.routing);
  const triaged = await triageEvent(tx, event, known, routed, deps, now);
  const incident = await carryOut(tx, { event, known, routed, ...triaged, now }, deps);
  if (event.applies || known !== null) {
    const current = isCurrent(event, known);
    await tx.alarms.save({
      key: event.key,
      state: current ? event.state : (known?.state ?? event.state),
      changedAt: event.applies ? Math.max(event.changedAt, known?.changedAt ?? 0) : (known?.changedAt ?? 0),
      incident: incident ?? known?.incident ?? null,
    });
  }
  const { decided } = triaged;
  await tx.inbox.applied(row.id, incident, decided.reason);
  deps.log.info(
    { inbound: row.id, alarm: event.key, state: event.state, incident, triage: decided.do },
    decided.reason,
  );
}

/** An alarm's state is the event with the greatest change time; an older one is recorded, never applied. */
function isCurrent(event: AlarmEvent, known: AlarmRow | null): boolean {
  return event.applies && (known === null || event.changedAt > known.changedAt);
}

const NOTHING_ELSE = {
  stages: [],
  holder: null,
  unresolved: [],
  over: new Set<number>(),
  lastResolved: null,
} as const;

async function triageEvent(
  tx: Transaction,
  event: AlarmEvent,
  known: AlarmRow | null,
  routed: Route,
  deps: ApplyInboundDeps,
  now: number,
): Promise<Pick<Work, 'decided' | 'loaded'>> {
  const current = known?.incident == null ? null : await loadSurvivor(tx, known.incident);
  const late = event.applies && known !== null && !isCurrent(event, known);
  const asked = { event, route: routed, late, current, reopenWithinMs: deps.incidents.reopenWithinMs, now };
  // In a storm every row counts: the other incidents are only loaded where they can decide anything.
  if (event.state !== 'ALARM' || (current !== null && !isResolved(current))) {
    return { decided: triage({ ...asked, ...NOTHING_ELSE }), loaded: current };
  }
  const { key } = groupOf({ ...event, ...routed }, deps.routing.pipelines);
  // An incident that a person declared is in no place, and takes the alarms of any.
  const declared = anywhere(key);
  const holding =
    (await tx.groups.holder(key)) ?? (declared === key ? null : await tx.groups.holder(declared));
  if (holding !== null) {
    const holder = await tx.incidents.load(holding);
    return { decided: triage({ ...asked, ...NOTHING_ELSE, holder }), loaded: holder };
  }
  const { pipeline, stage } = routed;
  const unresolved =
    pipeline === null || stage === null ? [] : await tx.incidents.list({ state: 'unresolved', pipeline });
  const decided = triage({
    ...asked,
    stages: deps.routing.pipelines.find(({ name }) => name === pipeline)?.stages ?? [],
    holder: null,
    unresolved,
    over: new Set(unresolved.filter(isOver).map(({ number }) => number)),
    lastResolved: await lastResolved(tx, [...new Set([key, declared])]),
  });
  return { decided, loaded: null };
}

/** The one of these groups that was resolved last; of a merged one the incident in which it went on. */
async function lastResolved(tx: Transaction, keys: readonly string[]): Promise<Incident | null> {
  let last: Incident | null = null;
  for (const key of keys) {
    const found = await tx.incidents.lastResolved(key);
    const incident = found === null ? null : await loadSurvivor(tx, found.number);
    if (incident?.status.state !== 'resolved') continue;
    if (last?.status.state !== 'resolved' || incident.status.at > last.status.at) last = incident;
  }
  return last;
}

interface Work {
  readonly event: AlarmEvent;
  readonly known: AlarmRow | null;
  readonly routed: Route;
  readonly decided: Triage;
  /** The incident that was loaded to decide, which is mostly the one to go on with. */
  readonly loaded: Incident | null;
  readonly now: number;
}

/** Returns the number of the incident that the event is in now, or null when it is in none. */
async function carryOut(tx: Transaction, work: Work, deps: ApplyInboundDeps): Promise<number | null> {
  const { decided } = work;
  switch (decided.do) {
    case 'note':
      return decided.incident;
    case 'apply':
    case 'join': {
      const { loaded } = work;
      const incident = loaded?.number === decided.incident ? loaded : await required(tx, decided.incident);
      return applyAlarm(tx, incident, work, decided.do === 'join' ? decided.quiet : null, deps);
    }
    case 'reopen': {
      const incident = await required(tx, decided.incident);
      const [inIt] = await tx.incidents.alarms(incident.number, [work.event.key]);
      // A known alarm that fires reopens by itself; another alarm of the group needs the incident open first.
      const target = inIt === undefined ? await reopened(tx, incident, decided.reason, work, deps) : incident;
      const number = await applyAlarm(tx, target, work, null, deps);
      await takeBackAlarms(tx, await required(tx, number), deps.incidents, work.now);
      return number;
    }
    case 'open':
      return open(tx, decided, work, deps);
    default:
      return assertNever(decided);
  }
}

async function applyAlarm(
  tx: Transaction,
  incident: Incident,
  { event, known, routed, now }: Work,
  quiet: string | null,
  deps: ApplyInboundDeps,
): Promise<number> {
  const since = known !== null && known.state !== 'ALARM' && known.changedAt > event.changedAt;
  const applied = await commitIncident(
    tx,
    incident,
    {
      type: 'ApplyAlarm',
      event,
      current: isCurrent(event, known),
      since: since ? { state: known.state, changedAt: known.changedAt } : null,
      quiet,
      echo: await isEcho(tx, incident, event),
      severity: routed.severity,
      now,
    },
    deps.incidents,
  );
  if (!applied.ok)
    throw new Error(`Expected #${incident.number} to take the alarm, got ${JSON.stringify(applied.error)}`);
  return incident.number;
}

async function reopened(
  tx: Transaction,
  incident: Incident,
  because: string,
  { event, now }: Work,
  deps: ApplyInboundDeps,
): Promise<Incident> {
  const result = await commitIncident(
    tx,
    incident,
    { type: 'ReopenIncident', because, title: event.headline, by: { kind: 'handrail' }, now },
    deps.incidents,
  );
  return result.ok ? result.value : incident;
}

async function open(
  tx: Transaction,
  decided: Extract<Triage, { do: 'open' }>,
  work: Work,
  deps: ApplyInboundDeps,
): Promise<number> {
  const { event, routed, now } = work;
  const opened = await commitIncident(
    tx,
    null,
    {
      type: 'OpenIncident',
      number: await tx.incidents.nextNumber(),
      title: event.headline,
      severity: routed.severity,
      pipeline: routed.pipeline,
      stage: routed.stage,
      place: { account: event.account, region: event.region },
      channel: routed.channel,
      procedure: routed.procedure,
      groupKey: groupOf({ ...event, ...routed }, deps.routing.pipelines).key,
      routeReason: routed.reason,
      declaredBy: null,
      again: decided.again,
      offers: decided.offers,
      now,
    },
    deps.incidents,
  );
  if (!opened.ok) throw new Error(`Expected a new incident, got ${JSON.stringify(opened.error)}`);
  return applyAlarm(tx, opened.value, work, null, deps);
}

/** Whether another alarm of the incident is about the same job. */
async function isEcho(
  tx: Transaction,
  { number }: Incident,
  { key, resources }: AlarmEvent,
): Promise<boolean> {
  const { job } = resources;
  if (job === undefined) return false;
  const about = await tx.incidents.firstAlarms(number, { job, limit: 2 });
  return about.some((alarm) => alarm.key !== key);
}

async function required(tx: Transaction, number: number): Promise<Incident> {
  const incident = await tx.incidents.load(number);
  if (incident === null) throw new Error(`Expected incident #${number} to be stored`);
  return incident;
}
