/**
 * What says where a command goes: `--pipeline` and `--in`. A finding that was asked for with them proposes its next
 * commands with them too, as the words of a channel may mean another pipeline. Pure.
 */

import type { ArgumentSpec, Arguments } from './arguments.ts';
import type { Finding } from './finding.ts';

import { asTyped } from './arguments.ts';
import { PIPELINE } from './pipeline-argument.ts';
import { IN } from './place-argument.ts';

/** The arguments that every operation takes. */
export const PLACING: readonly ArgumentSpec[] = [PIPELINE, IN];

/** The finding as it answers a command with these arguments. */
export function placedAs(args: Arguments, finding: Finding): Finding {
  return { ...finding, next: finding.next.map((command) => placedCommand(args, command)) };
}

/** The command with what these arguments say of where it goes, unless it says so itself. */
export function placedCommand(args: Arguments, command: string): string {
  const said = PLACING.flatMap(({ name }) => {
    const value = args[name];
    return value === undefined ? [] : [{ option: `--${name}`, value: asTyped(value) }];
  });
  return said.reduce(
    (words, { option, value }) =>
      words.split(/[ =]/).includes(option) ? words : `${words} ${option} ${value}`,
    command,
  );
}
