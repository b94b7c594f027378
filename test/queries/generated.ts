/** Statements made at random: queries with the tables that they read, expressions around a column, and disguises of a text. */

import fc from 'fast-check';

/** A query, and the tables it reads. */
export interface Generated {
  readonly sql: string;
  readonly tables: readonly string[];
}

const TABLES = ['silver.users', 'silver.orders', 'gold.daily', 'gold.x'];
const COLUMNS = ['id', 'dt', '"select"', 'a_b', 'Name'];

const table = fc.constantFrom(...TABLES).chain((name) => {
  const [database = '', bare = ''] = name.split('.');
  const spelt = [name, `"${database}"."${bare.toUpperCase()}"`, `AwsDataCatalog.${name}`];
  if (database === 'silver') spelt.push(bare);
  return fc.constantFrom(...spelt).map((sql): Generated => ({ sql, tables: [name] }));
});

const column = fc.constantFrom(...COLUMNS);
const value = fc.oneof(
  fc.integer().map(String),
  fc.string({ maxLength: 8, unit: 'grapheme-ascii' }).map((text) => `'${text.replaceAll("'", "''")}'`),
  fc.constantFrom("DATE '2026-11-12'", 'current_date', 'NULL', 'true', "interval '1' day", '1.5e3'),
);

/** Put into a template's `$`, one after the other. */
function fill(
  templates: readonly string[],
  parts: readonly fc.Arbitrary<Generated>[],
): fc.Arbitrary<Generated> {
  return fc.tuple(fc.constantFrom(...templates), ...parts).map(([template, ...filled]) => {
    const left = [...filled];
    const used: Generated[] = [];
    const sql = template.replaceAll('$', () => {
      const next = left.shift() ?? { sql: '1', tables: [] };
      used.push(next);
      return next.sql;
    });
    return { sql, tables: used.flatMap(({ tables }) => tables) };
  });
}

/** Expressions with a `$` for each part; parts in the order of the text. */
const AROUND = [
  '($ + $)',
  '($ || $)',
  'coalesce($, $)',
  'CASE WHEN $ THEN $ END',
  'CAST($ AS varchar(10))',
  '(($) AND ($))',
  '(($) = ($))',
  '(($) IN ($, 1))',
  '(($) BETWEEN ($) AND 2)',
  '(($) IS NOT NULL)',
  'transform(ARRAY[$], q -> $)',
  'sum($) FILTER (WHERE $)',
  'lag($) OVER (PARTITION BY $ ORDER BY id)',
  'ROW($, $)',
  'f($)[1].g',
  '(- ($))',
  "trim('x' FROM ($))",
];

const { query } = fc.letrec<{ query: Generated; expression: Generated; relation: Generated }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(column, value).map((sql): Generated => ({ sql, tables: [] })),
    fill(AROUND, [tie('expression'), tie('expression')]),
    fill(['($)', 'EXISTS ($)', '(1 IN ($))'], [tie('query')]),
  ),
  relation: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fill(['$', '$ AS r', '$ r TABLESAMPLE SYSTEM (5)'], [table]),
    fill(['($) s', 'LATERAL ($) s', '($) AS s (c)'], [tie('query')]),
    fill(['$ CROSS JOIN $', '($ CROSS JOIN $)'], [tie('relation'), tie('relation')]),
    fill(['UNNEST($) AS u (x)'], [tie('expression')]),
  ),
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fill(['SELECT 1 FROM $', 'TABLE $', 'SELECT * FROM $ r'], [table]),
    fill(['SELECT DISTINCT $ AS c, $'], [tie('expression'), tie('expression')]),
    fill(
      ['WITH w AS ($) SELECT * FROM w, $', 'SELECT * FROM ($) UNION ALL SELECT id FROM $'],
      [tie('query'), tie('relation')],
    ),
    fill(['VALUES ($, $)'], [tie('expression'), tie('expression')]),
    fc.tuple(tie('relation'), tie('expression'), tie('expression')).map(([from, item, where]) => ({
      sql: `SELECT ${item.sql} FROM ${from.sql} WHERE ${where.sql} ORDER BY 1 LIMIT 10`,
      tables: [...from.tables, ...item.tables, ...where.tables],
    })),
  ),
}));

/** Queries that only read. */
export const queries = query;

/** An expression in which this column stands somewhere that is not bare. */
export function expressionsAround(name: string): fc.Arbitrary<string> {
  const wrapped = fc.tuple(fc.constantFrom(...AROUND), fc.nat(1), fc.oneof(column, value));
  return fc.array(wrapped, { minLength: 1, maxLength: 6 }).map((wraps) =>
    wraps.reduce((inside, [template, which, other]) => {
      const holes = template.split('$').length - 1;
      let hole = 0;
      return template.replaceAll('$', () => {
        const here = hole === which % holes;
        hole += 1;
        return here ? inside : other;
      });
    }, name),
  );
}

/** The same words with other white space, comments and letters' size between and in them. */
export function disguises(sql: string): fc.Arbitrary<string> {
  const words = sql.split(' ');
  const gap = fc.constantFrom(' ', '\n', '\t ', ' /* SELECT 1 */ ', '/**/', ' -- read\n', '\r\n', '/* ; */');
  return fc
    .tuple(
      fc.array(gap, { minLength: words.length + 1, maxLength: words.length + 1 }),
      fc.array(fc.boolean(), { minLength: sql.length, maxLength: sql.length }),
    )
    .map(([gaps, upper]) => {
      let at = 0;
      const letters = words.map((word) =>
        [...word]
          .map((letter) => (upper[at++] === true ? letter.toUpperCase() : letter.toLowerCase()))
          .join(''),
      );
      return letters.map((word, index) => `${gaps[index] ?? ''}${word}`).join('') + (gaps.at(-1) ?? '');
    });
}
