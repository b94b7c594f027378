/**
 * What an operation may be asked. One declaration of an argument gives the grammar its form, help its words, a form its
 * field, and the operation a value of the right type: nothing of it is checked again. Pure.
 */

import type { Result } from '../lib/result.ts';

import { parseDuration, writeDuration } from '../lib/duration.ts';
import { err, ok } from '../lib/result.ts';

/** An argument as the grammar, help and forms know it. */
export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments are filled in order; options are `--name value`, flags `--name`; a text is all the words. */
  readonly form: 'positional' | 'option' | 'flag' | 'text';
  readonly required: boolean;
  /** Shown in help: `<job>`, `10`, `G.2X`. */
  readonly example: string;
  /** Where only these will do. */
  readonly choices?: readonly string[];
}

/** Arguments as they are written and stored, by name; flags are "true". */
export type Arguments = Readonly<Record<string, string>>;

/** What an argument may hold: how it is read, and how it is written again. */
export interface Kind<T> {
  /** The error is a sentence; `label` is what the person calls the argument. */
  read(text: string, label: string): Result<T, string>;
  write(value: T): string;
  readonly choices?: readonly string[];
}

/** An argument of a declaration, which names it: `undefined` stands for one that was left out. */
export interface Argument<T> extends Omit<ArgumentSpec, 'name'> {
  read(text: string | undefined, label: string): Result<T, string>;
  write(value: T): string | undefined;
}

/** The arguments of an operation by name, positional ones in their order. */
export type ArgumentsSpec<A> = { readonly [K in keyof A]: Argument<A[K]> };

interface Words {
  readonly summary: string;
  readonly example: string;
}

/** A word that has to be there. */
export function positional<T>(kind: Kind<T>, words: Words): Argument<T> {
  return {
    ...words,
    ...choicesOf(kind),
    form: 'positional',
    required: true,
    read: (text, label) =>
      text === undefined ? err(`Expected ${words.example}, got nothing.`) : kind.read(text, label),
    write: (value) => kind.write(value),
  };
}

/** All the words, as they were typed; beside it there are only options, at its end. */
export function wholeText<T>(kind: Kind<T>, words: Words): Argument<T> {
  return { ...positional(kind, words), form: 'text' };
}

/** A word that may be left out, and then is null. None but the last may. */
export function optional<T>(kind: Kind<T>, words: Words): Argument<T | null> {
  return { ...option(kind, words), form: 'positional' };
}

/** `--name value`; null when it is left out. */
export function option<T>(kind: Kind<T>, words: Words): Argument<T | null> {
  return {
    ...words,
    ...choicesOf(kind),
    form: 'option',
    required: false,
    read: (text, label) => (text === undefined ? ok(null) : kind.read(text, label)),
    write: (value) => (value === null ? undefined : kind.write(value)),
  };
}

/** `--name value`, or else the default. */
export function optionOr<T>(byDefault: T, kind: Kind<T>, words: Words): Argument<T> {
  return {
    ...words,
    ...choicesOf(kind),
    form: 'option',
    required: false,
    read: (text, label) => (text === undefined ? ok(byDefault) : kind.read(text, label)),
    write: (value) => kind.write(value),
  };
}

/** `--name`: there or not. */
export function flag({ summary }: Pick<Words, 'summary'>): Argument<boolean> {
  return {
    summary,
    example: '',
    form: 'flag',
    required: false,
    read: (text, label) =>
      text === undefined || text === 'true' ? ok(text === 'true') : err(`${label} takes no value.`),
    write: (value) => (value ? 'true' : undefined),
  };
}

/** A whole number within these bounds. */
export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    read(text, label) {
      const value = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
      if (value >= least && value <= most) return ok(value);
      return err(`Expected ${label} to be a whole number from ${least} to ${most}, got ${shown(text)}.`);
    },
    write: String,
  };
}

/** A duration such as `6h`, in milliseconds, more than nothing and at most so many. */
export function durationUpTo(mostMs: number): Kind<number> {
  return {
    read(text, label) {
      const value = parseDuration(text);
      if (value.ok && value.value > 0 && value.value <= mostMs) return value;
      return err(
        `Expected ${label} to be a duration such as 6h, at most ${writeDuration(mostMs)}, got ${shown(text)}.`,
      );
    },
    write: writeDuration,
  };
}

/** One of these, whatever its case. */
export function oneOf<T extends string>(choices: readonly T[]): Kind<T> {
  return {
    read(text, label) {
      const wanted = text.trim().toLowerCase();
      const found = choices.find((choice) => choice.toLowerCase() === wanted);
      if (found !== undefined) return ok(found);
      return err(`Expected ${label} to be one of ${choices.join(', ')}, got ${shown(text)}.`);
    },
    write: String,
    choices,
  };
}

/** Text of this shape, trimmed. `expected` begins the sentence for another one, `remedy` ends it. */
export function textLike(shape: RegExp, { expected, remedy = '' }: Expected): Kind<string> {
  return {
    read(text) {
      const trimmed = text.trim();
      if (shape.test(trimmed)) return ok(trimmed);
      return err(`Expected ${expected}, got ${shown(trimmed)}.${remedy === '' ? '' : ` ${remedy}`}`);
    },
    write: String,
  };
}

interface Expected {
  readonly expected: string;
  readonly remedy?: string;
}

/** The arguments as the grammar, help and forms know them, in their order. */
export function specsOf<A>(spec: ArgumentsSpec<A>): readonly ArgumentSpec[] {
  const specs: ArgumentSpec[] = [];
  for (const name in spec) {
    const { summary, form, required, example, choices } = spec[name];
    specs.push({ name, summary, form, required, example, ...(choices === undefined ? {} : { choices }) });
  }
  return specs;
}

/** The values of these arguments; the error is the sentence of the first that is none. */
export function valuesOf<A>(spec: ArgumentsSpec<A>, args: Arguments): Result<A, string> {
  const values: Partial<A> = {};
  for (const name in spec) {
    const argument = spec[name];
    const value = argument.read(args[name], argument.form === 'positional' ? name : `--${name}`);
    if (!value.ok) return value;
    values[name] = value.value;
  }
  // Each name of the declaration was read.
  return ok(values as A);
}

/** The arguments as they are stored and typed: each in one way of writing it, without those that were left out. */
export function written<A>(spec: ArgumentsSpec<A>, values: A): Arguments {
  const args: Record<string, string> = {};
  for (const name in spec) {
    const text = spec[name].write(values[name]);
    if (text !== undefined) args[name] = text;
  }
  return args;
}

/** The command of a verb with these arguments, as a person types it. */
export function commandOf(verb: string, specs: readonly ArgumentSpec[], args: Arguments): string {
  const words = specs.flatMap(({ name, form }) => {
    const text = args[name];
    if (text === undefined) return [];
    if (form === 'positional') return [asTyped(text)];
    if (form === 'text') return [text];
    return [form === 'flag' ? `--${name}` : `--${name} ${asTyped(text)}`];
  });
  return ['/etl', verb, ...words].join(' ');
}

/** An argument as a person types it: quoted when it has spaces or quotes. */
export function asTyped(value: string): string {
  return /^[^\s"'“”‘’\\]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

function choicesOf({ choices }: Kind<unknown>): Pick<ArgumentSpec, 'choices'> {
  return choices === undefined ? {} : { choices };
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
