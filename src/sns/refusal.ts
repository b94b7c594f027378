/** Why something that came over SNS is not believed. A refusal never carries a token, a signature or a message text. */

import { err, type Err } from '../lib/result.ts';

export const REFUSAL_REASONS = [
  'raw-delivery',
  'body-too-large',
  'bad-request',
  'not-utf8',
  'not-json',
  'not-an-envelope',
  'unknown-type',
  'bad-field',
  'message-too-large',
  'foreign-topic',
  'too-old',
  'from-the-future',
  'bad-signature-version',
  'bad-certificate-url',
  'bad-certificate',
  'certificate-unavailable',
  'certificate-not-valid-then',
  'bad-signature',
  'overloaded',
  'not-stored',
  'not-confirmed',
  'unexpected',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refusal {
  readonly reason: RefusalReason;
  /** One sentence: what was expected, what came, and where it helps what to do. */
  readonly message: string;
}

/** A refusal as a failed result. */
export function refuse(reason: RefusalReason, message: string): Err<Refusal> {
  return err({ reason, message });
}
