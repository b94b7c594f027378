/** Handrail without its edges: the use cases over a real store, a clock to turn, and operations that a test scripts. */

import type { AccessPolicy } from '../../src/access/may.ts';
import type { IncidentDeed } from '../../src/deeds/incident-deeds.ts';
import type { StepDeed } from '../../src/deeds/step-deeds.ts';
import type { HandlerDeps } from '../../src/handlers/deed.ts';
import type { Reader, SlackGrant } from '../../src/handlers/ports.ts';
import type { Operation } from '../../src/operations/operation.ts';
import type { Places } from '../../src/operations/place.ts';
import type { Reply } from '../../src/handlers/reply.ts';
import type { UseCases } from '../../src/handlers/use-cases.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import type { InboundMessage } from '../../src/alarms/event.ts';
import type { Routing } from '../../src/alarms/route.ts';
import type { Runbook } from '../../src/runbooks/runbook.ts';
import type { OpenedStore } from '../../src/store/open.ts';
import type { FakeOperation } from './operations.ts';

import { createApplyInbound } from '../../src/handlers/apply-inbound.ts';
import { createSharedAnswers } from '../../src/handlers/shared-answers.ts';
import { createUseCases } from '../../src/handlers/use-cases.ts';
import { readWords } from '../../src/handlers/verbs/grammar.ts';
import { workRun } from '../../src/handlers/work-run.ts';
import { catalogOf } from '../../src/operations/catalog.ts';
import { openFile, SILENT, temporaryFolder } from '../store/files.ts';
import { aProcedure, aRunbookStep, MINUTE, NIGHT, person } from './builders.ts';
import { aMessage, TOPIC } from './messages.ts';
import { fakeLogs, fakeNotify, fakeRetry } from './operations.ts';
import { storedIn, timelineIn, type Stored } from './stored.ts';

export const HOUR = 60 * MINUTE;
export const GUEST = 'U0GUEST';

export const ACCESS: AccessPolicy = {
  viewer: ['*'],
  responder: ['U0RESPONDER', 'U0OTHER'],
  operator: ['U0OPERATOR'],
  admin: [],
};

const STAGE = { match: null, severity: null };
export const ROUTING: Routing = {
  routes: [],
  defaultChannel: '#todo-etl-alerts',
  pipelines: [
    {
      name: 'todo-etl',
      match: null,
      channel: null,
      severity: null,
      groupBy: null,
      stages: [
        { ...STAGE, name: 'bronze', jobs: ['bronze-*'], after: [] },
        { ...STAGE, name: 'silver', jobs: ['silver-*'], after: ['bronze'] },
        { ...STAGE, name: 'gold', jobs: ['gold-*'], after: ['silver'] },
      ],
    },
  ],
};

export const JOB_FAILURES = aProcedure({
  id: 'RUNBOOK.md/job-failures',
  phases: [
    {
      title: 'Immediate',
      afterwards: false,
      steps: [
        aRunbookStep({ text: 'Read the log', command: '/etl logs {job}' }),
        aRunbookStep({
          text: 'Ask who changed it',
          jump: { label: 'owners', procedure: 'RUNBOOK.md/owners' },
        }),
      ],
    },
    {
      title: 'Recovery',
      afterwards: false,
      steps: [
        aRunbookStep({ text: 'Retry the job', command: '/etl retry {job}' }),
        aRunbookStep({ text: 'Retry a table', command: '/etl retry {table}' }),
      ],
    },
    { title: 'Post-Incident', afterwards: true, steps: [aRunbookStep({ text: 'Write it up' })] },
  ],
});
const OWNERS = aProcedure({ id: 'RUNBOOK.md/owners', title: 'Owners of tables', symptoms: [], alarms: [] });

const RUNBOOK: Runbook = {
  hash: 'a1b2c3d4',
  files: [{ path: 'RUNBOOK.md', markdown: '# Runbook' }],
  procedures: [JOB_FAILURES, OWNERS],
};

export interface World {
  readonly store: OpenedStore;
  readonly stored: Stored;
  readonly deps: HandlerDeps;
  readonly cases: UseCases;
  readonly logs: FakeOperation;
  readonly retry: FakeOperation;
  readonly notify: FakeOperation;
  now(): number;
  /** Turns the clock. */
  pass(ms: number): void;
  /** Stores these messages and applies all that wait; a body that is no message becomes one. */
  receive(...bodies: readonly unknown[]): Promise<void>;
  applyInbound(): Promise<number>;
  /** Says the words after `/etl`, in the channel of the incidents. */
  say(text: string, user?: string): Promise<Reply>;
  /** As `say`, for a change that was shown and confirmed. */
  confirm(text: string, user?: string): Promise<Reply>;
  /** As `say`, for the whole of what it brings, as a file. */
  whole(text: string, user?: string): Promise<Reply>;
  deed(incident: number, deed: IncidentDeed, user?: string, delivery?: string): Promise<Reply>;
  step(step: string, deed: StepDeed, user?: string): Promise<Reply>;
  /** Works every run that has not ended, once; returns how long each wants to wait. */
  work(): Promise<readonly (number | null)[]>;
  read<T>(look: (reader: Reader) => Promise<T>): Promise<T>;
  /** With all its alarms. */
  incident(number: number): Promise<IncidentWithAlarms>;
  /** The types of what happened to the incident, in order. */
  happened(number: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly routing?: Routing;
  readonly access?: AccessPolicy;
  /** Makes the database file that is opened, where it is not a new one. */
  readonly found?: (file: string) => Promise<void>;
  readonly places?: Places;
  /** Instead of the procedures of every world. */
  readonly procedures?: Runbook['procedures'];
  /** Lets the bot do everything when absent. */
  readonly slack?: SlackGrant;
  /** Operations made for the case, beside those of every world. */
  readonly operations?: readonly Operation[];
}

/** Opens a world at 03:00 with nothing in it but what was found. Ids count up: `id-1`, `id-2`. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await temporaryFolder();
  await options.found?.(folder.file);
  const store = await openFile(folder.file);
  await store.migrate();
  const stored = storedIn(folder.file);
  let now = NIGHT;
  let ids = 0;
  const [logs, retry, notify] = [fakeLogs(), fakeRetry(), fakeNotify()];
  const deps: HandlerDeps = {
    store,
    routing: options.routing ?? ROUTING,
    places: options.places ?? { region: 'eu-central-1', pipelines: [] },
    access: options.access ?? ACCESS,
    incidents: {
      calmMs: 30 * MINUTE,
      textExpiryMs: 72 * HOUR,
      muteGraceMs: 15 * MINUTE,
      reopenWithinMs: 2 * HOUR,
    },
    catalog: catalogOf([logs, retry, notify, ...(options.operations ?? [])]),
    shelf: { of: () => ({ ...RUNBOOK, procedures: options.procedures ?? RUNBOOK.procedures }) },
    answers: createSharedAnswers(() => now),
    members: { isFullMember: async (_team, user) => user !== GUEST },
    slack: options.slack ?? { whyNot: async () => null },
    topics: [TOPIC],
    retention: { rawMs: 30 * 24 * HOUR, incidentsMs: 400 * 24 * HOUR },
    clock: () => now,
    deadline: (ms) => AbortSignal.timeout(ms),
    newId: () => `id-${(ids += 1)}`,
    wake: { inbox() {}, cards() {}, jobs() {} },
    log: SILENT,
    metrics: { count() {} },
  };
  const cases = createUseCases(deps);
  const applyInbound = createApplyInbound(deps);
  const delivery = () => `delivery-${(ids += 1)}`;

  const said = (text: string, user: string) => ({
    actor: person(user),
    delivery: delivery(),
    channelId: 'C0ALERTS',
    channelName: 'todo-etl-alerts',
    words: readWords(text),
    patience: null,
  });

  return {
    store,
    stored,
    deps,
    cases,
    logs,
    retry,
    notify,
    now: () => now,
    pass: (ms) => void (now += ms),
    applyInbound,
    async receive(...bodies) {
      for (const body of bodies) await store.acceptInbound(isMessage(body) ? body : aMessage(body));
      while ((await applyInbound()) > 0);
    },
    say: (text, user = 'U0RESPONDER') => cases.say(said(text, user)),
    confirm: (text, user = 'U0RESPONDER') => cases.confirmed(said(text, user)),
    whole: (text, user = 'U0RESPONDER') => cases.whole(said(text, user)),
    deed: (number, deed, user = 'U0RESPONDER', id = delivery()) =>
      cases.incident(person(user), id, number, deed),
    async step(step, deed, user = 'U0RESPONDER') {
      return cases.step(person(user), delivery(), { checklist: await onlyChecklist(store), step }, deed);
    },
    async work() {
      const waits: (number | null)[] = [];
      for (const { id } of stored.openRuns())
        waits.push(await workRun(deps, id, AbortSignal.timeout(10_000)));
      return waits;
    },
    read: (look) => store.read(look),
    async incident(number) {
      return store.read(async (reader) => {
        const incident = await reader.incidents.load(number);
        if (incident === null) throw new Error(`Expected #${number} to be stored`);
        return { ...incident, alarms: await reader.incidents.firstAlarms(number, { limit: 1_000 }) };
      });
    },
    happened: (number) =>
      store.read(async (reader) => (await timelineIn(reader, number)).map(({ type }) => type)),
    async close() {
      await store.close();
      await folder.remove();
    },
  };
}

/** The incident's timeline with every event known. */
export async function timelineOf(world: World, number: number): Promise<readonly IncidentEvent[]> {
  const timeline = await world.read((reader) => timelineIn(reader, number));
  return timeline.filter((event): event is IncidentEvent => event.type !== 'unknown');
}

async function onlyChecklist(store: OpenedStore): Promise<string> {
  return store.read(async (reader) => {
    const incidents = await reader.incidents.list({ state: 'any', limit: 100 });
    const all = await Promise.all(incidents.map(({ number }) => reader.checklists.of(number)));
    const [checklist] = all.flat();
    if (checklist === undefined) throw new Error('Expected a checklist to be open');
    return checklist.id;
  });
}

/** Whether a test made the whole message itself, for its subject or its time. */
function isMessage(body: unknown): body is InboundMessage {
  return typeof body === 'object' && body !== null && 'topicArn' in body && 'messageId' in body;
}
