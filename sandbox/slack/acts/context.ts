/** What every deed of a person needs, and the words in which Slack tells that the app did not answer. */

import type { ActResult } from '../../page/contract.ts';
import type { Callbacks, Outcome } from '../callbacks.ts';
import type { Channel, User } from '../entities.ts';
import type { SlackState } from '../state.ts';

export interface Command {
  readonly command: string;
  readonly hint: string;
  readonly description: string;
}

export interface ActContext {
  readonly state: SlackState;
  readonly callbacks: Callbacks;
  readonly clock: () => number;
  readonly commands: readonly Command[];
}

/** A person in a channel; or why this deed is not possible there. */
export type Place = { readonly user: User; readonly channel: Channel } | { readonly problem: string };

export const DONE: ActResult = { ok: true };

/** Slack's words below a modal whose submission came to nothing. */
export const TROUBLE = 'We had some trouble connecting. Try again?';

export function failed(error: string): ActResult {
  return { ok: false, error };
}

/** The person and channel of a deed; only members of a channel that is not archived can do anything in it. */
export function placeOf(state: SlackState, userId: string, channelId: string): Place {
  const user = state.directory.user(userId);
  const channel = state.directory.find(channelId);
  if (user === undefined || user.isBot) return { problem: `Nobody here has the id ${userId}.` };
  if (channel === undefined) return { problem: `There is no channel ${channelId}.` };
  if (!channel.members.includes(user.id)) return { problem: `You are not a member of #${channel.name}.` };
  if (channel.isArchived) return { problem: `#${channel.name} is archived.` };
  return { user, channel };
}

/** Why a slash command failed, in Slack's words and codes. */
export function slashFailure(command: string, outcome: Outcome): string {
  return `${command} failed with the error "${failureCode(outcome)}"`;
}

/** Why a press came to nothing. Slack shows a warning sign beside the button. */
export function pressFailure(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'late':
      return 'Handrail did not answer in time.';
    case 'unreachable':
      return 'Handrail could not be reached.';
    case 'answered':
      return `Handrail answered with an error (HTTP ${outcome.status}).`;
  }
}

function failureCode(outcome: Outcome): string {
  if (outcome.kind === 'late') return 'operation_timeout';
  if (outcome.kind === 'unreachable') return 'dispatch_failed';
  return outcome.status >= 500 ? 'http_service_error' : 'http_client_error';
}
