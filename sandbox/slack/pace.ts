/**
 * Slack's rate limits as token buckets: a burst, then so many a minute. Slack publishes the tiers, not the bursts;
 * the bursts here are on the small side, so that what passes in the sandbox passes in a workspace.
 */

export type Tier = 'post' | 'special' | 'tier2' | 'tier3' | 'tier4';

export interface Budget {
  readonly perMinute: number;
  readonly burst: number;
}

export type Budgets = Readonly<Record<Tier, Budget>>;

export interface Pace {
  /** Takes one call from the lane. Returns 0, or the whole seconds after which it may be tried again. */
  take(lane: string, tier: Tier): number;
}

/** https://docs.slack.dev/apis/web-api/rate-limits: `post` is per channel, the others per method. */
export const SLACK_BUDGETS: Budgets = {
  post: { perMinute: 60, burst: 5 },
  special: { perMinute: 600, burst: 100 },
  tier2: { perMinute: 20, burst: 10 },
  tier3: { perMinute: 50, burst: 20 },
  tier4: { perMinute: 100, burst: 40 },
};

/** Full buckets. `off` lets everything through. */
export function createPace(clock: () => number, budgets: Budgets | 'off'): Pace {
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  return {
    take: (lane, tier) => {
      if (budgets === 'off') return 0;
      const { perMinute, burst } = budgets[tier];
      const now = clock();
      const bucket = buckets.get(lane) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute);
      if (tokens >= 1) {
        buckets.set(lane, { tokens: tokens - 1, at: now });
        return 0;
      }
      buckets.set(lane, { tokens, at: now });
      return Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
    },
  };
}
