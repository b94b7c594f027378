/**
 * Smithy RPC v2 with CBOR, which boto3 and the AWS CLI speak to CloudWatch: service and operation in the path, CBOR both
 * ways, and every time is marked as one. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */

import type { Call, Protocol, WireAnswer } from './wire.ts';

import { cbor, tag, tagSymbol } from '@smithy/core/cbor';

import { queryError } from './json.ts';

/** With the service as its target says it, and the operation. */
export const CBOR_PATH = /^\/service\/(\w+)\/operation\/(\w+)$/;

/** The tag of a time: seconds since the epoch, RFC 8949. */
const EPOCH_TIME = 1;

export const rpcCborProtocol: Protocol = {
  readMembers: ({ request }) => (request.body.length === 0 ? {} : untagged(read(request.body))),

  answer: (call, answer, requestId) => written(200, withTimes(call, answer), requestId),

  refusal: (_call, { code, status, message, members }, requestId) => {
    const answer = written(status, { __type: code, message, ...members }, requestId);
    return { ...answer, headers: { ...answer.headers, ...queryError({ code, status }) } };
  },
};

function read(body: Buffer): unknown {
  try {
    const members: unknown = cbor.deserialize(body);
    return members;
  } catch (error) {
    throw new SyntaxError('Expected CBOR', { cause: error });
  }
}

/** A time is a number of seconds to the operations, whatever marked it. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if (tagSymbol in value && 'value' in value) return value.value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, untagged(member)]));
}

function withTimes(call: Call, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withTimes(call, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      call.service.cborTimes?.includes(name) === true ? asTime(member) : withTimes(call, member),
    ]),
  );
}

function asTime(value: unknown): unknown {
  return Array.isArray(value) ? value.map(asTime) : tag({ tag: EPOCH_TIME, value });
}

function written(status: number, members: unknown, requestId: string): WireAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': requestId,
    },
    // The library encodes into a buffer that it uses again.
    body: Buffer.from(cbor.serialize(members)),
  };
}
