/** What a verb declares. Help, usage and the collision check are derived from it; each verb is declared once. */

import type { Person } from '../../access/actor.ts';
import type { ArgumentSpec } from '../../operations/arguments.ts';
import type { Risk } from '../../operations/operation.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Words } from './grammar.ts';

/** Where and by whom the words were said. */
export interface VerbContext {
  readonly actor: Person;
  /** Identity of the delivery, for deeds. */
  readonly delivery: string;
  readonly channelId: string;
  /** Without the `#`; null when Slack did not say. */
  readonly channelName: string | null;
  readonly words: Words;
  /** Who waits for what takes long, where the surface does; null where it becomes a run, whose card tells how it ends. */
  readonly patience: Patience | null;
  /** Shows once what takes long while its asker waits; absent where the surface cannot. */
  readonly show?: (working: Extract<Reply, { kind: 'working' }>) => void;
}

export interface Patience {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Resolves after so long, milliseconds; rejects when nobody waits any more. */
  wait(ms: number): Promise<void>;
  /** Told how far it is. */
  progress(summary: string): void;
  /** Takes the text of all that was found, piece by piece; null where nobody wants it. */
  readonly takeWhole: ((text: string) => Promise<void>) | null;
}

export interface Verb {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly risk: Risk | 'respond';
  /** Whether the command line has it too, over the store of the bot. Every operation is there anyway. */
  readonly atCommandLine?: true;
  run(deps: HandlerDeps, context: VerbContext): Promise<Reply>;
}
