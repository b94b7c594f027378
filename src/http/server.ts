/** The one HTTP server: SNS and Slack come in here, and health and metrics are asked here. */

import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Backlog, NewId } from '../handlers/ports.ts';
import type { ExposedMetrics } from './metrics.ts';

import Fastify, { LogController } from 'fastify';

import { carryRequestId } from './request-context.ts';

export interface ServerOptions {
  readonly logger: Logger;
  readonly newId: NewId;
  readonly plugins: readonly FastifyPluginAsync[];
  readonly metrics: ExposedMetrics;
  /** Null when the bot can do its work, otherwise a sentence why not; only reads. */
  readonly whyUnready: () => Promise<string | null>;
  /** Told in the body of readiness, never a reason to be unready. */
  readonly standing: () => Promise<{
    readonly slack: string;
    /** Scopes that the Slack app lacks. */
    readonly missingScopes: readonly string[];
    readonly backlog: Backlog;
  }>;
}

/** SNS gives up after 15 s and Slack after 3; a request that takes longer has nobody waiting for it. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Creates the server; `listen` is the caller's. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { newId, plugins, metrics, whyUnready, standing } = options;
  const loggerInstance: FastifyBaseLogger = options.logger;
  const server = Fastify({
    loggerInstance,
    genReqId: () => newId(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: REQUEST_TIMEOUT_MS,
    // A line for every request would drown the ones that matter; refusals and failures log themselves.
    logController: new LogController({ disableRequestLogging: true }),
    // Closing keeps answering what is under way, and nothing new.
    forceCloseConnections: 'idle',
  });
  carryRequestId(server);
  for (const plugin of plugins) await server.register(plugin);

  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (request, reply) => {
    const because = await whyUnready().catch((error: unknown) => {
      request.log.error({ err: error }, 'could not look whether it is ready');
      return 'The store cannot be read.';
    });
    if (because === null) return { status: 'ready', ...(await standing()) };
    request.log.error({ because }, 'not ready');
    return reply.code(503).send({ status: 'not ready', because });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.expose()),
  );
  return server;
}
