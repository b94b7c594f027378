/**
 * The id of the request that is being worked, carried along without passing it everywhere: every log line that a
 * request causes, however deep, can be found by it.
 */

import type { FastifyInstance } from 'fastify';

import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<{ readonly requestId: string }>();

/** Runs each request of this server in its own context, and tells the caller its id. */
export function carryRequestId(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    current.run({ requestId: request.id }, done);
  });
}

/** Fields for a log line: the request's id inside a request, nothing outside. */
export function requestFields(): object {
  return current.getStore() ?? {};
}
