/** The format strings of dates: those of MySQL and of Joda, which Trino takes, as DuckDB writes them. */

const MYSQL: Readonly<Record<string, string>> = {
  '%M': '%B',
  '%i': '%M',
  '%s': '%S',
  '%T': '%H:%M:%S',
  '%r': '%I:%M:%S %p',
  '%h': '%I',
  '%e': '%-d',
  '%c': '%-m',
  '%k': '%-H',
  '%l': '%-I',
  '%W': '%A',
};

const JODA: readonly (readonly [RegExp, string])[] = [
  [/^y{3,}|^Y{3,}/, '%Y'],
  [/^yy|^YY/, '%y'],
  [/^M{4,}/, '%B'],
  [/^MMM/, '%b'],
  [/^MM/, '%m'],
  [/^M/, '%-m'],
  [/^dd/, '%d'],
  [/^d/, '%-d'],
  [/^DDD/, '%j'],
  [/^HH/, '%H'],
  [/^H/, '%-H'],
  [/^hh/, '%I'],
  [/^h/, '%-I'],
  [/^mm/, '%M'],
  [/^ss/, '%S'],
  [/^S{4,}/, '%f'],
  [/^SSS/, '%g'],
  [/^E{4,}/, '%A'],
  [/^E{1,3}/, '%a'],
  [/^a/, '%p'],
  [/^Z/, '%z'],
];

/** A format of date_format and date_parse. */
export function mysqlFormat(format: string): string {
  return format.replaceAll(/%./g, (directive) => MYSQL[directive] ?? directive);
}

/** A format of format_datetime; `null` when it has a letter that is not known here. */
export function jodaFormat(format: string): string | null {
  let rest = format;
  let made = '';
  while (rest !== '') {
    const literal = /^'((?:[^']|'')*)'|^[^A-Za-z']+/.exec(rest);
    if (literal !== null) {
      made += (literal[1] ?? literal[0]).replaceAll("''", "'").replaceAll('%', '%%');
      rest = rest.slice(literal[0].length);
      continue;
    }
    const known = JODA.find(([pattern]) => pattern.test(rest));
    if (known === undefined) return null;
    made += known[1];
    rest = rest.replace(known[0], '');
  }
  return made;
}
