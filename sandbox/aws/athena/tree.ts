/**
 * What DuckDB's parser found in a statement: the calls, the tables, the columns, and where each stands. The tree is
 * only read. It comes as JSON whose shape is DuckDB's own, so it is walked without knowing more than is asked here.
 */

export type TreeNode = Readonly<Record<string, unknown>>;

export interface Call {
  readonly name: string;
  /** In bytes of the UTF-8 text; `null` for what the parser put there itself. */
  readonly at: number | null;
}

export interface TableName {
  /** Catalog, database and table, as many as are written. */
  readonly parts: readonly string[];
  readonly at: number | null;
}

export interface Tree {
  readonly statements: number;
  readonly calls: readonly Call[];
  /** Without those that a WITH gives a name to. */
  readonly tables: readonly TableName[];
  readonly columns: readonly { readonly name: string; readonly at: number | null }[];
  /** Forms that are DuckDB's alone, by name. */
  readonly foreign: readonly string[];
  /** The labels of the result: `null` for what has no name, `'*'` for as many as there are. */
  readonly labels: readonly (string | null)[];
}

/** What the parser could not read. */
export interface ParserFault {
  readonly message: string;
  readonly at: number | null;
}

const FOREIGN_TABLES = new Set(['SHOW_REF', 'PIVOT', 'COLUMN_DATA', 'DELIM_GET', 'BOUND_TABLE_REF']);

/** Reads what `json_serialize_sql` gives. */
export function readTree(json: string): Tree | ParserFault {
  const root = record(JSON.parse(json));
  if (root['error'] === true) {
    const position = Number(root['position'] ?? Number.NaN);
    return { message: String(root['error_message']), at: Number.isNaN(position) ? null : position };
  }
  const statements = list(root['statements']);
  const nodes = [...nodesIn(statements)];
  const named = new Set(nodes.flatMap(({ cte_map: map }) => list(record(map)['map']).map(keyOf)));
  return {
    statements: statements.length,
    calls: nodes
      .filter(
        ({ function_name: name, is_operator: operator }) => typeof name === 'string' && operator !== true,
      )
      .map((node) => ({ name: String(node['function_name']).toLowerCase(), at: placeOf(node) })),
    tables: nodes.flatMap((node) => {
      if (node['type'] !== 'BASE_TABLE') return [];
      const parts = [node['catalog_name'], node['schema_name'], node['table_name']]
        .map(String)
        .filter(Boolean);
      return parts.length === 1 && named.has(parts[0]?.toLowerCase() ?? '')
        ? []
        : [{ parts, at: placeOf(node) }];
    }),
    columns: nodes.flatMap((node) =>
      node['class'] === 'COLUMN_REF'
        ? [{ name: list(node['column_names']).join('.').toLowerCase(), at: placeOf(node) }]
        : [],
    ),
    foreign: nodes.flatMap(foreignOf),
    labels: labelsOf(record(record(statements[0])['node'])),
  };
}

function labelsOf(node: TreeNode): readonly (string | null)[] {
  if (!('select_list' in node)) return 'left' in node ? labelsOf(record(node['left'])) : [];
  // Rows without a query have columns without names.
  if (record(node['from_table'])['type'] === 'EXPRESSION_LIST') return [];
  return list(node['select_list']).map((item) => {
    const { alias, class: kind, column_names: names } = record(item);
    if (typeof alias === 'string' && alias !== '') return alias;
    if (kind === 'STAR') return '*';
    return kind === 'COLUMN_REF' ? String(list(names).at(-1)) : null;
  });
}

function foreignOf(node: TreeNode): readonly string[] {
  if (FOREIGN_TABLES.has(String(node['type']))) return [String(node['type'])];
  if (node['qualify'] !== null && node['qualify'] !== undefined) return ['QUALIFY'];
  if (list(node['distinct_on_targets']).length > 0) return ['ON'];
  if (node['ref_type'] === 'ASOF' || node['ref_type'] === 'POSITIONAL') return [`${node['ref_type']} JOIN`];
  if (node['class'] !== 'STAR') return [];
  if (node['columns'] === true) return ['COLUMNS'];
  const extended = ['exclude_list', 'replace_list', 'qualified_exclude_list', 'rename_list'];
  return extended.some((member) => list(node[member]).length > 0) ? ['EXCLUDE'] : [];
}

/** All objects in a value, in the order of the text. */
function* nodesIn(value: unknown): Generator<TreeNode> {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (isNode(next)) yield next;
    if (typeof next === 'object' && next !== null) {
      for (const member of Object.values(next).toReversed()) waiting.push(member);
    }
  }
}

function placeOf(node: TreeNode): number | null {
  const at = node['query_location'];
  return typeof at === 'number' && Number.isSafeInteger(at) ? at : null;
}

function keyOf(entry: unknown): string {
  return String(record(entry)['key']).toLowerCase();
}

function isNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): TreeNode {
  return isNode(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
