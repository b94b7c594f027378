/** The parts of Slack's deliveries that Handrail reads, decoded once. What does not fit is null, never an exception. */

import type { Person } from '../access/actor.ts';
import type { PressContext } from './presses.ts';
import type { Origin } from './submissions.ts';

import { z } from 'zod';

export interface SlashDelivery {
  readonly by: Person;
  readonly delivery: string;
  readonly text: string;
  readonly channelId: string;
  readonly channelName: string | null;
  readonly responseUrl: string;
  readonly triggerId: string;
}

export interface PressDelivery extends PressContext {
  readonly actionId: string;
  readonly value: string | null;
  readonly triggerId: string;
  /** Absent for presses inside a modal. */
  readonly responseUrl: string | null;
  /** The thread in which the pressed message is a reply, and so the one that the person looks at. */
  readonly threadTs: string | null;
  /** Whether only the one who pressed sees the message, which no card worker keeps true. */
  readonly isPrivate: boolean;
  readonly origin: Origin | null;
}

export interface SubmissionDelivery {
  readonly by: Person;
  readonly delivery: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly values: unknown;
}

const slash = z.object({
  team_id: z.string(),
  user_id: z.string(),
  text: z.string().default(''),
  channel_id: z.string(),
  channel_name: z.string().optional(),
  response_url: z.string(),
  trigger_id: z.string(),
});

const user = z.object({ id: z.string(), team_id: z.string().optional() });
const team = z.object({ id: z.string() }).nullish();
const option = z.object({ value: z.string().optional() }).nullish();

const press = z.object({
  team,
  user,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  container: z
    .object({
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string(),
        value: z.string().optional(),
        selected_option: option,
      }),
    )
    .min(1),
});

const submission = z.object({
  team,
  user,
  view: z.object({
    id: z.string(),
    hash: z.string().default(''),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.unknown() }),
  }),
});

/** Reads a slash command. Its trigger id is unique to the delivery. */
export function readSlash(body: unknown): SlashDelivery | null {
  const read = slash.safeParse(body);
  if (!read.success) return null;
  const { team_id, user_id, text, channel_id, channel_name, response_url, trigger_id } = read.data;
  return {
    by: { kind: 'person', team: team_id, user: user_id },
    delivery: `slash:${trigger_id}`,
    text,
    channelId: channel_id,
    channelName: nameOf(channel_name),
    responseUrl: response_url,
    triggerId: trigger_id,
  };
}

/** Reads a press. The person's own action time makes it unique: two people pressing at once are two deeds. */
export function readPress(body: unknown): PressDelivery | null {
  const read = press.safeParse(body);
  const action = read.success ? read.data.actions[0] : undefined;
  if (!read.success || action === undefined) return null;
  const { container, channel, response_url, trigger_id } = read.data;
  const by = personOf(read.data);
  return {
    by,
    delivery: `press:${by.team}:${by.user}:${action.action_id}:${action.action_ts}`,
    actionId: action.action_id,
    value: action.value ?? action.selected_option?.value ?? null,
    channelId: channel?.id ?? '',
    channelName: nameOf(channel?.name),
    triggerId: trigger_id,
    responseUrl: response_url ?? null,
    // A message with replies names itself.
    threadTs: container?.thread_ts === container?.message_ts ? null : (container?.thread_ts ?? null),
    isPrivate: container?.is_ephemeral === true,
    origin:
      channel === undefined
        ? null
        : { channel: channel.id, thread: container?.thread_ts ?? container?.message_ts ?? null },
  };
}

/** Reads a submitted modal. View id and hash together are one submission. */
export function readSubmission(body: unknown): SubmissionDelivery | null {
  const read = submission.safeParse(body);
  if (!read.success) return null;
  const { view } = read.data;
  return {
    by: personOf(read.data),
    delivery: `view:${view.id}:${view.hash}`,
    callbackId: view.callback_id,
    privateMetadata: view.private_metadata,
    values: view.state.values,
  };
}

/** Slack tells no name of a private channel or a direct message, only a word for what it is. */
function nameOf(channel: string | undefined): string | null {
  return channel === undefined || channel === 'directmessage' || channel === 'privategroup' ? null : channel;
}

function personOf({
  user: who,
  team: where,
}: {
  readonly user: z.infer<typeof user>;
  readonly team?: z.infer<typeof team>;
}): Person {
  return { kind: 'person', team: who.team_id ?? where?.id ?? '', user: who.id };
}
