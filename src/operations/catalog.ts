/** Every operation Handrail has, found by its verb. What help, access and the IAM policy say is derived from it. */

import type { AwsClients } from '../aws/clients.ts';
import type { Clock, OperationCatalog } from '../handlers/ports.ts';
import type { Operation } from './operation.ts';
import { createLogs } from './logs.ts';
import { createRetry } from './retry.ts';

export interface CatalogOptions {
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** The most workers that a retry may ask for; 40 when absent. */
  readonly maxWorkers?: number;
  /** Between two looks at a run that was just started, milliseconds; 5 000 when absent. */
  readonly pollMs?: number;
  /** How long Glue may take to show a run that was started, milliseconds; 5 000 when absent. */
  readonly settleMs?: number;
}

/** The catalog over these clients. */
export function createCatalog(options: CatalogOptions): OperationCatalog {
  const { clients, clock, maxWorkers = 40, pollMs = 5_000, settleMs = 5_000 } = options;
  return catalogOf([
    createLogs({ clients, clock, maxWorkers }),
    createRetry({ clients, clock, maxWorkers, pollMs, settleMs }),
  ]);
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

/** The IAM actions that these operations need, each once, sorted. */
export function iamActions(catalog: OperationCatalog): readonly string[] {
  return [...new Set(catalog.operations.flatMap((operation) => operation.iam))].toSorted();
}
