/**
 * The functions of Trino that are simulated, and how DuckDB says each: under the same name, under another, or by a
 * macro. One that is in none of these lists is not registered, whatever DuckDB itself may have under its name: that is
 * what keeps a query from files and settings.
 */

/** Where the macros live. */
export const MACRO_SCHEMA = 'memory.trino';

const SAME = words(`
  abs acos any_value arbitrary array_agg array_distinct array_intersect array_position asin atan atan2 avg bit_count
  bool_and bool_or cbrt ceil ceiling chr concat_ws contains corr cos cosh count count_if covar_pop covar_samp cume_dist
  date day degrees dense_rank exp first_value flatten floor from_base64 geometric_mean histogram hour json_array_length
  json_extract kurtosis lag last_value lead length listagg ln log log10 log2 lower lpad ltrim map map_concat map_entries
  map_from_entries map_keys map_values max max_by min min_by minute mod month nth_value ntile nullif percent_rank pi
  position pow power quarter radians random rank regexp_extract_all regr_intercept regr_slope repeat replace reverse
  round row row_number rpad rtrim second sign sin skewness split split_part sqrt starts_with stddev stddev_pop
  stddev_samp strpos substr substring sum tan tanh to_base64 translate trim unnest upper url_decode url_encode uuid
  var_pop var_samp variance week year
`);

const RENAMED: Readonly<Record<string, string>> = {
  approx_distinct: 'approx_count_distinct',
  approx_percentile: 'quantile_disc',
  array_max: 'list_max',
  array_min: 'list_min',
  array_sort: 'list_sort',
  arrays_overlap: 'list_has_any',
  codepoint: 'unicode',
  date_diff: 'datesub', // Trino counts whole units that passed, date_diff of DuckDB the boundaries crossed
  date_format: 'strftime',
  date_parse: 'strptime',
  day_of_month: 'day',
  day_of_week: 'isodow',
  day_of_year: 'dayofyear',
  dow: 'isodow',
  doy: 'dayofyear',
  every: 'bool_and',
  filter: 'list_filter',
  format: 'printf',
  format_datetime: 'strftime',
  from_hex: 'unhex',
  from_utf8: 'decode',
  is_finite: 'isfinite',
  is_infinite: 'isinf',
  is_nan: 'isnan',
  last_day_of_month: 'last_day',
  levenshtein_distance: 'levenshtein',
  rand: 'random',
  regexp_like: 'regexp_matches',
  regexp_split: 'regexp_split_to_array',
  to_hex: 'hex',
  to_unixtime: 'epoch',
  to_utf8: 'encode',
  transform: 'list_transform',
  truncate: 'trunc',
  week_of_year: 'weekofyear',
  year_of_week: 'isoyear',
  yow: 'isoyear',
};

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const ADDED = `CASE lower(u) WHEN 'millisecond' THEN t + to_milliseconds(CAST(n AS DOUBLE)) ${UNITS.map(
  (unit) => `WHEN '${unit}' THEN t + to_${unit}s(CAST(n AS INTEGER))`,
).join(' ')} ELSE error('Invalid unit') END`;
const NO_OBJECT =
  "CASE WHEN json_type(j, p) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(j, p) END";

/** The macros by name: parameters and body, several where the number or the types of arguments decide. */
const MACROS: Readonly<Record<string, readonly string[]>> = {
  array_except: ['(a, b) AS list_distinct(list_filter(a, x -> NOT list_contains(b, x)))'],
  array_join: [
    '(a, d) AS array_to_string(a, d)',
    '(a, d, n) AS array_to_string(list_transform(a, x -> coalesce(CAST(x AS VARCHAR), n)), d)',
  ],
  array_remove: ['(a, v) AS list_filter(a, x -> x <> v)'],
  array_union: ['(a, b) AS list_distinct(list_concat(a, b))'],
  at_timezone: ['(t, z) AS timezone(z, t)'],
  bitwise_and: ['(a, b) AS a & b'],
  bitwise_or: ['(a, b) AS a | b'],
  bitwise_xor: ['(a, b) AS xor(a, b)'],
  cardinality: [
    "(x) AS CAST(CASE WHEN json_type(to_json(x)) = 'OBJECT' THEN len(json_keys(to_json(x))) ELSE json_array_length(to_json(x)) END AS BIGINT)",
  ],
  concat: byArity((names) => names.join(' || ')),
  date_add: [
    `(u, n, t DATE) AS CAST(${ADDED} AS DATE)`,
    `(u, n, t TIMESTAMP) AS ${ADDED}`,
    `(u, n, t TIMESTAMPTZ) AS ${ADDED}`,
  ],
  date_trunc: [
    '(u VARCHAR, t DATE) AS CAST(date_trunc(u, t) AS DATE)',
    '(u VARCHAR, t TIMESTAMP) AS date_trunc(u, t)',
    '(u VARCHAR, t TIMESTAMPTZ) AS date_trunc(u, t)',
  ],
  e: ['() AS exp(1)'],
  element_at: ['(a, i) AS a[i]'],
  from_iso8601_date: ['(s) AS CAST(s AS DATE)'],
  from_iso8601_timestamp: ['(s) AS CAST(s AS TIMESTAMPTZ)'],
  from_unixtime: ['(s) AS to_timestamp(CAST(s AS DOUBLE))'],
  greatest: byArity(
    (names) => `CASE WHEN ${anyIsNull(names)} THEN NULL ELSE greatest(${names.join(', ')}) END`,
  ),
  infinity: ["() AS CAST('infinity' AS DOUBLE)"],
  json_array_contains: ['(j, v) AS list_contains(CAST(CAST(j AS JSON) AS JSON[]), to_json(v))'],
  json_extract_scalar: [`(j, p) AS ${NO_OBJECT}`],
  json_format: ['(j) AS CAST(j AS VARCHAR)'],
  json_parse: ['(s) AS CAST(s AS JSON)'],
  least: byArity((names) => `CASE WHEN ${anyIsNull(names)} THEN NULL ELSE least(${names.join(', ')}) END`),
  map_agg: ['(k, v) AS map_from_entries(array_agg(row(k, v)))'],
  md5: ['(b) AS unhex(md5(b))'],
  nan: ["() AS CAST('nan' AS DOUBLE)"],
  regexp_count: ['(s, p) AS len(regexp_extract_all(s, p))'],
  regexp_extract: [
    '(s, p) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p) END',
    '(s, p, g) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END',
  ],
  regexp_replace: [
    "(s, p) AS regexp_replace(s, p, '', 'g')",
    String.raw`(s, p, r) AS regexp_replace(s, p, regexp_replace(r, '\$(\d+)', '\\\1', 'g'), 'g')`,
  ],
  sequence: ['(a, b) AS generate_series(a, b)', '(a, b, s) AS generate_series(a, b, s)'],
  sha256: ['(b) AS unhex(sha256(b))'],
  slice: ['(a, s, n) AS list_slice(a, s, s + n - 1)'],
  to_iso8601: [
    "(t DATE) AS strftime(t, '%Y-%m-%d')",
    "(t TIMESTAMP) AS strftime(t, '%Y-%m-%dT%H:%M:%S.%g')",
    "(t TIMESTAMPTZ) AS strftime(t, '%Y-%m-%dT%H:%M:%S.%gZ')",
  ],
  typeof: ["(x) AS replace(lower(typeof(x)), 'hugeint', 'bigint')"],
  with_timezone: ['(t, z) AS timezone(z, t)'],
  // What stands to the right of `/` and `%`: DuckDB would answer NULL. The words come back as the fault of a cast, since
  // TRY takes no function that only raises.
  handrail_divisor: [
    "(x) AS CASE WHEN x = 0 AND (typeof(x) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT') OR typeof(x) LIKE 'DECIMAL%') THEN x + CAST('Division by zero' AS INTEGER) ELSE x END",
  ],
};

/** Of Trino, known to have no counterpart here. */
const NOT_SIMULATED = words(`
  all_match any_match approx_set checksum combinations cosine_distance crc32empty_approx_set
  from_unixtime_nanos hamming_distance hmac_sha256 human_readable_seconds json_array_get json_exists json_query json_size
  json_value map_filter map_union map_zip_with multimap_agg ngrams none_match normalize numeric_histogram
  parse_datetime parse_duration reduce reduce_agg regexp_position sha1 sha512 shuffle soundex split_to_map to_milliseconds
  transform_keys transform_values url_extract_fragment url_extract_host url_extract_parameter url_extract_path
  url_extract_port url_extract_protocol url_extract_query width_bucket word_stem xxhash64 zip zip_with
`);

/** What DuckDB's parser makes of forms of the language, such as EXTRACT, INTERVAL or LIKE … ESCAPE. */
const OF_THE_LANGUAGE = words(`
  count_star date_part like_escape not_like_escape row timezone to_days to_hours to_minutes to_months to_seconds to_years
  trim ltrim rtrim trunc unnest
`);

/** How DuckDB calls a function of Trino: a name; that it is known but not simulated; or `null` when there is none. */
export function functionFor(name: string): { readonly call: string } | 'not-simulated' | null {
  if (Object.hasOwn(MACROS, name)) return { call: `${MACRO_SCHEMA}.${name}` };
  if (Object.hasOwn(RENAMED, name)) return { call: RENAMED[name] ?? name };
  if (SAME.has(name)) return { call: name };
  return NOT_SIMULATED.has(name) ? 'not-simulated' : null;
}

/** Whether a call that nobody wrote as one comes of a form of the language. */
export function isOfTheLanguage(name: string): boolean {
  return OF_THE_LANGUAGE.has(name);
}

/** The statements that create all macros. */
export function macroStatements(): readonly string[] {
  return Object.entries(MACROS).map(
    ([name, overloads]) => `CREATE MACRO ${MACRO_SCHEMA}.${name} ${overloads.join(', ')}`,
  );
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

function byArity(body: (names: readonly string[]) => string): readonly string[] {
  const letters = ['a', 'b', 'c', 'd', 'f', 'g', 'h', 'i', 'j', 'k'];
  return letters.slice(1).map((_, index) => {
    const names = letters.slice(0, index + 2);
    return `(${names.join(', ')}) AS ${body(names)}`;
  });
}

function anyIsNull(names: readonly string[]): string {
  return names.map((name) => `${name} IS NULL`).join(' OR ');
}
