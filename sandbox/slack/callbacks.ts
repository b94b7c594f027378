/**
 * Deliveries to the app: signed as Slack signs, and worth nothing unless answered within three seconds. Slash
 * commands and interactions are sent once and never again; only events are retried.
 */

import type { Recorder } from './record.ts';

import { createHmac } from 'node:crypto';

/** How the app took a delivery. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'unreachable' };

export interface Callbacks {
  /** A slash command: its fields as a form. */
  slash(fields: Readonly<Record<string, string>>): Promise<Outcome>;
  /** An interaction: a form whose only field is the payload's JSON. */
  interaction(payload: { readonly type: string }): Promise<Outcome>;
  /** An event, as JSON; sent again once, at once, when it was not answered with a 2xx. */
  event(type: string, body: object): Promise<Outcome>;
}

export interface CallbackOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
  readonly signingSecret: string;
  readonly appUrl: () => string;
  readonly answerWithinMs: number;
  readonly recorder: Recorder;
}

const FORM = 'application/x-www-form-urlencoded';

/** Deliveries to wherever `appUrl` points when they are made. */
export function createCallbacks(options: CallbackOptions): Callbacks {
  async function deliver(
    kind: string,
    contentType: string,
    body: string,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const noteOutcome = options.recorder.delivery(kind);
    const outcome = await post(options, contentType, body, extra);
    noteOutcome(outcome.kind === 'answered' ? String(outcome.status) : outcome.kind);
    return outcome;
  }

  return {
    slash: (fields) => deliver('slash', FORM, new URLSearchParams(fields).toString()),
    interaction: (payload) =>
      deliver(payload.type, FORM, new URLSearchParams({ payload: JSON.stringify(payload) }).toString()),
    event: async (type, body) => {
      const json = JSON.stringify(body);
      const first = await deliver(type, 'application/json', json);
      if (isSuccess(first)) return first;
      return deliver(type, 'application/json', json, {
        'x-slack-retry-num': '1',
        'x-slack-retry-reason': retryReason(first),
      });
    },
  };
}

/** Slack's signature of a body, version 0: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signBody(signingSecret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`;
}

/** True when the app took it: a 2xx in time. */
export function isSuccess(outcome: Outcome): outcome is Extract<Outcome, { kind: 'answered' }> {
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}

async function post(
  { fetch, clock, signingSecret, appUrl, answerWithinMs }: CallbackOptions,
  contentType: string,
  body: string,
  extra: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const timestampSeconds = Math.floor(clock() / 1_000);
  const tooLate = AbortSignal.timeout(answerWithinMs);
  try {
    const response = await fetch(appUrl(), {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestampSeconds),
        'x-slack-signature': signBody(signingSecret, timestampSeconds, body),
        ...extra,
      },
      body,
      signal: tooLate,
    });
    return { kind: 'answered', status: response.status, body: await response.text() };
  } catch {
    return { kind: tooLate.aborted ? 'late' : 'unreachable' };
  }
}

function retryReason(outcome: Outcome): string {
  if (outcome.kind === 'late') return 'http_timeout';
  return outcome.kind === 'unreachable' ? 'connection_failed' : 'http_error';
}
