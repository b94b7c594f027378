/** How each protocol refuses a request whose signature is not right, and the one call that needs none. */

import type { Call } from './protocol.ts';
import type { SignatureFault } from './signature.ts';

import { AwsRefusal } from './refusal.ts';

interface Words {
  readonly json: string;
  readonly query: string;
  readonly queryStatus: number;
  readonly message: string;
}

const WORDS: Readonly<Record<SignatureFault, Words>> = {
  missing: {
    json: 'MissingAuthenticationTokenException',
    query: 'MissingAuthenticationToken',
    queryStatus: 403,
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    json: 'IncompleteSignatureException',
    query: 'IncompleteSignature',
    queryStatus: 400,
    message: 'Authorization header requires Credential, SignedHeaders with host, Signature and X-Amz-Date',
  },
  'unknown-key': {
    json: 'UnrecognizedClientException',
    query: 'InvalidClientTokenId',
    queryStatus: 403,
    message: 'The security token included in the request is invalid.',
  },
  'wrong-scope': {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    queryStatus: 403,
    message: 'Credential should be scoped to a valid region and to the correct service.',
  },
  mismatch: {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    queryStatus: 403,
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method.',
  },
};

/** The refusal of a fault, in the words of the protocol of the call. */
export function signatureRefusal({ service }: Call, fault: SignatureFault): AwsRefusal {
  const { json, query, queryStatus, message } = WORDS[fault];
  return service.target === null
    ? new AwsRefusal(query, message, queryStatus)
    : new AwsRefusal(json, message);
}

/** ConfirmSubscription needs no signature, unless it asks that only a signed request may unsubscribe. */
export function mayBeUnsigned({ service, operation, body }: Call): boolean {
  if (service.name !== 'sns' || operation !== 'ConfirmSubscription') return false;
  return new URLSearchParams(body.toString()).get('AuthenticateOnUnsubscribe') !== 'true';
}
