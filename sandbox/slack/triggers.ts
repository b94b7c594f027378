/** Trigger ids: what a person's deed gives the app so that it may open one modal, once, within three seconds. */

import type { Result } from '../../src/lib/result.ts';
import type { Refusal } from './refusal.ts';

import { ok } from '../../src/lib/result.ts';
import { refuse } from './refusal.ts';

export interface Trigger {
  readonly user: string;
  /** The modal in which the deed was done, or null. */
  readonly view: string | null;
}

export interface Triggers {
  issue(user: string, view?: string): string;
  /** Uses the trigger up. Refuses one that is unknown, expired or used. */
  redeem(id: string): Result<Trigger, Refusal>;
}

/** Triggers that live for `lifetimeMs`. */
export function createTriggers(clock: () => number, newId: () => string, lifetimeMs: number): Triggers {
  const issued = new Map<string, Trigger & { readonly expiresAt: number; readonly used: boolean }>();
  return {
    issue: (user, view) => {
      const id = `${clock()}.${newId()}`;
      issued.set(id, { user, view: view ?? null, expiresAt: clock() + lifetimeMs, used: false });
      return id;
    },
    redeem: (id) => {
      const trigger = issued.get(id);
      if (trigger === undefined) return refuse('invalid_trigger_id');
      if (trigger.used) return refuse('exchanged_trigger_id');
      if (clock() > trigger.expiresAt) return refuse('expired_trigger_id');
      issued.set(id, { ...trigger, used: true });
      return ok(trigger);
    },
  };
}
