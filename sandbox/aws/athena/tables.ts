/** Databases, tables and partitions as a query sees them: the catalog's word for what lies in the lake, never the files. */

export interface Column {
  readonly name: string;
  /** As Hive writes it: `bigint`, `array<string>`, `struct<a:int>`. */
  readonly type: string;
  readonly comment?: string;
}

export interface Table {
  readonly database: string;
  readonly name: string;
  /** Without the partition keys. */
  readonly columns: readonly Column[];
  readonly partitionKeys: readonly Column[];
  /** `s3://bucket/prefix/`. */
  readonly location: string;
  readonly format: 'parquet' | 'json';
}

export interface Partition {
  /** One for each partition key, in their order. */
  readonly values: readonly string[];
  /** `s3://bucket/prefix/dt=2026-03-01/`. */
  readonly location: string;
}

/** Whoever knows the catalog. Names are in lower case. A partition that it does not know is not read. */
export interface TableSource {
  databases(): readonly string[];
  /** Those of a database, by name. */
  tables(database: string): readonly Table[];
  partitions(table: Table): readonly Partition[];
}

/** The name of a partition as Hive has it, which is the tail of its path too: `dt=2026-03-01/hour=04`. */
export function partitionName(
  { partitionKeys }: Pick<Table, 'partitionKeys'>,
  values: readonly string[],
): string {
  return partitionKeys.map(({ name }, index) => `${name}=${values[index] ?? ''}`).join('/');
}

/** A type as DuckDB writes it. */
export function duckType(hive: string): string {
  const type = hive.trim().toLowerCase();
  const inner = /^(\w+)<(.*)>$/s.exec(type);
  if (inner === null) return SIMPLE[type] ?? type;
  const [, outer, content = ''] = inner;
  if (outer === 'array') return `${duckType(content)}[]`;
  if (outer === 'map') {
    const [key = 'string', value = 'string'] = splitTypes(content);
    return `MAP(${duckType(key)}, ${duckType(value)})`;
  }
  const fields = splitTypes(content).map((field) => {
    const colon = field.indexOf(':');
    return `${quoted(field.slice(0, colon).trim())} ${duckType(field.slice(colon + 1))}`;
  });
  return `STRUCT(${fields.join(', ')})`;
}

/** A name in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  binary: 'BLOB',
  int: 'INTEGER',
  float: 'FLOAT',
};

function splitTypes(content: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of content) {
    if (letter === '<' || letter === '(') depth += 1;
    if (letter === '>' || letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
