/**
 * The composition root: the only file that knows everybody. It makes each part, gives it what it needs, and starts
 * and stops them in order. Clock, ids and the outside world can be overridden; nothing else is decided here.
 */

import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { PoolOptions } from './aws/client-pool.ts';
import type { Config } from './config.ts';
import type { HandlerDeps } from './handlers/deed.ts';
import type { Clock, Files, NewId, Publisher, Wake, Whisper } from './handlers/ports.ts';
import type { Installation } from './bot/bolt-app.ts';
import type { TokenRefused } from './bot/introduction.ts';
import type { OpenedStore } from './store/open.ts';
import type { Loop } from './workers/loop.ts';

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

import { createClientPool } from './aws/client-pool.ts';
import { createConfirmer } from './aws/confirm-subscription.ts';
import { createFiles } from './bot/files.ts';
import { createGrant } from './bot/grant.ts';
import { identify } from './bot/identify.ts';
import { createIntroduction } from './bot/introduction.ts';
import { registerListeners } from './bot/listeners.ts';
import { createMembers } from './bot/members.ts';
import { createPublisher, createSlackClient } from './bot/publisher.ts';
import { createSlackReceiver } from './bot/receiver.ts';
import { createRenderCard } from './bot/render.ts';
import { createResponder } from './bot/responder.ts';
import { replyMessage } from './bot/views/reply.ts';
import { createSlackCalls } from './bot/slack-calls.ts';
import { createTakenBlocks } from './bot/taken-blocks.ts';
import { createApplyInbound } from './handlers/apply-inbound.ts';
import { beat, takeOver, whyUnready } from './handlers/heartbeat.ts';
import { noteOnCard } from './handlers/note-card.ts';
import { claimToken } from './handlers/ports.ts';
import { removeExpired, removeRest, scheduleRetention } from './handlers/retention.ts';
import { gatherEvidence } from './handlers/evidence.ts';
import { createSharedAnswers } from './handlers/shared-answers.ts';
import { keepSlackHold } from './handlers/slack-holds.ts';
import { sendFile } from './handlers/send-file.ts';
import { stopRun } from './handlers/stop-run.ts';
import { fireTimer } from './handlers/timers.ts';
import { createUseCases } from './handlers/use-cases.ts';
import { workRun } from './handlers/work-run.ts';
import { createMetrics } from './http/metrics.ts';
import { createServer } from './http/server.ts';
import { createCatalog } from './aws/catalog.ts';
import { createShelf } from './runbook-files.ts';
import { createCertificates } from './sns/certificates.ts';
import { createVerifier } from './sns/verify.ts';
import { snsWebhook } from './sns/webhook.ts';
import { openStore } from './store/open.ts';
import { createCardsWorker } from './workers/cards.ts';
import { createHeartbeat } from './workers/heartbeat.ts';
import { createInboxWorker } from './workers/inbox.ts';
import { createJobsWorker } from './workers/jobs.ts';

export interface App {
  /** Migrates, reads the runbooks, asks Slack who it is, and begins to work and to listen. */
  start(): Promise<{ readonly url: string }>;
  /** Resolves when Slack refuses the bot token only after the start: stopping is then the caller's. */
  readonly refusedLater: Promise<TokenRefused>;
  /** Stops listening, lets what is under way end, and closes the store; bounded in time. */
  stop(): Promise<void>;
}

export interface AppFiles {
  /** Path of each pipeline's runbook. */
  readonly runbooks: ReadonlyMap<string, string>;
  /** SigningCertURL → PEM, already read. */
  readonly certificates: ReadonlyMap<string, string>;
}

export interface Overrides {
  readonly clock?: Clock;
  readonly newId?: NewId;
  readonly fetch?: typeof globalThis.fetch;
  /** How the clients of AWS are made. */
  readonly aws?: NonNullable<PoolOptions['make']>;
  /** Puts something around the store, or around what writes to Slack, before anybody is given it. */
  readonly store?: (store: OpenedStore) => OpenedStore;
  readonly publisher?: (publisher: Publisher) => Publisher;
  readonly files?: (files: Files) => Files;
  /** How often runs are looked at, milliseconds. */
  readonly pollMs?: number;
}

export interface AppInput {
  readonly config: Config;
  readonly files: AppFiles;
  readonly aws: { readonly region: string; readonly endpoint: string | null };
  readonly logger: Logger;
}

const RUNBOOK_POLL_MS = 15_000;
const BOLT_AFTER_MS = 100;
const STOP_WITHIN_MS = 20_000;

/** Creates the app without starting anything. */
export async function createApp(input: AppInput, overrides: Overrides = {}): Promise<App> {
  const { config, files, logger } = input;
  const clock = overrides.clock ?? Date.now;
  const newId = overrides.newId ?? randomUUID;
  const fetch = overrides.fetch ?? globalThis.fetch;

  const around = {
    store: overrides.store ?? same,
    publisher: overrides.publisher ?? same,
    files: overrides.files ?? same,
  };

  const store = around.store(
    await openStore({
      url: config.databaseUrl,
      clock,
      auditKey: config.auditKey,
      lock: true,
      log: logger,
      chance: Math.random,
    }),
  );
  const metrics = createMetrics(() => store.read((reader) => reader.backlog()));
  const places = { region: input.aws.region, pipelines: config.places };
  const pool = createClientPool({
    places,
    clock,
    client: input.aws.endpoint === null ? {} : { endpoint: input.aws.endpoint },
    ...(overrides.aws === undefined ? {} : { make: overrides.aws }),
  });
  const catalog = createCatalog({
    pool,
    estates: config.estates,
    clock,
    maxWorkers: config.operations.maxWorkers,
    ...(overrides.pollMs === undefined ? {} : { pollMs: overrides.pollMs }),
  });
  const shelf = createShelf(files.runbooks, logger);

  const taken = createTakenBlocks(clock);
  const { botToken, apiUrl } = config.slack;
  const whoWeAre = (): ReturnType<typeof identify> => identify(answersClient, botToken);
  const grant = createGrant({ ask: whoWeAre, clock, log: logger });
  const cardsClient = createSlackClient(botToken, apiUrl, grant.hear);
  const slackCalls = createSlackCalls({
    clock,
    metrics,
    holds: {
      load: () => store.read((reader) => reader.slack.holds(clock())),
      keep: (lane, until) => keepSlackHold({ store, clock, log: logger }, lane, until),
    },
  });
  const publisher = createPublisher({ client: cardsClient, clock, calls: slackCalls, taken });
  // A client of its own: what a person waits for never stands behind the cards.
  const answersClient = createSlackClient(botToken, apiUrl, grant.hear);
  const introduction = createIntroduction({ identify: whoWeAre, log: logger });

  const expiring = { store, clock, retention: config.retention, log: logger };
  const alive = { store, clock, process: newId() };
  const newClaim: NewId = () => claimToken(alive.process, newId());
  const heartbeat = createHeartbeat({ ...alive, log: logger });
  const loops: { inbox?: Loop; cards?: Loop; jobs?: Loop } = {};
  const wake: Wake = {
    inbox: () => loops.inbox?.wake(),
    cards: () => loops.cards?.wake(),
    jobs: () => loops.jobs?.wake(),
  };
  const deps: HandlerDeps = {
    store,
    routing: config.routing,
    places,
    access: config.access,
    incidents: config.incidents,
    catalog,
    answers: createSharedAnswers(clock),
    shelf,
    members: createMembers({
      client: answersClient,
      teamId: () => introduction.installation()?.teamId ?? null,
      clock,
      log: logger,
    }),
    slack: grant,
    topics: config.sns.topics,
    retention: config.retention,
    clock,
    deadline: (ms) => AbortSignal.timeout(ms),
    newId,
    wake,
    log: logger,
    metrics,
  };

  const slackFiles = around.files(
    createFiles({
      client: cardsClient,
      apiUrl,
      fetch,
      clock,
      calls: slackCalls,
      folder: tmpdir(),
    }),
  );

  const responder = createResponder({
    client: answersClient,
    apiUrl,
    fetch,
    taken,
    log: logger,
  });
  const whisper: Whisper = async (channel, user, text) => {
    const known = await publisher.channelId(channel);
    if (known.kind !== 'ok') return;
    await responder.whisper(
      { channel: known.value, thread: null },
      user,
      replyMessage({ kind: 'said', text }),
    );
  };

  let takenIn = 0;
  loops.inbox = createInboxWorker({
    applyInbound: createApplyInbound(deps),
    takenIn: () => takenIn,
    clock,
    log: logger,
  });
  loops.cards = createCardsWorker({
    store,
    publisher: around.publisher(publisher),
    render: createRenderCard({ shelf, catalog, places, pipelines: config.pipelines }),
    defaultChannel: config.slack.channel,
    noted: (card, sentence) => noteOnCard({ ...deps, whisper }, card, sentence),
    newClaim,
    clock,
    log: logger,
  });
  loops.jobs = createJobsWorker({
    store,
    clock,
    log: logger,
    newClaim,
    retention: {
      removeExpired: () => removeExpired(expiring),
      removeRest: (incident) => removeRest(expiring, incident),
    },
    fireTimer: (kind, incident) => fireTimer(deps, kind, incident),
    workRun: (run, signal) => workRun(deps, run, signal),
    stopRun: (wish, signal) => stopRun(deps, wish, signal),
    gatherEvidence: (incident, signal) => gatherEvidence(deps, incident, signal),
    sendFile: (of, signal) => sendFile({ ...deps, files: slackFiles, channels: publisher }, of, signal),
  });

  const slack = createSlackReceiver({ signingSecrets: config.slack.signingSecrets, clock, log: logger });
  const listeners = {
    useCases: createUseCases(deps),
    responder,
    newId,
    catalog,
    log: logger,
  };

  const certificates = createCertificates({ pinned: files.certificates, fetch, now: clock });
  const verifier = createVerifier({
    topics: config.sns.topics,
    certificates,
    clock,
    maxAgeMs: config.sns.maxAgeMs,
    requireSignatureVersion2: config.sns.requireSignatureVersion2,
  });
  const server: FastifyInstance = await createServer({
    logger,
    newId,
    plugins: [
      snsWebhook({
        verifier,
        accept: (message) => store.acceptInbound(message),
        accepted() {
          takenIn += 1;
          wake.inbox();
        },
        confirmer: createConfirmer(() => pool.atHome()),
        clock,
        log: logger,
        metrics,
      }),
      slack.plugin,
    ],
    metrics,
    whyUnready: () => whyUnready(alive),
    standing: async () => ({
      slack: grant.refusal() ?? (introduction.installation() === null ? 'not reached yet' : 'reached'),
      missingScopes: grant.missing(),
      backlog: await store.read((reader) => reader.backlog()),
    }),
  });

  let poller: NodeJS.Timeout | undefined;
  let stopping: Promise<void> | null = null;

  return {
    async start() {
      await store.migrate();
      await takeOver(alive, store.isAlone);
      await slackCalls.resume();
      await beat(alive);
      await scheduleRetention(expiring);
      // Slack answers while the runbooks are parsed. Either may refuse the start.
      await Promise.all([introduction.begin(), shelf.poll()]);
      poller = setInterval(() => {
        shelf.poll().catch((error: unknown) => logger.error({ err: error }, 'could not poll the runbooks'));
      }, RUNBOOK_POLL_MS);
      poller.unref();
      grant.watch();
      const url = await server.listen({ host: config.host, port: config.port });
      for (const loop of [heartbeat, loops.inbox, loops.cards, loops.jobs]) loop?.start();
      logger.info({ url }, 'handrail is listening');
      void connectBolt();
      return { url };
    },
    refusedLater: introduction.refusedLater,
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };

  /**
   * After everything else: alarms need no Bolt, and what Slack sends before it is loaded waits for it. Loading holds the
   * event loop, so what waited for the start goes first. It fails only where the installation is broken, and that ends
   * the process.
   */
  async function connectBolt(): Promise<void> {
    await wait(BOLT_AFTER_MS, undefined, { ref: false });
    const { createBoltApp } = await import('./bot/bolt-app.ts');
    const bolt = createBoltApp(
      slack.receiver,
      () => introduction.installation() ?? unknownInstallation(botToken),
      logger,
    );
    registerListeners(bolt, listeners);
  }

  async function stopAll(): Promise<void> {
    clearInterval(poller);
    introduction.stop();
    grant.stop();
    const ended = (async () => {
      await server.close();
      await Promise.all([loops.inbox?.stop(), loops.jobs?.stop(), loops.cards?.stop(), heartbeat.stop()]);
    })();
    await bounded(ended, STOP_WITHIN_MS);
    await store.close();
    pool.destroy();
  }
}

/** Before Slack told us who we are, listeners still work: they need the token, not the ids. */
function unknownInstallation(botToken: string): Installation {
  return { botToken, botId: 'B0UNKNOWN', botUserId: 'U0UNKNOWN', teamId: '' };
}

function same<T>(part: T): T {
  return part;
}

async function bounded(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
