/** Everything that one simulated workspace remembers, put together; the parts do not know each other. */

import type { Channel, User } from './entities.ts';
import type { Directory } from './directory.ts';
import type { Files } from './files.ts';
import type { Messages } from './messages.ts';
import type { ResponseUrlLimits, ResponseUrls } from './response-urls.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';

import { createDirectory } from './directory.ts';
import { createFiles } from './files.ts';
import { createMessages } from './messages.ts';
import { createResponseUrls } from './response-urls.ts';
import { createTriggers } from './triggers.ts';
import { createViews } from './views.ts';

export interface SlackState {
  readonly directory: Directory;
  readonly messages: Messages;
  readonly files: Files;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly newId: () => string;
  /** Types of blocks that this workspace does not have, as where a release of Slack has not come yet. */
  readonly missingBlocks: Set<string>;
  /** Where links to messages lead; the workspace's own address. */
  readonly ownUrl: () => string;
}

export interface StateOptions {
  readonly clock: () => number;
  readonly newId: () => string;
  readonly ownUrl: () => string;
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
  readonly triggerLifetimeMs: number;
  readonly responseUrl: ResponseUrlLimits;
  readonly announce: () => void;
}

/** An empty workspace with these people and channels. */
export function createState(options: StateOptions): SlackState {
  const { clock, newId, ownUrl, announce } = options;
  return {
    directory: createDirectory(options.users, options.channels, announce),
    messages: createMessages(clock, announce),
    files: createFiles(clock, newId, announce),
    views: createViews(clock, newId, announce),
    triggers: createTriggers(clock, newId, options.triggerLifetimeMs),
    responseUrls: createResponseUrls(clock, newId, ownUrl, options.responseUrl),
    newId,
    missingBlocks: new Set(),
    ownUrl,
  };
}
