/**
 * What an operation declares: its verb, its risk, its arguments, the IAM actions it needs, and what to do when it
 * is found started without a result. Each operation is one file; `catalog.ts` lists them.
 */

import type { Result } from '../lib/result.ts';
import type { Finding, Link } from './finding.ts';

export type Risk = 'read' | 'change' | 'destructive';

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments are filled in order; options are `--name value`, flags `--name`. */
  readonly form: 'positional' | 'option' | 'flag';
  readonly required: boolean;
  /** Shown in help: `<job>`, `10`, `G.2X`. */
  readonly example: string;
}

/** Arguments as the grammar parsed them; an operation checks what they mean. Flags are "true". */
export type Arguments = Readonly<Record<string, string>>;

export interface RunContext {
  /** Unique id of this operation run; written into the vendor's own record where it can carry one. */
  readonly run: string;
  readonly args: Arguments;
  readonly pipeline: string | null;
  /** When the run was requested, milliseconds. */
  readonly requestedAt: number;
  readonly signal: AbortSignal;
}

/** Where a run stands after a call. `follow` is called again with `token` after `afterMs`, across restarts. */
export type Progress =
  | { readonly state: 'ended'; readonly finding: Finding }
  | {
      readonly state: 'running';
      readonly token: string;
      readonly summary: string;
      /** Where a person sees it going on. */
      readonly links: readonly Link[];
      readonly afterMs: number;
    };

/** What a change would do if it were started now, or why it would not. */
export type Preview =
  | {
      readonly would: 'run';
      /** "Start silver-users with 20 × G.1X, attempt 3". */
      readonly intent: string;
      /** The command that does exactly this: what it promises is in its words, and checked again when it starts. */
      readonly command: string;
    }
  | { readonly would: 'refuse'; readonly finding: Finding };

export interface Operation {
  readonly verb: string;
  readonly summary: string;
  readonly risk: Risk;
  readonly arguments: readonly ArgumentSpec[];
  readonly iam: readonly string[];
  /**
   * Found started without a result after a crash: `rerun` a read; `verify` asks the vendor whether it happened;
   * `report` says that nobody can know. A `change` is never run twice.
   */
  readonly afterCrash: 'rerun' | 'verify' | 'report';
  /** Checks the arguments before anything is asked, without I/O; the error is a sentence. Returns them normalised. */
  check(args: Arguments): Result<Arguments, string>;
  /** Whether these arguments make it harmless (`--dry-run`), which lowers the risk to `read`. */
  harmless(args: Arguments): boolean;
  /** What it would do with these arguments, as far as they say: "Start silver-users with 20 × G.1X". */
  intent(args: Arguments): string;
  /**
   * What these arguments act on: of two runs with one target, the second is not started while the first is open. Null
   * when it stands in nobody's way, as what only reads.
   */
  target(args: Arguments): string | null;
  /** Looks what it would do, and changes nothing; null for what only reads, which asks nobody. */
  readonly preview: ((context: RunContext) => Promise<Preview>) | null;
  /** Begins. Throws only for bugs; a vendor's refusal is a `fail` finding in a sentence. */
  start(context: RunContext): Promise<Progress>;
  /** Looks how a running one is doing. */
  follow(context: RunContext, token: string): Promise<Progress>;
  /** After a crash between start and its record: `not-started`, or where it stands. */
  verify(context: RunContext): Promise<Progress | { readonly state: 'not-started' }>;
}
