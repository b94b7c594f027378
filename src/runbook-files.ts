/**
 * The runbooks on disk: read at the start, polled by hash, and kept as they were last read well. A runbook that
 * breaks while Handrail runs is told in the log and changes nothing.
 */

import type { Log, RunbookShelf } from './handlers/ports.ts';
import type { Runbook, RunbookFault, RunbookFile } from './runbooks/runbook.ts';

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

import { withoutStop } from './lib/text.ts';
import { parseRunbook, runbookHash } from './runbooks/parse.ts';

export interface PolledShelf extends RunbookShelf {
  /** Reads every runbook again; called at the start and from then on every now and then. */
  poll(): Promise<void>;
}

/** Thrown when a runbook cannot be read at the start: better than an incident without one. */
export class RunbookUnreadable extends Error {
  override readonly name = 'RunbookUnreadable';
}

/** All Markdown files below the path, or the one file that it is. Throws the file system's own error. */
export async function readRunbookFiles(path: string): Promise<readonly RunbookFile[]> {
  if ((await stat(path)).isFile()) return [{ path: basename(path), markdown: await readFile(path, 'utf8') }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Promise.all(
    files.map(async (file) => ({
      path: relative(path, file).split(sep).join('/'),
      markdown: await readFile(file, 'utf8'),
    })),
  );
}

/**
 * @param paths folder or file by pipeline
 * @param parse takes some milliseconds a page, in which nobody else is served: called when the files changed
 */
export function createShelf(paths: ReadonlyMap<string, string>, log: Log, parse = parseRunbook): PolledShelf {
  const shelf = new Map<string, Runbook>();
  /** Of each pipeline the hash of what was parsed last, well or not. */
  const parsed = new Map<string, string>();
  return {
    of: (pipeline) =>
      shelf.get(pipeline ?? '') ?? (shelf.size === 1 ? ([...shelf.values()][0] ?? null) : null),
    async poll() {
      for (const [pipeline, path] of paths) await read(pipeline, path);
    },
  };

  async function read(pipeline: string, path: string): Promise<void> {
    const known = shelf.get(pipeline);
    try {
      const files = await readRunbookFiles(path);
      const hash = runbookHash(files);
      if (hash === parsed.get(pipeline)) return;
      parsed.set(pipeline, hash);
      const { runbook, faults } = parse(files);
      if (runbook.procedures.length === 0) throw new RunbookUnreadable(emptyRunbook(path, faults));
      for (const fault of faults) log.warn({ ...fault, pipeline }, 'a fault in the runbook');
      shelf.set(pipeline, runbook);
      log.info(
        { pipeline, hash: runbook.hash.slice(0, 6), procedures: runbook.procedures.length },
        'read the runbook',
      );
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      if (known === undefined) {
        throw new RunbookUnreadable(
          `The runbook of ${pipeline} could not be read: ${withoutStop(because)}. Mend it, or change pipelines.${pipeline}.runbook.`,
        );
      }
      log.error({ pipeline, because }, 'the runbook could not be read; the last good one stays');
    }
  }
}

function emptyRunbook(path: string, faults: readonly RunbookFault[]): string {
  const told = faults.map(({ file, line, problem }) => `${file}:${line}: ${problem}`);
  return [`no procedure was found in ${path}.`, ...told].join(' ');
}
