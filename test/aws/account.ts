/** A simulated account with the todo pipeline's silver job, the operations over it, and a clock to turn. */

import type { OperationCatalog } from '../../src/operations/catalog.ts';
import type { Estate } from '../../src/operations/estate.ts';
import type { Finding } from '../../src/operations/finding.ts';
import type { Arguments } from '../../src/operations/arguments.ts';
import type { Operation, Prepared, Progress, RunContext } from '../../src/operations/operation.ts';
import type { Account } from '../../sandbox/aws/account.ts';
import type { Faults } from '../../sandbox/aws/faults.ts';
import type { GlueRun } from '../../sandbox/aws/glue.ts';
import { createAccount } from '../../sandbox/aws/account.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';
import { createClientPool, type ClientPool } from '../../src/aws/client-pool.ts';
import type { AwsClients } from '../../src/aws/clients.ts';
import { createCatalog } from '../../src/aws/catalog.ts';
import { aStage } from '../support/builders.ts';

export const JOB = 'silver-users';
export const MINUTE = 60_000;

/** What a call is told of a run that nobody placed, and that nothing cuts off. */
export const CONTEXT: RunContext = {
  run: 'op-1',
  pipeline: null,
  place: null,
  by: { kind: 'handrail' },
  incident: null,
  requestedAt: 0,
  signal: new AbortController().signal,
};

export interface Scene {
  readonly account: Account;
  readonly faults: Faults;
  /** Of the simulated AWS. */
  readonly url: string;
  readonly pool: ClientPool;
  /** Those of the account itself. */
  readonly clients: AwsClients;
  readonly catalog: OperationCatalog;
  readonly clock: () => number;
  /** Turns the clock of the account and of the operations. */
  pass(ms: number): void;
  /** A run of the job that failed after `lasted` milliseconds. */
  failedRun(
    errorMessage: string | null,
    overrides?: { readonly lasted?: number; readonly arguments?: Readonly<Record<string, string>> },
  ): GlueRun;
  /** A context of the operation run `run`. */
  context(run: string): RunContext;
  close(): Promise<void>;
}

/** What the pipeline of the scene is made of: the job is of its stage silver. */
const ESTATE: Estate = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: null,
  stages: [
    aStage('silver', { jobs: ['silver-*'], alarms: ['silver-*'] }),
    aStage('gold', { after: ['silver'], jobs: ['gold-*'], alarms: ['gold-*'] }),
  ],
};

/** Opens the scene at 03:00 UTC of 12 November 2026; `estates` is what the configuration names. */
export async function openScene({
  estates = [ESTATE],
}: { readonly estates?: readonly Estate[] } = {}): Promise<Scene> {
  let now = Date.UTC(2026, 10, 12, 3, 0);
  let ids = 0;
  const account = createAccount({
    accountId: '123456789012',
    region: 'eu-central-1',
    now: () => now,
    newId: () => `id-${++ids}`,
  });
  account.glue.putJob({ name: JOB, defaultArguments: { '--source': 's3://todo-etl/bronze/users/' } });
  const server = await startAws({ account, host: '127.0.0.1' });
  const clock = (): number => now;
  const pool = createClientPool({
    places: { region: 'eu-central-1', pipelines: [] },
    clock,
    client: { endpoint: server.url, credentials: SANDBOX_CREDENTIALS, requestTimeoutMs: 20_000 },
  });
  return {
    account,
    faults: server.faults,
    url: server.url,
    pool,
    clients: await pool.atHome(),
    clock,
    catalog: createCatalog({ pool, estates, clock, settleMs: 1, lookUpMs: 1 }),
    pass: (ms) => {
      now += ms;
    },
    failedRun: (errorMessage, { lasted = 5 * MINUTE, arguments: given = {} } = {}) => {
      const run = account.glue.startRun(JOB, { arguments: given });
      now += lasted;
      return account.glue.advanceRun(run.id, 'FAILED', errorMessage === null ? {} : { errorMessage });
    },
    context: (run) => ({
      run,
      pipeline: 'todo-etl',
      place: { account: '123456789012', region: 'eu-central-1' },
      by: { kind: 'handrail' },
      incident: 42,
      requestedAt: now,
      signal: new AbortController().signal,
    }),
    close: async () => {
      pool.destroy();
      await server.close();
    },
  };
}

/** The operation of this verb. */
export function operationOf({ catalog }: Pick<Scene, 'catalog'>, verb: string): Operation {
  const found = catalog.find(verb);
  if (found === null) throw new Error(`Expected an operation for ${verb}`);
  return found;
}

/** The operation of this verb with these arguments. */
export function preparedOf(scene: Pick<Scene, 'catalog'>, verb: string, args: Arguments): Prepared {
  const prepared = operationOf(scene, verb).prepare(args);
  if (!prepared.ok) throw new Error(prepared.error);
  return prepared.value;
}

/** The finding of a progress that has ended. */
export function findingOf(progress: Progress | { readonly state: 'not-started' }): Finding {
  if (progress.state !== 'ended') throw new Error(`Expected an end, got ${JSON.stringify(progress)}`);
  return progress.finding;
}

/** A progress that goes on. */
export function runningOf(
  progress: Progress | { readonly state: 'not-started' },
): Extract<Progress, { state: 'running' }> {
  if (progress.state !== 'running') throw new Error(`Expected it to run, got ${JSON.stringify(progress)}`);
  return progress;
}
