/** The file with the whole of what a run brought: how it is called, and how its text is written. */

import type { Finding } from '../operations/finding.ts';
import type { Prepared, RunContext } from '../operations/operation.ts';
import type { OperationRun } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';

import { ok } from '../lib/result.ts';
import { wholeOf } from '../operations/whole.ts';

/** How long writing may take: a million rows are read in minutes. */
export const WRITE_WITHIN_MS = 10 * 60_000;

export interface FileOfRun {
  readonly name: string;
  /** What it has so many of. */
  readonly of: 'row' | 'line';
  write(
    context: RunContext,
    take: (text: string) => Promise<void>,
  ): ReturnType<NonNullable<Prepared['writeWhole']>>;
}

/** The file of this run; null where neither this release nor the run has anything to write. */
export function fileOf({ catalog }: Pick<HandlerDeps, 'catalog'>, run: OperationRun): FileOfRun | null {
  if (run.state.state !== 'ended') return null;
  const prepared = catalog.find(run.verb)?.prepare(run.args);
  return fileOfFinding(run.state.finding, run.verb, prepared?.ok === true ? prepared.value : null);
}

/**
 * The file of what this verb found: what its operation reads once more, where there is more than the finding holds, or else
 * what that holds. Null where there is nothing to write.
 */
export function fileOfFinding(
  finding: Finding,
  verb: string,
  prepared: Pick<Prepared, 'writeWhole'> | null,
): FileOfRun | null {
  const { whole } = finding;
  if (whole !== undefined) {
    const write = prepared?.writeWhole ?? null;
    if (write === null) return null;
    return { name: whole.name, of: 'row', write: (context, take) => write(context, whole.token, take) };
  }
  const found = wholeOf(finding, verb);
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
