/** `queries`: what may be asked of Athena by name, rules of quality too. It asks AWS nothing. */

import type { Table } from '../../operations/finding.ts';
import type { Operation } from '../../operations/operation.ts';
import type { NamedQuery } from '../../operations/query-settings.ts';
import type { Makers } from '../makers.ts';

import { workgroupLink } from '../../lib/console-links.ts';
import { count } from '../../lib/text.ts';
import { finding } from '../../operations/findings.ts';
import { wantedWords } from '../../operations/quality-finding.ts';
import { usageOf } from '../../operations/query-wish.ts';
import { bytesText } from '../../operations/units.ts';

const OFFERED = 3;

/** The operation behind `/etl queries`. */
export function createQueries({ read }: Makers): Operation {
  return read({
    verb: 'queries',
    summary: 'Which queries and rules of quality have a name here, with their parameters and what they want',
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
            : `${countsOf(named)} by name`,
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
        table: tableOf(named),
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

function countsOf(named: readonly NamedQuery[]): string {
  const rules = named.filter(({ rule }) => rule !== undefined).length;
  const queries = named.length - rules;
  return [
    ...(queries === 0 ? [] : [count(queries, 'query', 'queries')]),
    ...(rules === 0 ? [] : [count(rules, 'rule')]),
  ].join(' and ');
}

/** What a rule wants has a column where there is a rule. */
function tableOf(named: readonly NamedQuery[]): Table | null {
  if (named.length === 0) return null;
  const hasRules = named.some(({ rule }) => rule !== undefined);
  return {
    columns: ['Query', 'Needs', ...(hasRules ? ['Wants'] : [])],
    rows: named.map((query) => [usageOf(query), query.level, ...(hasRules ? [wantsOf(query)] : [])]),
  };
}

/** `at most 0, of users`; empty for a query that is none. */
function wantsOf({ rule }: NamedQuery): string {
  if (rule === undefined) return '';
  return rule.table === null ? wantedWords(rule) : `${wantedWords(rule)}, of ${rule.table}`;
}
