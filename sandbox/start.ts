/**
 * `handrail sandbox`: a Slack workspace, an AWS account and a living pipeline on this machine, the bot itself as a
 * child process between them, and a page to see it all. Nothing leaves loopback, and nothing is kept but the key.
 */

import type { PageState } from './page/contract.ts';
import type { PipelineView } from './page/routes.ts';
import type { Workspace } from './slack/workspace.ts';
import type { Account } from './aws/account.ts';
import type { AwsServer } from './aws/server.ts';
import type { Pipeline } from './pipeline/pipeline.ts';

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

import { CliFault } from '../src/cli/context.ts';
import { SANDBOX_CREDENTIALS } from './aws/server.ts';
import { startBot, type BotProcess } from './bot.ts';
import { pageRoutes } from './page/routes.ts';
import { databaseOf } from './pipeline/catalog.ts';
import {
  bucketOf,
  DELIVERY_STREAM,
  ENTITIES,
  FUNCTION,
  LAYERS,
  tableOf,
  WORKGROUP,
  type Layer,
} from './pipeline/estate.ts';
import { NAMED_SQL } from './pipeline/queries.ts';
import { SCRIPTS_BUCKET } from './pipeline/estate-changes.ts';
import { forgetAddresses, rememberAddresses, SANDBOX_REGION, sandboxHome } from './place.ts';
import { freePort, isBlocked, tryPort } from './ports.ts';
import { QUALITY_RULES } from './quality-rules.ts';
import { startSlack } from './slack/start.ts';
import { deliver } from './sns/deliver.ts';
import { machineSigner } from './sns/machine-signer.ts';
import { HOST, startWorld } from './world.ts';

export interface SandboxOptions {
  /** Port of the page; 0 takes any free one, for the bot too. */
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly print: (line: string) => void;
}

export interface Sandbox {
  /** Address of the page. */
  readonly url: string;
  readonly botUrl: string;
  readonly workspace: Workspace;
  readonly pipeline: Pipeline;
  readonly account: Account;
  readonly aws: AwsServer;
  readonly bot: BotProcess;
  /** Folder of this run's configuration and store. */
  readonly folder: string;
  stop(): Promise<void>;
}

const PREFERRED_BOT_PORT = 3_000;
const SECRET_BYTES = 32;
const RUNBOOK = fileURLToPath(new URL('../runbooks/todo-etl', import.meta.url));

/** Starts everything and resolves once the bot is ready. */
export async function startSandbox({ port, env, print }: SandboxOptions): Promise<Sandbox> {
  if ((await tryPort(port)) === null) {
    throw new CliFault(
      `Expected port ${port} on ${HOST} to be free for the page, and something listens there: another sandbox? Stop it, or give another --port.`,
    );
  }
  if (await isBlocked(port)) {
    throw new CliFault(
      `Expected a port that a browser goes to, and ${port} is one that browsers and Node's own fetch refuse. Give another --port, such as 4100.`,
    );
  }
  const home = sandboxHome(env);
  const folder = await mkdtemp(join(tmpdir(), 'handrail-sandbox-'));
  // Made for this start alone: only the child is told, by its environment, and what was read once opens nothing later.
  const signingSecret = randomBytes(SECRET_BYTES).toString('hex');
  const botToken = `xoxb-${randomBytes(SECRET_BYTES).toString('hex')}`;
  const credentials = {
    accessKeyId: SANDBOX_CREDENTIALS.accessKeyId,
    secretAccessKey: randomBytes(SECRET_BYTES).toString('hex'),
  };
  const botPort = await freePort(port === 0 ? 0 : PREFERRED_BOT_PORT);
  const botUrl = `http://${HOST}:${botPort}`;
  const signer = await machineSigner(home, SANDBOX_REGION, Date.now);
  const world = await startWorld({
    port: 0,
    credentials,
    publish: (topicArn, message, subject, messageId) =>
      deliver(
        `${botUrl}/sns`,
        signer.notification({ topicArn, message, messageId, ...(subject === undefined ? {} : { subject }) }),
        { fetch: globalThis.fetch },
      ),
  });
  const { account, aws, pipeline } = world;
  let bot: BotProcess | undefined;
  const slack = await startSlack({
    host: HOST,
    port,
    clock: Date.now,
    newId: randomUUID,
    fetch: globalThis.fetch,
    botToken,
    signingSecret,
    appUrl: `${botUrl}/slack/events`,
    extend: (server, workspace) =>
      Promise.resolve(
        server.register(pageRoutes, {
          workspace,
          pipeline: viewOf(pipeline),
          bot: (): PageState['bot'] => bot?.state() ?? 'starting',
        }),
      ).then(() => undefined),
  });
  const addresses = { sns: `${botUrl}/sns`, page: slack.url };
  await writeConfig(folder, signer, pipeline.topicArn);
  bot = startBot({
    url: botUrl,
    log: (line) => {
      if (/"level":(50|60)/.test(line) || !line.startsWith('{')) print(line);
    },
    env: {
      PATH: env.PATH,
      HANDRAIL_CONFIG: join(folder, 'handrail.yaml'),
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
      DATABASE_URL: `sqlite:${join(folder, 'handrail.db')}`,
      HOST,
      PORT: String(botPort),
      LOG_LEVEL: 'warn',
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: SANDBOX_REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  try {
    await bot.ready();
    await subscribe(account, signer, pipeline.topicArn, `${botUrl}/sns`);
    await rememberAddresses(home, addresses);
  } catch (error) {
    await stop();
    throw error;
  }
  pipeline.start();
  print(`The sandbox is ready: open ${slack.url} (Handrail itself listens on ${botUrl}). Ctrl-C ends it.`);
  return { url: slack.url, botUrl, workspace: slack.workspace, pipeline, account, aws, bot, folder, stop };

  async function stop(): Promise<void> {
    pipeline.stop();
    await forgetAddresses(home, addresses);
    await bot?.stop();
    await slack.close();
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type MachineSigner = Awaited<ReturnType<typeof machineSigner>>;

/** As somebody would subscribe the bot to the topic: SNS asks for a confirmation, and the bot confirms by API. */
async function subscribe(
  account: Account,
  signer: MachineSigner,
  topicArn: string,
  endpoint: string,
): Promise<void> {
  const { token } = account.sns.subscribe(topicArn, endpoint);
  const answer = await deliver(endpoint, signer.subscriptionConfirmation({ topicArn, token }), {
    fetch: globalThis.fetch,
  });
  if (answer.status >= 300)
    throw new Error(`The bot did not confirm the subscription: ${answer.status} ${answer.body}`);
}

async function writeConfig(folder: string, signer: MachineSigner, topicArn: string): Promise<void> {
  await writeFile(join(folder, 'certificate.pem'), signer.certificatePem);
  const config = {
    slack: { channel: '#todo-etl-alerts' },
    sns: { topics: [topicArn], signing_certificates: { [signer.certificateUrl]: 'certificate.pem' } },
    pipelines: {
      'todo-etl': {
        environment: 'sandbox',
        runbook: RUNBOOK,
        oncall: ['U0RESPONDER'],
        athena: {
          workgroup: WORKGROUP,
          databases: LAYERS.map(databaseOf),
          run_up_to: '5GB',
          ask_up_to: '10GB',
          price_per_tb: 5,
        },
        queries: {
          'users-of-day': {
            sql: NAMED_SQL.usersOfDay,
            parameters: [{ name: 'day', type: 'string' }],
          },
          'users-without-id': {
            sql: NAMED_SQL.usersWithoutId,
          },
        },
        quality: QUALITY_RULES,
        costs: { storage_monthly: 12, athena_daily: 20, glue_monthly: 60, monthly: 80 },
        mask: ['email'],
        scripts: [SCRIPTS_BUCKET],
        stages: {
          ingestion: {
            match: { name: ['ingestion-*', 'firehose-*', '*-iterator-age', 'todo-etl-late'] },
            streams: ENTITIES.map(tableOf),
            delivery_streams: [DELIVERY_STREAM],
            functions: [FUNCTION],
          },
          bronze: {
            jobs: ['bronze-*'],
            match: { name: 'bronze-*' },
            after: ['ingestion'],
            ...layer('bronze', [...ENTITIES]),
          },
          silver: {
            jobs: ['silver-*'],
            match: { name: 'silver-*' },
            after: ['bronze'],
            ...layer('silver', [...ENTITIES]),
          },
          gold: {
            jobs: ['gold-*'],
            match: { name: 'gold-*' },
            after: ['silver'],
            ...layer('gold', ['kpis']),
          },
          serving: { match: { name: ['serving-*', 'athena-*'] }, after: ['gold'] },
        },
      },
    },
    access: { viewer: ['*'], responder: ['*'], operator: ['U0RESPONDER', 'U0LEAD'] },
  };
  await writeFile(join(folder, 'handrail.yaml'), stringify(config));
}

/** What a stage is made of in the lake. */
function layer(name: Layer, tables: readonly string[]) {
  return { buckets: [bucketOf(name)], databases: [databaseOf(name)], tables };
}

function viewOf(pipeline: Pipeline): PipelineView {
  return {
    view: () => pipeline.view(),
    onChange: (listener) => pipeline.onChange(listener),
    flip: (id, on) => {
      const flipped = pipeline.flip(id, on);
      return Promise.resolve(flipped.ok ? { ok: true } : { ok: false, error: flipped.error });
    },
  };
}
