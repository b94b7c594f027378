/**
 * Serves one workspace on localhost: the Web API, the response URLs, the uploads, and whatever else the caller adds to the server.
 * Nothing of it answers anybody whom the door refuses.
 */

import type { FastifyInstance } from 'fastify';
import type { Workspace, WorkspaceOptions } from './workspace.ts';

import fastify from 'fastify';

import { REFUSED_STATUS, refusedAtDoor } from '../door.ts';
import { slackApi } from './api.ts';
import { slackUploads } from './uploads.ts';
import { createWorkspace } from './workspace.ts';

export interface StartOptions extends Omit<WorkspaceOptions, 'ownUrl'> {
  /** `127.0.0.1`; the simulator has no business on a network. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Adds routes, such as the page, before the server listens. */
  readonly extend?: (app: FastifyInstance, workspace: Workspace) => Promise<void>;
}

export interface RunningSlack {
  readonly workspace: Workspace;
  /** `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** What the app takes as its Slack API URL. */
  readonly apiUrl: string;
  close(): Promise<void>;
}

/** Starts serving and resolves once it listens. */
export async function startSlack({ host, port, extend, ...options }: StartOptions): Promise<RunningSlack> {
  let url = `http://${host}:${port}`;
  const workspace = createWorkspace({ ...options, ownUrl: () => url });
  // Idle keep-alive connections of the bot must not hold the server open.
  const app = fastify({ forceCloseConnections: true });
  // On the server itself, before any plugin: what is added later, and what nobody serves, stands behind it too.
  app.addHook('onRequest', async (request, reply) => {
    const refused = refusedAtDoor(request);
    return refused === null ? undefined : reply.code(REFUSED_STATUS).send(refused);
  });
  await app.register(slackApi, { workspace });
  await app.register(slackUploads, { workspace });
  await extend?.(app, workspace);
  url = await app.listen({ host, port });
  return { workspace, url, apiUrl: `${url}/api/`, close: () => app.close() };
}
