/** AWS query: the operation in a form's Action, XML back. */

import type { Protocol, WireAnswer } from './wire.ts';

import { escapeXml, xmlMembers } from './xml.ts';

export const queryProtocol: Protocol = {
  readMembers: ({ request }) => {
    const form = new URLSearchParams(request.body.toString());
    form.delete('Action');
    form.delete('Version');
    return Object.fromEntries(form);
  },

  answer: ({ service, operation }, answer, requestId) =>
    xml(
      200,
      `<${operation}Response xmlns="${service.namespace}"><${operation}Result>${xmlMembers(answer)}</${operation}Result>` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
      requestId,
    ),

  refusal: ({ service }, { code, status, message }, requestId) =>
    xml(
      status,
      `<ErrorResponse xmlns="${service.namespace}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
        `<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      requestId,
    ),
};

function xml(status: number, body: string, requestId: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
