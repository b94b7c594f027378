/** Operations found by their verbs. What help, access and the IAM policy say is derived from them. */

import type { Operation } from './operation.ts';

export interface OperationCatalog {
  readonly operations: readonly Operation[];
  find(verb: string): Operation | null;
}

/** The verbs of those that only read, whatever their arguments are. */
export function readingVerbs({ operations }: OperationCatalog): ReadonlySet<string> {
  return new Set(
    operations.filter(({ risk }) => risk === 'read').flatMap(({ verb, aliases }) => [verb, ...aliases]),
  );
}

/** What a run of an operation can say to a condition. */
export interface Answers {
  /** Under which verb its verdict is asked for. */
  readonly verb: string;
  readonly namesCause: boolean;
}

/** What a run of the verb can say to a condition, under any of its names; null where no operation has it. */
export function answersOf({ find }: OperationCatalog, verb: string): Answers | null {
  const found = find(verb);
  return found === null ? null : { verb: found.verb, namesCause: found.namesCause };
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
