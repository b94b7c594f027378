/** `queries`: what may be asked of Athena by name. It asks AWS nothing. */

import type { Operation } from '../../operations/operation.ts';
import type { Makers } from '../makers.ts';

import { workgroupLink } from '../../lib/console-links.ts';
import { count } from '../../lib/text.ts';
import { finding } from '../../operations/findings.ts';
import { usageOf } from '../../operations/query-wish.ts';
import { bytesText } from '../../operations/units.ts';

const OFFERED = 3;

/** The operation behind `/etl queries`. */
export function createQueries({ read }: Makers): Operation {
  return read({
    verb: 'queries',
    summary: 'Which queries have a name here, with their parameters',
    arguments: {},
    asks: [],
    intent: () => 'List the named queries',
    links: (_, region) => [workgroupLink(region, null)],
    async look(_, { estate, clients, clock }) {
      const { queries: settings, pipeline } = estate;
      const named = settings?.queries ?? [];
      const whose = pipeline ?? '<name>';
      return finding({
        verdict: 'ok',
        summary:
          named.length === 0
            ? `No query has a name here. Write some under pipelines.${whose}.queries in the configuration.`
            : `${count(named.length, 'query', 'queries')} by name`,
        trueAt: clock(),
        facts:
          settings === null
            ? []
            : [
                {
                  label: 'SQL',
                  value: `needs ${settings.adHoc}, and scans up to ${bytesText(settings.runUpTo)}`,
                },
              ],
        table:
          named.length === 0
            ? null
            : { columns: ['Query', 'Needs'], rows: named.map((query) => [usageOf(query), query.level]) },
        links: [workgroupLink(clients.region, settings?.workgroup ?? null)],
        // Only what can be asked as it stands: a press cannot fill in a parameter.
        next: named
          .filter(({ parameters }) => parameters.length === 0)
          .slice(0, OFFERED)
          .map(({ name }) => `/etl query ${name}`),
      });
    },
  });
}
