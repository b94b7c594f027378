/**
 * Answers people outside the acknowledgement: through response URLs, by opening modals, and by ephemeral messages.
 * It has a client of its own, so that a modal never waits behind the cards.
 */

import type { WebClient } from '@slack/web-api';
import type { ModalView } from '@slack/types';
import type { Log } from '../handlers/ports.ts';
import type { Message } from './limits.ts';
import type { Origin } from './submissions.ts';
import type { TakenBlocks } from './taken-blocks.ts';

import { WebAPIPlatformError } from '@slack/web-api';

import { refusesBlocks } from './slack-errors.ts';
import { textTwin } from './views/text-twin.ts';

export interface Responder {
  /**
   * `asker`: a new message only they see; `replace`: in place of the message that was pressed; `everybody`: in the channel. It
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
  readonly taken: TakenBlocks;
  readonly log: Log;
}

/** What became of a message for one person: failures are told in the log where they happen. */
type Sent = 'sent' | 'blocks-refused' | 'failed';

interface Content {
  readonly text: string;
  readonly blocks: readonly object[];
}

const RESPOND_TIMEOUT_MS = 10_000;
/** The only origin of Slack's response URLs; an answer that went elsewhere would tell a stranger what we know. */
const HOOKS_ORIGIN = 'https://hooks.slack.com';

/** Creates the responder. Failures are logged, never thrown: the deed itself is done. */
export function createResponder({ client, apiUrl, fetch, taken, log }: ResponderOptions): Responder {
  const origins = [HOOKS_ORIGIN, originOf(apiUrl)];
  return {
    async respond(responseUrl, message, to, threadTs = null) {
      const origin = originOf(responseUrl);
      if (origin === null || !origins.includes(origin)) {
        log.warn({ origin }, 'an answer was not sent: its address is not one of Slack');
        return;
      }
      const how = {
        response_type: to === 'everybody' ? 'in_channel' : 'ephemeral',
        replace_original: to === 'replace',
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
      };
      await said(message, (content) => postTo(responseUrl, { ...content, ...how }));
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
    async whisper(where, user, message) {
      await said(message, (content) => postEphemeral(where, user, content));
    },
  };

  /** Says it with its blocks, as far as Slack takes them, or else as plain text. */
  async function said(message: Message, send: (content: Content) => Promise<Sent>): Promise<void> {
    const { text, blocks } = message;
    const sent = await taken.send(
      blocks,
      (shown) => send({ text, blocks: shown }),
      (answer) => answer === 'blocks-refused',
    );
    if (sent === 'blocks-refused' && blocks.length > 0) await send({ text: textTwin(message), blocks: [] });
  }

  async function postTo(responseUrl: string, body: object): Promise<Sent> {
    try {
      const answer = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(RESPOND_TIMEOUT_MS),
      });
      // Whether a refusal has the status of one is not documented.
      const isRefused = refusesBlocks(await answer.text());
      if (answer.ok && !isRefused) return 'sent';
      log.warn({ status: answer.status }, 'Slack did not take an answer');
      return isRefused ? 'blocks-refused' : 'failed';
    } catch (error) {
      log.warn({ err: error }, 'an answer could not be sent to Slack');
      return 'failed';
    }
  }

  async function postEphemeral({ channel, thread }: Origin, user: string, content: Content): Promise<Sent> {
    try {
      await client.apiCall('chat.postEphemeral', {
        channel,
        user,
        ...content,
        ...(thread === null ? {} : { thread_ts: thread }),
      });
      return 'sent';
    } catch (error) {
      log.warn({ err: error }, 'a message for one person could not be sent');
      return error instanceof WebAPIPlatformError && refusesBlocks(error.data.error)
        ? 'blocks-refused'
        : 'failed';
    }
  }
}

/** Null when there is none: not a URL, or one of a scheme that names no host. */
function originOf(url: string): string | null {
  const origin = URL.parse(url)?.origin;
  return origin === undefined || origin === 'null' ? null : origin;
}
