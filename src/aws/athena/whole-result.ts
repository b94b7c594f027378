/**
 * All that an execution brought, as the text of a CSV file: page after page, of which no more than one is held. The text is
 * made in a thread, as a cell may be a megabyte and nothing bounds what redacting it takes; the loop only reads and passes on.
 */

import type { Hidden } from '../../queries/masks.ts';
import type { Call } from '../makers.ts';
import type { CsvPiece, CsvRows } from './csv-thread.ts';

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { maskedColumns } from '../../operations/masked-columns.ts';
import { answerOf } from '../refusals.ts';
import { READING, readPages } from './result-pages.ts';

/** What a file holds at most. */
export interface FileBounds {
  readonly rows: number;
  readonly bytes: number;
}

export const FILE_BOUNDS: FileBounds = { rows: 1_000_000, bytes: 90_000_000 };

const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/**
 * Gives the text to `take` piece by piece, waiting for each. Resolves with the rows that it has, and whether there were
 * more than its bounds let in. Throws `AwsRefusal`, and whatever `take` throws.
 */
export async function writeWhole(
  id: string,
  hidden: Hidden,
  call: Pick<Call, 'clients' | 'signal'>,
  take: (text: string) => Promise<void>,
  bounds: FileBounds = FILE_BOUNDS,
): Promise<{ readonly rows: number; readonly isCut: boolean }> {
  let thread: Worker | null = null;
  try {
    let rows = 0;
    let bytes = 0;
    let begins = true;
    for await (const page of readPages(id, call)) {
      thread ??= startThread();
      const piece = await textOf(
        {
          columns: page.columns,
          masked: maskedColumns(
            page.columns.map(({ name }) => name),
            hidden,
          ),
          rows: page.rows.slice(0, bounds.rows - rows),
          begins,
          room: bounds.bytes - bytes,
        },
        { thread, signal: call.signal },
      );
      await take(piece.text);
      rows += piece.rows;
      bytes += piece.bytes;
      begins = false;
      if (piece.rows < page.rows.length) return { rows, isCut: true };
    }
    return { rows, isCut: false };
  } finally {
    await thread?.terminate();
  }
}

/** To be asked in the same turn, so that whoever asks hears when it cannot start. */
function startThread(): Worker {
  const thread = new Worker(new URL('csv-thread.ts', import.meta.url), { resourceLimits: MEMORY });
  // When nobody waits for it any more, its failure is not to end the process.
  thread.on('error', () => {});
  return thread;
}

async function textOf(
  rows: CsvRows,
  { thread, signal }: { readonly thread: Worker; readonly signal: AbortSignal },
): Promise<CsvPiece> {
  const answered = once(thread, 'message', { signal });
  thread.postMessage(rows);
  const [piece] = (await answerOf(answered, READING)) as [CsvPiece];
  return piece;
}
