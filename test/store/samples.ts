/** Domain objects for store tests: the smallest that are whole, with the fields that a test is about passed in. */

import type { InboundMessage } from '../../src/alarms/event.ts';
import type { Person } from '../../src/access/actor.ts';
import type { Checklist } from '../../src/checklists/state.ts';
import type { AuditEntry, CardWish, NewJob } from '../../src/handlers/ports.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import type { Incident } from '../../src/incidents/state.ts';

export const NOW = 1_790_000_000_000;
export const RESPONDER: Person = { kind: 'person', team: 'T0TEAM', user: 'U0RESPONDER' };

export function inbound(messageId: string, fields: Partial<InboundMessage> = {}): InboundMessage {
  return {
    topicArn: 'arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms',
    messageId,
    subject: 'ALARM: "todo-etl-silver"',
    body: '{"AlarmName":"todo-etl-silver"}',
    sentAt: NOW - 1_000,
    receivedAt: NOW,
    ...fields,
  };
}

export function incident(number: number, fields: Partial<Incident> = {}): Incident {
  return {
    number,
    version: 1,
    status: { state: 'open' },
    title: 'silver is late',
    severity: 2,
    pipeline: 'todo-etl',
    stage: 'silver',
    place: { account: '123456789012', region: 'eu-central-1' },
    channel: '#todo-etl-alerts',
    procedure: null,
    groupKey: 'todo-etl',
    routeReason: 'the name begins with todo-etl',
    openedAt: NOW,
    declaredBy: null,
    assignee: null,
    hadIt: null,
    acknowledged: null,
    stoppedGettingWorseAt: null,
    mergedInto: null,
    reopenings: 0,
    reopenedAt: null,
    again: null,
    offers: [],
    counts: {},
    lastRun: null,
    changedAt: NOW,
    ...fields,
  };
}

export function resolved(number: number, at: number, fields: Partial<Incident> = {}): Incident {
  return incident(number, { status: { state: 'resolved', by: RESPONDER, at, outcome: 'fixed' }, ...fields });
}

export function checklist(id: string, fields: Partial<Checklist> = {}): Checklist {
  return {
    id,
    version: 1,
    incident: 42,
    channel: '#todo-etl-alerts',
    pipeline: 'todo-etl',
    procedure: {
      id: 'RUNBOOK.md/etl-job-failures',
      title: 'ETL job failures',
      kind: 'troubleshooting',
      symptoms: [],
      causes: [],
      alarms: [],
      phases: [],
      opens: null,
      source: { file: 'RUNBOOK.md', line: 1 },
    },
    runbookHash: 'a1b2c3',
    startedBy: RESPONDER,
    startedAt: NOW,
    steps: [],
    finishedAt: null,
    changedAt: NOW,
    ...fields,
  };
}

export function wish(key: string, fields: Partial<CardWish> = {}): CardWish {
  return {
    key,
    kind: 'incident',
    subject: '42',
    channel: '#todo-etl-alerts',
    thread: null,
    urgency: 2,
    now: NOW,
    ...fields,
  };
}

export function job(key: string, fields: Partial<NewJob> = {}): NewJob {
  return { key, kind: 'remind', dueAt: NOW, payload: { incident: 42 }, ...fields };
}

export function run(id: string, fields: Partial<OperationRun> = {}): OperationRun {
  return {
    id,
    version: 1,
    verb: 'retry',
    command: '/etl retry silver-users',
    args: { job: 'silver-users' },
    risk: 'change',
    target: null,
    by: RESPONDER,
    incident: 42,
    pipeline: 'todo-etl',
    place: { account: '123456789012', region: 'eu-central-1' },
    channel: '#todo-etl-alerts',
    audience: 'channel',
    followers: [],
    state: { state: 'requested' },
    file: null,
    shared: null,
    turn: 0,
    failures: { count: 0, lastAt: null },
    requestedAt: NOW,
    changedAt: NOW,
    ...fields,
  };
}

export function auditEntry(deed: string, fields: Partial<AuditEntry> = {}): AuditEntry {
  return { at: NOW, actor: RESPONDER, deed, allowed: true, because: null, incident: 42, ...fields };
}
