/**
 * Simulated accounts on a port: all services behind one URL, as `AWS_ENDPOINT_URL` expects it. It asks the door, reads a request, checks its signature, which says the account and the region, lets an
 * ordered fault happen, and answers in the protocol of the caller. It binds to what it is told and to nothing else.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Account } from './account.ts';
import type { Answer } from './api/operation.ts';
import type { Fault, Faults } from './faults.ts';
import type { Call, WireAnswer } from './protocols/wire.ts';
import type { Credentials, SignedRequest } from './signature.ts';
import type { Caller } from './sts.ts';

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { REFUSED_STATUS, refusedAtDoor } from '../door.ts';
import { failure, faultRefusal, unknownOperation } from './fault-refusal.ts';
import { createFaults } from './faults.ts';
import { identifyCall, protocolOf, unknownService } from './protocol.ts';
import { AwsRefusal } from './refusal.ts';
import { mayBeUnsigned, signatureRefusal } from './signature-refusal.ts';
import { scopeOf, signatureFault } from './signature.ts';

export interface AwsServer {
  readonly url: string;
  readonly faults: Faults;
  /** Cuts open connections and frees the port. May be called twice. */
  close(): Promise<void>;
}

export interface AwsOptions {
  readonly account: Account;
  /** Further regions of it, and accounts that are reached by assuming a role. */
  readonly others?: readonly Account[];
  readonly host: string;
  /** A free one when absent. */
  readonly port?: number;
  /** What a caller of `account` must sign with. */
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
  others = [],
  host,
  port = 0,
  credentials = SANDBOX_CREDENTIALS,
}: AwsOptions): Promise<AwsServer> {
  const faults = createFaults();
  const server = createServer((request, response) => {
    serve({ accounts: [account, ...others], credentials, faults }, request, response).catch(
      (error: unknown) => response.destroy(asError(error)),
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
  /** The first is that of the credentials. */
  readonly accounts: readonly [Account, ...Account[]];
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
  const signed: SignedRequest = {
    method: request.method ?? '',
    url: request.url ?? '/',
    headers: request.headers,
    body: await readBody(request),
  };
  const requestId = served.accounts[0].newId();
  const call = identifyCall(signed);
  if (call === null) {
    send(response, unknownService(requestId));
    return;
  }
  let fault: Fault | null = null;
  let answer: WireAnswer;
  try {
    const { account, caller } = signedBy(served, call);
    fault = served.faults.take(call.service.name, call.operation);
    if (fault?.kind === 'slow') await sleep(fault.delayMs ?? SLOW_MS);
    const refusal = fault === null ? null : faultRefusal(account.accountId, call, fault.kind);
    if (refusal !== null) throw refusal;
    answer = protocolOf(call).answer(call, await perform(account, call, caller), requestId);
  } catch (error) {
    answer = protocolOf(call).refusal(call, asRefusal(call, error), requestId);
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

/** The account and the region that the call is for, and who signed it. Throws `AwsRefusal`. */
function signedBy(
  { accounts, credentials }: Served,
  call: Call,
): { readonly account: Account; readonly caller: Caller } {
  const [first] = accounts;
  const scope = scopeOf(call.request);
  const session = scope === null ? null : first.sts.session(scope.accessKeyId);
  const { accountId } = session ?? first;
  const account =
    accounts.find((each) => each.accountId === accountId && each.region === scope?.region) ?? first;
  const fault = signatureFault(call.request, {
    ...(session ?? credentials),
    region: account.region,
    signingName: call.service.signingName,
  });
  if (fault !== null && !(fault === 'missing' && mayBeUnsigned(call))) throw signatureRefusal(call, fault);
  return { account, caller: session ?? { accountId, arn: `arn:aws:iam::${accountId}:user/handrail` } };
}

function perform(account: Account, call: Call, caller: Caller): Answer | Promise<Answer> {
  const { operations, invalidInputCode } = call.service;
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined) throw unknownOperation(call);
  return operation.answer(account, protocolOf(call).readMembers(call), invalidInputCode, caller);
}

function asRefusal(call: Call, error: unknown): AwsRefusal {
  if (error instanceof AwsRefusal) return error;
  if (error instanceof SyntaxError)
    return new AwsRefusal('SerializationException', 'The body is not valid JSON');
  if (error instanceof URIError) return new AwsRefusal('InvalidURI', "Couldn't parse the specified URI.");
  return failure(call, asError(error).message);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  // The answer to a HEAD says the length of what it does not send.
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}
