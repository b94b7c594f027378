/** SHOW and DESCRIBE, answered from the catalog in the rows that Hive gives: words padded to twenty, parts joined by tabs. */

import type { Statement } from './statement.ts';
import type { Column, Table, TableSource } from './tables.ts';
import type { Token } from './tokens.ts';
import type { ResultColumn } from './values.ts';

import { QueryFailure } from './failure.ts';
import { partitionName } from './tables.ts';

export interface MetadataAnswer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly string[];
}

interface Asked {
  readonly database: string;
  readonly source: TableSource;
  /** What follows the words of the statement. */
  readonly tokens: readonly Token[];
}

const WIDTH = 20;
const SERDES = {
  parquet: [
    'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  ],
  json: [
    'org.openx.data.jsonserde.JsonSerDe',
    'org.apache.hadoop.mapred.TextInputFormat',
    'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  ],
} as const;

/** Answers a statement of kind `metadata`. Throws `QueryFailure`. */
export function answerMetadata(
  { subtype }: Statement,
  { tokens, ...where }: { tokens: readonly Token[]; database: string; source: TableSource },
): MetadataAnswer {
  const words = subtype === 'DESCRIBE_TABLE' ? 1 : subtype === 'SHOW_CREATE_TABLE' ? 3 : 2;
  const asked: Asked = { ...where, tokens: tokens.slice(words).filter(({ text }) => text !== ';') };
  switch (subtype) {
    case 'SHOW_DATABASES':
      return answer(['database_name'], asked.source.databases().filter(matcher(asked.tokens)));
    case 'SHOW_VIEWS':
      return answer(['views'], []);
    case 'SHOW_TABLES':
      return showTables(asked);
    case 'SHOW_PARTITIONS':
      return showPartitions(asked);
    case 'SHOW_COLUMNS':
      return answer(
        ['field'],
        allColumns(tableIn(asked)).map(({ name }) => name.padEnd(WIDTH)),
      );
    case 'SHOW_CREATE_TABLE':
      return answer(['createtab_stmt'], createStatement(tableIn(asked)));
    case 'SHOW_TBLPROPERTIES':
      return answer(['prpt_name', 'prpt_value'], [`classification\t${tableIn(asked).format}`]);
    default:
      return describe(asked);
  }
}

function showTables(asked: Asked): MetadataAnswer {
  const [word, name] = asked.tokens;
  const named = word?.value === 'in' || word?.value === 'from';
  const database = named ? (name?.value.toLowerCase() ?? '') : asked.database;
  if (!asked.source.databases().includes(database)) {
    throw new QueryFailure(
      null,
      `FAILED: SemanticException [Error 10072]: Database does not exist: ${database}`,
    );
  }
  const names = asked.source.tables(database).map((table) => table.name);
  return answer(['tab_name'], names.filter(matcher(asked.tokens)));
}

function showPartitions(asked: Asked): MetadataAnswer {
  const table = tableIn(asked);
  if (table.partitionKeys.length === 0) {
    throw new QueryFailure(
      null,
      `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table ${table.name} is not a partitioned table`,
    );
  }
  const names = asked.source.partitions(table).map(({ values }) => partitionName(table, values));
  return answer(['partition'], names.toSorted());
}

function describe(asked: Asked): MetadataAnswer {
  const [first] = asked.tokens;
  const how = first?.value === 'extended' || first?.value === 'formatted' ? 1 : 0;
  const table = tableIn({ ...asked, tokens: asked.tokens.slice(how) });
  const keys = table.partitionKeys.map(columnRow);
  const information = [
    '\t \t ',
    '# Partition Information\t \t ',
    `# ${row('col_name'.padEnd(WIDTH - 2), 'data_type', 'comment')}`,
    '\t \t ',
    ...keys,
  ];
  const rows = [...table.columns.map(columnRow), ...keys, ...(keys.length === 0 ? [] : information)];
  return answer(['col_name', 'data_type', 'comment'], rows);
}

/** The table that is named first: `t`, `db.t`, `t IN db`. Throws `QueryFailure` when there is none. */
function tableIn({ tokens, source, database: byDefault }: Asked): Table {
  const start = ['in', 'from'].includes(tokens[0]?.value ?? '') ? 1 : 0;
  const parts: string[] = [];
  let index = start;
  for (; index < tokens.length; index += 2) {
    parts.push(tokens[index]?.value.toLowerCase() ?? '');
    if (tokens[index + 1]?.text !== '.') break;
  }
  const after = tokens[index + 1]?.value;
  const inDatabase = after === 'in' || after === 'from' ? tokens[index + 2]?.value : undefined;
  const [name = '', written = byDefault] = parts.toReversed();
  const database = inDatabase?.toLowerCase() ?? written;
  const table = source.tables(database).find((candidate) => candidate.name === name);
  if (table !== undefined) return table;
  throw new QueryFailure(
    null,
    `FAILED: SemanticException [Error 10001]: Table not found ${database}.${name}`,
  );
}

/** Hive's patterns: `*` for anything, `|` between choices. */
function matcher(tokens: readonly Token[]): (name: string) => boolean {
  const pattern = tokens.find(({ kind }) => kind === 'string');
  if (pattern === undefined) return () => true;
  const choices = pattern.text
    .slice(1, -1)
    .split('|')
    .map((choice) => choice.split(/\.?\*/).map(escaped).join('.*'));
  const expression = new RegExp(`^(?:${choices.join('|')})$`, 'i');
  return (name) => expression.test(name);
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function createStatement(table: Table): readonly string[] {
  const [serde, input, output] = SERDES[table.format];
  const columns = (list: readonly Column[]): readonly string[] =>
    list.map(({ name, type, comment }, index) => {
      const said = comment === undefined ? '' : ` COMMENT '${comment}'`;
      return `  \`${name}\` ${type}${said}${index === list.length - 1 ? ')' : ', '}`;
    });
  return [
    `CREATE EXTERNAL TABLE \`${table.database}.${table.name}\`(`,
    ...columns(table.columns),
    ...(table.partitionKeys.length === 0 ? [] : ['PARTITIONED BY ( ', ...columns(table.partitionKeys)]),
    'ROW FORMAT SERDE ',
    `  '${serde}' `,
    'STORED AS INPUTFORMAT ',
    `  '${input}' `,
    'OUTPUTFORMAT ',
    `  '${output}'`,
    'LOCATION',
    `  '${table.location.replace(/\/$/, '')}'`,
    'TBLPROPERTIES (',
    `  'classification'='${table.format}')`,
  ];
}

function allColumns({ columns, partitionKeys }: Table): readonly Column[] {
  return [...columns, ...partitionKeys];
}

function columnRow({ name, type, comment = '' }: Column): string {
  return row(name, type, comment);
}

function row(...parts: readonly string[]): string {
  return parts.map((part) => part.padEnd(WIDTH)).join('\t');
}

function answer(names: readonly string[], rows: readonly string[]): MetadataAnswer {
  return { columns: names.map((name) => ({ name, type: 'string', precision: 0, scale: 0 })), rows };
}
