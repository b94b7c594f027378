/** Operations found by their verbs. What help, access and the IAM policy say is derived from them. */

import type { Operation } from './operation.ts';

export interface OperationCatalog {
  readonly operations: readonly Operation[];
  find(verb: string): Operation | null;
}

/** A catalog of these operations, each under its verb and its aliases. Throws when two claim one name. */
export function catalogOf(operations: readonly Operation[]): OperationCatalog {
  const byName = new Map<string, Operation>();
  for (const operation of operations) {
    for (const name of [operation.verb, ...operation.aliases]) {
      if (byName.has(name)) {
        throw new Error(
          `Expected each verb to belong to one operation, got two for ${JSON.stringify(name)}: rename one`,
        );
      }
      byName.set(name, operation);
    }
  }
  return { operations: [...operations], find: (verb) => byName.get(verb) ?? null };
}
