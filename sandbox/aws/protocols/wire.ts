/** What the protocols have in common: the call that a request is, what is sent back, and what each of them must know. */

import type { Answer, ProtocolName, Service } from '../api/operation.ts';
import type { AwsRefusal } from '../refusal.ts';
import type { SignedRequest } from '../signature.ts';

export interface Call {
  readonly service: Service;
  /** That the caller speaks. */
  readonly protocol: ProtocolName;
  /** As the API calls it; empty when the request is for no operation that is simulated. */
  readonly operation: string;
  readonly request: SignedRequest;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Protocol {
  /** The members of the request. Throws SyntaxError when the body is not what the protocol says. */
  readMembers(call: Call): unknown;
  answer(call: Call, answer: Answer, requestId: string): WireAnswer;
  refusal(call: Call, refusal: AwsRefusal, requestId: string): WireAnswer;
}
