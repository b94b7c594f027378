/** AWS JSON: the operation in X-Amz-Target, JSON both ways, with the version that the caller speaks. */

import type { Answer } from '../api/operation.ts';
import type { AwsRefusal } from '../refusal.ts';
import type { Call, Protocol, WireAnswer } from './wire.ts';

export const jsonProtocol: Protocol = {
  readMembers: ({ request }) => {
    const members: unknown = JSON.parse(request.body.toString());
    return members;
  },

  answer: (call, answer, requestId) => json(call, 200, answer, requestId),

  refusal: (call, { code, status, message, members }, requestId) => {
    // Glue and Athena spell the member with a capital, the others do not.
    const member = ['glue', 'athena'].includes(call.service.name) ? 'Message' : 'message';
    const answer = json(call, status, { __type: code, [member]: message, ...members }, requestId);
    return call.service.name === 'cloudwatch'
      ? { ...answer, headers: { ...answer.headers, ...queryError({ code, status }) } }
      : answer;
  },
};

/** CloudWatch keeps the error codes of its former query protocol in a header. */
export function queryError({
  code,
  status,
}: Pick<AwsRefusal, 'code' | 'status'>): Readonly<Record<string, string>> {
  return { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` };
}

function json({ request }: Call, status: number, members: Answer, requestId: string): WireAnswer {
  return {
    status,
    headers: { 'content-type': request.headers['content-type'] ?? '', 'x-amzn-requestid': requestId },
    body: JSON.stringify(members),
  };
}
