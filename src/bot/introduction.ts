/**
 * Learns from Slack who the bot is. The start waits only a moment for it, since alarms are taken without Slack as well;
 * a Slack that is slow or away is asked on meanwhile. A token that Slack refuses is told, never tried again.
 */

import type { Log } from '../handlers/ports.ts';
import type { Result } from '../lib/result.ts';
import type { Installation } from './bolt-app.ts';
import type { Unidentified } from './identify.ts';

export interface Introduction {
  /** Null while Slack has not said. */
  installation(): Installation | null;
  /** Asks; resolves when Slack has answered, or has not for a while. Throws `TokenRefused` when it refused by then. */
  begin(): Promise<void>;
  /** Resolves when Slack refuses the token only after `begin` was over. */
  readonly refusedLater: Promise<TokenRefused>;
  /** Asks no more. */
  stop(): void;
}

export interface IntroductionOptions {
  readonly identify: () => Promise<Result<Installation, Unidentified>>;
  readonly log: Log;
  /** How long the start waits for an answer. */
  readonly patienceMs?: number;
  /** Pause before Slack is asked again. */
  readonly retryMs?: number;
}

/** Slack will never take this token: nothing would ever be shown. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

const PATIENCE_MS = 2_000;
const RETRY_MS = 10_000;

/** Nothing is asked before `begin`. */
export function createIntroduction(options: IntroductionOptions): Introduction {
  const { identify, log, patienceMs = PATIENCE_MS, retryMs = RETRY_MS } = options;
  const refusedLater = Promise.withResolvers<TokenRefused>();
  let installation: Installation | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  return {
    installation: () => installation,
    async begin() {
      const asked = ask();
      const refused = await Promise.race([asked, lapse(patienceMs)]);
      if (refused === 'late') {
        log.warn({}, 'Slack is slow to say who we are; starting without');
        void asked.then(tellLater);
      } else if (refused !== null) throw refused;
    },
    refusedLater: refusedLater.promise,
    stop() {
      isStopped = true;
      clearTimeout(retry);
    },
  };

  /** Null unless the token was refused; a Slack that is away is asked again later. */
  async function ask(): Promise<TokenRefused | null> {
    const found = await identify();
    if (found.ok) {
      installation = found.value;
      return null;
    }
    const { fatal, because } = found.error;
    if (fatal) return new TokenRefused(because);
    if (isStopped) return null;
    log.warn({ because }, 'Slack could not be asked who we are; trying again');
    retry = setTimeout(() => void ask().then(tellLater), retryMs);
    retry.unref();
    return null;
  }

  function tellLater(refused: TokenRefused | null): void {
    if (refused !== null && !isStopped) refusedLater.resolve(refused);
  }
}

function lapse(ms: number): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('late'), ms).unref();
  });
}
