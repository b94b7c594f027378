/**
 * A file without a name: it takes text piece by piece, and is read once from its beginning. Nobody else can open it,
 * and it is gone with its handle, even when the process is killed.
 */

import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface TemporaryFile {
  /** Appends the text; the next piece waits until this one was taken. */
  write(text: string): Promise<void>;
  /** How many bytes it was given. */
  size(): number;
  /** All of it, as bytes. */
  read(): AsyncIterable<Uint8Array>;
  /** Removes it. */
  close(): Promise<void>;
}

/** Pieces are written together: a row is much smaller than what a disk takes at once. */
const GATHERED_BYTES = 65_536;

/** Makes an empty one on the disk of this folder. */
export async function openTemporaryFile(folder: string): Promise<TemporaryFile> {
  const handle = await openUnnamed(folder);
  let size = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;

  return {
    async write(text) {
      // Encoded piece by piece: the size is then that of what is read, wherever the text was cut.
      const piece = Buffer.from(text);
      size += piece.length;
      gatheredBytes += piece.length;
      gathered.push(piece);
      if (gatheredBytes >= GATHERED_BYTES) await flush();
    },
    size: () => size,
    async *read() {
      await flush();
      yield* handle.createReadStream({ start: 0, autoClose: false });
    },
    close: () => handle.close(),
  };

  async function flush(): Promise<void> {
    const pieces = gathered;
    gathered = [];
    gatheredBytes = 0;
    await handle.appendFile(Buffer.concat(pieces));
  }
}

/** What is open stays readable after its name is gone. */
async function openUnnamed(folder: string): ReturnType<typeof open> {
  const own = await mkdtemp(join(folder, 'handrail-'));
  try {
    return await open(join(own, 'file'), 'wx+', 0o600);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
