/**
 * `queries`: what may be asked of Athena by name, rules of quality too, of which AWS is asked nothing; and `queries slow`:
 * which of those that were sent were slow or dear, and why.
 */

import type { Finding, Table } from '../../operations/finding.ts';
import type { Operation } from '../../operations/operation.ts';
import type { NamedQuery, QuerySettings } from '../../operations/query-settings.ts';
import type { Call, Makers } from '../makers.ts';

import { workgroupLink } from '../../lib/console-links.ts';
import { count } from '../../lib/text.ts';
import { oneOf, optional } from '../../operations/arguments.ts';
import { finding } from '../../operations/findings.ts';
import { wantedWords } from '../../operations/judged-rule.ts';
import { usageOf } from '../../operations/query-wish.ts';
import { bytesText } from '../../operations/units.ts';
import { PAST_QUERIES_ASKS } from './read-past-queries.ts';
import { lookAtSlowQueries } from './slow-queries.ts';

const OFFERED = 3;

/** The operation behind `/etl queries`. */
export function createQueries({ read }: Makers): Operation {
  return read({
    verb: 'queries',
    summary:
      'Which queries and rules of quality have a name here, with their parameters and what they want; or which queries were slow or dear lately, and why',
    arguments: {
      which: optional(oneOf(['slow']), {
        summary:
          'Those that were sent to the workgroup in 7 days: the slowest, the dearest, those that failed',
        example: 'slow',
      }),
    },
    asks: [...PAST_QUERIES_ASKS, 'glue:GetTable'],
    intent: ({ which }) => (which === null ? 'List the named queries' : 'Look for slow and dear queries'),
    links: (_, region) => [workgroupLink(region, null)],
    async look({ which }, call) {
      const { queries: settings, pipeline } = call.estate;
      const links = [workgroupLink(call.clients.region, settings?.workgroup ?? null)];
      if (which === null) return { ...namedFinding(settings, pipeline ?? '<name>', call), links };
      if (settings !== null) return { ...(await lookAtSlowQueries(settings, call)), links };
      return finding({
        verdict: 'unknown',
        summary: `Athena is not configured here, so that nobody knows whose queries are meant. Write workgroup and databases under pipelines.${pipeline ?? '<name>'}.athena in the configuration.`,
        trueAt: call.clock(),
        links,
      });
    },
  });
}

function namedFinding(settings: QuerySettings | null, pipeline: string, { clock }: Call): Finding {
  const named = settings?.queries ?? [];
  return finding({
    verdict: 'ok',
    summary:
      named.length === 0
        ? `No query has a name here. Write some under pipelines.${pipeline}.queries in the configuration.`
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
    // Only what can be asked as it stands: a press cannot fill in a parameter.
    next: named
      .filter(({ parameters }) => parameters.length === 0)
      .slice(0, OFFERED)
      .map(({ name }) => `/etl query ${name}`),
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
