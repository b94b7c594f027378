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
  /** The columns whose cells are people, by Slack's id: no cell of another is ever drawn as one. */
  readonly people?: readonly string[];
}

/** How something went over time. Every line has a value, or null, for each label. */
export interface Series {
  readonly title: string;
  /** `bar` for amounts of a period, `line` for a level. */
  readonly shape: 'line' | 'bar';
  /** Of the values: `min`, `records an hour`. */
  readonly unit: string;
  /** The moments or periods in order, written for people. */
  readonly labels: readonly string[];
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** One call that was made for a finding, as the vendor names it: `glue:GetJobRuns`. */
export interface Asked {
  readonly call: string;
  /** Whether it was answered; that there is no such thing is an answer. */
  readonly ok: boolean;
  /** The sentence of what was refused; absent when it was not. */
  readonly error?: string;
}

export interface Finding {
  readonly verdict: Verdict;
  /** One line that a tired person understands: "out of memory in 14 of 200 tasks". */
  readonly summary: string;
  /** What went wrong, in the words of one cause: "out of memory". Absent where nothing did, or nobody knows why. */
  readonly cause?: string;
  readonly facts: readonly Fact[];
  readonly table: Table | null;
  readonly series: Series | null;
  /** Verbatim lines, such as the log around an error. */
  readonly excerpt: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly links: readonly Link[];
  /** What a person may do next, each an /etl command: shown as text to type or copy. */
  readonly next: readonly string[];
  /** What was asked of the vendor for it, in order. */
  readonly asked: readonly Asked[];
  /** When this was true, milliseconds. */
  readonly trueAt: number;
  /** What the card of an incident says of it, in a clause: `last good run 2026-11-12T02:00Z`. Absent where that would be nothing new. */
  readonly clue?: string;
  /** The whole of what is shown only in part, to be had as a file. */
  readonly whole?: Whole;
  /** What it cost, where that is billed by use. */
  readonly bill?: Bill;
}

export interface Whole {
  /** Of the file: `late-users.csv`. */
  readonly name: string;
  /** By which its operation finds it again. */
  readonly token: string;
}

export interface Bill {
  readonly scannedBytes: number;
  /** An estimate from the price in the configuration. */
  readonly dollars: number;
  /** What a day may cost, dollars; null where nobody says. */
  readonly dailyLimit: number | null;
}
