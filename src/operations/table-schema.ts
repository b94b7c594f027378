/**
 * What a version of a table in the Glue catalog says of its data, and how whoever reads the data finds the value of a
 * column: by its name, by its place, or by an id. That decides what a change breaks. Pure.
 */

export interface SchemaColumn {
  readonly name: string;
  /** As Hive calls it: `string`, `bigint`, `array<string>`. */
  readonly type: string;
}

export type TableFormat = 'parquet' | 'orc' | 'avro' | 'json' | 'text' | 'iceberg' | 'view' | 'other';

export interface TableSchema {
  readonly columns: readonly SchemaColumn[];
  readonly keys: readonly SchemaColumn[];
  readonly format: TableFormat;
  readonly location: string;
  /** The class that reads the files. */
  readonly serde: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** One version of a table. */
export interface TableVersion {
  readonly id: string;
  /** When it was made, milliseconds; null when Glue does not say. */
  readonly at: number | null;
  readonly schema: TableSchema;
  readonly comments: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** What is known of a table before it is asked for its format. */
export interface Described extends Omit<TableSchema, 'format'> {
  readonly tableType: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type ReadBy = 'name' | 'position' | 'id';

/** A class of a SerDe, without its package. */
const FORMATS: readonly (readonly [RegExp, TableFormat])[] = [
  [/parquet/i, 'parquet'],
  [/orc/i, 'orc'],
  [/avro/i, 'avro'],
  [/json|ion/i, 'json'],
  [/simple|csv|regex|grok|lazy/i, 'text'],
];

/** The format of its files, as far as the catalog tells. */
export function formatOf({ tableType, parameters, serde }: Omit<Described, 'columns' | 'keys'>): TableFormat {
  if (/view/i.test(tableType)) return 'view';
  if (parameters['table_type']?.toUpperCase() === 'ICEBERG') return 'iceberg';
  const name = serde.split('.').at(-1) ?? '';
  return FORMATS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

/** How Athena finds a column in a file. */
export function readBy({ format, settings }: Pick<TableSchema, 'format' | 'settings'>): ReadBy {
  switch (format) {
    case 'iceberg':
      return 'id';
    case 'text':
    case 'other':
      return 'position';
    case 'parquet':
      return isOn(settings, 'parquet.column.index.access', false) ? 'position' : 'name';
    case 'orc':
      return isOn(settings, 'orc.column.index.access', true) ? 'position' : 'name';
    case 'avro':
    case 'json':
    case 'view':
      return 'name';
  }
}

/** `Parquet`, for a sentence. */
export function formatWords({ format, serde }: Pick<TableSchema, 'format' | 'serde'>): string {
  const name = serde.split('.').at(-1) ?? '';
  if (format !== 'other') return FORMAT_WORDS[format];
  return name === '' ? 'files of a format that the catalog does not say' : `files that ${name} reads`;
}

const FORMAT_WORDS: Readonly<Record<Exclude<TableFormat, 'other'>, string>> = {
  parquet: 'Parquet',
  orc: 'ORC',
  avro: 'Avro',
  json: 'JSON',
  text: 'plain text',
  iceberg: 'Iceberg',
  view: 'a view',
};

function isOn(settings: Readonly<Record<string, string>>, name: string, byDefault: boolean): boolean {
  const said = settings[name]?.toLowerCase();
  return said === undefined ? byDefault : said === 'true';
}
