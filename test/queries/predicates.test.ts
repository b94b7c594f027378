import { describe, expect, it } from '@jest/globals';

import { allowed } from './decide.ts';

describe('the predicates of a statement', () => {
  it.each<readonly [where: string, predicates: readonly string[]]>([
    ["dt = '2026-11-12'", ['dt = string:2026-11-12']],
    ["'2026-11-12' <= dt", ['dt >= string:2026-11-12']],
    ['users.hour > -5 AND (dt < 3 AND "Day" <> 2)', ['hour > number:-5', 'dt < number:3', 'day <> number:2']],
    ["dt IN ('a', 'b')", ['dt in string:a,string:b']],
    [
      "dt BETWEEN DATE '2026-11-01' AND CAST('2026-11-12' AS date)",
      ['dt between date:2026-11-01,date:2026-11-12'],
    ],
    ["dt >= TIMESTAMP '2026-11-12 00:00:00'", ['dt >= timestamp:2026-11-12 00:00:00']],
    ['a = ? AND dt = ?', ['a = parameter:0', 'dt = parameter:1']],
    ['a = true AND b = NULL', ['a = boolean:true', 'b = null:']],
    [
      "dt >= cast(current_date - interval '1' day AS varchar)",
      ['dt >= constant:{"from":null,"days":-1,"format":"%Y-%m-%d"}'],
    ],
    [
      "dt >= date '2026-11-12' + interval '2' day",
      ['dt >= constant:{"from":"2026-11-12","days":2,"format":null}'],
    ],
    ["dt >= current_date - interval '1' hour", ['dt >= constant:']],
    ['f(x) = 1 AND dt = other', []],
    ["dt = '1' OR dt = '2'", []],
    ["NOT dt = '1' AND dt NOT IN ('a') AND dt LIKE '2%'", []],
    ["lower(dt) = 'x' AND dt = (SELECT max(dt) FROM gold.x)", []],
    ['unknown.dt = 1', []],
  ])('are, of %s, %j', (where, expected) => {
    const { predicates } = allowed(`SELECT 1 FROM silver.users WHERE ${where}`);
    expect(predicates.map(shown)).toEqual(expected.map((one) => `0: ${one}`));
  });

  it.each<readonly [from: string, predicates: readonly string[]]>([
    [
      'users u, orders o WHERE u.a = 1 AND o.b = 2 AND c = 3',
      ['0: a = number:1', '1: b = number:2', '0,1: c = number:3'],
    ],
    ['users u WHERE users.a = 1', []],
    ['silver.users WHERE silver.users.a = 1 AND gold.users.a = 1', ['0: a = number:1']],
    ['users a JOIN orders b ON a.x = 1 AND b.y = 2', ['0: x = number:1', '1: y = number:2']],
    ['users a LEFT JOIN orders b ON a.x = 1 AND b.y = 2', ['1: y = number:2']],
    ['users a RIGHT JOIN orders b ON a.x = 1 AND b.y = 2', ['0: x = number:1']],
    ['users a FULL JOIN orders b ON a.x = 1 AND b.y = 2', []],
    ['users a FULL JOIN orders b USING (dt) WHERE dt = 1 AND x = 2', ['0,1: x = number:2']],
    ['users a JOIN orders b USING (dt) WHERE dt = 1', ['0,1: dt = number:1']],
    ['users AS u (a, b) WHERE a = 1 AND u.a = 1', []],
    ['(users JOIN orders ON true) AS j WHERE a = 1', []],
    ['(SELECT x FROM users WHERE y = 1) s WHERE x = 2', ['0: y = number:1']],
  ])('are, of FROM %s, %j', (from, expected) => {
    expect(allowed(`SELECT 1 FROM ${from}`).predicates.map(shown)).toEqual(expected);
  });

  it('are left unsaid where they are more than anybody looks at', () => {
    const values = Array.from({ length: 1_001 }, (_, n) => n);
    const many = values.map((n) => `a = ${n}`).join(' AND ');
    expect(allowed(`SELECT 1 FROM users WHERE ${many}`).predicates).toHaveLength(1_000);
    expect(
      allowed(`SELECT 1 FROM users WHERE b = 1 AND a IN (${values.join(', ')})`).predicates,
    ).toHaveLength(1);
  });

  it('of a query that WITH named stay with its table', () => {
    const sql = 'WITH u AS (SELECT x FROM users WHERE dt = 1) SELECT x FROM u WHERE x = 2';
    expect(allowed(sql).predicates.map(shown)).toEqual(['0: dt = number:1']);
  });
});

function shown({
  tables,
  column,
  operator,
  literals,
}: ReturnType<typeof allowed>['predicates'][number]): string {
  const values = literals.map(
    ({ type, text, day }) => `${type}:${text}${day === undefined ? '' : JSON.stringify(day)}`,
  );
  return `${tables.join(',')}: ${column} ${operator} ${values.join(',')}`;
}
