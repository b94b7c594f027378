/** The verbs of this release, for the linter: what a runbook may quote after `/etl`. */

import { createClients } from '../aws/clients.ts';
import { verbNames as namesOf } from '../handlers/verbs/registry.ts';
import { createCatalog } from '../aws/catalog.ts';

/** Every name, aliases included. Makes no connection: clients are only made on first use. */
export function verbNames(): readonly string[] {
  const catalog = createCatalog({ clients: createClients({ region: 'us-east-1' }), clock: () => 0 });
  return namesOf(catalog.operations);
}
