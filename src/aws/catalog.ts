/** Every operation Handrail has, over the clients that it is given. */

import type { Clock } from '../handlers/ports.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { AwsClients } from './clients.ts';

import { catalogOf } from '../operations/catalog.ts';
import { createLogs } from './glue/logs.ts';
import { createRetry } from './glue/retry.ts';
import { createMakers } from './makers.ts';

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
  const makers = createMakers({ clients, clock, pollMs });
  return catalogOf([
    createLogs(makers, { maxWorkers }),
    createRetry(makers, { maxWorkers, pollMs, settleMs }),
  ]);
}
