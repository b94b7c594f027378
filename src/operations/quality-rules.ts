/** Which rules of quality are asked at once: all of a pipeline or those about one table, as far as who asks may. Pure. */

import type { Level } from '../access/may.ts';
import type { Estate } from './estate.ts';
import type { NamedQuery, QualityRule, QuerySettings } from './query-settings.ts';

import { named } from './estate.ts';

export interface RuleQuery extends NamedQuery {
  readonly rule: QualityRule;
}

export interface ChosenRules {
  readonly asked: readonly RuleQuery[];
  /** Those that need more than who asks has. */
  readonly withheld: readonly RuleQuery[];
  /** How many there are besides, which are too many for one time. */
  readonly more: number;
}

/** Each is a query that somebody waits for and pays. */
const MOST_RULES = 40;

/** The rules about this table, or all of them where it is null. */
export function rulesAbout(
  { queries }: Pick<QuerySettings, 'queries'>,
  table: string | null,
): readonly RuleQuery[] {
  return queries.flatMap((query) => {
    const { rule } = query;
    if (rule === undefined || (table !== null && !isTable(rule.table, table))) return [];
    return [{ ...query, rule }];
  });
}

/** Those of the rules that are asked, where these levels are those that who asks has. */
export function chosenOf(rules: readonly RuleQuery[], levels: ReadonlySet<Level>): ChosenRules {
  const allowed = rules.filter(({ level }) => levels.has(level));
  return {
    asked: allowed.slice(0, MOST_RULES),
    withheld: rules.filter(({ level }) => !levels.has(level)),
    more: Math.max(0, allowed.length - MOST_RULES),
  };
}

/** The tables that are known by name: of the rules, and of the stages. */
export function knownTables(estate: Estate): readonly string[] {
  const ofRules = rulesAbout(estate.queries ?? { queries: [] }, null).flatMap(({ rule }) => rule.table ?? []);
  return [...new Set([...ofRules, ...named(estate, 'tables')])];
}

/** Whether a table that is not known by name may still be one: of a database whose tables no stage lists. */
export function hasUnlisted({ stages }: Estate): boolean {
  return stages.some(({ databases, tables }) => databases.length > 0 && tables.length === 0);
}

/** Whether both mean one table, of which either may leave out the database. */
export function isTable(one: string | null, other: string): boolean {
  if (one === null) return false;
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  return left === right || left.endsWith(`.${right}`) || right.endsWith(`.${left}`);
}
