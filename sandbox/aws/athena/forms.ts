/**
 * The forms of Trino's language that DuckDB says otherwise, changed word by word before anything is parsed. What both
 * say alike is left alone; what neither knows is for the parser to refuse. Functions are not changed here, but for the
 * formats of dates, which DuckDB wants as constants.
 */

import type { Edit } from './edits.ts';
import type { Token } from './tokens.ts';

import { at, MalformedQuery, QueryFailure } from './failure.ts';
import { jodaFormat, mysqlFormat } from './formats.ts';
import { MACRO_SCHEMA } from './functions.ts';
import { closingsOf } from './tokens.ts';

interface Context {
  readonly sql: string;
  readonly tokens: readonly Token[];
  readonly closings: ReadonlyMap<number, number>;
  /** The time that the query was submitted, as ISO 8601. */
  readonly now: string;
}

/** Gives the edits for what begins at a token, or nothing. */
type Form = (context: Context, index: number) => readonly Edit[];

const TABLE_SAMPLES = new Set(['bernoulli', 'system']);
const WHOLE_DAYS = new Set(['day', 'week', 'month', 'quarter', 'year']);
const DATE_FORMATS: Readonly<Record<string, (format: string) => string | null>> = {
  date_format: mysqlFormat,
  date_parse: mysqlFormat,
  format_datetime: jodaFormat,
};

const FORMS: readonly Form[] = [
  noCastOperator,
  decimalIsDouble,
  hexLiteral,
  present,
  dayShifted,
  precisionOfTimestamp,
  arrayType,
  ignoreNulls,
  withinGroup,
  sample,
  bareValues,
  unnestSeveral,
  divisor,
  dateFormat,
];

/** The edits that make DuckDB's language of a text. Throws `MalformedQuery` and `QueryFailure`. */
export function formEdits(sql: string, tokens: readonly Token[], now: string): readonly Edit[] {
  const context = { sql, tokens, closings: closingsOf(tokens), now };
  return tokens.flatMap((_, index) => FORMS.flatMap((form) => form(context, index)));
}

function noCastOperator({ sql, tokens }: Context, index: number): readonly Edit[] {
  const token = tokens[index];
  if (token?.text !== '::') return [];
  throw new MalformedQuery(`${at(sql, token.start)}mismatched input ':'. Expecting: <expression>`);
}

/** Athena takes `1.5` for a double. */
function decimalIsDouble({ tokens }: Context, index: number): readonly Edit[] {
  const token = tokens[index];
  if (token?.kind !== 'number' || !token.text.includes('.') || /e/i.test(token.text)) return [];
  return [insert(token.end, 'e0')];
}

function hexLiteral({ tokens }: Context, index: number): readonly Edit[] {
  const [x, digits] = [tokens[index], tokens[index + 1]];
  if (x?.value !== 'x' || x.kind !== 'word' || digits?.kind !== 'string' || digits.start !== x.end) return [];
  return [replace(x, 'unhex('), insert(digits.end, ')')];
}

/** Now is when the query was submitted, on the account's clock and not on that of the machine. */
function present({ tokens, now }: Context, index: number): readonly Edit[] {
  const token = tokens[index];
  if (token?.kind !== 'word' || tokens[index - 1]?.text === '.') return [];
  if (token.value === 'current_date') return [replace(token, `DATE '${now.slice(0, 10)}'`)];
  if (token.value === 'current_timestamp') return [replace(token, `TIMESTAMPTZ '${now}'`)];
  if (token.value === 'localtimestamp') return [replace(token, `TIMESTAMP '${now.slice(0, -1)}'`)];
  const [open, close] = [tokens[index + 1], tokens[index + 2]];
  if (token.value !== 'now' || open?.text !== '(' || close?.text !== ')') return [];
  return [{ start: token.start, end: close.end, text: `TIMESTAMPTZ '${now}'` }];
}

/** A day that is shifted by whole days stays one: `current_date - INTERVAL '7' DAY`. DuckDB makes a timestamp of it. */
function dayShifted({ tokens }: Context, index: number): readonly Edit[] {
  const [day, text] = [tokens[index], tokens[index + 1]];
  const written = day?.value === 'date' && text?.kind === 'string';
  if (day?.kind !== 'word' || (day.value !== 'current_date' && !written)) return [];
  const [sign, interval, count, unit] = tokens.slice(index + (written ? 2 : 1));
  if ((sign?.text !== '+' && sign?.text !== '-') || interval?.value !== 'interval') return [];
  if (count?.kind !== 'string' || unit === undefined || !WHOLE_DAYS.has(unit.value)) return [];
  return [insert(day.start, 'CAST('), insert(unit.end, ' AS DATE)')];
}

/** `timestamp(3)`, with or without a time zone. */
function precisionOfTimestamp({ tokens }: Context, index: number): readonly Edit[] {
  const [type, open, digits, close] = tokens.slice(index, index + 4);
  if (type?.value !== 'timestamp' || open?.text !== '(' || digits?.kind !== 'number' || close?.text !== ')') {
    return [];
  }
  return [{ start: open.start, end: close.end, text: '' }];
}

/** `array(varchar)` is a type, as the value is `ARRAY[…]`. */
function arrayType(context: Context, index: number): readonly Edit[] {
  const { tokens } = context;
  const [type, open] = [tokens[index], tokens[index + 1]];
  const close = tokens[closingOf(context, index + 1)];
  if (type?.value !== 'array' || type.kind !== 'word' || open?.text !== '(' || close === undefined) return [];
  return [{ start: type.start, end: open.end, text: '' }, replace(close, '[]')];
}

/** `lag(x) IGNORE NULLS OVER (…)`: DuckDB has the words inside. */
function ignoreNulls({ tokens }: Context, index: number): readonly Edit[] {
  const [close, how, nulls] = tokens.slice(index, index + 3);
  if (close?.text !== ')' || nulls?.value !== 'nulls') return [];
  if (how?.value !== 'ignore' && how?.value !== 'respect') return [];
  return [{ start: close.start, end: nulls.end, text: ` ${how.value} nulls)` }];
}

/** `listagg(x, ',') WITHIN GROUP (ORDER BY y)`: DuckDB has the order inside. */
function withinGroup({ tokens }: Context, index: number): readonly Edit[] {
  const [close, within, group, open] = tokens.slice(index, index + 4);
  if (close?.text !== ')' || within?.value !== 'within' || group?.value !== 'group') return [];
  return open?.text === '(' ? [{ start: close.start, end: open.end, text: ' ' }] : [];
}

function sample(context: Context, index: number): readonly Edit[] {
  const { tokens } = context;
  const [word, method] = [tokens[index], tokens[index + 1]];
  const close = tokens[closingOf(context, index + 2)];
  if (word?.value !== 'tablesample' || close === undefined || !TABLE_SAMPLES.has(method?.value ?? ''))
    return [];
  return [insert(close.start, ' PERCENT')];
}

/** `VALUES 1, 2` are two rows of one column. */
function bareValues(context: Context, index: number): readonly Edit[] {
  const { tokens } = context;
  const [values, first] = [tokens[index], tokens[index + 1]];
  if (values?.value !== 'values' || values.kind !== 'word' || first === undefined || first.text === '(')
    return [];
  const items = itemsOf(context, index + 1, tokens.length);
  return items.flatMap(({ from, to }) => [insert(from.start, '('), insert(to.end, ')')]);
}

/** `UNNEST` of several arrays, or of a map or rows into as many columns as are named. */
function unnestSeveral(context: Context, index: number): readonly Edit[] {
  const { sql, tokens } = context;
  const [unnest, open] = [tokens[index], tokens[index + 1]];
  if (unnest?.value !== 'unnest' || unnest.kind !== 'word' || open?.text !== '(') return [];
  const end = closingOf(context, index + 1);
  const items = itemsOf(context, index + 2, end);
  const [first] = items;
  const close = tokens[end];
  if (first === undefined || close === undefined) return [];
  const ordinality = tokens[end + 1]?.value === 'with' && tokens[end + 2]?.value === 'ordinality';
  const columns = columnsNamed(context, end + (ordinality ? 3 : 1)) - (ordinality ? 1 : 0);
  if (items.length === 1 && columns <= 1) return [];
  if (ordinality) {
    throw new QueryFailure(
      'NOT_SUPPORTED',
      `${at(sql, unnest.start)}The sandbox does not do WITH ORDINALITY over several columns`,
    );
  }
  const wide = items.length === 1;
  const [before, after] = wide ? [columns === 2 ? 'map_entries(' : '(', '), max_depth := 2'] : ['', ''];
  const edits = items.flatMap(({ from, to }) => [
    insert(from.start, `unnest(${before}`),
    insert(to.end, `${after})`),
  ]);
  return [{ start: unnest.start, end: open.end, text: '(SELECT ' }, ...edits];
}

/** Division by zero is an error and not NULL. */
function divisor(context: Context, index: number): readonly Edit[] {
  const { tokens } = context;
  const operator = tokens[index];
  const first = tokens[index + 1];
  if ((operator?.text !== '/' && operator?.text !== '%') || operator.kind !== 'symbol' || first === undefined)
    return [];
  const last = tokens[operandEnd(context, index + 1)];
  if (last === undefined) return [];
  return [insert(first.start, `${MACRO_SCHEMA}.handrail_divisor(`), insert(last.end, ')')];
}

function dateFormat(context: Context, index: number): readonly Edit[] {
  const { sql, tokens } = context;
  const [name, open] = [tokens[index], tokens[index + 1]];
  if (name?.kind !== 'word' || open?.text !== '(' || !Object.hasOwn(DATE_FORMATS, name.value)) return [];
  const format = itemsOf(context, index + 2, closingOf(context, index + 1))[1];
  const literal = format?.from === format?.to && format?.from.kind === 'string' ? format.from : null;
  const made = literal === null ? null : DATE_FORMATS[name.value]?.(stringValue(literal));
  if (literal === null || made === null || made === undefined) {
    throw new QueryFailure(
      'NOT_SUPPORTED',
      `${at(sql, name.start)}The sandbox does ${name.value} with a literal format of common letters only`,
    );
  }
  return [replace(literal, `'${made.replaceAll("'", "''")}'`)];
}

/** The items between commas of one level, from a token up to another that is not of it, or to the end of the level. */
function itemsOf(
  context: Context,
  start: number,
  end: number,
): readonly { readonly from: Token; readonly to: Token }[] {
  const { tokens } = context;
  const items: { from: Token; to: Token }[] = [];
  let from: Token | null = null;
  for (let index = start; index < end; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.text === ')' || token.text === ';') break;
    if (token.text === ',') {
      from = null;
      continue;
    }
    if (items.length > 0 && from !== null && ENDS_VALUES.has(token.value) && token.kind === 'word') break;
    if (token.text === '(' || token.text === '[') index = closingOf(context, index);
    const to = tokens[index] ?? token;
    if (from === null) items.push({ from: token, to });
    else items[items.length - 1] = { from, to };
    from ??= token;
  }
  return items;
}

const ENDS_VALUES = new Set(['order', 'limit', 'offset', 'fetch', 'union', 'except', 'intersect']);

/** The index of the token that closes what one opens; its own where it opens nothing. */
function closingOf({ closings }: Context, index: number): number {
  return closings.get(index) ?? index;
}

/** How many columns an alias names: `AS t (a, b)` names two. */
function columnsNamed(context: Context, start: number): number {
  const { tokens } = context;
  let index = start;
  if (tokens[index]?.value === 'as') index += 1;
  if (tokens[index]?.kind === 'word' || tokens[index]?.kind === 'quoted') index += 1;
  if (tokens[index]?.text !== '(' || index === start) return 0;
  return itemsOf(context, index + 1, closingOf(context, index)).length;
}

/** The last token of the operand that begins at one: signs, a value, a call or brackets, and what hangs on them. */
function operandEnd(context: Context, start: number): number {
  const { tokens } = context;
  let index = start;
  while (tokens[index]?.text === '-' || tokens[index]?.text === '+') index += 1;
  if (tokens[index]?.value === 'case' && tokens[index]?.kind === 'word') index = caseEnd(tokens, index);
  else if (tokens[index]?.text === '(') index = closingOf(context, index);
  for (;;) {
    const next = tokens[index + 1];
    if (next?.text === '(' || next?.text === '[') index = closingOf(context, index + 1);
    else if (next?.text === '.') index += 2;
    else if (next?.kind === 'string' && tokens[index]?.kind === 'word') index += 1;
    else if ((next?.value === 'over' || next?.value === 'filter') && tokens[index + 2]?.text === '(')
      index += 1;
    else return index;
  }
}

function caseEnd(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    if (tokens[index]?.kind !== 'word') continue;
    if (tokens[index]?.value === 'case') depth += 1;
    if (tokens[index]?.value === 'end') depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}

function stringValue(token: Token): string {
  return token.text.slice(1, -1).replaceAll("''", "'");
}

function insert(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

function replace(token: Token, text: string): Edit {
  return { start: token.start, end: token.end, text };
}
