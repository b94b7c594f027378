/**
 * What an operation returns, whatever surface shows it. All text in it comes from outside and is escaped where shown;
 * a moment in a summary or a fact is written `2026-11-12T03:00Z` and drawn there in the reader's own time.
 */

import type { Fact } from '../alarms/event.ts';
import type { Link } from '../lib/console-links.ts';

export type { Link } from '../lib/console-links.ts';

/** `ok`: it did what it is for; `warn`: it did, with something to look at; `fail`: it did not; `unknown`: nobody can say. */
export type Verdict = 'ok' | 'warn' | 'fail' | 'unknown';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Finding {
  readonly verdict: Verdict;
  /** One line that a tired person understands: "out of memory in 14 of 200 tasks". */
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly table: Table | null;
  /** Verbatim lines, such as the log around an error. */
  readonly excerpt: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly links: readonly Link[];
  /** What a person may do next, each an /etl command: shown as text to type or copy. */
  readonly next: readonly string[];
  /** When this was true, milliseconds. */
  readonly trueAt: number;
}
