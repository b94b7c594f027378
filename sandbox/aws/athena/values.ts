/** What DuckDB answers as Athena shows it: every value a text in its notation, every column with the name of its type. */

import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

import { QueryFailure } from './failure.ts';

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

const TEXT = ['varchar', 2_147_483_647] as const;
const WHOLE = ['bigint', 19] as const;
const TIMESTAMP = ['timestamp', 3] as const;
/** By DuckDB's name of the type, without what stands in brackets. */
const TYPES: Readonly<Record<string, readonly [type: string, precision: number]>> = {
  BOOLEAN: ['boolean', 0],
  TINYINT: ['tinyint', 3],
  SMALLINT: ['smallint', 5],
  INTEGER: ['integer', 10],
  FLOAT: ['float', 17],
  DOUBLE: ['double', 17],
  TIMESTAMP,
  TIMESTAMP_S: TIMESTAMP,
  TIMESTAMP_MS: TIMESTAMP,
  TIMESTAMP_NS: TIMESTAMP,
  'TIMESTAMP WITH TIME ZONE': ['timestamp with time zone', 3],
  DATE: ['date', 0],
  TIME: ['time', 3],
  INTERVAL: ['interval day to second', 0],
  BLOB: ['varbinary', 1_073_741_824],
  JSON: ['json', 0],
  UUID: ['uuid', 0],
  VARCHAR: TEXT,
};
const DAY_MS = 86_400_000;
const FLOAT_DIGITS = [6, 7, 8, 9];
// Between these, Java writes a double without an exponent.
const LEAST_PLAIN = 1e-3;
const MOST_PLAIN = 1e7;

/** A column of a result. Whole numbers of any other width are bigint, as all sums of Trino are. */
export function columnOf(name: string, type: DuckDBType): ResultColumn {
  const column = (athena: string, precision: number, scale = 0): ResultColumn => {
    return { name, type: athena, precision, scale };
  };
  if ('keyType' in type) return column('map', 0);
  if ('valueType' in type) return column('array', 0);
  if ('entryTypes' in type) return column('row', 0);
  if ('scale' in type) return column('decimal', type.width, type.scale);
  return column(...(TYPES[nameOf(type)] ?? WHOLE));
}

/** A value as Athena writes it; `null` is an absent one. */
export function textOf(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null;
  if (typeof value === 'number') return numberText(value, nameOf(type));
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if ('items' in value && 'valueType' in type) {
    return `[${value.items.map((item) => nestedText(item, type.valueType)).join(', ')}]`;
  }
  if ('entries' in value && Array.isArray(value.entries) && 'keyType' in type) {
    const entries = value.entries.map(
      (entry) => `${nestedText(entry.key, type.keyType)}=${nestedText(entry.value, type.valueType)}`,
    );
    return `{${entries.toSorted().join(', ')}}`;
  }
  if ('entries' in value && !Array.isArray(value.entries) && 'entryTypes' in type) {
    const { entries } = value;
    if (new Set(type.entryNames).size < type.entryNames.length) {
      // DuckDB's client gives the fields by name: of those without one, only the last would be seen.
      throw new QueryFailure('NOT_SUPPORTED', 'The sandbox shows no ROW whose fields have no names: cast it');
    }
    const fields = type.entryNames.map((name, index) => {
      const fieldType = type.entryTypes[index];
      const text = fieldType === undefined ? 'null' : nestedText(entries[name] ?? null, fieldType);
      return name === '' ? text : `${name}=${text}`;
    });
    return `{${fields.join(', ')}}`;
  }
  if ('months' in value) return intervalText(value);
  if ('bytes' in value) {
    return [...value.bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }
  return nameOf(type).startsWith('TIMESTAMP') ? momentText(String(value)) : String(value);
}

function nestedText(value: DuckDBValue, type: DuckDBType): string {
  return textOf(value, type) ?? 'null';
}

function nameOf(type: DuckDBType): string {
  return type.alias ?? String(type);
}

/** `7 01:02:03.000` */
function intervalText({ days, micros }: { readonly days: number; readonly micros: bigint }): string {
  const ms = days * DAY_MS + Number(micros) / 1_000;
  const time = new Date(Math.abs(ms) % DAY_MS).toISOString().slice(11, -1);
  return `${ms < 0 ? '-' : ''}${Math.floor(Math.abs(ms) / DAY_MS)} ${time}`;
}

/** `2026-03-01 04:05:06.000`, and with a time zone the name of it: `2026-03-01 04:05:06.000 UTC`. */
function momentText(text: string): string {
  const [, day, time = '', fraction = '', zone] = /^(\S+) ([\d:]+)(?:\.(\d+))?(\+00)?$/.exec(text) ?? [];
  if (day === undefined) return text;
  return `${day} ${time}.${fraction.slice(0, 3).padEnd(3, '0')}${zone === undefined ? '' : ' UTC'}`;
}

/** As Java writes it: `1.0`, `1.0E7`. */
function numberText(value: number, type: string): string {
  if ((type !== 'DOUBLE' && type !== 'FLOAT') || !Number.isFinite(value)) return String(value);
  const shortest = type === 'FLOAT' ? shortestFloat(value) : value;
  const size = Math.abs(shortest);
  if (size === 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN)) {
    const text = String(shortest);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = shortest.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}

function shortestFloat(value: number): number {
  const digits = FLOAT_DIGITS.find((count) => Math.fround(Number(value.toPrecision(count))) === value);
  return digits === undefined ? value : Number(value.toPrecision(digits));
}
