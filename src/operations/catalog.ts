/** Operations found by their verbs. What help, access and the IAM policy say is derived from them. */

import type { Operation } from './operation.ts';

export interface OperationCatalog {
  readonly operations: readonly Operation[];
  find(verb: string): Operation | null;
}

/** A catalog of these operations. Throws when two claim one verb. */
export function catalogOf(operations: readonly Operation[]): OperationCatalog {
  const byVerb = new Map<string, Operation>();
  for (const operation of operations) {
    if (byVerb.has(operation.verb)) {
      throw new Error(
        `Expected each verb to belong to one operation, got two for ${JSON.stringify(operation.verb)}: rename one`,
      );
    }
    byVerb.set(operation.verb, operation);
  }
  return { operations: [...byVerb.values()], find: (verb) => byVerb.get(verb) ?? null };
}
