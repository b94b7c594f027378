/** REST with JSON answers, as Lambda speaks it: the code of a refusal stands in a header. */

import type { Protocol } from './wire.ts';

import { readRestMembers } from './rest.ts';

export const restJsonProtocol: Protocol = {
  readMembers: readRestMembers,

  answer: (_call, answer, requestId) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: JSON.stringify(answer),
  }),

  refusal: (_call, { code, status, message }, requestId) => ({
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
  }),
};
