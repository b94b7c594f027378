/** How the simulated Slack says no: the error code of a method, and the sentences that explain it where there are some. */

import type { Err } from '../../src/lib/result.ts';

import { err } from '../../src/lib/result.ts';

export interface Refusal {
  /** Slack's own code: `channel_not_found`. */
  readonly error: string;
  /** "must be less than 3001 characters [json-pointer:/blocks/0/text/text]". */
  readonly sentences: readonly string[];
}

/** Refuses with Slack's error code. */
export function refuse(error: string, sentences: readonly string[] = []): Err<Refusal> {
  return err({ error, sentences });
}
