/**
 * How the type of a column in the Glue catalog became another one: the same, one that holds all that the old one held, or
 * something else. Types are those of Hive, as `decimal(10,2)` or `array<struct<id:bigint>>`. Pure, and whatever it is
 * given it answers.
 */

export type TypeChange = 'same' | 'wider' | 'other';

interface ColumnType {
  readonly name: string;
  /** Of `decimal(10,2)` the numbers; of what holds other types those. */
  readonly numbers: readonly number[];
  readonly inner: readonly { readonly name: string; readonly type: ColumnType }[];
}

const INTEGERS: readonly string[] = ['tinyint', 'smallint', 'int', 'bigint'];
const FLOATS: readonly string[] = ['float', 'double'];
const SYNONYMS: Readonly<Record<string, string>> = { integer: 'int', numeric: 'decimal', real: 'float' };
/** What Hive takes for a decimal that says no more. */
const PLAIN_DECIMAL = [10, 0];
/** A type that is nested deeper is compared as text: nobody reads it, and it may be made to be long. */
const DEEPEST = 40;

/** What became of the type. */
export function typeChange(before: string, after: string): TypeChange {
  const [old, now] = [tidied(before), tidied(after)];
  if (old === now) return 'same';
  const [from, to] = [parsed(old, 0), parsed(now, 0)];
  return from === null || to === null ? 'other' : changeOf(from, to);
}

function changeOf(from: ColumnType, to: ColumnType): TypeChange {
  if (from.inner.length > 0 && from.name === to.name) return innerChange(from, to);
  if (from.name === 'varchar' && (to.name === 'string' || to.name === 'varchar'))
    return to.name === 'string' ? 'wider' : grown(from.numbers, to.numbers);
  if (from.name === 'decimal' && to.name === 'decimal')
    return from.numbers[1] === to.numbers[1] ? grown(from.numbers, to.numbers) : 'other';
  for (const ladder of [INTEGERS, FLOATS]) {
    const steps = [ladder.indexOf(from.name), ladder.indexOf(to.name)] as const;
    if (steps[0] >= 0 && steps[1] >= 0) return grown([steps[0]], [steps[1]]);
  }
  const isSame = from.name === to.name && grown(from.numbers, to.numbers) === 'same';
  return isSame && to.inner.length === 0 ? 'same' : 'other';
}

/** Fields of a struct keep their names and their places; more of them may come behind. */
function innerChange(from: ColumnType, to: ColumnType): TypeChange {
  const changes = from.inner.map(({ name, type }, place): TypeChange => {
    const now = to.inner[place];
    return now === undefined || now.name !== name ? 'other' : changeOf(type, now.type);
  });
  if (changes.includes('other')) return 'other';
  if (to.inner.length > from.inner.length) return from.name === 'struct' ? 'wider' : 'other';
  return changes.includes('wider') ? 'wider' : 'same';
}

function grown([from = 0]: readonly number[], [to = 0]: readonly number[]): TypeChange {
  return from === to ? 'same' : to > from ? 'wider' : 'other';
}

/** Null for what is no type that is known here, or is nested too deeply. */
function parsed(text: string, depth: number): ColumnType | null {
  if (depth > DEEPEST) return null;
  const [, word = '', numbers, inner] = /^([a-z_]\w*)(?:\(([\d,]*)\)|<(.*)>)?$/.exec(text) ?? [];
  if (word === '') return null;
  const name = SYNONYMS[word] ?? word;
  if (inner !== undefined) return nested(name, inner, depth);
  const given = numbers === undefined || numbers === '' ? [] : numbers.split(',').map(Number);
  const plain = name === 'decimal' ? [given[0] ?? PLAIN_DECIMAL[0] ?? 0, given[1] ?? 0] : given;
  return { name, numbers: plain, inner: [] };
}

function nested(name: string, text: string, depth: number): ColumnType | null {
  const inner: { name: string; type: ColumnType }[] = [];
  for (const [place, part] of partsOf(text).entries()) {
    const colon = name === 'struct' ? part.indexOf(':') : -1;
    const type = parsed(part.slice(colon + 1), depth + 1);
    if (type === null) return null;
    inner.push({ name: colon < 0 ? String(place) : part.slice(0, colon), type });
  }
  return { name, numbers: [], inner };
}

/** The parts between the commas that stand in no brackets. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let open = 0;
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '<' || character === '(') open += 1;
    else if (character === '>' || character === ')') open -= 1;
    else if (character === ',' && open === 0) {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return [...parts, text.slice(begin)];
}

function tidied(type: string): string {
  return type.toLowerCase().replaceAll(/\s+/g, '');
}
