/**
 * Cards workers over a real store and a simulated Slack, all on one clock that only the test moves. What a card
 * should show is what the test last said; what it does show is read from the workspace.
 */

import type {
  CardMessage,
  CardRow,
  CardWish,
  Log,
  Publisher,
  RenderCard,
  Store,
} from '../../src/handlers/ports.ts';
import type { Loop } from '../../src/workers/loop.ts';
import type { Message } from '../../sandbox/slack/entities.ts';
import type { RunningSlack } from '../../sandbox/slack/start.ts';
import type { Workspace, WorkspaceLimits } from '../../sandbox/slack/workspace.ts';

import { randomUUID } from 'node:crypto';

import { createPublisher, createSlackClient } from '../../src/bot/publisher.ts';
import { createSlackCalls } from '../../src/bot/slack-calls.ts';
import { createTakenBlocks } from '../../src/bot/taken-blocks.ts';
import { createCardsWorker } from '../../src/workers/cards.ts';
import { startSlack } from '../../sandbox/slack/start.ts';
import { openFile, temporaryFolder } from '../store/files.ts';
import { NOW, wish } from '../store/samples.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface CardsWorld {
  readonly workspace: Workspace;
  readonly store: Store;
  readonly publisher: Publisher;
  readonly lines: readonly LogLine[];
  readonly notes: readonly string[];
  clock(): number;
  start(): void;
  /** Resolves once every worker has stopped. */
  stop(): Promise<void>;
  /** Says what the card is to show, and asks for it. */
  want(key: string, text: string, fields?: Partial<CardWish>): Promise<void>;
  /** A card that Slack shows already, as an earlier life of the bot left it. */
  place(key: string, text: string, fields?: Partial<CardWish>): Promise<Message>;
  /** Moves the clock and waits until the workers have nothing left to do at that time. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until no card is behind, or all that are were given up; returns how much, milliseconds. */
  settle(): Promise<number>;
  card(key: string): Promise<CardRow>;
  /** Every message of this card that people can see, oldest first. */
  live(key: string): readonly Message[];
  /** Cards in the order in which a call for them reached Slack. */
  callsFor(method: string): readonly string[];
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly limits?: Partial<WorkspaceLimits>;
  readonly workers?: number;
  readonly render?: (card: CardRow, message: CardMessage) => Promise<CardMessage>;
  readonly aroundPublisher?: (publisher: Publisher) => Publisher;
  readonly aroundStore?: (store: Store) => Store;
}

const BOT_TOKEN = 'xoxb-sandbox';
const UNTIL_WITHIN_MS = 20_000;
const MOST_STEPS = 500;

/** Workers that wait for `start`; the default channel is #todo-etl-alerts. */
export async function createCardsWorld(options: WorldOptions = {}): Promise<CardsWorld> {
  let now = NOW;
  const clock = () => now;
  const words = new Map<string, string>();
  const lines: LogLine[] = [];
  const notes: string[] = [];
  const commits = createSignal();

  const folder = await temporaryFolder();
  const opened = await openFile(folder.file, { clock });
  await opened.migrate();
  const inner = options.aroundStore?.(opened) ?? opened;
  const store: Store = {
    ...inner,
    transact: async (work) => {
      const done = await inner.transact(work);
      commits.fire();
      return done;
    },
  };

  const slack: RunningSlack = await startSlack({
    host: '127.0.0.1',
    port: 0,
    clock,
    newId: randomUUID,
    fetch: globalThis.fetch,
    botToken: BOT_TOKEN,
    signingSecret: 'sandbox-signing-secret',
    appUrl: 'http://127.0.0.1:9/slack/events',
    limits: { pace: 'off', ...options.limits },
  });
  const { workspace } = slack;
  const client = createSlackClient(BOT_TOKEN, slack.apiUrl);
  const publisher = createPublisher({
    client,
    clock,
    calls: createSlackCalls({
      clock,
      metrics: { count: () => undefined },
      holds: { load: async () => new Map(), keep: async () => undefined },
    }),
    taken: createTakenBlocks(clock),
  });

  const render: RenderCard = async (_reader, card) => {
    const text = words.get(card.key) ?? card.subject;
    const message = {
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
      twin: `${text} as text`,
    };
    return options.render?.(card, message) ?? message;
  };
  const workers: readonly Loop[] = Array.from({ length: options.workers ?? 1 }, () =>
    createCardsWorker({
      store,
      newClaim: randomUUID,
      publisher: options.aroundPublisher?.(publisher) ?? publisher,
      render,
      defaultChannel: '#todo-etl-alerts',
      noted: async (card, sentence) => {
        notes.push(`${card.key}: ${sentence}`);
      },
      clock,
      log: logInto(lines),
    }),
  );

  return {
    workspace,
    store: opened,
    publisher,
    lines,
    notes,
    clock,
    start: () => workers.forEach((worker) => worker.start()),
    stop,
    want,
    place,
    pass,
    settle,
    card: load,
    live,
    callsFor: (method) =>
      workspace.calls
        .filter((call) => call.method === method)
        .map(({ args }) => cardOf(JSON.parse(String(args['metadata'])) as Parameters<typeof cardOf>[0])),
    async close() {
      await stop();
      await slack.close();
      await opened.close();
      await folder.remove();
    },
  };

  async function stop(): Promise<void> {
    await Promise.all(workers.map((worker) => worker.stop()));
  }

  async function want(key: string, text: string, fields: Partial<CardWish> = {}): Promise<void> {
    words.set(key, text);
    await opened.transact((tx) => tx.cards.want(wish(key, { now, ...fields })));
    workers.forEach((worker) => worker.wake());
  }

  async function place(key: string, text: string, fields: Partial<CardWish> = {}): Promise<Message> {
    const metadata = { event_type: 'handrail_card', event_payload: { card: key } };
    const { id } = workspace.channel(fields.channel ?? '#todo-etl-alerts');
    const { ts } = await client.chat.postMessage({ channel: id, text, metadata });
    if (ts === undefined) throw new Error('Expected a ts');
    words.set(key, text);
    await opened.transact(async (tx) => {
      await tx.cards.want(wish(key, { now, ...fields }));
      const row = await tx.cards.load(key);
      if (row !== null) await tx.cards.save({ ...row, shown: row.wanted, channelId: id, ts });
    });
    const [message] = live(key);
    if (message === undefined) throw new Error('Expected the message to be there');
    return message;
  }

  async function pass(ms: number): Promise<void> {
    now += ms;
    workers.forEach((worker) => worker.wake());
    await until(async () => (await waiting()).every((row) => row.notBefore > now && row.leasedUntil <= now));
  }

  async function settle(): Promise<number> {
    const began = now;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await pass(0);
      const next = Math.min(...(await waiting()).map((row) => row.notBefore));
      if (next === Number.POSITIVE_INFINITY) return now - began;
      await pass(next - now);
    }
    throw new Error(`Expected the cards to be shown at last, got ${JSON.stringify(await waiting())}`);
  }

  /** Cards that somebody still has to show, those of a thread that waits for its first message left out. */
  async function waiting(): Promise<readonly CardRow[]> {
    const rows = await opened.read((reader) => reader.cards.list({}));
    const isPosted = (key: string | null) =>
      rows.every((row) => row.key !== key || row.ts !== null || row.gaveUp !== null);
    return rows.filter(
      (row) =>
        row.leasedUntil > now || (row.wanted > row.shown && row.gaveUp === null && isPosted(row.thread)),
    );
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const tooLate = Promise.withResolvers<never>();
    const timer = setTimeout(
      () =>
        tooLate.reject(
          new Error(`Expected a commit within ${UNTIL_WITHIN_MS} ms after which ${isSo.toString()}`),
        ),
      UNTIL_WITHIN_MS,
    );
    try {
      for (;;) {
        const next = commits.next();
        if (await isSo()) return;
        await Promise.race([next, tooLate.promise]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async function load(key: string): Promise<CardRow> {
    const row = await opened.read((reader) => reader.cards.load(key));
    if (row === null) throw new Error(`Expected a card ${key}`);
    return row;
  }

  function live(key: string): readonly Message[] {
    return workspace.state.messages
      .all()
      .filter(({ metadata }) => metadata !== null && cardOf(metadata) === key);
  }
}

function cardOf(metadata: { readonly event_payload: Readonly<Record<string, unknown>> }): string {
  return String(metadata.event_payload['card']);
}

function logInto(lines: LogLine[]): Log {
  const at = (level: LogLine['level']) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function createSignal(): { fire(): void; next(): Promise<void> } {
  let { promise, resolve } = Promise.withResolvers<void>();
  return {
    fire: () => {
      resolve();
      ({ promise, resolve } = Promise.withResolvers<void>());
    },
    next: () => promise,
  };
}
