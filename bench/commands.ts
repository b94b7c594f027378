/**
 * How long people wait for the acknowledgement of a command or a press, at a steady pace, while `health` looks at a large
 * pipeline again and again; beside the same with nobody asking for it. A request counts from the moment it was due.
 */

import type { StageEstate } from '../src/operations/estate.ts';
import type { Bench } from './bench.ts';
import type { SlackStub } from './slack-stub.ts';
import type { Started } from './start-contestant.ts';

import { setTimeout as pause } from 'node:timers/promises';

import { encodePress } from '../src/bot/actions.ts';
import { createDeliveries } from './deliveries.ts';
import { round, shown } from './figures.ts';
import { largeEstate } from './large-pipeline.ts';
import { load } from './load.ts';
import { pressBody, slackHeaders, slashBody } from './slack-requests.ts';
import { startSlackStub } from './slack-stub.ts';
import { startAccount } from './start-account.ts';
import { startContestant } from './start-contestant.ts';
import { CONNECTIONS } from './warm-up.ts';

interface Waited {
  readonly requests: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly worst_ms: number;
  /** How long a turn of the bot's event loop was held up. */
  readonly loop_worst_ms: number;
  /** Of one processor, how much the bot had. */
  readonly cpu_share: number;
  /** Answers of `health` meanwhile. */
  readonly healths: number;
}

export interface CommandsFigures {
  readonly with_health: Waited;
  readonly without: Waited;
}

const PER_SECOND = 50;
const SECONDS = 30;
const WARM_UP_SECONDS = 10;
/** Of so many requests one is a press; the others are commands. */
const PRESS_EVERY = 5;
const PRESSES = ((WARM_UP_SECONDS + 2 * SECONDS) * PER_SECOND) / PRESS_EVERY;
const WAIT_MS = 50;

const RESPONDER = 'U0RESPONDER';
/** Who had an answer and asks again is given a new one. */
const HEALTH_ASKER = 'U0VIEWER';
/** What is said when the answer follows. */
const LATE = 'Working on it.';

const COMMANDS: readonly (readonly [text: string, says: string])[] = [
  ['', 'open incidents'],
  ['incidents', 'Open #'],
  ['1', '#1'],
  ['whoami', 'responder'],
];

interface Bot {
  readonly bot: Started;
  readonly slack: SlackStub;
  /** The incidents that nobody acknowledged yet, one for each press. */
  readonly numbers: Iterator<number, undefined>;
}

export const commands: Bench<CommandsFigures> = {
  name: 'commands',
  about: 'how long commands and presses wait for their acknowledgement, with and without health under way',
  async measure({ progress }) {
    const deliveries = await createDeliveries();
    const account = await startAccount();
    const slack = await startSlackStub();
    const bot = await startContestant('handrail', deliveries, slack.apiUrl, {
      config: { pipelines: { 'todo-etl': largePipeline() }, access: ACCESS },
      awsUrl: account.url,
    });
    try {
      progress(`commands: ${PRESSES} incidents, and ${WARM_UP_SECONDS} s that only warm up`);
      await openIncidents(bot, deliveries.sign(PRESSES, PRESSES));
      const opened: Bot = { bot, slack, numbers: numbersTo(PRESSES) };
      await besideHealth(opened, WARM_UP_SECONDS);
      progress(`commands: ${SECONDS} s without health`);
      const without = await askAtPace(opened, SECONDS);
      progress(`commands: ${SECONDS} s with health`);
      return { with_health: await besideHealth(opened, SECONDS), without: { ...without, healths: 0 } };
    } finally {
      await bot.close();
      await slack.close();
      await account.close();
    }
  },
  table: ({ with_health, without }) => [
    ['', 'with health', 'without'],
    ...LINES.map(([name, label]) => [label, shown(with_health[name]), shown(without[name])]),
  ],
};

const LINES: readonly (readonly [keyof Waited, string])[] = [
  ['requests', 'requests, none lost'],
  ['p50_ms', 'p50 ms'],
  ['p95_ms', 'p95 ms'],
  ['p99_ms', 'p99 ms'],
  ['worst_ms', 'worst ms'],
  ['loop_worst_ms', 'loop worst ms'],
  ['cpu_share', 'processors busy'],
  ['healths', 'answers of health'],
];

const ACCESS = { viewer: [HEALTH_ASKER], responder: [RESPONDER] };

/** What the account holds, as the configuration names it; each alarm of the deliveries is an incident. */
function largePipeline(): object {
  const stages = largeEstate().stages.map((stage) => [stage.name, stageConfig(stage)] as const);
  return {
    group_by: ['alarm'],
    stages: { ...Object.fromEntries(stages), bench: { match: { name: 'silver-users-*' } } },
  };
}

function stageConfig({ after, alarms, jobs, deliveryStreams, functions, buckets }: StageEstate): object {
  return {
    after,
    jobs,
    functions,
    buckets,
    delivery_streams: deliveryStreams,
    ...(alarms.length === 0 ? {} : { match: { name: alarms } }),
  };
}

async function openIncidents(bot: Started, bodies: readonly string[]): Promise<void> {
  await load({ url: `${bot.url}/sns`, bodies, connections: CONNECTIONS, perSecond: null });
  while ((await bot.waiting()) > 0) await pause(WAIT_MS);
}

async function besideHealth(opened: Bot, seconds: number): Promise<Waited> {
  const stopped = new AbortController();
  const asking = askForHealth(opened, stopped.signal);
  asking.catch(() => {});
  const waited = await askAtPace(opened, seconds);
  stopped.abort();
  return { ...waited, healths: await asking };
}

/** So many requests a second, however long the answers take. Throws when one of them is lost or refused. */
async function askAtPace({ bot, slack, numbers }: Bot, seconds: number): Promise<Omit<Waited, 'healths'>> {
  const refusals = `refusals-of-${seconds}`;
  const asked = Array.from({ length: seconds * PER_SECOND }, (_, index) => {
    const command = COMMANDS[index % PRESS_EVERY];
    if (command === undefined) {
      const press = encodePress({ action: 'acknowledge', incident: numbers.next().value ?? 0 });
      return { body: pressBody(RESPONDER, press, `${slack.apiUrl}${refusals}`), says: '' };
    }
    return { body: slashBody(RESPONDER, command[0], `${slack.apiUrl}later`), says: command[1] };
  });
  await bot.begin();
  const report = await load({
    url: `${bot.url}/slack/events`,
    bodies: asked.map(({ body }) => body),
    says: asked.map(({ says }) => says),
    connections: CONNECTIONS,
    perSecond: PER_SECOND,
  });
  const { loopWorstMs, cpuShare } = await bot.vitals();
  // A press that is taken says nothing but on its card.
  const refused = slack.calls.get(refusals) ?? 0;
  if (refused > 0) throw new Error(`Expected every press to be taken, got ${refused} refusals.`);
  return {
    requests: asked.length,
    p50_ms: round(report.p50Ms, 1),
    p95_ms: round(report.p95Ms, 1),
    p99_ms: round(report.p99Ms, 1),
    worst_ms: round(report.worstMs, 1),
    loop_worst_ms: round(loopWorstMs, 1),
    cpu_share: round(cpuShare, 2),
  };
}

/** Asks for a verdict, waits for it, and asks again. Resolves with how many there were. */
async function askForHealth({ bot, slack }: Bot, signal: AbortSignal): Promise<number> {
  const answers = 'answers-to-health';
  for (let asked = 1; ; asked += 1) {
    if (signal.aborted) return asked - 1;
    const before = slack.calls.get(answers) ?? 0;
    const body = slashBody(HEALTH_ASKER, 'health', `${slack.apiUrl}${answers}`);
    const response = await fetch(`${bot.url}/slack/events`, {
      method: 'POST',
      headers: slackHeaders(body),
      body,
    });
    if (!response.ok) throw new Error(`Expected an answer to health, got ${response.status}.`);
    const answer = await response.text();
    if (answer.includes(LATE)) while ((slack.calls.get(answers) ?? 0) === before) await pause(WAIT_MS);
  }
}

function* numbersTo(most: number): Iterator<number, undefined> {
  for (let number = 1; number <= most; number += 1) yield number;
  return undefined;
}
