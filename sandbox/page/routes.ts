/**
 * Serves the page and its wire: what it is made of, the state, the stream of states, the acts of the person at the
 * keyboard, and the files that they may see. Whose requests come this far is decided at the door of the server, for every route of it.
 */

import type { FastifyInstance } from 'fastify';
import type { Workspace } from '../slack/workspace.ts';
import type { ClientFiles } from './bundle.ts';
import type { Act, ActResult, PagePipeline, PageState } from './contract.ts';

import { z } from 'zod';

import { actSchema } from './act-schema.ts';
import { kindOf } from '../slack/wire.ts';
import { bundleClient } from './bundle.ts';
import { fileFor } from './file-for.ts';
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

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('content-security-policy', CONTENT_SECURITY_POLICY);
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

  app.get<{ Params: { file: string }; Querystring: { user?: string } }>(
    '/files-pri/:file/download/:name',
    (request, reply) => {
      const { file, bytes } = fileFor(workspace.state, request.params.file, request.query.user ?? '') ?? {};
      // Slack does not tell either whether there is a file that somebody may not see.
      if (file === undefined) return reply.code(404).type('text/plain').send('This file is not there.');
      return reply
        .type(kindOf(file).mimetype)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .header('x-content-type-options', 'nosniff')
        .send(bytes);
    },
  );

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
