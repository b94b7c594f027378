/**
 * The whole Slack edge on a simulated workspace: receiver, Bolt, listeners and responder over real HTTP. The use
 * cases behind it are the test's: they say what they were asked, and answer as told.
 */

import type { App } from '@slack/bolt';
import type { Reply } from '../../src/handlers/reply.ts';
import type { UseCases } from '../../src/handlers/use-cases.ts';
import type { Fixture } from '../sandbox/slack-fixture.ts';
import type { Message } from '../../sandbox/slack/entities.ts';

import fastify from 'fastify';

import { createBoltApp } from '../../src/bot/bolt-app.ts';
import { registerListeners } from '../../src/bot/listeners.ts';
import { createSlackClient } from '../../src/bot/publisher.ts';
import { createSlackReceiver } from '../../src/bot/receiver.ts';
import { createResponder } from '../../src/bot/responder.ts';
import { catalogOf } from '../../src/operations/catalog.ts';
import { createTakenBlocks } from '../../src/bot/taken-blocks.ts';
import { signBody } from '../../sandbox/slack/callbacks.ts';
import { ALERTS, BOT_TOKEN, SIGNING_SECRET, startFixture } from '../sandbox/slack-fixture.ts';
import { SILENT } from '../store/files.ts';

export interface Asked {
  readonly useCase: keyof UseCases;
  readonly args: readonly unknown[];
}

export interface SlackEdge {
  readonly slack: Fixture;
  readonly app: App;
  readonly asked: readonly Asked[];
  readonly errors: readonly object[];
  /** What every use case answers from now on. */
  answer(next: Reply | (() => Promise<Reply>)): void;
  /** A message with one button, in the alerts channel or in a thread of it. */
  button(label: string, actionId: string, value: string, threadTs?: string): Promise<Message>;
  /** Delivers what no person of the simulator can do; gives back status and body. */
  deliver(
    fields: Readonly<Record<string, string>> | { readonly payload: object },
  ): Promise<{ status: number; body: string }>;
  /** Texts of all that only this person sees, oldest first. */
  whispers(user?: string): readonly string[];
  close(): Promise<void>;
}

const START = 1_700_000_000_000;
const TEAM = 'T0SANDBOX';

/** @param ackWithinMs how long an acknowledgement waits for its deed: ample, unless the test is about just that */
export async function startEdge(ackWithinMs = 20_000): Promise<SlackEdge> {
  const slack = await startFixture();
  const asked: Asked[] = [];
  const errors: object[] = [];
  let next: Reply | (() => Promise<Reply>) = { kind: 'said', text: 'Done.' };
  const log = { ...SILENT, error: (fields: object) => errors.push(fields) };

  const receiver = createSlackReceiver({
    signingSecrets: [SIGNING_SECRET],
    clock: () => START,
    log,
    noAckMs: 20_000,
  });
  const installation = { botToken: BOT_TOKEN, botId: 'B0HANDRAIL', botUserId: 'U0HANDRAIL', teamId: TEAM };
  const app = createBoltApp(receiver.receiver, () => installation, log);
  const client = createSlackClient(BOT_TOKEN, slack.apiUrl);
  registerListeners(app, {
    useCases: useCasesThat((useCase, args) => {
      asked.push({ useCase, args });
      return typeof next === 'function' ? next() : Promise.resolve(next);
    }),
    responder: createResponder({
      client,
      apiUrl: slack.apiUrl,
      fetch: globalThis.fetch,
      taken: createTakenBlocks(() => START),
      log: SILENT,
    }),
    newId: () => 'a1b2c3d4-e5f6',
    catalog: catalogOf([]),
    log,
    ackWithinMs,
  });
  const server = fastify({ forceCloseConnections: true });
  await server.register(receiver.plugin);
  const appUrl = `${await server.listen({ host: '127.0.0.1', port: 0 })}/slack/events`;
  slack.workspace.connectApp(appUrl);

  return {
    slack,
    app,
    asked,
    errors,
    answer: (given) => {
      next = given;
    },
    async button(label, actionId, value, threadTs) {
      const { ts } = await client.chat.postMessage({
        channel: ALERTS,
        text: label,
        blocks: [
          {
            type: 'actions',
            elements: [
              { type: 'button', text: { type: 'plain_text', text: label }, action_id: actionId, value },
            ],
          },
        ],
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      });
      const message = slack.workspace.state.messages.get(ALERTS, String(ts));
      if (message === undefined) throw new Error('Expected the message to be there');
      return message;
    },
    async deliver(fields) {
      const form =
        typeof fields['payload'] === 'object' ? { payload: JSON.stringify(fields['payload']) } : fields;
      const body = new URLSearchParams(form as Record<string, string>).toString();
      const answer = await fetch(appUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': String(START / 1_000),
          'x-slack-signature': signBody(SIGNING_SECRET, START / 1_000, body),
        },
        body,
      });
      return { status: answer.status, body: await answer.text() };
    },
    whispers: (user = 'U0RESPONDER') => slack.workspace.ephemerals(user).map(({ text }) => text),
    async close() {
      await server.close();
      await slack.close();
    },
  };
}

function useCasesThat(
  answer: (useCase: keyof UseCases, args: readonly unknown[]) => Promise<Reply>,
): UseCases {
  return {
    say: (...args) => answer('say', args),
    confirmed: (...args) => answer('confirmed', args),
    whole: (...args) => answer('whole', args),
    show: (...args) => answer('show', args),
    incident: (...args) => answer('incident', args),
    declare: (...args) => answer('declare', args),
    openChecklist: (...args) => answer('openChecklist', args),
    step: (...args) => answer('step', args),
    run: (...args) => answer('run', args),
    form: (...args) => answer('form', args),
    stepForm: (...args) => answer('stepForm', args),
    declareForm: async () => ({
      kind: 'form',
      form: { form: 'declare', title: '', pipelines: [], stages: [] },
    }),
  };
}
