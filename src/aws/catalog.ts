/** Every operation Handrail has, over the clients of a pool. */

import type { Clock } from '../handlers/ports.ts';
import type { Estate } from '../operations/estate.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { ClientPool } from './client-pool.ts';

import { catalogOf } from '../operations/catalog.ts';
import { createGuard } from './athena/guard.ts';
import { createQuality } from './athena/quality.ts';
import { createQueries } from './athena/queries.ts';
import { createQuery } from './athena/query.ts';
import { createChanges } from './changes/changes.ts';
import { createAlarms } from './cloudwatch/alarms.ts';
import { createCosts } from './costs/costs.ts';
import { createHealth } from './health/health.ts';
import { createJobs } from './glue/jobs.ts';
import { createRetry } from './glue/retry.ts';
import { createRuns } from './glue/runs.ts';
import { createSchema } from './glue/schema.ts';
import { createIngestion } from './ingestion/ingestion.ts';
import { createLogs } from './logs.ts';
import { createLookUps } from './look-ups.ts';
import { createMakers } from './makers.ts';
import { createLake } from './s3/lake.ts';

export interface CatalogOptions {
  readonly pool: Pick<ClientPool, 'home' | 'at'>;
  /** What each pipeline is made of; none when absent. */
  readonly estates?: readonly Estate[];
  readonly clock: Clock;
  /** The most workers that a retry may ask for; 40 when absent. */
  readonly maxWorkers?: number;
  /** Between two looks at a run that was just started, milliseconds; 5 000 when absent. */
  readonly pollMs?: number;
  /** How long Glue may take to show a run that was started, milliseconds; 5 000 when absent. */
  readonly settleMs?: number;
  /** How long a look-up in CloudTrail holds one of the two turns of a second, milliseconds; 1 100 when absent. */
  readonly lookUpMs?: number;
}

/** The catalog over these clients. Nothing is asked of them before an operation is called. */
export function createCatalog(options: CatalogOptions): OperationCatalog {
  const { pool, estates = [], clock, maxWorkers = 40, pollMs = 5_000, settleMs = 5_000 } = options;
  // More than a second, as what is asked takes longer to arrive one time than another.
  const lookUps = createLookUps(options.lookUpMs ?? 1_100);
  const makers = createMakers({ pool, estates, clock, pollMs });
  const guard = createGuard();
  return catalogOf([
    createHealth(makers),
    createAlarms(makers),
    createIngestion(makers),
    createJobs(makers),
    createRuns(makers),
    createLake(makers),
    createCosts(makers),
    createSchema(makers, lookUps),
    createChanges(makers, lookUps),
    createQuality(makers, guard),
    createQuery(makers, guard),
    createQueries(makers),
    createLogs(makers, { maxWorkers }),
    createRetry(makers, { maxWorkers, pollMs, settleMs }),
  ]);
}
