/**
 * Slack's Web API over HTTP: `POST /api/:method`, form-encoded or JSON, with a bearer token; and the response URLs.
 * Faults strike first, then the token, its scopes, the rate limits and the method itself.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from './faults.ts';
import type { Refusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

import { setTimeout as pause } from 'node:timers/promises';

import { applyAnswer } from './answers.ts';
import { fromJson } from './content.ts';
import { METHODS } from './methods/table.ts';
import { missingScopes } from './scopes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is answered, and what the record shows of it. */
export interface Answer {
  readonly status: number;
  /** `ok`, or Slack's error code: what the record shows. */
  readonly code: string;
  readonly body: object | string;
  readonly retryAfterSeconds?: number;
  /** The scopes of the token that was taken, which Slack tells with every answer. */
  readonly scopes?: readonly string[];
}

/** Fastify plugin. Body parsing is replaced inside it only, so it may share a server with others. */
export async function slackApi(
  app: FastifyInstance,
  { workspace }: { readonly workspace: Workspace },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.post<{ Params: { method: string } }>('/api/:method', (request, reply) => {
    const { token, ...args } = fieldsOf(request);
    const name = request.params.method;
    return serve(workspace, name, args, reply, () => {
      const refused = workspace.token.refusal(tokenOf(request) ?? token);
      return refused === null
        ? { ...callMethod(workspace, name, args), scopes: workspace.token.scopes() }
        : refusal({ error: refused, sentences: [] });
    });
  });

  app.post<{ Params: { id: string } }>('/response/:id', (request, reply) => {
    const body = fieldsOf(request);
    return serve(workspace, 'response_url', body, reply, () => {
      const target = workspace.state.responseUrls.use(request.params.id);
      if (!target.ok) return refusal(target.error, 404);
      const applied = applyAnswer(workspace.state, target.value, body);
      return applied.ok ? { status: 200, code: 'ok', body: { ok: true } } : refusal(applied.error, 400);
    });
  });
}

/** Records the call, lets a fault that is set have its way with it, and otherwise answers what `work` comes to. */
export async function serve(
  workspace: Workspace,
  name: string,
  args: Fields,
  reply: FastifyReply,
  work: () => Answer,
): Promise<FastifyReply> {
  const noteAnswer = workspace.recorder.call(name, args);
  const fault = workspace.faults.strike(name);
  if (fault?.kind === 'slow') await pause(fault.delayMs);
  if (fault?.kind === 'drop-after-effect') work();
  if (fault?.kind === 'drop-after-effect' || fault?.kind === 'refuse-connection') {
    noteAnswer(fault.kind);
    reply.hijack();
    reply.raw.socket?.destroy();
    return reply;
  }
  const answer = (fault === null ? null : faultyAnswer(fault)) ?? work();
  noteAnswer(answer.code);
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds));
  if (answer.scopes !== undefined) reply.header('x-oauth-scopes', answer.scopes.join(','));
  if (typeof answer.body === 'string') reply.type('text/html');
  return reply.code(answer.status).send(answer.body);
}

function faultyAnswer(fault: Fault): Answer | null {
  switch (fault.kind) {
    case 'http-500':
      return { status: 500, code: 'http-500', body: '<html><body>Server Error</body></html>' };
    case 'rate-limited':
      return tooFast(fault.retryAfterSeconds);
    case 'error':
      return refusal({ error: fault.error, sentences: [] });
    default:
      return null;
  }
}

function callMethod(workspace: Workspace, name: string, args: Fields): Answer {
  const method = METHODS.get(name);
  if (method === undefined) return refusal({ error: 'unknown_method', sentences: [] });
  const granted = workspace.token.scopes();
  const missing = missingScopes(granted, name, workspace.state, args);
  if (missing.length > 0) return outOfScope(missing, granted);
  const channel = workspace.state.directory.find(String(args['channel']))?.id;
  const lane = method.tier === 'post' ? `${name} ${channel}` : name;
  const waitSeconds = workspace.pace.take(lane, method.tier);
  if (waitSeconds > 0) return tooFast(waitSeconds);
  const answer = method.run(workspace.state, args);
  if (!answer.ok) return refusal(answer.error);
  return { status: 200, code: 'ok', body: { ok: true, ...answer.value } };
}

/** Slack's way of saying no: HTTP 200, unless the caller knows better. */
export function refusal({ error, sentences }: Refusal, status = 200): Answer {
  if (sentences.length === 0) return { status, code: error, body: { ok: false, error } };
  const messages = sentences.map((sentence) => `[ERROR] ${sentence}`);
  return {
    status,
    code: error,
    body: { ok: false, error, errors: sentences, response_metadata: { messages } },
  };
}

function tooFast(retryAfterSeconds: number): Answer {
  return { status: 429, code: 'ratelimited', body: { ok: false, error: 'ratelimited' }, retryAfterSeconds };
}

/** Slack names what the call needs and what the token has. */
function outOfScope(missing: readonly string[], granted: readonly string[]): Answer {
  const error = 'missing_scope';
  const body = { ok: false, error, needed: missing.join(','), provided: granted.join(',') };
  return { status: 200, code: error, body };
}

function tokenOf(request: FastifyRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

function fieldsOf(request: FastifyRequest): Fields {
  const body = typeof request.body === 'string' ? request.body : '';
  if (request.headers['content-type']?.startsWith('application/json') !== true) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  const fields = fromJson(body);
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}
