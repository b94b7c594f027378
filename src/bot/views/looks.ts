/** The next commands that only read, as buttons. A command that changes AWS is text to type or copy, never a button here. */

import type { Choice } from './blocks.ts';

import { oneLine } from '../../lib/text.ts';

/** The verbs whose operations only read. */
export type Reading = ReadonlySet<string>;

/** Where nothing is known of the verbs there are no buttons. */
export const NOTHING_READS: Reading = new Set();

const MOST = 3;

/**
 * `Logs of silver-users`, for `/etl logs silver-users`: the first of the commands, each once. What is pressed is the command to
 * the letter: SQL on one line is another statement, where a comment ends with its line.
 */
export function lookButtons(commands: readonly string[], reading: Reading): readonly Choice[] {
  const labels = new Set<string>();
  return [...new Set(commands)]
    .flatMap((command): readonly Choice[] => {
      const [, verb = '', rest = ''] = /^\/etl (\S+) ?(.*)$/.exec(oneLine(command)) ?? [];
      if (!reading.has(verb)) return [];
      // The options of a command are long, and rarely what tells it from the others.
      const short = labelOf(verb, rest.replace(/(?:^| )--.*$/, ''));
      const label = labels.has(short) ? labelOf(verb, rest) : short;
      labels.add(label);
      return [{ label, press: { action: 'look', command } }];
    })
    .slice(0, MOST);
}

/** Whether the command only reads. */
export function isReading(command: string, reading: Reading): boolean {
  return reading.has(/^\/etl (\S+)/.exec(command)?.[1] ?? '');
}

function labelOf(verb: string, about: string): string {
  const name = verb.charAt(0).toUpperCase() + verb.slice(1);
  return about === '' ? name : `${name} of ${about}`;
}
