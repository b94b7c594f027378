/**
 * What Slack lets the bot do, as its answers tell: whether it takes the token, and which scopes that has. Known to this
 * process only; what no answer has said stands against nothing. Asked anew every few minutes, so that a token that is
 * revoked shows on a quiet night, and before somebody is told no.
 */

import type { Clock, Hindrance, Log, SlackGrant, SlackUse } from '../handlers/ports.ts';
import type { Hear } from './hearing-client.ts';
import type { Scope } from './scopes.ts';

import { tokenRefusal } from './identify.ts';
import { lackingFor, missingInWords, missingScopes } from './scopes.ts';

export interface Grant extends SlackGrant {
  /** Takes in what an answer of Slack says of the token. */
  readonly hear: Hear;
  /** Null unless Slack refuses the token; then the sentence. */
  refusal(): string | null;
  missing(): readonly Scope[];
  /** Asks every few minutes from now on. */
  watch(): void;
  /** Asks no more. */
  stop(): void;
}

export interface GrantOptions {
  /** Asks Slack anything: its answer comes in by `hear`. Never rejects. */
  readonly ask: () => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
  /** Pause between two looks of its own. */
  readonly everyMs?: number;
}

const EVERY_MS = 180_000;
/** What was heard so lately is told to a person without asking anew. */
const FRESH_MS = 15_000;

/** Nothing is known yet, and nothing is asked. */
export function createGrant({ ask, clock, log, everyMs = EVERY_MS }: GrantOptions): Grant {
  let refusal: string | null = null;
  let missing: readonly Scope[] = [];
  let heardAt: number | null = null;
  let asking: Promise<unknown> | null = null;
  let watching: NodeJS.Timeout | undefined;

  return {
    hear({ error, scopes }) {
      heardAt = clock();
      const refused = error === null ? null : tokenRefusal(error);
      if (refused !== null) return refuse(refused);
      if (error === null) takeAgain();
      if (scopes !== null) learn(missingScopes(scopes));
    },
    refusal: () => refusal,
    missing: () => missing,
    async whyNot(use) {
      const known = hindranceOf(use);
      if (known === null || isFresh()) return known;
      await askAnew();
      return hindranceOf(use);
    },
    watch() {
      watching = setInterval(() => void askAnew(), everyMs);
      watching.unref();
    },
    stop: () => clearInterval(watching),
  };

  /** A token may be taken again as it is; scopes come only by what somebody does, who then asks again. */
  function hindranceOf(use: SlackUse): Hindrance | null {
    if (refusal !== null) return { because: refusal, again: true };
    const because = lackingFor(use, missing);
    return because === null ? null : { because, again: false };
  }

  /** A clock that was set back says nothing. */
  function isFresh(): boolean {
    const sinceMs = heardAt === null ? null : clock() - heardAt;
    return sinceMs !== null && sinceMs >= 0 && sinceMs < FRESH_MS;
  }

  /** Many may wait for one answer. */
  async function askAnew(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = null;
    });
    await asking;
  }

  function refuse(because: string): void {
    if (refusal === null) log.error({ because }, 'Slack refuses the bot token');
    refusal = because;
  }

  function takeAgain(): void {
    if (refusal !== null) log.info({}, 'Slack takes the bot token again');
    refusal = null;
  }

  function learn(lacking: readonly Scope[]): void {
    if (lacking.join() === missing.join()) return;
    missing = lacking;
    if (lacking.length === 0) log.info({}, 'the Slack app has all its scopes');
    else log.warn({ missing: lacking, because: missingInWords(lacking) }, 'the Slack app lacks scopes');
  }
}
