/** `ingestion`: whether data is coming in, by every table, delivery stream and function that the configuration names. */

import type { Operation } from '../../operations/operation.ts';
import type { Makers } from '../makers.ts';

import { metricsLink } from '../../lib/console-links.ts';
import { ingestionFinding, nothingNamed } from '../../operations/ingestion-finding.ts';
import { INGESTION_ASKS, readIngestion } from './read-ingestion.ts';

/** The operation behind `/etl ingestion`. */
export function createIngestion({ read }: Makers): Operation {
  return read({
    verb: 'ingestion',
    summary:
      'Whether data is coming in: tables, delivery streams and functions, and records against the usual',
    arguments: {},
    asks: INGESTION_ASKS,
    tells: { of: ['pipeline'], line: 'input' },
    intent: () => 'Look whether data is coming in',
    links: (_, region) => [metricsLink(region)],
    async look(_, call) {
      const { estate, clients, clock } = call;
      const now = clock();
      const found = await readIngestion(call);
      if (found === null) return nothingNamed(estate.pipeline, now);
      return ingestionFinding(found, { trueAt: now, links: [metricsLink(clients.region)] });
    },
  });
}
