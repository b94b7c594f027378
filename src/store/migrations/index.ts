/** Every migration in order. A new one is added at the end; a released one is never changed. */

import type { Migration } from 'kysely/migration';
import type { ColumnDialect } from '../columns.ts';

import { initial } from './0001-initial.ts';
import { incidentAlarms } from './0002-incident-alarms.ts';
import { runs } from './0003-runs.ts';
import { leasesAndRetention } from './0004-leases-and-retention.ts';
import { runAskers } from './0005-run-askers.ts';

/** The migrations of this release by name, for one engine. */
export function migrationsFor(columns: ColumnDialect): Readonly<Record<string, Migration>> {
  return {
    '0001-initial': initial(columns),
    '0002-incident-alarms': incidentAlarms(columns),
    '0003-runs': runs(),
    '0004-leases-and-retention': leasesAndRetention(),
    '0005-run-askers': runAskers(),
  };
}
