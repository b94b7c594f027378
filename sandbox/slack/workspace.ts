/**
 * One simulated Slack workspace: its state, what people do in it, what it delivers to the app, and what a test may
 * look at. The Web API and the page are both drawn over it; it serves no HTTP itself.
 */

import type { Act, ActResult } from '../page/contract.ts';
import type { ActContext, Command } from './acts/context.ts';
import type { Changes } from './changes.ts';
import type { Channel, Message, User, View } from './entities.ts';
import type { Faults } from './faults.ts';
import type { Budgets, Pace } from './pace.ts';
import type { Person } from './person.ts';
import type { Call, Delivered, Recorder } from './record.ts';
import type { ResponseUrlLimits } from './response-urls.ts';
import type { SlackState } from './state.ts';
import type { Token } from './token.ts';

import { assertNever } from '../../src/lib/assert-never.ts';
import { close, submit } from './acts/modal.ts';
import { press } from './acts/press.ts';
import { say } from './acts/say.ts';
import { slash } from './acts/slash.ts';
import { createCallbacks } from './callbacks.ts';
import { createChanges } from './changes.ts';
import { createFaults } from './faults.ts';
import { createPace, SLACK_BUDGETS } from './pace.ts';
import { createPerson } from './person.ts';
import { createRecorder } from './record.ts';
import { SEED_SCOPES } from './scopes.ts';
import { SEED_CHANNELS, SEED_USERS } from './seed.ts';
import { createState } from './state.ts';
import { createToken } from './token.ts';

/** What a person can do in Slack; the switches of the pipeline are not Slack's. */
export type PersonAct = Exclude<Act, { act: 'switch' }>;

export interface WorkspaceOptions {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly fetch: typeof globalThis.fetch;
  readonly botToken: string;
  /** What the app was installed with; what slack/manifest.yaml asks for when absent. */
  readonly scopes?: readonly string[];
  readonly signingSecret: string;
  /** Where the app listens: `http://127.0.0.1:3000/slack/events`. */
  readonly appUrl: string;
  /** Where this workspace is served, without a slash at the end: asked when a URL is given out. */
  readonly ownUrl: () => string;
  readonly limits?: Partial<WorkspaceLimits>;
  readonly users?: readonly User[];
  readonly channels?: readonly Channel[];
  readonly commands?: readonly Command[];
}

export interface WorkspaceLimits {
  readonly pace: Budgets | 'off';
  /** How long the app has to answer a delivery. */
  readonly answerWithinMs: number;
  readonly triggerLifetimeMs: number;
  readonly responseUrl: ResponseUrlLimits;
}

export interface Workspace extends Pick<Changes, 'onChange' | 'waitFor'> {
  readonly token: Token;
  readonly commands: readonly Command[];
  readonly state: SlackState;
  readonly faults: Faults;
  readonly pace: Pace;
  readonly recorder: Recorder;
  /** Every call of the app, oldest first. */
  readonly calls: readonly Call[];
  /** Everything that was delivered to the app, oldest first. */
  readonly deliveries: readonly Delivered[];

  /** Does what a person does, and resolves once the app has answered, or has not. */
  act(act: PersonAct): Promise<ActResult>;
  /** The same in the words of somebody who sees labels, not ids. */
  as(user: string): Person;

  /** The channel of that id, name or `#name`; throws when there is none. */
  channel(idOrName: string): Channel;
  /** What everybody sees in the channel itself, oldest first: no thread replies, no ephemeral messages. */
  messages(channel: string): readonly Message[];
  /** The replies below a message, oldest first. */
  thread(channel: string, ts: string): readonly Message[];
  /** What only this person sees, oldest first. */
  ephemerals(user: string): readonly Message[];
  /** The modal on top of this person's stack. */
  viewOf(user: string): View | null;

  /** A person deletes a message, the app's included. */
  deleteMessage(channel: string, ts: string): void;
  archive(channel: string): void;
  unarchive(channel: string): void;
  rename(channel: string, name: string): void;
  invite(channel: string, user: string): void;
  kick(channel: string, user: string): void;
  /** Delivers to this address from now on. */
  connectApp(appUrl: string): void;
  /** Blocks of these types are refused from now on, as in a workspace that does not have them yet. */
  takeBlocksAway(...types: readonly string[]): void;
}

/** What Slack documents; `limits` of a workspace override it one by one. */
export const SLACK_LIMITS: WorkspaceLimits = {
  pace: SLACK_BUDGETS,
  answerWithinMs: 3_000,
  triggerLifetimeMs: 3_000,
  responseUrl: { uses: 5, lifetimeMs: 30 * 60_000 },
};

export const SEED_COMMANDS: readonly Command[] = [
  {
    command: '/etl',
    hint: '[help | incident number | health | alarms | jobs | logs <job> | retry <job> | runbook <words>]',
    description: 'See and handle pipeline incidents',
  },
];

/** A workspace with the seeded people and channels, and no messages. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { clock, newId, ownUrl, botToken } = options;
  const limits = { ...SLACK_LIMITS, ...options.limits };
  const changes = createChanges();
  const recorder = createRecorder(clock, changes.announce);
  const state = createState({
    clock,
    newId,
    ownUrl,
    users: options.users ?? SEED_USERS,
    channels: options.channels ?? SEED_CHANNELS,
    triggerLifetimeMs: limits.triggerLifetimeMs,
    responseUrl: limits.responseUrl,
    announce: changes.announce,
  });
  let appUrl = options.appUrl;
  const callbacks = createCallbacks({
    fetch: options.fetch,
    clock,
    signingSecret: options.signingSecret,
    appUrl: () => appUrl,
    answerWithinMs: limits.answerWithinMs,
    recorder,
  });
  const commands = options.commands ?? SEED_COMMANDS;
  const context: ActContext = { state, callbacks, clock, commands };

  function channel(idOrName: string): Channel {
    const found = state.directory.find(idOrName);
    if (found === undefined) throw new Error(`Expected a channel of the workspace, got ${idOrName}`);
    return found;
  }

  function everyone(idOrName: string): readonly Message[] {
    const { id } = channel(idOrName);
    return state.messages.all().filter((message) => message.channel === id && message.onlyFor === null);
  }

  const workspace: Workspace = {
    token: createToken(botToken, options.scopes ?? SEED_SCOPES),
    commands,
    state,
    faults: createFaults(),
    pace: createPace(clock, limits.pace),
    recorder,
    calls: recorder.calls,
    deliveries: recorder.deliveries,
    onChange: changes.onChange,
    waitFor: changes.waitFor,

    act: (act) => perform(context, act),
    as: (user) => createPerson(workspace, user),

    channel,
    messages: (idOrName) => everyone(idOrName).filter((message) => message.threadTs === null),
    thread: (idOrName, ts) => everyone(idOrName).filter((message) => message.threadTs === ts),
    ephemerals: (user) => state.messages.all().filter((message) => message.onlyFor === user),
    viewOf: (user) => state.views.top(user),

    deleteMessage: (idOrName, ts) => {
      if (state.messages.get(channel(idOrName).id, ts) === undefined) {
        throw new Error(`Expected a message in ${idOrName}, got ${ts}`);
      }
      state.messages.remove(ts);
    },
    archive: (idOrName) => state.directory.change(channel(idOrName).id, { isArchived: true }),
    unarchive: (idOrName) => state.directory.change(channel(idOrName).id, { isArchived: false }),
    rename: (idOrName, name) => state.directory.change(channel(idOrName).id, { name }),
    invite: (idOrName, user) => {
      const { id, members } = channel(idOrName);
      state.directory.change(id, { members: [...new Set([...members, user])] });
    },
    kick: (idOrName, user) => {
      const { id, members } = channel(idOrName);
      state.directory.change(id, { members: members.filter((member) => member !== user) });
    },
    takeBlocksAway: (...types) => types.forEach((type) => state.missingBlocks.add(type)),
    connectApp: (url) => {
      appUrl = url;
    },
  };
  return workspace;
}

function perform(context: ActContext, act: PersonAct): Promise<ActResult> {
  switch (act.act) {
    case 'message':
      return say(context, act);
    case 'slash':
      return slash(context, act);
    case 'press':
      return press(context, act);
    case 'submit':
      return submit(context, act);
    case 'close':
      return close(context, act);
    default:
      return assertNever(act);
  }
}
