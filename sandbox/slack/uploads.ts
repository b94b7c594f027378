/** Takes the bytes of a file at the address that `files.getUploadURLExternal` gave out. The address itself is the right to it. */

import type { FastifyInstance } from 'fastify';
import type { Workspace } from './workspace.ts';

import { refusal, serve } from './api.ts';

/** The simulator holds files in memory. */
const MOST_BYTES = 128 * 1_048_576;

/** Fastify plugin. Bodies are bytes inside it, whatever they call themselves. */
export async function slackUploads(
  app: FastifyInstance,
  { workspace }: { readonly workspace: Workspace },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
    done(null, body),
  );

  app.post<{ Params: { ticket: string } }>('/upload/v1/:ticket', (request, reply) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    // Who holds the address needs no token, and must not be sent one.
    const args = {
      length: bytes.length,
      withToken: request.headers.authorization !== undefined,
      isChunked: request.headers['content-length'] === undefined,
    };
    return serve(workspace, 'upload_url', args, reply, () => {
      const received = workspace.state.files.receive(request.params.ticket, bytes);
      return received.ok
        ? { status: 200, code: 'ok', body: `OK - ${bytes.length}` }
        : refusal(received.error, 400);
    });
  });
}
