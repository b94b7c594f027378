/** How each protocol refuses a request whose signature or session is not right, and the one call that needs none. */

import type { Call } from './protocols/wire.ts';
import type { SignatureFault } from './signature.ts';

import { AwsRefusal } from './refusal.ts';

/** A code and its HTTP status. */
type Coded = readonly [code: string, status: number];

interface Words {
  /** Of both JSON protocols and of CBOR: 403 under REST, 400 elsewhere. */
  readonly json: string;
  readonly query: Coded;
  readonly s3: Coded;
  readonly message: string;
}

const WORDS: Readonly<Record<SignatureFault | 'expired', Words>> = {
  missing: {
    json: 'MissingAuthenticationTokenException',
    query: ['MissingAuthenticationToken', 403],
    s3: ['AccessDenied', 403],
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    json: 'IncompleteSignatureException',
    query: ['IncompleteSignature', 400],
    s3: ['AuthorizationHeaderMalformed', 400],
    message: 'Authorization header requires Credential, SignedHeaders with host, Signature and X-Amz-Date',
  },
  'unknown-key': {
    json: 'UnrecognizedClientException',
    query: ['InvalidClientTokenId', 403],
    s3: ['InvalidAccessKeyId', 403],
    message: 'The security token included in the request is invalid.',
  },
  'wrong-scope': {
    json: 'InvalidSignatureException',
    query: ['SignatureDoesNotMatch', 403],
    s3: ['AuthorizationHeaderMalformed', 400],
    message: 'Credential should be scoped to a valid region and to the correct service.',
  },
  mismatch: {
    json: 'InvalidSignatureException',
    query: ['SignatureDoesNotMatch', 403],
    s3: ['SignatureDoesNotMatch', 403],
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method.',
  },
  expired: {
    json: 'ExpiredTokenException',
    query: ['ExpiredToken', 403],
    s3: ['ExpiredToken', 400],
    message: 'The security token included in the request is expired',
  },
};

/** The refusal of a fault, in the words of the protocol of the call. */
export function signatureRefusal({ protocol }: Call, fault: SignatureFault | 'expired'): AwsRefusal {
  const { json, query, s3, message } = WORDS[fault];
  switch (protocol) {
    case 'json':
    case 'rpc-v2-cbor':
      return new AwsRefusal(json, message);
    case 'query':
      return new AwsRefusal(query[0], message, query[1]);
    case 'rest-json':
      return new AwsRefusal(json, message, 403);
    case 'rest-xml':
      return new AwsRefusal(s3[0], message, s3[1]);
  }
}

/** ConfirmSubscription needs no signature, unless it asks that only a signed request may unsubscribe. */
export function mayBeUnsigned({ service, operation, request }: Call): boolean {
  if (service.name !== 'sns' || operation !== 'ConfirmSubscription') return false;
  return new URLSearchParams(request.body.toString()).get('AuthenticateOnUnsubscribe') !== 'true';
}
