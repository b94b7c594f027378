/** What the coverage asks of the verbs of this release: whether there is such a command, and whether its step runs by itself. */

import type { Result } from '../../src/lib/result.ts';

import { operationsOfRelease } from '../../src/cli/verbs.ts';
import { readArguments, readWords } from '../../src/handlers/verbs/grammar.ts';
import { declaredVerbs } from '../../src/handlers/verbs/registry.ts';
import { err, ok } from '../../src/lib/result.ts';

export interface Command {
  /** As it stands in the runbook. */
  readonly text: string;
  /** Its verb by the name under which it is declared, whichever of its names was quoted. */
  readonly verb: string;
  /** As the step of a procedure it is run by Handrail when its phase opens. */
  readonly runsItself: boolean;
}

/** Reads a command; the error says what is wrong with it. */
export type ReadCommand = (text: string, how: 'whole' | 'named') => Result<Command, string>;

/** A command at the end of a line is `whole`: one that asks AWS needs arguments that it takes. Prose may name a verb alone. */
export function commandsOfRelease(): ReadCommand {
  const operations = operationsOfRelease();
  const verbs = declaredVerbs(operations);
  return (text, how) => {
    const words = readWords(text);
    const declared = verbs.find(({ verb, aliases }) => [verb, ...aliases].includes(words.verb));
    if (declared === undefined) return err(`There is no command "/etl ${words.verb}"`);
    const { verb } = declared;
    const operation = operations.find((each) => each.verb === verb);
    const args = readArguments(words, declared.arguments);
    if (!args.ok && operation !== undefined && how === 'whole')
      return err(`"${text}" cannot be run: ${args.error}`);
    const runsItself =
      args.ok && operation !== undefined && operation.unasked && operation.riskOf(args.value) === 'read';
    return ok({ text, verb, runsItself });
  };
}
