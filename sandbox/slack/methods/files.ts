/** The files.* methods: an upload in three steps, of which the middle one is `uploads.ts`. */

import type { Result } from '../../../src/lib/result.ts';
import type { Refusal } from '../refusal.ts';
import type { Method } from './method.ts';

import { z } from 'zod';

import { err, ok } from '../../../src/lib/result.ts';
import { isBotIn, visibleChannel } from '../directory.ts';
import { APP } from '../entities.ts';
import { refuse } from '../refusal.ts';
import { wireFile } from '../wire.ts';
import { threadFor } from './chat.ts';
import { json, text } from './method.ts';

/** A gigabyte is the most that Slack takes. */
const MOST_BYTES = 1_073_741_824;

const uploads = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
export const getUploadURLExternal: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const name = text(args, 'filename');
    const length = Number(text(args, 'length'));
    // What Slack says of a length of 0 as well.
    if (name === '' || length === 0) return refuse('missing_argument');
    if (!Number.isInteger(length) || length < 0) return refuse('invalid_arguments');
    if (length > MOST_BYTES) return refuse('file_upload_size_restricted');
    const file = state.files.promise(name, length);
    return ok({ upload_url: `${state.ownUrl()}/upload/v1/${file.ticket}`, file_id: file.id });
  },
};

/** https://docs.slack.dev/reference/methods/files.completeUploadExternal: shows the files in a channel, or to nobody. */
export const completeUploadExternal: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const asked = uploads.safeParse(json(args, 'files'));
    if (!asked.success)
      return refuse(
        'invalid_arguments',
        asked.error.issues.map(({ message }) => message),
      );
    const place = placeOf(state, text(args, 'channel_id'), text(args, 'thread_ts'));
    if (!place.ok) return place;
    const completed = asked.data.map(({ id, title }) => state.files.complete(id, title ?? ''));
    const refused = completed.find((each) => !each.ok);
    if (refused !== undefined && !refused.ok) return err(refused.error);
    const files = completed.flatMap((each) => (each.ok ? [each.value] : []));
    if (place.value !== null) {
      state.messages.add({
        ...place.value,
        user: APP.userId,
        text: text(args, 'initial_comment'),
        blocks: [],
        files: files.map(({ id }) => id),
        metadata: null,
        onlyFor: null,
      });
    }
    return ok({ files: files.map((file) => wireFile(state, file)) });
  },
};

type Place = { readonly channel: string; readonly threadTs: string | null };

function placeOf(
  state: Parameters<Method['run']>[0],
  channelId: string,
  threadTs: string,
): Result<Place | null, Refusal> {
  if (channelId === '') return ok(null);
  const channel = visibleChannel(state.directory, channelId);
  if (!channel.ok) return channel;
  if (!isBotIn(channel.value)) return refuse('not_in_channel');
  if (channel.value.isArchived) return refuse('posting_to_channel_denied');
  const thread = threadFor(state, channel.value, threadTs);
  return thread.ok ? ok({ channel: channel.value.id, threadTs: thread.value }) : thread;
}
