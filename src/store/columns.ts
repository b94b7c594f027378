/** How an engine writes what engines write differently in the definition of a table. */

import type { ColumnDefinitionBuilder } from 'kysely';

/** The few things in a table definition that engines write differently. */
export interface ColumnDialect {
  /** Makes an integer column the primary key that the engine counts up. */
  identity(this: void, column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
}
