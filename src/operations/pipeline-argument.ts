/** `--pipeline`, which every operation takes: whose parts of AWS are looked at, where the channel does not say. Pure. */

import type { ArgumentSpec } from './arguments.ts';

export const PIPELINE: ArgumentSpec = {
  name: 'pipeline',
  summary: 'Whose, instead of the pipeline of this channel',
  form: 'option',
  required: false,
  example: 'todo-etl',
};

/** The command with its pipeline written into it. */
export function commandFor(command: string, pipeline: string): string {
  return `${command.replace(/ --pipeline[ =]\S+/, '')} --pipeline ${pipeline}`;
}
