/**
 * Slack's client that tells, besides its caller, how Slack treats the token: every answer says it, whatever was asked. It
 * is a class because each method of the client goes through this one of its own.
 */

import type { WebAPICallResult, WebClientOptions } from '@slack/web-api';

import { WebAPIPlatformError, WebClient } from '@slack/web-api';

export interface TokenAnswer {
  /** Slack's code for why not; null when it did what was asked. */
  readonly error: string | null;
  /** The scopes of the token; null when the answer does not say. */
  readonly scopes: readonly string[] | null;
}

export type Hear = (answer: TokenAnswer) => void;

/** An end that is no answer of Slack says nothing about the token. */
export class HearingClient extends WebClient {
  readonly #hear: Hear;

  constructor(token: string, options: WebClientOptions, hear: Hear) {
    super(token, options);
    this.#hear = hear;
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      const answer = await super.apiCall(method, options);
      this.#hear({ error: null, scopes: scopesIn(answer) });
      return answer;
    } catch (error) {
      if (error instanceof WebAPIPlatformError)
        this.#hear({ error: error.data.error, scopes: scopesIn(error.data) });
      throw error;
    }
  }
}

function scopesIn({ response_metadata: metadata }: WebAPICallResult): readonly string[] | null {
  return metadata?.scopes ?? null;
}
