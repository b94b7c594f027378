/**
 * The bot for the crash tests: the same `start` as in production, with something put around its store, its publisher,
 * its files or its AWS clients that kills the process, without warning, at the point that CRASH_AT names. Unarmed it is the bot.
 */

import type { Overrides } from '../../src/app.ts';
import type { AwsClients, ClientOptions } from '../../src/aws/clients.ts';
import type { Files, JobRow, Publisher, Transaction } from '../../src/handlers/ports.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import type { OpenedStore } from '../../src/store/open.ts';
import type { CrashPoint } from './points.ts';

import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { createClients } from '../../src/aws/clients.ts';
import { startApp } from '../../src/cli/start.ts';
import { CRASH_POINT_NAMES, lastLine } from './points.ts';
import { watched } from '../support/watched.ts';

/** What a transaction did: the methods it called, with their arguments, and what it came to. */
interface Done {
  readonly calls: readonly { readonly method: string; readonly args: readonly unknown[] }[];
  readonly result: unknown;
}

const POLL_MS = 200;
/** Of several rules, as many as run in Athena at once. */
const SENT_AT_FIRST = 3;

const ARMED: Readonly<Record<CrashPoint, (die: () => never) => Overrides>> = {
  'schema-half-made': (die) => {
    dieAtStatement(/create table "cards"/i, die);
    return {};
  },
  'inbound-stored': (die) => ({
    store: (store) => ({ ...store, acceptInbound: (message) => store.acceptInbound(message).then(die) }),
  }),
  'inbound-applied': (die) => ({ store: beforeCommit(called('inbox.applied'), die) }),
  'inbound-committed': (die) => ({ store: afterCommit(called('inbox.applied'), die) }),
  'card-marked': (die) => ({ publisher: (publisher) => ({ ...publisher, post: async () => die() }) }),
  'card-posted': (die) => ({ publisher: afterPost('incident:', die) }),
  'thread-card-posted': (die) => ({ publisher: afterPost('timeline:', die) }),
  'ping-posted': (die) => ({ publisher: afterPost('ping:', die) }),
  'deed-decided': (die) => ({ store: beforeCommit(called('audit.append'), die) }),
  'deed-committed': (die) => ({ store: afterCommit(called('audit.append'), die) }),
  'card-outdated': (die) => ({
    publisher: (publisher) => ({
      ...publisher,
      update: (at, key, message) => (isIncident(key) ? die() : publisher.update(at, key, message)),
    }),
  }),
  'card-updated': (die) => ({
    publisher: (publisher) => ({
      ...publisher,
      async update(at, key, message) {
        const outcome = await publisher.update(at, key, message);
        return isIncident(key) ? die() : outcome;
      },
    }),
  }),
  'checklist-started': (die) => ({ store: afterCommit(called('checklists.save'), die) }),
  'read-claimed': (die) => ({ store: afterCommit(claimed('run'), die) }),
  'run-requested': (die) => ({ store: afterCommit(savedChange('requested'), die) }),
  'run-claimed': (die) => ({ store: beforeCommit(savedChange('starting'), die) }),
  'run-starting': (die) => ({
    aws: clientsThat((clients) => ({ glueOnce: dying(clients.glueOnce, 'before', die) })),
  }),
  'run-started': (die) => ({
    aws: clientsThat((clients) => ({ glueOnce: dying(clients.glueOnce, 'after', die) })),
  }),
  'run-end-seen': (die) => ({ store: beforeCommit(savedChange('ended'), die) }),
  'run-end-committed': (die) => ({ store: afterCommit(savedChange('ended'), die) }),
  'evidence-claimed': (die) => ({ store: afterCommit(claimed('evidence'), die) }),
  'look-awaited': (die) => ({ store: afterCommit(saved(isAwaited), die) }),
  'query-written': (die) => ({
    store: afterCommit(
      saved(({ state }) => state.state === 'starting' && state.letter !== undefined),
      die,
    ),
  }),
  'query-started': (die) => afterQuery(die),
  'query-forsworn': (die) => afterQuery(die),
  'query-end-seen': (die) => ({ store: beforeCommit(saved(isAnswer), die) }),
  'rules-sent': (die) => afterQuery(die),
  'rule-sent': (die) => afterQuery(die, SENT_AT_FIRST + 1),
  'answer-posted': (die) => ({ publisher: afterPost('answer:', die) }),
  'file-uploaded': (die) => ({ files: afterFile('upload', die) }),
  'file-recorded': (die) => ({
    store: afterCommit(
      saved(({ file }) => file?.state === 'uploaded'),
      die,
    ),
  }),
  'file-shown': (die) => ({ files: afterFile('share', die) }),
  'timer-claimed': (die) => ({ store: afterCommit(claimed('resolve-if-calm'), die) }),
  'timer-fired': (die) => ({ store: beforeCommit(({ calls }) => calls.some(finishesTimer), die) }),
};

const armed = CRASH_POINT_NAMES.find((name) => name === process.env.CRASH_AT);
const overrides = armed === undefined ? {} : ARMED[armed](() => dieAt(armed));
const context = {
  env: process.env,
  cwd: process.cwd(),
  print: (line: string) => process.stdout.write(`${line}\n`),
};
const app = await startApp(context, { pollMs: POLL_MS, ...overrides });
process.on('SIGTERM', () => {
  app.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

function dieAt(point: CrashPoint): never {
  // Synchronous, and to the pipe's end: nothing is flushed for a process that is killed.
  writeSync(1, `${lastLine(point)}\n`);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('Expected to be dead');
}

/** Dies right before the statement runs: the only way to stand in the middle of one transaction of many statements. */
function dieAtStatement(pattern: RegExp, die: () => never): void {
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function (sql, ...rest) {
    return pattern.test(sql) ? die() : prepare.call(this, sql, ...rest);
  };
}

function beforeCommit(isIt: (done: Done) => boolean, die: () => never): (store: OpenedStore) => OpenedStore {
  return (store) => ({
    ...store,
    transact: (work) =>
      store.transact(async (tx) => {
        const { noting, calls } = noted(tx);
        const result = await work(noting);
        return isIt({ calls, result }) ? die() : result;
      }),
  });
}

function afterCommit(isIt: (done: Done) => boolean, die: () => never): (store: OpenedStore) => OpenedStore {
  return (store) => ({
    ...store,
    async transact(work) {
      let calls: Done['calls'] = [];
      const result = await store.transact((tx) => {
        const noting = noted(tx);
        calls = noting.calls;
        return work(noting.noting);
      });
      return isIt({ calls, result }) ? die() : result;
    },
  });
}

/** The transaction, and what was asked of it so far. */
function noted(tx: Transaction): { readonly noting: Transaction; readonly calls: Done['calls'] } {
  const calls: { method: string; args: readonly unknown[] }[] = [];
  return { noting: watched(tx, (method, args) => calls.push({ method, args })), calls };
}

function called(method: string): (done: Done) => boolean {
  return ({ calls }) => calls.some((call) => call.method === method);
}

/** A run that changes something was written in this state. */
function savedChange(state: OperationRun['state']['state']): (done: Done) => boolean {
  return saved((run) => run.risk === 'change' && run.state.state === state);
}

function saved(isIt: (run: OperationRun) => boolean): (done: Done) => boolean {
  return ({ calls }) =>
    calls.some(
      ({ method, args }) =>
        (method === 'runs.add' || method === 'runs.save') && isIt(args[0] as OperationRun),
    );
}

function isAwaited({ awaitedUntil, state }: OperationRun): boolean {
  return awaitedUntil !== undefined && state.state === 'requested';
}

function isAnswer({ audience, state }: OperationRun): boolean {
  return audience === 'asker' && state.state === 'ended';
}

function claimed(kind: string): (done: Done) => boolean {
  return ({ calls, result }) =>
    calls.some(({ method }) => method === 'jobs.claim') &&
    (result as readonly JobRow[]).some((job) => job.kind === kind);
}

function finishesTimer({ method, args }: Done['calls'][number]): boolean {
  return method === 'jobs.finish' && String(args[0]).endsWith(':resolve-if-calm');
}

function afterPost(prefix: string, die: () => never): (publisher: Publisher) => Publisher {
  return (publisher) => ({
    ...publisher,
    async post(channelId, threadTs, cardKey, message) {
      const outcome = await publisher.post(channelId, threadTs, cardKey, message);
      return cardKey.startsWith(prefix) ? die() : outcome;
    },
  });
}

/** After so many of them were started. */
function afterQuery(die: () => never, queries = 1): Overrides {
  let started = 0;
  const dieInTime = () => {
    started += 1;
    return started < queries ? undefined : die();
  };
  return {
    aws: clientsThat((clients) => ({
      athena: dyingAfter(clients.athena, 'startQueryExecution', dieInTime),
    })),
  };
}

function afterFile(step: 'upload' | 'share', die: () => never): (files: Files) => Files {
  return (files) => dyingAfter(files, step, die);
}

function isIncident(cardKey: string): boolean {
  return cardKey.startsWith('incident:');
}

function clientsThat(
  change: (clients: AwsClients) => Partial<AwsClients>,
): (options: ClientOptions) => AwsClients {
  return (options) => {
    const clients = createClients(options);
    const changed = change(clients);
    // The clients are made on first use by getters, which a spread would call.
    return new Proxy(clients, {
      get: (target, name, receiver): unknown =>
        Reflect.get(name in changed ? changed : target, name, receiver),
    });
  };
}

/** A client that dies before its first call goes out, or after its answer has come. */
function dying<C extends { send(...args: never[]): unknown }>(
  client: C,
  when: 'before' | 'after',
  die: () => never,
): C {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'send' || typeof value !== 'function') return value;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (when === 'before') die();
        await Reflect.apply(value, target, args);
        return die();
      };
    },
  });
}

/** The same client, which dies once this method was answered, unless `die` lets it live. */
function dyingAfter<C extends object>(client: C, method: keyof C, die: () => undefined): C {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== method || typeof value !== 'function') return value;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const answer: unknown = await Reflect.apply(value, target, args);
        die();
        return answer;
      };
    },
  });
}
