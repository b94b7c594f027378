/** Domain objects as tests want them: whole, plausible, and changed only in what the test is about. */

import type { Person } from '../../src/access/actor.ts';
import type { Checklist, ChecklistStep, StepState } from '../../src/checklists/state.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import type { IncidentAlarm } from '../../src/incidents/alarms.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';
import type { StageEstate } from '../../src/operations/estate.ts';
import type { Finding } from '../../src/operations/finding.ts';
import type { Condition, Procedure, Step } from '../../src/runbooks/runbook.ts';

import { readCondition } from '../../src/runbooks/condition.ts';
import { NO_ALARMS, recounted } from '../../src/incidents/alarms.ts';

/** 03:00 UTC of the night that all examples happen in. */
export const NIGHT = Date.UTC(2026, 10, 12, 3, 0, 0);
export const MINUTE = 60_000;

export function person(user = 'U0RESPONDER'): Person {
  return { kind: 'person', team: 'T0TEAM', user };
}

/** A Glue job's alarm that fired at 03:00. */
export function anAlarm(changes: Partial<IncidentAlarm> = {}): IncidentAlarm {
  return {
    key: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:todo-etl-silver-users-failed',
    name: 'todo-etl-silver-users-failed',
    kind: 'metric',
    state: 'ALARM',
    headline: 'silver-users failed: out of memory',
    reason: 'Threshold Crossed: 1 datapoint [1.0 (12/11/26 02:55:00)] was greater than the threshold (0.0).',
    changedAt: NIGHT,
    firedAt: NIGHT,
    events: 1,
    quiet: null,
    recovery: 'ok',
    resources: { job: 'silver-users' },
    link: null,
    ...changes,
  };
}

/** Open incident #42 of the silver stage, with one alarm that fires; it counts the alarms that it has. */
export function anIncident(changes: Partial<IncidentWithAlarms> = {}): IncidentWithAlarms {
  const { alarms = [anAlarm()] } = changes;
  return {
    number: 42,
    version: 2,
    status: { state: 'open' },
    title: 'silver-users failed: out of memory',
    severity: 2,
    pipeline: 'todo-etl',
    stage: 'silver',
    place: { account: '123456789012', region: 'eu-central-1' },
    channel: '#todo-etl-alerts',
    procedure: null,
    groupKey: 'pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1',
    routeReason: 'the name contains silver',
    openedAt: NIGHT,
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
    alarms,
    counts: alarms.reduce((counts, alarm) => recounted(counts, null, alarm), NO_ALARMS),
    lastRun: null,
    changedAt: NIGHT + MINUTE,
    ...changes,
  };
}

export function aRunbookStep(changes: Partial<Step> = {}): Step {
  return {
    text: 'Check CloudWatch logs for error details',
    help: null,
    command: null,
    goodWhen: null,
    dueWithinMs: null,
    code: null,
    jump: null,
    source: { file: 'RUNBOOK.md', line: 95 },
    ...changes,
  };
}

export function aProcedure(changes: Partial<Procedure> = {}): Procedure {
  return {
    id: 'RUNBOOK.md/troubleshooting/common-issues/1-etl-job-failures',
    title: 'ETL job failures',
    kind: 'troubleshooting',
    symptoms: ['Glue jobs failing'],
    causes: ['Resource constraints'],
    alarms: ['todo-etl-*-failed'],
    phases: [{ title: 'Resolution', afterwards: false, steps: [aRunbookStep()] }],
    opens: null,
    source: { file: 'RUNBOOK.md', line: 84 },
    ...changes,
  };
}

/** What `Needed when:` with these words says. */
export function aCondition(words: string): Condition {
  return readCondition(words, 96).condition;
}

/** An open step of the first phase, without a command. */
export function aStep(changes: Partial<ChecklistStep> = {}): ChecklistStep {
  return {
    id: '1.1',
    phase: 0,
    text: 'Check CloudWatch logs for error details',
    help: null,
    command: null,
    missing: [],
    risk: null,
    goodWhen: null,
    dueWithinMs: null,
    code: null,
    jump: null,
    state: { state: 'open', lastRun: null },
    ...changes,
  };
}

/** How a step stands once somebody has ended it. */
export function ended(changes: Partial<Extract<StepState, { state: 'ended' }>> = {}): StepState {
  return {
    state: 'ended',
    outcome: 'done',
    reason: null,
    by: person(),
    at: NIGHT + MINUTE,
    lastRun: null,
    ...changes,
  };
}

/** A checklist in #42 whose phases are made to match its steps. */
export function aChecklist(changes: Partial<Checklist> = {}): Checklist {
  const steps = changes.steps ?? [aStep()];
  const phases = Math.max(...steps.map((step) => step.phase)) + 1;
  return {
    id: '0199a1b2-0000-7000-8000-000000000001',
    version: 1,
    incident: 42,
    channel: '#todo-etl-alerts',
    pipeline: 'todo-etl',
    procedure: aProcedure({
      phases: Array.from({ length: phases }, (_, phase) => ({
        title: `Phase ${phase + 1}`,
        afterwards: false,
        steps: steps.filter((step) => step.phase === phase).map(({ text }) => aRunbookStep({ text })),
      })),
    }),
    runbookHash: 'a1b2c3d4e5f6',
    startedBy: person(),
    startedAt: NIGHT,
    steps,
    finishedAt: null,
    changedAt: NIGHT + MINUTE,
    ...changes,
  };
}

export function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    verdict: 'fail',
    summary: 'out of memory in 14 of 200 tasks',
    facts: [{ label: 'Attempt', value: '2 of 2' }],
    table: null,
    series: null,
    excerpt: null,
    links: [],
    next: [],
    asked: [],
    trueAt: NIGHT,
    ...changes,
  };
}

/** A run of `/etl retry silver-users` for #42, asked for at 03:00. */
export function aRun(changes: Partial<OperationRun> = {}): OperationRun {
  return {
    id: 'run-1',
    version: 1,
    verb: 'retry',
    command: '/etl retry silver-users',
    args: { job: 'silver-users' },
    risk: 'change',
    target: null,
    by: person(),
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
    requestedAt: NIGHT,
    changedAt: NIGHT,
    ...changes,
  };
}

/** A stage that names nothing but what is given. */
export function aStage(name: string, given: Partial<StageEstate> = {}): StageEstate {
  return {
    name,
    after: [],
    alarms: [],
    jobs: [],
    streams: [],
    deliveryStreams: [],
    functions: [],
    buckets: [],
    databases: [],
    tables: [],
    ...given,
  };
}
