/** The rules of quality of the sandbox's pipeline: what its switches break, each by one plain SQL of little to scan. */

const TODAY = 'CAST(current_date AS varchar)';
const YESTERDAY = "CAST(current_date - interval '1' day AS varchar)";

export const QUALITY_RULES = {
  // Nothing is missing in what has to be there.
  'users-complete': {
    table: 'users',
    sql: `SELECT count_if(user_id IS NULL) FROM todo_silver.users WHERE dt = ${TODAY}`,
    fail_above: 0,
    say: 'user ids are missing',
  },
  // What is there is written as it should be.
  'users-format': {
    table: 'users',
    sql: `SELECT count_if(NOT regexp_like(user_id, '^u[0-9]{6}$')) FROM todo_silver.users WHERE dt = ${TODAY}`,
    fail_above: 0,
    say: 'user ids are not u and six digits',
  },
  // The newest day, by the partitions alone: that scans nothing.
  'users-fresh': {
    table: 'users',
    sql: `SELECT date_diff('day', max(CAST(dt AS date)), current_date) FROM todo_silver."users$partitions"`,
    fail_above: 1,
    say: 'users are days old',
  },
  'tasks-fresh': {
    table: 'tasks',
    sql: `SELECT date_diff('day', max(CAST(dt AS date)), current_date) FROM todo_silver."tasks$partitions"`,
    fail_above: 1,
    say: 'tasks are days old',
  },
  // No day is missing: two weeks without today.
  'users-days': {
    table: 'users',
    sql: `SELECT count(*) FROM todo_silver."users$partitions" WHERE dt < ${TODAY} AND dt >= CAST(current_date - interval '14' day AS varchar)`,
    fail_below: 14,
    say: 'days of users are missing in the last two weeks',
  },
  'kpis-complete': {
    table: 'kpis',
    sql: `SELECT count(DISTINCT kpi) FROM todo_gold.kpis WHERE dt = ${YESTERDAY}`,
    fail_below: 4,
    say: 'figures of yesterday are missing',
  },
  // Values are such as the schema means them.
  'kpis-comply': {
    table: 'kpis',
    sql: `SELECT count_if(value IS NULL OR value < 0 OR users IS NULL OR users < 0) FROM todo_gold.kpis WHERE dt = ${YESTERDAY}`,
    fail_above: 0,
    say: 'figures are empty or below 0',
  },
} as const;
