/** Draws the page's state from the workspace, the pipeline and the bot. Pure: everything is read, nothing kept. */

import type { Channel, Message, StoredFile, User, View } from '../slack/entities.ts';
import type { SlackState } from '../slack/state.ts';
import type { Workspace } from '../slack/workspace.ts';
import type {
  PageChannel,
  PageFile,
  PageMessage,
  PagePipeline,
  PageState,
  PageUser,
  PageView,
} from './contract.ts';

import { personOf } from '../slack/directory.ts';
import { filePath, kindOf } from '../slack/wire.ts';

/** The whole state, as it is now. */
export function pageState(workspace: Workspace, pipeline: PagePipeline, bot: PageState['bot']): PageState {
  const { directory, messages, views } = workspace.state;
  const users = directory.users();
  return {
    users: users.map(pageUser),
    channels: directory.channels().map(pageChannel),
    messages: messages.all().map((message) => pageMessage(workspace.state, message)),
    views: users.flatMap(({ id }) => views.top(id) ?? []).map(pageView),
    commands: workspace.commands,
    pipeline,
    bot,
  };
}

function pageUser({ id, name, realName, isBot, membership }: User): PageUser {
  const initials = realName
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);
  return { id, name, realName, isBot, membership, initials, hue: hueOf(id) };
}

/** A direct message is called by who is on its other side, as in Slack. */
function pageChannel(channel: Channel): PageChannel {
  const { id, name, topic, isArchived, isPrivate } = channel;
  const directWith = personOf(channel);
  return { id, name: directWith === null ? name : 'Handrail', topic, isArchived, isPrivate, directWith };
}

/** Any hue will do as long as a person keeps it. */
function hueOf(id: string): number {
  return [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 0);
}

function pageMessage({ files }: SlackState, message: Message): PageMessage {
  const { channel, ts, threadTs, user, text, blocks, edited, onlyFor } = message;
  const shown = message.files.flatMap((id) => files.get(id) ?? []).map(pageFile);
  return { channel, ts, threadTs, user, text, blocks, files: shown, edited, onlyFor };
}

function pageFile(file: StoredFile): PageFile {
  const { id, name, title, length } = file;
  return { id, name, title, kind: kindOf(file).kind, bytes: length, path: filePath(file) };
}

function pageView({ user, id, title, submit, close, blocks, errors, busy }: View): PageView {
  return { user, id, title, submit, close, blocks, errors, busy };
}
