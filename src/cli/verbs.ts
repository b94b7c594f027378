/** The verbs of this release, for the linter: what a runbook may quote after `/etl`. */

import { createClientPool } from '../aws/client-pool.ts';
import { verbNames as namesOf } from '../handlers/verbs/registry.ts';
import { createCatalog } from '../aws/catalog.ts';

/** Every name, aliases included. Makes no connection: clients are only made on first use. */
export function verbNames(): readonly string[] {
  const places = { region: 'us-east-1', pipelines: [] };
  const clock = (): number => 0;
  const catalog = createCatalog({ pool: createClientPool({ places, clock }), clock });
  return namesOf(catalog.operations);
}
