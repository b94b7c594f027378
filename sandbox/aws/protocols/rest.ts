/**
 * What the two REST protocols share: a method and a path say the operation, and its members are parts of the path, the
 * query, headers and the body. What an operation does not bind is handed on under its own name, to be refused by it.
 */

import type { HttpBinding, Service } from '../api/operation.ts';
import type { SignedRequest } from '../signature.ts';
import type { Call } from './wire.ts';

/** Headers that say something of the call and not of how it travels. */
const MEANT =
  /^(?:x-amz-.*|if-.*|range|cache-control|content-disposition|content-encoding|content-language|content-md5|expires)$/;
const OF_THE_JOURNEY = /^x-amz-(?:date|content-sha256|security-token|user-agent)$/;
/** What the SDK adds to the query to tell operations apart in logs. */
const OPERATION_HINT = 'x-id';

/** The operation of this service that a request is for; empty when it is for none that is simulated. */
export function matchOperation({ operations }: Service, { method, url }: SignedRequest): string {
  const { pathname, searchParams } = addressOf(url);
  const found = Object.entries(operations).find(
    ([, { http }]) =>
      http !== undefined &&
      http.method === method &&
      pathPattern(http.path).test(pathname) &&
      (http.only === undefined || searchParams.get(http.only[0]) === http.only[1]),
  );
  return found?.[0] ?? '';
}

/** How the operation of this call is bound. */
export function bindingOf({ service, operation }: Call): HttpBinding | undefined {
  return service.operations[operation]?.http;
}

/** The members of the request. Throws URIError for a path that cannot be decoded. */
export function readRestMembers(call: Call): Readonly<Record<string, unknown>> {
  const binding = bindingOf(call);
  if (binding === undefined) return {};
  const { url, headers, body } = call.request;
  const { pathname, searchParams } = addressOf(url);
  const members: Record<string, unknown> = {};
  for (const [label, text] of Object.entries(pathPattern(binding.path).exec(pathname)?.groups ?? {})) {
    members[label] = decodeURIComponent(text);
  }
  for (const [name, value] of searchParams) {
    if (name !== OPERATION_HINT && name !== binding.only?.[0]) members[binding.query?.[name] ?? name] = value;
  }
  for (const [name, value] of Object.entries(headers)) {
    const member = binding.headers?.[name];
    if (member !== undefined) members[member] = value;
    else if (MEANT.test(name) && !OF_THE_JOURNEY.test(name)) members[name] = value;
  }
  if (binding.payload !== undefined) members[binding.payload] = body;
  return members;
}

function addressOf(url: string): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const [pathname = '/', query = ''] = url.split('?', 2);
  return { pathname, searchParams: new URLSearchParams(query) };
}

function pathPattern(path: string): RegExp {
  const source = path.replaceAll(/\{(\w+)(\+?)\}/g, (_, label: string, greedy: string) =>
    greedy === '' ? `(?<${label}>[^/]+)` : `(?<${label}>.+)`,
  );
  return new RegExp(`^${source}${source.endsWith('.+)') ? '' : '/?'}$`);
}
