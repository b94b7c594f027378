/** Who may download a file: whoever sees a message that shows it. Pure. */

import type { Channel, StoredFile } from '../slack/entities.ts';
import type { SlackState } from '../slack/state.ts';

import { TEAM } from '../slack/entities.ts';

/** The file of an address and its bytes, for a person who may see it; null for everybody else, and when there is none. */
export function fileFor(
  { directory, files, messages }: SlackState,
  reference: string,
  user: string,
): { readonly file: StoredFile; readonly bytes: Buffer } | null {
  const file = files.get(reference.replace(`${TEAM.id}-`, ''));
  if (file === undefined || file.bytes === null || directory.user(user) === undefined) return null;
  const isSeen = messages
    .all()
    .filter((message) => message.files.includes(file.id))
    .some(({ channel }) => isOpenTo(directory.find(channel), user));
  return isSeen ? { file, bytes: file.bytes } : null;
}

function isOpenTo(channel: Channel | undefined, user: string): boolean {
  return channel !== undefined && (!channel.isPrivate || channel.members.includes(user));
}
