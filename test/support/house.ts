/**
 * The whole house with its surroundings, for tests from outside: a Slack workspace and an AWS account simulated at the
 * wire in this process, the bot as a child process with a store of its own, and the signer that its topic believes.
 */

import type { Account } from '../../sandbox/aws/account.ts';
import type { Lake } from '../../sandbox/aws/athena/lake.ts';
import type { AwsServer } from '../../sandbox/aws/server.ts';
import type { Channel, Message } from '../../sandbox/slack/entities.ts';
import type { Person } from '../../sandbox/slack/person.ts';
import type { Workspace } from '../../sandbox/slack/workspace.ts';
import type { Delivered } from '../../sandbox/sns/deliver.ts';
import type { Signer } from '../../sandbox/sns/signer.ts';
import type { Bot } from './bot.ts';
import type { Finished } from './cli.ts';

import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

import { createAccount } from '../../sandbox/aws/account.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';
import { SEED_CHANNELS } from '../../sandbox/slack/seed.ts';
import { startSlack } from '../../sandbox/slack/start.ts';
import { deliver } from '../../sandbox/sns/deliver.ts';
import { createSigner } from '../../sandbox/sns/signer.ts';
import { createBot, MAIN } from './bot.ts';
import { runCli } from './cli.ts';
import { pressed, shown } from './messages-shown.ts';

export const HOST = '127.0.0.1';
export const REGION = 'eu-central-1';
export const ACCOUNT = '123456789012';
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:todo-etl-alarms`;
export const RUNBOOK = join(import.meta.dirname, '../../runbooks/todo-etl');

export interface HouseOptions {
  /**
   * Names of pipelines, each with its own channel and the stages bronze, silver and gold. Slack takes one message a
   * second and channel, so what does not belong together is told in channels of its own.
   */
  readonly pipelines: readonly string[];
  /** Further accounts and regions than the one that the house has. */
  readonly elsewhere?: readonly { readonly account: string; readonly region: string }[];
  /** `place` of each pipeline. */
  readonly place?: Readonly<Record<string, string>>;
  /** Sections of the configuration beside those that every house has. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The files that Athena reads; none when absent. */
  readonly lake?: Lake;
  /** What the child runs instead of `src/main.ts start`. */
  readonly script?: string;
}

export interface House {
  readonly workspace: Workspace;
  readonly account: Account;
  /** In the order of the options. */
  readonly elsewhere: readonly Account[];
  readonly aws: AwsServer;
  readonly signer: Signer;
  /** Not started yet. */
  readonly bot: Bot;
  readonly url: string;
  /** Folder of the configuration and the store. */
  readonly folder: string;
  readonly database: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Signs the message and delivers it once. Rejects when nobody answers. */
  publish(
    message: object | string,
    more?: { readonly subject?: string; readonly messageId?: string },
  ): Promise<Delivered>;
  /** Every live message that mirrors this card. */
  cards(key: string): readonly Message[];
  /** Waits until the card stands in Slack and `test` holds for what it shows. */
  card(key: string, test?: (shown: string) => boolean, timeoutMs?: number): Promise<Message>;
  /** The number of the incident whose card, in this channel, reads these words; waits for it. */
  incident(channel: string, words: string): Promise<number>;
  /** Presses what bears this label on the card as it stands now; waits for it first. Throws when Slack says no. */
  press(user: string, key: string, label: string): Promise<void>;
  /** Answers the modal of this title, once it is open, and submits it. Throws when Slack says no. */
  submit(user: string, title: string, answers: Parameters<Person['submit']>[0]): Promise<void>;
  /** Types the line and resolves with what only this person is shown in answer. */
  type(user: string, channel: string, line: string): Promise<string>;
  /** Runs `handrail …` against the same configuration and store. */
  cli(...words: readonly string[]): Promise<Finished>;
  close(): Promise<void>;
}

const SECRET = 'signing-secret-of-the-tests';
const TOKEN = 'xoxb-house';
const CARD_WITHIN_MS = 30_000;
/** Ample: that Slack is acknowledged first when a deed takes long is shown in test/bot, without a clock on the wall. */
const ANSWER_WITHIN_MS = 20_000;
const FIRST_PORT = 15_000;
const FIRST_EPHEMERAL_PORT = 32_768;

/** Starts the surroundings and writes the configuration; `bot.start` starts the bot. */
export async function startHouse(options: HouseOptions): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-house-'));
  const database = join(folder, 'handrail.db');
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const signer = await createSigner({ region: REGION, now: Date.now });
  const account = createAccount({
    accountId: ACCOUNT,
    region: REGION,
    now: Date.now,
    newId: randomUUID,
    lookUpsASecond: 2,
    ...(options.lake === undefined ? {} : { lake: options.lake }),
  });
  account.sns.createTopic('todo-etl-alarms');
  const { sts } = account;
  const elsewhere = (options.elsewhere ?? []).map(({ account: accountId, region }) =>
    createAccount({ accountId, region, sts, now: Date.now, newId: randomUUID }),
  );
  const aws = await startAws({ account, others: elsewhere, host: HOST });
  const slack = await startSlack({
    host: HOST,
    port: 0,
    clock: Date.now,
    newId: randomUUID,
    fetch: globalThis.fetch,
    botToken: TOKEN,
    signingSecret: SECRET,
    appUrl: `${url}/slack/events`,
    limits: { answerWithinMs: ANSWER_WITHIN_MS },
    channels: [...SEED_CHANNELS, ...options.pipelines.map(channelOf)],
  });
  const { workspace } = slack;
  await writeFile(join(folder, 'certificate.pem'), signer.certificatePem);
  await writeFile(join(folder, 'handrail.yaml'), stringify(configOf(options, signer)));
  const env = {
    PATH: process.env.PATH,
    HANDRAIL_CONFIG: join(folder, 'handrail.yaml'),
    HANDRAIL_SANDBOX_HOME: join(folder, 'home'),
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.apiUrl,
    DATABASE_URL: `sqlite:${database}`,
    HOST,
    PORT: String(port),
    LOG_LEVEL: 'info',
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
    // What was compiled once need not be compiled again by every child.
    NODE_COMPILE_CACHE: join(tmpdir(), 'handrail-compile-cache'),
  };
  const bot = createBot({ script: options.script === undefined ? [MAIN, 'start'] : [options.script], env });
  const card: House['card'] = (key, test = () => true, timeoutMs = CARD_WITHIN_MS) =>
    workspace
      .waitFor(() => cards(key).find((message) => test(shown(message))), timeoutMs)
      .catch((error: unknown) => {
        const seen = cards(key).map(shown).join('\n---\n') || 'nothing';
        throw new Error(`Expected ${key} to be ${String(test)}, it shows: ${seen}\n${bot.lastWords()}`, {
          cause: error,
        });
      });
  const cards = (key: string): readonly Message[] =>
    workspace.state.messages.all().filter(({ metadata }) => metadata?.event_payload.card === key);

  return {
    workspace,
    account,
    elsewhere,
    aws,
    signer,
    bot,
    url,
    folder,
    database,
    env,
    cards,
    publish: (message, more = {}) =>
      deliver(
        `${url}/sns`,
        signer.notification({
          topicArn: TOPIC,
          message: typeof message === 'string' ? message : JSON.stringify(message),
          ...more,
        }),
        { fetch: globalThis.fetch },
      ),
    card,
    incident: (channel, words) =>
      workspace.waitFor(() => {
        const { id } = workspace.channel(channel);
        const found = workspace.state.messages
          .all()
          .findLast(
            (message) => message.channel === id && isIncidentCard(message) && shown(message).includes(words),
          );
        return found === undefined ? null : incidentNumber(found);
      }, CARD_WITHIN_MS),
    press: (user, key, label) =>
      pressed(async () =>
        workspace.as(user).press(await card(key, (text) => text.split('\n').includes(label)), label),
      ),
    async submit(user, title, answers) {
      await workspace.waitFor(() => workspace.viewOf(user)?.title === title);
      const result = await workspace.as(user).submit(answers);
      if (!result.ok) throw new Error(`Expected Slack to take ${title}, got: ${result.error}`);
    },
    async type(user, channel, line) {
      const before = workspace.ephemerals(user).length;
      const answer = (place: number): string | null => {
        const said = workspace.ephemerals(user)[before + place];
        return said === undefined ? null : shown(said);
      };
      const result = await workspace.as(user).type(channel, line);
      if (!result.ok)
        throw new Error(`Expected Slack to take ${line}, got: ${result.error}\n${bot.lastWords()}`);
      const first = await workspace.waitFor(() => answer(0));
      // What takes longer than a second says so first.
      return first.startsWith('Working on ') ? workspace.waitFor(() => answer(1), CARD_WITHIN_MS) : first;
    },
    cli: (...words) => runCli(words, { cwd: folder, env }),
    async close() {
      await bot.stop();
      await slack.close();
      await aws.close();
      await account.athena.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The number of the incident that this card mirrors; NaN for any other message. */
export function incidentNumber({ metadata }: Pick<Message, 'metadata'>): number {
  return Number(/^incident:(\d+)$/.exec(String(metadata?.event_payload.card))?.[1]);
}

/** A port that nobody listens on, and that no connection is given while it waits for its listener. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, HOST, () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}

function isIncidentCard(message: Message): boolean {
  return !Number.isNaN(incidentNumber(message));
}

function channelOf(name: string): Channel {
  return {
    id: `C0${name.toUpperCase()}`,
    name,
    topic: '',
    isPrivate: false,
    isArchived: false,
    members: ['U0RESPONDER', 'U0LEAD', 'U0ANALYST', 'U0GUEST', 'U0HANDRAIL'],
  };
}

function configOf({ pipelines, place, config }: HouseOptions, signer: Signer): object {
  return {
    slack: { channel: '#todo-etl-alerts' },
    sns: { topics: [TOPIC], signing_certificates: { [signer.certificateUrl]: 'certificate.pem' } },
    pipelines: Object.fromEntries(
      pipelines.map((name) => [
        name,
        {
          runbook: RUNBOOK,
          channel: `#${name}`,
          oncall: ['U0LEAD'],
          match: { name: `${name}-*` },
          ...(place === undefined ? {} : { place }),
          stages: {
            bronze: { match: { name: `${name}-bronze-*` } },
            silver: { match: { name: `${name}-silver-*` }, after: ['bronze'] },
            gold: { match: { name: `${name}-gold-*` }, after: ['silver'] },
          },
        },
      ]),
    ),
    // Names of jobs begin with that of their pipeline, which no pattern of the runbook knows.
    routes: [{ match: { kind: 'glue-job' }, procedure: 'ETL Job Failures' }],
    access: { viewer: ['*'], responder: ['*'], operator: ['U0RESPONDER', 'U0LEAD'] },
    ...config,
  };
}
