/**
 * Answers people outside the acknowledgement: through response URLs, by opening modals, and by ephemeral messages.
 * It has a client of its own, so that a modal never waits behind the cards.
 */

import type { WebClient } from '@slack/web-api';
import type { ModalView } from '@slack/types';
import type { Log } from '../handlers/ports.ts';
import type { Message } from './limits.ts';
import type { Origin } from './submissions.ts';

export interface Responder {
  /**
   * `asker`: a new message only they see; `replace`: in place of "Working on it"; `everybody`: in the channel. It
   * stands in the thread, when there is one.
   */
  respond(
    responseUrl: string,
    message: Message,
    to: 'asker' | 'replace' | 'everybody',
    threadTs?: string | null,
  ): Promise<void>;
  /** False when Slack did not open it, most often because the three seconds were over. */
  openView(triggerId: string, view: ModalView): Promise<boolean>;
  /** A message in the channel that only this person sees. */
  whisper(where: Origin, user: string, message: Message): Promise<void>;
}

export interface ResponderOptions {
  readonly client: WebClient;
  /** SLACK_API_URL: answers go to its origin as well, for a Slack that is simulated. */
  readonly apiUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
}

const RESPOND_TIMEOUT_MS = 10_000;
/** The only origin of Slack's response URLs; an answer that went elsewhere would tell a stranger what we know. */
const HOOKS_ORIGIN = 'https://hooks.slack.com';

/** Creates the responder. Failures are logged, never thrown: the deed itself is done. */
export function createResponder({ client, apiUrl, fetch, log }: ResponderOptions): Responder {
  const origins = [HOOKS_ORIGIN, originOf(apiUrl)];
  return {
    async respond(responseUrl, { text, blocks }, to, threadTs = null) {
      const origin = originOf(responseUrl);
      if (origin === null || !origins.includes(origin)) {
        log.warn({ origin }, 'an answer was not sent: its address is not one of Slack');
        return;
      }
      try {
        const answer = await fetch(responseUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify({
            text,
            blocks,
            response_type: to === 'everybody' ? 'in_channel' : 'ephemeral',
            replace_original: to === 'replace',
            ...(threadTs === null ? {} : { thread_ts: threadTs }),
          }),
          redirect: 'error',
          signal: AbortSignal.timeout(RESPOND_TIMEOUT_MS),
        });
        if (!answer.ok) log.warn({ status: answer.status }, 'Slack did not take an answer');
      } catch (error) {
        log.warn({ err: error }, 'an answer could not be sent to Slack');
      }
    },
    async openView(triggerId, view) {
      try {
        await client.views.open({ trigger_id: triggerId, view });
        return true;
      } catch (error) {
        log.warn({ err: error }, 'a form could not be opened');
        return false;
      }
    },
    async whisper({ channel, thread }, user, { text, blocks }) {
      try {
        await client.chat.postEphemeral({
          channel,
          user,
          text,
          blocks: [...blocks],
          ...(thread === null ? {} : { thread_ts: thread }),
        });
      } catch (error) {
        log.warn({ err: error }, 'a message for one person could not be sent');
      }
    },
  };
}

/** Null when there is none: not a URL, or one of a scheme that names no host. */
function originOf(url: string): string | null {
  const origin = URL.parse(url)?.origin;
  return origin === undefined || origin === 'null' ? null : origin;
}
