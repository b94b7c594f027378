/** What a deed asks for before it is done: fields in plain words, which a surface draws, and the reading of what was sent. */

import type { Result } from '../lib/result.ts';
import type { Severity } from '../incidents/severity.ts';

import { err } from '../lib/result.ts';

export interface Option {
  readonly label: string;
  readonly value: string;
  /** Why one would choose it. */
  readonly description?: string;
}

/** A field, known by an id under which its answer comes back; the hint stands below it. */
export type Field = { readonly id: string; readonly label: string; readonly hint?: string } & (
  | {
      readonly kind: 'text';
      readonly optional: boolean;
      readonly multiline: boolean;
      readonly maxLength?: number;
      readonly initial?: string;
      readonly placeholder?: string;
    }
  | { readonly kind: 'person' }
  | { readonly kind: 'severity'; readonly initial: Severity }
  /** All options in sight. */
  | { readonly kind: 'radios'; readonly options: readonly Option[]; readonly optional?: true }
  /** A list that opens. */
  | {
      readonly kind: 'list';
      readonly options: readonly Option[];
      readonly optional?: true;
      /** Whether the first is chosen from the start. */
      readonly startsChosen?: true;
    }
);

/** A form as it is to be drawn. Every text is plain. */
export interface FormSheet {
  readonly title: string;
  readonly submit: string;
  /** Said above the fields. */
  readonly lines: readonly string[];
  /** The command that it is about, said as such. */
  readonly command?: string;
  readonly fields: readonly Field[];
}

/** The trimmed answer of a field, or an empty string. */
export type Answers = (field: string) => string;

/** Field id → what is wrong with that field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What is wrong with one field. */
export function fault(field: string, problem: string): Result<never, FieldErrors> {
  return err({ [field]: problem });
}
