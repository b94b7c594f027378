/** What a Web API method is to the simulator: a rate tier, and a function from arguments to an answer or a refusal. */

import type { Result } from '../../../src/lib/result.ts';
import type { Tier } from '../pace.ts';
import type { Refusal } from '../refusal.ts';
import type { SlackState } from '../state.ts';
import type { Json } from '../wire.ts';

import { err, ok } from '../../../src/lib/result.ts';
import { fromJson } from '../content.ts';

/** Arguments by name: strings from a form, values from JSON. The token is not among them. */
export type Args = Readonly<Record<string, unknown>>;

export interface Method {
  readonly tier: Tier;
  readonly run: (state: SlackState, args: Args) => Result<Json, Refusal>;
}

/** A text argument, or the empty string. */
export function text(args: Args, name: string): string {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A flag, which a form writes as `true` or `1`. */
export function flag(args: Args, name: string): boolean {
  return ['true', '1'].includes(String(args[name] ?? ''));
}

/** A JSON argument, parsed when it came in a form. */
export function json(args: Args, name: string): unknown {
  return fromJson(args[name]);
}

export interface Slice<T> {
  readonly items: readonly T[];
  readonly nextCursor: string;
}

/** One page of `items`: `limit` and `cursor` as Slack's methods take them. Refuses a cursor that it did not give out. */
export function paginate<T>(
  items: readonly T[],
  args: Args,
  standardLimit: number,
): Result<Slice<T>, Refusal> {
  const cursor = text(args, 'cursor');
  const start =
    cursor === ''
      ? 0
      : Number(
          Buffer.from(cursor, 'base64')
            .toString()
            .replace(/^next:/, ''),
        );
  if (!Number.isInteger(start) || start < 0) return err({ error: 'invalid_cursor', sentences: [] });
  const asked = Number(text(args, 'limit') || standardLimit);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 999) : standardLimit;
  const end = start + limit;
  const nextCursor = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return ok({ items: items.slice(start, end), nextCursor });
}
