/** Every migration in order. A new one is added at the end; a released one is never changed. */

import type { ColumnDefinitionBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';

import { initial } from './0001-initial.ts';
import { incidentAlarms } from './0002-incident-alarms.ts';
import { runs } from './0003-runs.ts';
import { leasesAndRetention } from './0004-leases-and-retention.ts';

/** The few things in a table definition that engines write differently. */
export interface ColumnDialect {
  /** Makes an integer column the primary key that the engine counts up. */
  identity(this: void, column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
}

/** The migrations of this release by name, for one engine. */
export function migrationsFor(columns: ColumnDialect): Readonly<Record<string, Migration>> {
  return {
    '0001-initial': initial(columns),
    '0002-incident-alarms': incidentAlarms(columns),
    '0003-runs': runs(),
    '0004-leases-and-retention': leasesAndRetention(),
  };
}
