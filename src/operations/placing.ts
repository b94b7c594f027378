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
  const said = PLACING.flatMap(({ name }) => {
    const value = args[name];
    return value === undefined ? [] : [{ option: `--${name}`, value: asTyped(value) }];
  });
  if (said.length === 0) return finding;
  const placed = (command: string): string =>
    said.reduce(
      (words, { option, value }) =>
        words.split(/[ =]/).includes(option) ? words : `${words} ${option} ${value}`,
      command,
    );
  return { ...finding, next: finding.next.map(placed) };
}
