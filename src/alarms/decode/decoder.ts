/** What every decoder is: one file a kind, asked in turn. A decoder that does not know the message says so with null. */

import type { AlarmEvent, InboundMessage } from '../event.ts';

export interface DecodeInput {
  readonly message: InboundMessage;
  /** The body parsed as a JSON object, every string in it storable; null when the body is anything else. */
  readonly json: Readonly<Record<string, unknown>> | null;
}

export interface Decoder {
  readonly kind: AlarmEvent['kind'];
  /** The event, or null when this message is of another kind. Never throws. */
  decode(input: DecodeInput): AlarmEvent | null;
}
