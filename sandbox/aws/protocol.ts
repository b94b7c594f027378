/** The services that are simulated, which of them a request is for, and the protocol that each of them speaks. */

import type { ProtocolName, Service } from './api/operation.ts';
import type { Call, Protocol, WireAnswer } from './protocols/wire.ts';
import type { SignedRequest } from './signature.ts';

import { athenaService } from './api/athena-api.ts';
import { cloudtrailService } from './api/cloudtrail-api.ts';
import { cloudwatchService } from './api/cloudwatch-api.ts';
import { dynamodbService } from './api/dynamodb-api.ts';
import { firehoseService } from './api/firehose-api.ts';
import { glueService } from './api/glue-api.ts';
import { lambdaService } from './api/lambda-api.ts';
import { logsService } from './api/logs-api.ts';
import { s3Service } from './api/s3-api.ts';
import { snsService } from './api/sns-api.ts';
import { stsService } from './api/sts-api.ts';
import { jsonProtocol } from './protocols/json.ts';
import { queryProtocol } from './protocols/query.ts';
import { restJsonProtocol } from './protocols/rest-json.ts';
import { restXmlProtocol } from './protocols/rest-xml.ts';
import { matchOperation } from './protocols/rest.ts';
import { CBOR_PATH, rpcCborProtocol } from './protocols/rpc-cbor.ts';
import { scopeOf } from './signature.ts';

export const SERVICES: readonly Service[] = [
  glueService,
  logsService,
  cloudwatchService,
  snsService,
  stsService,
  s3Service,
  lambdaService,
  dynamodbService,
  firehoseService,
  athenaService,
  cloudtrailService,
];

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  json: jsonProtocol,
  query: queryProtocol,
  'rest-json': restJsonProtocol,
  'rest-xml': restXmlProtocol,
  'rpc-v2-cbor': rpcCborProtocol,
};

const FORM = 'application/x-www-form-urlencoded';

/** Which service and operation a request is for; `null` when it is for none that is simulated. */
export function identifyCall(request: SignedRequest): Call | null {
  if (request.headers['smithy-protocol'] !== undefined) return identifyCbor(request);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    // Some SDKs put a package before the name of a service: `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101`.
    const [operation = '', prefix] = target.split('.').toReversed();
    const service = SERVICES.find((candidate) => candidate.target === prefix);
    return service === undefined ? null : called(service, operation, request);
  }
  // A REST request says nowhere whose it is, but in the scope of its signature.
  const signingName = scopeOf(request)?.signingName;
  const rest = SERVICES.find(
    (candidate) => candidate.protocol.startsWith('rest') && candidate.signingName === signingName,
  );
  if (rest !== undefined) return called(rest, matchOperation(rest, request), request);
  if (request.headers['content-type']?.startsWith(FORM) !== true) return null;
  const operation = new URLSearchParams(request.body.toString()).get('Action') ?? '';
  const service = Object.hasOwn(stsService.operations, operation) ? stsService : snsService;
  return called(service, operation, request);
}

/** The protocol of a call. */
export function protocolOf({ protocol }: Call): Protocol {
  return PROTOCOLS[protocol];
}

/** What a request gets that belongs to no service which is simulated. */
export function unknownService(requestId: string): WireAnswer {
  return {
    status: 404,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify({
      __type: 'UnknownOperationException',
      message: `Expected a signed call to one of: ${SERVICES.map(({ name }) => name).join(', ')}`,
    }),
  };
}

function called(service: Service, operation: string, request: SignedRequest): Call {
  return { service, protocol: service.protocol, operation, request };
}

/** The call of a request in Smithy RPC, where the path says what is called. */
function identifyCbor(request: SignedRequest): Call | null {
  const [, target, operation = ''] = CBOR_PATH.exec(request.url) ?? [];
  const service = SERVICES.find((one) => one.target === target && one.cborTimes !== undefined);
  return service === undefined ? null : { service, protocol: 'rpc-v2-cbor', operation, request };
}
