/**
 * The two protocols that the SDK's clients speak here. AWS JSON: the operation in X-Amz-Target, JSON both ways.
 * Query: the operation in a form's Action, XML back. Finds the operation in a request and words answers and refusals.
 */

import type { IncomingHttpHeaders } from 'node:http';

import type { Answer, Service } from './api/operation.ts';
import type { AwsRefusal } from './refusal.ts';

import { cloudwatchService } from './api/cloudwatch-api.ts';
import { glueService } from './api/glue-api.ts';
import { logsService } from './api/logs-api.ts';
import { snsService } from './api/sns-api.ts';
import { stsService } from './api/sts-api.ts';

export interface Call {
  readonly service: Service;
  readonly operation: string;
  /** What the members of the request are read from: JSON, or the fields of a form. */
  readonly body: Buffer;
  readonly contentType: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const SERVICES: readonly Service[] = [
  glueService,
  logsService,
  cloudwatchService,
  snsService,
  stsService,
];

const FORM = 'application/x-www-form-urlencoded';

/** Which service and operation a request is for; `null` when it is for none that is simulated. */
export function identifyCall(headers: IncomingHttpHeaders, body: Buffer): Call | null {
  const contentType = headers['content-type'] ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix, operation = ''] = target.split('.', 2);
    const service = SERVICES.find((candidate) => candidate.target === prefix);
    return service === undefined ? null : { service, operation, body, contentType };
  }
  if (!contentType.startsWith(FORM)) return null;
  const operation = new URLSearchParams(body.toString()).get('Action') ?? '';
  const service = Object.hasOwn(stsService.operations, operation) ? stsService : snsService;
  return { service, operation, body, contentType };
}

/** The members of the request. Throws SyntaxError when the body is not what its protocol says. */
export function readMembers({ service, body }: Call): unknown {
  if (service.target !== null) return JSON.parse(body.toString());
  const form = new URLSearchParams(body.toString());
  form.delete('Action');
  form.delete('Version');
  return Object.fromEntries(form);
}

/** A success in the protocol of the call. */
export function wireAnswer(call: Call, answer: Answer, requestId: string): WireAnswer {
  if (call.service.target !== null) return json(call, 200, answer, requestId);
  const { operation } = call;
  return xml(
    200,
    `<${operation}Response xmlns="${call.service.namespace}"><${operation}Result>${xmlMembers(answer)}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
    requestId,
  );
}

/** A refusal in the protocol of the call. */
export function wireRefusal(call: Call, refusal: AwsRefusal, requestId: string): WireAnswer {
  const { code, status, message } = refusal;
  const blame = status < 500 ? 'Sender' : 'Receiver';
  if (call.service.target === null) {
    return xml(
      status,
      `<ErrorResponse xmlns="${call.service.namespace}"><Error><Type>${blame}</Type><Code>${code}</Code>` +
        `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      requestId,
    );
  }
  // Glue spells the member with a capital, the other two do not.
  const member = call.service.name === 'glue' ? 'Message' : 'message';
  const answer = json(call, status, { __type: code, [member]: message }, requestId);
  // CloudWatch keeps the error codes of its former query protocol in a header.
  if (call.service.name !== 'cloudwatch') return answer;
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${blame}` } };
}

/** What a request gets that belongs to no service which is simulated. */
export function unknownService(requestId: string): WireAnswer {
  return {
    status: 404,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify({
      __type: 'UnknownOperationException',
      message: 'Expected a call to Glue, CloudWatch Logs, CloudWatch, SNS or STS',
    }),
  };
}

function json({ contentType }: Call, status: number, members: Answer, requestId: string): WireAnswer {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: JSON.stringify(members),
  };
}

function xml(status: number, body: string, requestId: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

function xmlMembers(members: object): string {
  return Object.entries(members)
    .map(([name, value]: readonly [string, unknown]) => {
      const inner =
        typeof value === 'object' && value !== null ? xmlMembers(value) : escapeXml(String(value));
      return `<${name}>${inner}</${name}>`;
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
