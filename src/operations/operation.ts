/**
 * An operation as everybody but its own file knows it: a verb, a risk, arguments, the calls that it makes, and what
 * can be done with it once its arguments were read. What type they have is known inside alone, so that operations of
 * all kinds stand in one catalog.
 */

import type { Actor } from '../access/actor.ts';
import type { Level } from '../access/may.ts';
import type { Result } from '../lib/result.ts';
import type { Arguments, ArgumentSpec } from './arguments.ts';
import type { AwsCall } from './calls.ts';
import type { Bill, Finding, Link } from './finding.ts';
import type { CallPlace } from './place.ts';
import type { Tally } from './tally.ts';

export type Risk = 'read' | 'change' | 'destructive';

export interface RunContext {
  /** Unique id of this operation run; written into the vendor's own record where it can carry one. */
  readonly run: string;
  readonly pipeline: string | null;
  /** Where its calls go; null for a run of a release that knew no places. */
  readonly place: CallPlace | null;
  /** In whose name, and for which incident. */
  readonly by: Actor;
  readonly incident: number | null;
  /** When the run was requested, milliseconds. */
  readonly requestedAt: number;
  /** What an earlier start was about to send, as it kept it: that may have been sent. Null or absent where nothing was. */
  readonly letter?: string | null;
  /**
   * Writes into the run what its start is about to send, before it is sent. False where the run is over or carried on by
   * another: then nothing may be sent. Absent where there is no run.
   */
  readonly keepLetter?: (letter: string) => Promise<boolean>;
  /**
   * Whether who asks has at least this level here: what they may not see is left out. Absent where nobody asks, who has
   * that of a viewer.
   */
  readonly hasLevel?: (level: Level) => Promise<boolean>;
  /** Told how far a read is, for whoever waits for it; absent where nobody looks. */
  readonly tally?: Tally;
  readonly signal: AbortSignal;
}

/** What a look tells of unasked when an incident opens: a resource that an alarm names, or the pipeline. */
export type Subject = 'job' | 'function' | 'stream' | 'pipeline';

/** The lines that evidence has on the card of an incident, in their order. */
export const CLUE_LINES = ['why', 'past', 'changes', 'input', 'stages'] as const;
export type ClueLine = (typeof CLUE_LINES)[number];

export interface Telling {
  readonly of: readonly Subject[];
  readonly line: ClueLine;
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

/** What is found after a crash between a start and its record. */
export type Verified = Progress | { readonly state: 'not-started' };

/** What came of asking the vendor to stop a run. */
export type Stopped =
  /** Nothing of it runs any more; `bill` is what it cost until then, where that is billed by use and known. */
  | { readonly state: 'stopped'; readonly bill: Bill | null }
  | {
      readonly state: 'goes-on';
      /** Whether the vendor may stop it when it is asked again. */
      readonly again: boolean;
      readonly finding: Finding;
    };

/** How much was written of a whole. */
export interface WholeWritten {
  readonly rows: number;
  /** Whether there was more than a file may hold. */
  readonly isCut: boolean;
}

/** Why nothing was written of a whole: a sentence, and whether it may be written when it is tried again. */
export interface WholeMissing {
  readonly because: string;
  readonly again: boolean;
}

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
  /** Other words for the verb. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly risk: Risk;
  readonly arguments: readonly ArgumentSpec[];
  readonly asks: readonly AwsCall[];
  /** Whether Handrail may run it as a step that nobody asked for: not what costs, even where it only reads. */
  readonly unasked: boolean;
  /** What its finding's clue tells on the card of an incident; null where it has none. */
  readonly tells: Telling | null;
  /** Whether what a read answers is the same for all of one level, so that who asks next may have it too. */
  readonly shared: boolean;
  /** Whether its findings name the cause of what went wrong, where they know it. */
  readonly namesCause: boolean;
  /**
   * Found started without a result after a crash: `rerun` a read; `verify` asks the vendor whether it happened;
   * `report` says that nobody can know. A `change` is never run twice.
   */
  readonly afterCrash: 'rerun' | 'verify' | 'report';
  /** The risk with these arguments, complete or not: `--dry-run` lowers it to `read`. */
  riskOf(args: Arguments): Risk;
  /** Reads the arguments, once and without I/O; the error is a sentence. */
  prepare(args: Arguments): Result<Prepared, string>;
}

/** An operation with its arguments read. */
export interface Prepared {
  readonly operation: Operation;
  /** In one way of writing them, as a run keeps them. */
  readonly args: Arguments;
  readonly risk: Risk;
  /** What it would do, as far as the arguments say: "Start silver-users with 20 × G.1X". */
  readonly intent: string;
  /** The least level to ask for it in this pipeline, where its risk does not say it. */
  levelFor(pipeline: string | null): Level | null;
  /**
   * What it acts on: of two runs with one target, the second is not started while the first is open. Null when it
   * stands in nobody's way, as what only reads. The same name in another place is another target.
   */
  readonly target: ((place: CallPlace) => string) | null;
  /** Looks what it would do, and changes nothing; null for what only reads, which asks nobody. */
  readonly preview: ((context: RunContext) => Promise<Preview>) | null;
  /** Begins. Throws only for bugs; a vendor's refusal is a `fail` finding in a sentence. */
  start(context: RunContext): Promise<Progress>;
  /** Looks how a running one is doing. */
  follow(context: RunContext, token: string): Promise<Progress>;
  /** After a crash between start and its record: `not-started`, or where it stands. */
  verify(context: RunContext): Promise<Verified>;
  /** Says why it would not be started with these arguments, before a run is made of it; null where only a start can tell. */
  readonly objection: ((context: RunContext) => Promise<Finding | null>) | null;
  /**
   * Writes the whole of what a finding shows in part, piece by piece, each taken before the next; null where findings are
   * whole. Throws what `take` throws, and for bugs.
   */
  readonly writeWhole:
    | ((
        context: RunContext,
        token: string,
        take: (text: string) => Promise<void>,
      ) => Promise<Result<WholeWritten, WholeMissing>>)
    | null;
  /**
   * Stops what a person gave up; null for what goes on at the vendor then. Without a token nobody heard how the start
   * came out: what the letter of the context sent is found out first, and without a letter nothing was sent. Throws only
   * for bugs.
   */
  readonly cancel: ((context: RunContext, token: string | null) => Promise<Stopped>) | null;
}
