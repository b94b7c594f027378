/** What the operations of Glue have in common: names, tokens, and pages that refuse a token which Glue never gave. */

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { page } from './operation.ts';

export const glueName = z.string().min(1).max(255);
export const nextToken = z.string().optional();

/** Items after the one that the token names. Throws `InvalidInputException`. */
export function gluePage<Item>(
  items: readonly Item[],
  token: string | undefined,
  limit: number,
  idOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly nextToken: string | null } {
  const found = page(items, { token, limit, idOf });
  if (!found.knownToken) throw new AwsRefusal('InvalidInputException', 'Invalid pagination token');
  return found;
}
