/**
 * The simulated account on a port: Glue, CloudWatch Logs, CloudWatch and SNS behind one URL, as `AWS_ENDPOINT_URL`
 * expects it. It asks the door, reads a request, checks its signature, lets an ordered fault happen, and answers in
 * the protocol of the caller. It binds to what it is told and to nothing else.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Account } from './account.ts';
import type { Answer } from './api/operation.ts';
import type { Fault, Faults } from './faults.ts';
import type { Call, WireAnswer } from './protocol.ts';
import type { Credentials } from './signature.ts';

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { REFUSED_STATUS, refusedAtDoor } from '../door.ts';
import { createFaults } from './faults.ts';
import { identifyCall, readMembers, unknownService, wireAnswer, wireRefusal } from './protocol.ts';
import { AwsRefusal } from './refusal.ts';
import { mayBeUnsigned, signatureRefusal } from './signature-refusal.ts';
import { signatureFault } from './signature.ts';

export interface AwsServer {
  readonly url: string;
  readonly faults: Faults;
  /** Cuts open connections and frees the port. May be called twice. */
  close(): Promise<void>;
}

export interface AwsOptions {
  readonly account: Account;
  readonly host: string;
  /** A free one when absent. */
  readonly port?: number;
  /** What a caller must sign with. */
  readonly credentials?: Credentials;
}

/** AWS's own example key pair: it opens nothing, and secret scanners know it. */
export const SANDBOX_CREDENTIALS: Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const MOST_BODY_BYTES = 1_048_576;
const SLOW_MS = 1_000;

/** Starts listening; resolves when the first request can come. */
export async function startAws({
  account,
  host,
  port = 0,
  credentials = SANDBOX_CREDENTIALS,
}: AwsOptions): Promise<AwsServer> {
  const faults = createFaults();
  const server = createServer((request, response) => {
    serve({ account, credentials, faults }, request, response).catch((error: unknown) =>
      response.destroy(asError(error)),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected to listen on a TCP port');
  return {
    url: `http://${host}:${address.port}`,
    faults,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Served {
  readonly account: Account;
  readonly credentials: Credentials;
  readonly faults: Faults;
}

async function serve(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = refusedAtDoor(request);
  if (refused !== null) {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    send(response, { status: REFUSED_STATUS, headers, body: JSON.stringify(refused) });
    return;
  }
  const body = await readBody(request);
  const requestId = served.account.newId();
  const call = identifyCall(request.headers, body);
  if (call === null) {
    send(response, unknownService(requestId));
    return;
  }
  let fault: Fault | null = null;
  let answer: WireAnswer;
  try {
    checkSignature(served, call, request, body);
    fault = served.faults.take(call.operation);
    if (fault?.kind === 'slow') await sleep(fault.delayMs ?? SLOW_MS);
    if (fault !== null) refuseByFault(served.account, call, fault);
    answer = wireAnswer(call, perform(served.account, call), requestId);
  } catch (error) {
    answer = wireRefusal(call, asRefusal(error), requestId);
  }
  if (fault?.kind === 'drop-after-effect') response.destroy();
  else send(response, answer);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Error(`Expected a body of at most ${MOST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checkSignature(
  { account, credentials }: Served,
  call: Call,
  request: IncomingMessage,
  body: Buffer,
): void {
  const fault = signatureFault(
    { method: request.method ?? '', url: request.url ?? '/', headers: request.headers, body },
    { ...credentials, region: account.region, signingName: call.service.signingName },
  );
  if (fault !== null && !(fault === 'missing' && mayBeUnsigned(call))) throw signatureRefusal(call, fault);
}

/** Throws what the fault answers in place of an effect; `slow` and `drop-after-effect` let the effect happen. */
function refuseByFault({ accountId }: Account, { service, operation }: Call, { kind }: Fault): void {
  if (kind === 'throttle') throw new AwsRefusal(service.throttledCode, 'Rate exceeded');
  if (kind === 'http-500') throw new AwsRefusal('InternalFailure', 'Internal failure', 500);
  if (kind !== 'access-denied') return;
  const action = `${service.name}:${operation}`;
  throw new AwsRefusal(
    service.accessDeniedCode,
    `User: arn:aws:sts::${accountId}:assumed-role/handrail/sandbox is not authorized to perform: ${action} ` +
      `because no identity-based policy allows the ${action} action`,
    service.target === null ? 403 : 400,
  );
}

function perform(account: Account, call: Call): Answer {
  const { operations, target, invalidInputCode } = call.service;
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined) {
    throw target === null
      ? new AwsRefusal('InvalidAction', `Could not find operation ${call.operation}`)
      : new AwsRefusal(
          'UnknownOperationException',
          `The sandbox does not simulate ${target}.${call.operation}`,
        );
  }
  return operation.answer(account, readMembers(call), invalidInputCode);
}

function asRefusal(error: unknown): AwsRefusal {
  if (error instanceof AwsRefusal) return error;
  if (error instanceof SyntaxError)
    return new AwsRefusal('SerializationException', 'The body is not valid JSON');
  return new AwsRefusal('InternalFailure', asError(error).message, 500);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
