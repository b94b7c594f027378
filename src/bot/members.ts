/** Who is a full member of this workspace: no guest, no bot, no stranger of a shared channel. Asked of Slack, kept a while. */

import type { WebClient } from '@slack/web-api';
import type { Clock, Log, Members } from '../handlers/ports.ts';

import { WebAPIPlatformError } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

export interface MembersOptions {
  readonly client: WebClient;
  /** The workspace that the bot is installed in; null while nobody could ask Slack. */
  readonly teamId: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
}

const KEPT_MS = 600_000;
const MOST_KEPT = 5_000;
/** What Slack answers about somebody whom this workspace does not have. */
const NOBODY: readonly string[] = ['user_not_found', 'user_not_visible'];

const info = z.object({
  user: z.object({
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
  }),
});

/** When Slack cannot be asked and nothing is remembered, the answer is unknown: `*` then admits nobody for now. */
export function createMembers({ client, teamId, clock, log }: MembersOptions): Members {
  const known = new LRUCache<string, { readonly full: boolean; readonly at: number }>({ max: MOST_KEPT });
  return {
    async isFullMember(team, user) {
      const home = teamId();
      if (home !== null && team !== home) return false;
      const remembered = known.get(user);
      if (remembered !== undefined && clock() - remembered.at < KEPT_MS) return remembered.full;
      try {
        const { user: who } = info.parse(await client.users.info({ user }));
        const outside =
          who.is_stranger === true || (home !== null && who.team_id !== undefined && who.team_id !== home);
        const limited = who.is_restricted === true || who.is_ultra_restricted === true || who.is_bot === true;
        const full = !outside && !limited && who.deleted !== true;
        known.set(user, { full, at: clock() });
        return full;
      } catch (error) {
        if (error instanceof WebAPIPlatformError && NOBODY.includes(error.data.error)) return false;
        log.warn({ err: error }, 'Slack could not say who a person is');
        // Yesterday's answer is better than locking everybody out while Slack has trouble.
        return remembered?.full ?? 'unknown';
      }
    },
  };
}
