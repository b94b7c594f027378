/** The file with the whole of what a run brought: how it is called, and how its text is written. */

import type { Prepared, RunContext } from '../operations/operation.ts';
import type { OperationRun } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';

import { ok } from '../lib/result.ts';
import { wholeOf } from '../operations/whole.ts';

export interface FileOfRun {
  readonly name: string;
  /** What it has so many of. */
  readonly of: 'row' | 'line';
  write(
    context: RunContext,
    take: (text: string) => Promise<void>,
  ): ReturnType<NonNullable<Prepared['writeWhole']>>;
}

/**
 * The file of this run: what its operation reads once more, where there is more than the run holds, or else what the run
 * holds. Null where neither this release nor the run has anything to write.
 */
export function fileOf({ catalog }: Pick<HandlerDeps, 'catalog'>, run: OperationRun): FileOfRun | null {
  if (run.state.state !== 'ended') return null;
  const { finding } = run.state;
  const { whole } = finding;
  if (whole !== undefined) {
    const prepared = catalog.find(run.verb)?.prepare(run.args);
    const write = prepared?.ok === true ? prepared.value.writeWhole : null;
    if (write === null) return null;
    return { name: whole.name, of: 'row', write: (context, take) => write(context, whole.token, take) };
  }
  const found = wholeOf(finding, run.verb);
  if (found === null) return null;
  return {
    name: found.name,
    of: found.of,
    async write(_, take) {
      for (const piece of found.pieces) await take(piece);
      return ok({ rows: found.count, isCut: false });
    },
  };
}
