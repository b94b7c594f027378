/**
 * Serves the page and its wire: the files, the state, the stream of states, and the acts of the person at the
 * keyboard. Answers only requests that name this machine, and acts only for pages that it served: another site open
 * in the same browser can neither read the workspace nor press a button in it.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Workspace } from '../slack/workspace.ts';
import type { ClientFiles } from './bundle.ts';
import type { Act, ActResult, PagePipeline, PageState } from './contract.ts';

import { z } from 'zod';

import { actSchema } from './act-schema.ts';
import { bundleClient } from './bundle.ts';
import { pageState } from './state.ts';
import { createStream } from './stream.ts';

/** The pipeline beside the chat, as the page needs it. */
export interface PipelineView {
  view(): PagePipeline;
  /** Turns a switch; answers as Slack would for an act of its own. */
  flip(id: string, on: boolean): Promise<ActResult>;
  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: () => void): () => void;
}

export interface PageOptions {
  readonly workspace: Workspace;
  readonly pipeline: PipelineView;
  readonly bot: () => PageState['bot'];
  /** Where the page's files come from; bundled from the sources unless given. */
  readonly client?: () => Promise<ClientFiles>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Images of cards may come from anywhere; scripts and styles only from here. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src * data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** Fastify plugin. Ends its streams before the server closes, which would otherwise wait for them. */
export async function pageRoutes(app: FastifyInstance, options: PageOptions): Promise<void> {
  const { workspace, pipeline, bot } = options;
  const files = await (options.client ?? bundleClient)();
  const readState = () => JSON.stringify(pageState(workspace, pipeline.view(), bot()));
  const stream = createStream(readState);
  const stops = [workspace.onChange(stream.touch), pipeline.onChange(stream.touch)];

  app.addHook('preClose', async () => {
    for (const stop of stops) stop();
    stream.close();
  });

  app.addHook('onRequest', async (request, reply) => {
    const problem = strangerProblem(request);
    if (problem !== null) return reply.code(403).send({ ok: false, error: problem });
    reply.header('cache-control', 'no-store').header('content-security-policy', CONTENT_SECURITY_POLICY);
    return undefined;
  });

  app.get('/', (_request, reply) => reply.type('text/html').send(files.html));
  app.get('/page/client.js', (_request, reply) => reply.type('text/javascript').send(files.script));
  app.get('/page/client.css', (_request, reply) => reply.type('text/css').send(files.style));

  app.get('/page/state', (_request, reply) => reply.type('application/json').send(readState()));

  app.get('/page/events', (_request, reply) => {
    reply.hijack();
    stream.add(reply.raw);
  });

  app.post('/page/acts', async (request, reply) => {
    const act = actSchema.safeParse(request.body);
    if (!act.success) return reply.code(400).send({ ok: false, error: z.prettifyError(act.error) });
    return perform(options, act.data);
  });

  /** Where chat.getPermalink leads: the thread of that message, open on the page. */
  app.get<{ Params: { channel: string; message: string }; Querystring: { thread_ts?: string } }>(
    '/archives/:channel/:message',
    (request, reply) => {
      const ts = request.params.message.replace(/^p(\d+)(\d{6})$/, '$1.$2');
      return reply.redirect(`/#${request.params.channel}/${request.query.thread_ts ?? ts}`);
    },
  );
}

function perform({ workspace, pipeline }: PageOptions, act: Act): Promise<ActResult> {
  return act.act === 'switch' ? pipeline.flip(act.id, act.on) : workspace.act(act);
}

/**
 * A name other than loopback means that a foreign name was pointed at this machine (DNS rebinding); a foreign Origin
 * means that another site's page sends the request. Browsers always send Origin with a POST.
 */
function strangerProblem(request: FastifyRequest): string | null {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.has(host.replace(/:\d+$/, ''))) {
    return `Expected a request to localhost, got one to ${host}. Open the page by the address that the sandbox printed.`;
  }
  const { origin } = request.headers;
  return origin === undefined || origin === `http://${host}`
    ? null
    : `Expected a request from this page, got one from ${origin}.`;
}
