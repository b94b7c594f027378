/** The methods that the simulator honours, by name. `coverage.ts` says how faithfully. */

import type { Method } from './method.ts';

import * as chat from './chat.ts';
import * as conversations from './conversations.ts';
import * as files from './files.ts';
import * as people from './people.ts';
import * as views from './views.ts';

export const METHODS: ReadonlyMap<string, Method> = new Map([
  ['auth.test', people.authTest],
  ['chat.delete', chat.remove],
  ['chat.getPermalink', chat.getPermalink],
  ['chat.postEphemeral', chat.postEphemeral],
  ['chat.postMessage', chat.postMessage],
  ['chat.update', chat.update],
  ['conversations.history', conversations.history],
  ['conversations.info', conversations.info],
  ['conversations.join', conversations.join],
  ['conversations.list', conversations.list],
  ['conversations.open', conversations.open],
  ['conversations.replies', conversations.replies],
  ['files.completeUploadExternal', files.completeUploadExternal],
  ['files.getUploadURLExternal', files.getUploadURLExternal],
  ['users.info', people.usersInfo],
  ['views.open', views.open],
  ['views.push', views.push],
  ['views.update', views.update],
]);
