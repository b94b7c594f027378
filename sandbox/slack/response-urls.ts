/** Response URLs: five uses within thirty minutes, bound to the person, the channel and the message of one deed. */

import type { Result } from '../../src/lib/result.ts';
import type { Refusal } from './refusal.ts';

import { ok } from '../../src/lib/result.ts';
import { refuse } from './refusal.ts';

export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  /** The message that was pressed; null for a slash command, which has nothing to replace. */
  readonly original: string | null;
}

export interface ResponseUrls {
  /** A fresh URL below the workspace's own address. */
  issue(target: ResponseTarget): string;
  /** Counts one use. Refuses `expired_url` and, after the last use, `used_url`. */
  use(id: string): Result<ResponseTarget, Refusal>;
}

export interface ResponseUrlLimits {
  readonly uses: number;
  readonly lifetimeMs: number;
}

/** `ownUrl` gives the address that this workspace answers at, without a slash at the end. */
export function createResponseUrls(
  clock: () => number,
  newId: () => string,
  ownUrl: () => string,
  limits: ResponseUrlLimits,
): ResponseUrls {
  const issued = new Map<
    string,
    { readonly target: ResponseTarget; readonly expiresAt: number; readonly left: number }
  >();
  return {
    issue: (target) => {
      const id = newId();
      issued.set(id, { target, expiresAt: clock() + limits.lifetimeMs, left: limits.uses });
      return `${ownUrl()}/response/${id}`;
    },
    use: (id) => {
      const url = issued.get(id);
      if (url === undefined || clock() > url.expiresAt) return refuse('expired_url');
      if (url.left === 0) return refuse('used_url');
      issued.set(id, { ...url, left: url.left - 1 });
      return ok(url.target);
    },
  };
}
