/**
 * The words after `/etl`, read the same way whether they were typed, pressed on a step, or quoted in a runbook.
 * Phones turn `--x` into `—x` and straight quotes into curly ones: both are understood. Pure.
 */

import type { Result } from '../../lib/result.ts';
import type { ArgumentSpec, Arguments } from '../../operations/arguments.ts';

import { err, ok } from '../../lib/result.ts';

export interface Words {
  /** Lower case; empty for `/etl` alone, a number for `/etl 42`. */
  readonly verb: string;
  /** Everything after the verb, as typed but for quotes and dashes. */
  readonly rest: string;
  /** Everything after the verb, to the letter. */
  readonly typed: string;
  readonly tokens: readonly string[];
}

/** Splits the text into its verb and tokens. A leading `/etl` is dropped, so that a quoted command reads the same. */
export function readWords(text: string): Words {
  const [plain, given] = [straighten(text), text].map(withoutEtl);
  const [verb = '', ...tokens] = tokenise(plain ?? '');
  const [rest = '', typed = ''] = [plain, given].map(afterVerb);
  return { verb: verb.toLowerCase().replace(/^#(?=\d)/, ''), rest, typed, tokens };
}

/** Reads words by the specs; the error says which one was unknown or missing, and how the verb is used. */
export function readArguments(words: Words, specs: readonly ArgumentSpec[]): Result<Arguments, string> {
  const { verb } = words;
  const text = specs.find(({ form }) => form === 'text');
  const found: Record<string, string> = {};
  const tokens = text === undefined ? words.tokens : readText(words.typed, text, specs, found);
  const positional = specs.filter(({ form }) => form === 'positional');
  const waiting = [...tokens];
  let taken = 0;
  for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) {
    if (!token.startsWith('--')) {
      const spec = positional[taken];
      if (spec === undefined)
        return err(`Expected no more words, got ${JSON.stringify(token)}. ${usageSentence(verb, specs)}`);
      found[spec.name] = token;
      taken += 1;
      continue;
    }
    const [name = '', inline] = token.slice(2).split(/=(.*)/s);
    const spec = specs.find(
      (candidate) =>
        candidate.form !== 'positional' && candidate.form !== 'text' && candidate.name === name.toLowerCase(),
    );
    if (spec === undefined)
      return err(`Expected an option of ${verb}, got --${name}. ${usageSentence(verb, specs)}`);
    const value = spec.form === 'flag' ? 'true' : (inline ?? waiting.shift());
    if (value === undefined || value.startsWith('--'))
      return err(`Expected a value after --${name}, such as ${spec.example}.`);
    found[spec.name] = value;
  }
  const missing = specs.find(({ name, required }) => required && found[name] === undefined);
  if (missing !== undefined)
    return err(`Expected ${missing.example} after ${verb}, got nothing. ${usageSentence(verb, specs)}`);
  return ok(found);
}

/**
 * Takes everything for the argument that is text, quotes and dashes in it included, but for options at its end, whose
 * tokens it returns, and for those before it. In SQL of several lines the first may be a comment of any words; of one
 * line a comment would be all.
 */
function readText(
  typed: string,
  { name }: ArgumentSpec,
  specs: readonly ArgumentSpec[],
  found: Record<string, string>,
): readonly string[] {
  const options = specs.filter(({ form }) => form === 'option').map((spec) => spec.name);
  // A phone makes one dash of the two before an option; anywhere else dashes and quotes are the text's own.
  const option = `(?:--|[\u2013\u2014])((?:${options.join('|')})[ =]\\S+)`;
  const atEnd = new RegExp(`(?:^|\\s)${option}$`, 'i');
  const before = new RegExp(`^${option} +(?=\\S)`, 'i');
  let left = typed.trim();
  const tokens: string[] = [];
  for (
    let match = left.includes('\n') ? null : before.exec(left);
    match !== null;
    match = before.exec(left)
  ) {
    tokens.push(...`--${match[1] ?? ''}`.split(/[ =]/));
    left = left.slice(match[0].length);
  }
  for (let match = atEnd.exec(left); match !== null; match = atEnd.exec(left)) {
    tokens.unshift(...`--${match[1] ?? ''}`.split(/[ =]/));
    left = left.slice(0, match.index).trimEnd();
  }
  if (left !== '') found[name] = left;
  return tokens;
}

/** `/etl retry <job> [--run jr_1] [--workers 20] [--dry-run]`. */
export function usage(verb: string, specs: readonly ArgumentSpec[]): string {
  const parts = specs.map((spec) => {
    const word =
      spec.form === 'positional' || spec.form === 'text'
        ? spec.example
        : spec.form === 'flag'
          ? `--${spec.name}`
          : `--${spec.name} ${spec.example}`;
    return spec.required ? word : `[${word}]`;
  });
  return ['/etl', verb, ...parts].filter((part) => part !== '').join(' ');
}

function usageSentence(verb: string, specs: readonly ArgumentSpec[]): string {
  return `Write ${usage(verb, specs)}.`;
}

function withoutEtl(text: string): string {
  return text
    .trim()
    .replace(/^\/etl(?=\s|$)/i, '')
    .trim();
}

function afterVerb(text = ''): string {
  return text.slice(/^\S*/.exec(text)?.[0].length ?? 0).trim();
}

function straighten(text: string): string {
  return text
    .replaceAll(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018\u2019\u201A]/g, "'")
    .replaceAll(/(^|\s)[\u2013\u2014](?=\p{L})/gu, '$1--')
    .replaceAll(/[\u00A0\u202F]/g, ' ');
}

/**
 * Words by spaces. Double quotes keep spaces together anywhere in a word (`--note="two words"`), single quotes only
 * around a whole one, since people write "don't". A quote that is never closed is a letter.
 */
function tokenise(text: string): readonly string[] {
  const words = text.matchAll(/(?<=^|\s)'([^']*)'(?=\s|$)|(?:"[^"]*"|[^\s"]|"(?=[^"]*$))+/g);
  return [...words].map(([word, single]) => single ?? word.replaceAll(/"([^"]*)"/g, '$1'));
}
