/**
 * Who may talk to the sandbox at all: programs of this machine, and the page that the sandbox itself serves. Every
 * server of the sandbox asks here before it looks at anything else of a request, so that another site open in the same
 * browser can neither read the workspace nor press a button in it. Tokens and signatures are asked for behind it.
 */

import type { IncomingHttpHeaders } from 'node:http';

/** What the door looks at of a request. */
export interface Knock {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface Refused {
  readonly ok: false;
  /** What was expected, what came, and what to do. */
  readonly error: string;
}

export const REFUSED_STATUS = 403;

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/**
 * Why this request is not let in; null when it is. A name other than loopback means that a foreign name was pointed at
 * this machine (DNS rebinding). A foreign or opaque Origin, or Sec-Fetch-Site, means that a browser sends it for a page
 * that is not ours; browsers send Origin with every POST. Programs send neither.
 */
export function refusedAtDoor(knock: Knock): Refused | null {
  const { host = '', origin, 'sec-fetch-site': site } = knock.headers;
  if (!LOOPBACK.test(host)) {
    return refused(
      `Expected a request to localhost, got one to ${host === '' ? 'no host' : host}. Use the address that the sandbox printed.`,
    );
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return refused(
      `Expected a request of the sandbox's own page, got one of ${origin === 'null' ? 'a page without an origin' : origin}. Use the page at http://${host}.`,
    );
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opensPage(knock)) {
    return refused(
      `Expected a request of the sandbox's own page, got a ${site} one. Use the page at http://${host}.`,
    );
  }
  return null;
}

/** A link that a person followed from elsewhere: it shows them the page, and tells the other site nothing. */
function opensPage({ method, headers }: Knock): boolean {
  return (
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  );
}

function refused(error: string): Refused {
  return { ok: false, error };
}
