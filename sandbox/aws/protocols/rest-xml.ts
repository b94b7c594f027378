/** REST with XML answers, as S3 speaks it: an answer is headers and either a document or the bytes themselves. */

import type { Protocol } from './wire.ts';

import { bindingOf, readRestMembers } from './rest.ts';
import { xmlElement, xmlMembers } from './xml.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export const restXmlProtocol: Protocol = {
  readMembers: readRestMembers,

  answer: (call, answer, requestId) => {
    const { headers: names = {}, payload, root } = bindingOf(call)?.answer ?? {};
    const headers: Record<string, string> = { 'x-amz-request-id': requestId };
    for (const [member, header] of Object.entries(names)) {
      if (answer[member] !== undefined) headers[header] = String(answer[member]);
    }
    const bytes = payload === undefined ? undefined : answer[payload];
    const status = headers['content-range'] === undefined ? 200 : 206;
    if (root === undefined) return { status, headers, body: Buffer.isBuffer(bytes) ? bytes : '' };
    return {
      status,
      headers: { ...headers, 'content-type': 'application/xml' },
      body: `${DECLARATION}<${root} xmlns="${call.service.namespace}">${xmlMembers(answer)}</${root}>`,
    };
  },

  refusal: (_call, { code, status, message }, requestId) => ({
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    body: `${DECLARATION}${xmlElement('Error', { Code: code, Message: message, RequestId: requestId })}`,
  }),
};
