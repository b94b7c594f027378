import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { SchemaColumn, TableSchema } from '../../src/operations/table-schema.ts';

import { compareSchemas } from '../../src/operations/schema-compare.ts';
import { formatOf, readBy } from '../../src/operations/table-schema.ts';

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe';
const CSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';

/** `a int, b string`. */
function columns(text: string): readonly SchemaColumn[] {
  return text === ''
    ? []
    : text.split(', ').map((column) => {
        const [name = '', type = ''] = column.split(' ');
        return { name, type };
      });
}

function schema(text: string, more: Partial<TableSchema> = {}): TableSchema {
  return {
    columns: columns(text),
    keys: columns('dt string'),
    format: 'parquet',
    location: 's3://b/t/',
    serde: PARQUET,
    settings: {},
    ...more,
  };
}

function told(
  before: string,
  after: string,
  more: Partial<TableSchema> = {},
): readonly (readonly [string, boolean])[] {
  return compareSchemas(schema(before, more), schema(after, more)).map(({ words, isCompatible }) => [
    words,
    isCompatible,
  ]);
}

const TEXT = { format: 'text', serde: CSV } as const;
const ICEBERG = { format: 'iceberg', serde: '' } as const;

describe('what changed between two versions', () => {
  it.each<readonly [string, string, string, Partial<TableSchema>, readonly (readonly [string, boolean])[]]>([
    ['added at the end', 'a int', 'a int, b string', {}, [['b string added at the end', true]]],
    ['added at the end of text', 'a int', 'a int, b string', TEXT, [['b string added at the end', true]]],
    ['added in between', 'a int, c int', 'a int, b string, c int', {}, [['b string added in between', true]]],
    [
      'added in between in text',
      'a int, c int',
      'a int, b string, c int',
      TEXT,
      [['b string added in between', false]],
    ],
    [
      'added in between in Iceberg',
      'a int, c int',
      'b string, a int, c int',
      ICEBERG,
      [['b string added in between', true]],
    ],
    ['removed', 'a int, b string', 'a int', {}, [['b string removed', false]]],
    [
      'renamed',
      'a int, b string, c int',
      'a int, d string, c int',
      {},
      [['b gone and d come in its place, both string: perhaps renamed', false]],
    ],
    [
      'removed here, added there',
      'a int, b string, c int',
      'a int, c int, d string',
      {},
      [
        ['b string removed', false],
        ['d string added at the end', true],
      ],
    ],
    [
      'widened',
      'a int, b float',
      'a bigint, b double',
      {},
      [
        ['a widened from int to bigint', true],
        ['b widened from float to double', true],
      ],
    ],
    ['of another type', 'a bigint', 'a string', {}, [['a changed from bigint to string', false]]],
    ['in another order', 'a int, b int', 'b int, a int', {}, [['columns in another order', true]]],
    ['in another order in text', 'a int, b int', 'b int, a int', TEXT, [['columns in another order', false]]],
    ['in another case', 'a int, B int', 'A int, b int', {}, []],
  ])('a column %s', (_, before, after, more, expected) => {
    expect(told(before, after, more)).toEqual(expected);
  });

  it('says of another type what Athena does with what was there before', () => {
    const why = (more: Partial<TableSchema>): string =>
      compareSchemas(schema('a bigint', more), schema('a string', more))
        .map((change) => change.why)
        .join();
    expect(why({})).toContain('HIVE_PARTITION_SCHEMA_MISMATCH');
    expect(why({})).toContain('HIVE_BAD_DATA');
    expect(why({ keys: [] })).not.toContain('HIVE_PARTITION_SCHEMA_MISMATCH');
    expect(why({ format: 'json' })).toContain('JSON is read as whatever the catalog says');
    expect(why(ICEBERG)).toContain('Iceberg itself allows no such change');
  });

  it('tells of keys, of the format, of settings and of the place', () => {
    const before = schema('a int');
    const words = (after: Partial<TableSchema>, from = before): readonly (readonly [string, boolean])[] =>
      compareSchemas(from, { ...from, ...after }).map((change) => [change.words, change.isCompatible]);
    expect(words({ keys: columns('dt string, hour int') })).toEqual([
      ['partition keys changed from dt string to dt string, hour int', false],
    ]);
    expect(words({ location: 's3://b/t' })).toEqual([]);
    expect(words({ location: 's3://b/other/' })).toEqual([
      ['location moved from s3://b/t/ to s3://b/other/', true],
    ]);
    expect(words({ location: 's3://b/other/' }, { ...before, keys: [] })).toEqual([
      ['location moved from s3://b/t/ to s3://b/other/', false],
    ]);
    expect(words(TEXT, { ...before, keys: [] })).toEqual([
      ['format changed from Parquet to plain text', false],
    ]);
    expect(words({ settings: { 'field.delim': ';', paths: 'a,b', 'serialization.format': '1' } })).toEqual([
      ['SerDe settings changed: field.delim', true],
    ]);
  });
});

describe('how a column is found', () => {
  it.each([
    [PARQUET, {}, 'parquet', 'name'],
    [PARQUET, { 'parquet.column.index.access': 'true' }, 'parquet', 'position'],
    ['org.apache.hadoop.hive.ql.io.orc.OrcSerde', {}, 'orc', 'position'],
    ['org.apache.hadoop.hive.ql.io.orc.OrcSerde', { 'orc.column.index.access': 'false' }, 'orc', 'name'],
    ['org.openx.data.jsonserde.JsonSerDe', {}, 'json', 'name'],
    ['org.apache.hadoop.hive.serde2.avro.AvroSerDe', {}, 'avro', 'name'],
    ['org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', {}, 'text', 'position'],
    [CSV, {}, 'text', 'position'],
    ['com.amazonaws.glue.serde.GrokSerDe', {}, 'text', 'position'],
    ['org.example.OwnSerDe', {}, 'other', 'position'],
    ['', {}, 'other', 'position'],
  ] as const)('with %s and %j', (serde, settings, format, by) => {
    const described = { serde, settings, location: '', tableType: 'EXTERNAL_TABLE', parameters: {} };
    expect(formatOf(described)).toBe(format);
    expect(readBy({ format, settings })).toBe(by);
    expect(formatOf({ ...described, parameters: { table_type: 'iceberg' } })).toBe('iceberg');
    expect(formatOf({ ...described, tableType: 'VIRTUAL_VIEW' })).toBe('view');
  });
});

describe('whatever tables there are', () => {
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const type = fc.constantFrom(
    'int',
    'bigint',
    'string',
    'double',
    'array<int>',
    'struct<a:int>',
    'no type at all',
  );
  const some = fc.uniqueArray(fc.record({ name, type }), { maxLength: 8, selector: (column) => column.name });
  const format = fc.constantFrom('parquet', 'orc', 'avro', 'json', 'text', 'iceberg', 'view', 'other');
  const settings = fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), fc.string());
  const table: fc.Arbitrary<TableSchema> = fc.record({
    columns: some,
    keys: some,
    format,
    location: fc.string(),
    serde: fc.string(),
    settings,
  });

  it('none differs from itself, whatever the order of its settings and the case of its names', () => {
    fc.assert(
      fc.property(table, (one) => {
        const alike: TableSchema = {
          ...one,
          settings: Object.fromEntries(Object.entries(one.settings).toReversed()),
          columns: one.columns.map((column) => ({
            name: column.name.toUpperCase(),
            type: ` ${column.type}`,
          })),
        };
        expect(compareSchemas(one, alike)).toEqual([]);
      }),
    );
  });

  it('two either have one schema, or a change with words and a reason', () => {
    fc.assert(
      fc.property(table, table, (one, other) => {
        const changes = compareSchemas(one, other);
        for (const { words, why } of changes) expect([words, why]).not.toContain('');
        if (changes.length === 0) expect(compareSchemas(other, one)).toEqual([]);
      }),
    );
  });

  it('a column at the end is one compatible change of each', () => {
    fc.assert(
      fc.property(table, type, (one, added) => {
        const after = { ...one, columns: [...one.columns, { name: 'at_the_end', type: added }] };
        expect(compareSchemas(one, after)).toMatchObject([
          { words: expect.stringContaining('added at the end'), isCompatible: true },
        ]);
        expect(compareSchemas(after, one)).toMatchObject([{ isCompatible: false }]);
      }),
    );
  });
});
