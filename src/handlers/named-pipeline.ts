/** The pipeline that a command names with `--pipeline`, if the configuration has it. */

import type { Result } from '../lib/result.ts';
import type { Arguments } from '../operations/arguments.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reply } from './reply.ts';

import { closest } from 'fastest-levenshtein';

import { err, ok } from '../lib/result.ts';
import { commandFor } from '../operations/pipeline-argument.ts';
import { refused } from './deed.ts';

/** Null when it names none; the error proposes the nearest that there is. */
export function namedPipeline(
  { routing }: Pick<HandlerDeps, 'routing'>,
  command: string,
  { pipeline: named }: Arguments,
): Result<string | null, Reply> {
  const known = routing.pipelines.map(({ name }) => name);
  if (named === undefined || known.includes(named)) return ok(named ?? null);
  const text = `Expected a pipeline of the configuration, got ${JSON.stringify(named)}.`;
  if (known.length === 0) return err(refused(`${text} It has none.`));
  return err(refused(text, { next: [commandFor(command, closest(named, known))] }));
}
