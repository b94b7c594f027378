/** How an ordered fault, a failure and an unknown operation are answered, each service in its own words. */

import type { ProtocolName } from './api/operation.ts';
import type { FaultKind } from './faults.ts';
import type { Call } from './protocols/wire.ts';

import { AwsRefusal } from './refusal.ts';
import { signatureRefusal } from './signature-refusal.ts';

interface Words {
  readonly throttled: readonly [message: string, status: number];
  readonly failed: readonly [code: string, message: string];
  readonly deniedStatus: number;
}

const JSON_WORDS: Words = {
  throttled: ['Rate exceeded', 400],
  failed: ['InternalFailure', 'Internal failure'],
  deniedStatus: 400,
};

const WORDS: Readonly<Record<ProtocolName, Words>> = {
  json: JSON_WORDS,
  'rpc-v2-cbor': JSON_WORDS,
  query: {
    throttled: ['Rate exceeded', 400],
    failed: ['InternalFailure', 'Internal failure'],
    deniedStatus: 403,
  },
  'rest-json': {
    throttled: ['Rate exceeded', 429],
    failed: ['ServiceException', 'An error occurred and the request cannot be processed.'],
    deniedStatus: 403,
  },
  'rest-xml': {
    throttled: ['Please reduce your request rate.', 503],
    failed: ['InternalError', 'We encountered an internal error. Please try again.'],
    deniedStatus: 403,
  },
};

/** What the fault answers in place of an effect; `null` where it lets the effect happen. */
export function faultRefusal(accountId: string, call: Call, kind: FaultKind): AwsRefusal | null {
  const { service, operation, protocol } = call;
  const { throttled, deniedStatus } = WORDS[protocol];
  switch (kind) {
    case 'throttle':
      return new AwsRefusal(service.throttledCode, ...throttled);
    case 'http-500':
      return failure(call);
    case 'expired-token':
      return signatureRefusal(call, 'expired');
    case 'access-denied': {
      const action = `${service.name}:${service.actions?.[operation] ?? operation}`;
      return new AwsRefusal(
        service.accessDeniedCode,
        `User: arn:aws:sts::${accountId}:assumed-role/handrail/sandbox is not authorized to perform: ${action} ` +
          `because no identity-based policy allows the ${action} action`,
        deniedStatus,
      );
    }
    case 'slow':
    case 'drop-after-effect':
      return null;
  }
}

/** A failure of the service's own. */
export function failure({ protocol }: Call, message = WORDS[protocol].failed[1]): AwsRefusal {
  return new AwsRefusal(WORDS[protocol].failed[0], message, 500);
}

/** The refusal of an operation that is not simulated. */
export function unknownOperation({ service, protocol, operation, request }: Call): AwsRefusal {
  switch (protocol) {
    case 'json':
    case 'rpc-v2-cbor':
      return new AwsRefusal(
        'UnknownOperationException',
        `The sandbox does not simulate ${service.target}.${operation}`,
      );
    case 'query':
      return new AwsRefusal('InvalidAction', `Could not find operation ${operation}`);
    case 'rest-json':
      return new AwsRefusal('UnknownOperationException', notSimulated(request), 404);
    case 'rest-xml':
      return new AwsRefusal('NotImplemented', notSimulated(request), 501);
  }
}

function notSimulated({ method, url }: Call['request']): string {
  return `The sandbox does not simulate ${method} ${url}`;
}
