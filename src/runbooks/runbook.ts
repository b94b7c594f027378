/** A runbook: a folder of Markdown and its parts. Pure data, pinned whole into every checklist that is started from it. */

export const PROCEDURE_KINDS = [
  'emergency',
  'troubleshooting',
  'daily',
  'weekly',
  'monthly',
  'maintenance',
  'backup',
] as const;
export type ProcedureKind = (typeof PROCEDURE_KINDS)[number];

export interface RunbookFile {
  /** Path inside the runbook folder, with forward slashes: `RUNBOOK.md`. */
  readonly path: string;
  readonly markdown: string;
}

export interface Runbook {
  /** Hex SHA-256 over every file's path and text. */
  readonly hash: string;
  readonly files: readonly RunbookFile[];
  readonly procedures: readonly Procedure[];
}

export interface Procedure {
  /** `file/heading-path`, GitHub's slugs joined by `/`: `RUNBOOK.md/troubleshooting/common-issues/1-etl-job-failures`. */
  readonly id: string;
  readonly title: string;
  readonly kind: ProcedureKind;
  readonly symptoms: readonly string[];
  readonly causes: readonly string[];
  /** Alarm name patterns (`*` matches anything) under **Alarms**. */
  readonly alarms: readonly string[];
  readonly phases: readonly Phase[];
  /** Procedure id of the checklist file that this procedure links to; opening this one opens that one. */
  readonly opens: string | null;
  readonly source: { readonly file: string; readonly line: number };
}

export interface Phase {
  readonly title: string;
  /** Post-incident work never blocks resolving. */
  readonly afterwards: boolean;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly text: string;
  /** Indented prose under the step, as plain Markdown. */
  readonly help: string | null;
  /** `/etl retry {job}`: makes the step a button. Placeholders are not filled yet. */
  readonly command: string | null;
  readonly goodWhen: string | null;
  /** Absent where it is needed whatever was found. */
  readonly neededWhen?: Condition;
  readonly dueWithinMs: number | null;
  /** A code block under the step, for copying. */
  readonly code: string | null;
  /** Where a link to a heading leads. */
  readonly jump: { readonly label: string; readonly procedure: string } | null;
  readonly source: { readonly file: string; readonly line: number };
}

/** What has to be found for a step to be needed. */
export interface Condition {
  /** As it stands in the runbook, as plain Markdown. */
  readonly text: string;
  /** Any of them is enough; none where nothing was written. */
  readonly anyOf: readonly Alternative[];
  readonly line: number;
}

export type Alternative =
  /** A run of the procedure names a cause that is said in these words, or in others for the same. */
  | {
      readonly kind: 'cause';
      readonly words: string;
      /** One word in quotes, which is looked for as it stands. */
      readonly quoted?: true;
    }
  | {
      readonly kind: 'verdict';
      readonly words: string;
      readonly verb: string;
      /** How it has to come out; `not-ok` is `warn` or `fail`. */
      readonly verdict: 'ok' | 'not-ok' | 'fail';
    }
  /** Words that ask for neither, which nothing answers. */
  | { readonly kind: 'unclear'; readonly words: string };

/** A fault in a runbook, with its place; `problem` says what is wrong and what to write instead. */
export interface RunbookFault {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}
