/** What a run that succeeded leaves in the lake: files and partitions of today, and what it publishes of their quality. */

import type { Account } from '../aws/account.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { PipelineJob } from './jobs.ts';
import type { Layout } from './layout.ts';

import { NULL_USERS } from './alarm-list.ts';
import { putDays, putHours } from './catalog.ts';
import { bucketOf } from './estate.ts';
import { FRAGILE_JOB } from './jobs.ts';
import { recordQuality } from './quality.ts';
import { DAY_MS, HOUR_MS, startOf } from './traffic.ts';

/** Writes it as of now and registers it. `nullUsers` is how many users the run found without an id. */
export function recordOutput(
  account: Account,
  { name, stage }: PipelineJob,
  { run, layout, nullUsers }: { readonly run: GlueRun; readonly layout: Layout; readonly nullUsers: number },
): void {
  const { metrics, now, s3 } = account;
  const at = now();
  const today = startOf(at, DAY_MS);
  if (stage === 'bronze') {
    putHours(account, startOf(at, HOUR_MS) - HOUR_MS, at);
  } else if (stage === 'silver') {
    const entity = name === FRAGILE_JOB ? 'users' : 'tasks';
    layout.silver(entity, today).forEach((file) => s3.put(bucketOf('silver'), file));
    putDays(account, { layer: 'silver', table: entity }, [today]);
    if (entity === 'users') {
      metrics.put({ ...NULL_USERS, at, value: nullUsers });
      recordQuality(account, run, nullUsers);
    }
  } else {
    s3.put(bucketOf('gold'), layout.gold(today));
    putDays(account, { layer: 'gold', table: 'kpis' }, [today]);
  }
}
