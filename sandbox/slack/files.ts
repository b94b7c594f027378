/**
 * Files of the workspace, held in memory. One is promised with its length, then its bytes come to its own address, then
 * its upload is completed: only after that can anybody see it.
 */

import type { Result } from '../../src/lib/result.ts';
import type { StoredFile } from './entities.ts';
import type { Refusal } from './refusal.ts';

import { ok } from '../../src/lib/result.ts';
import { refuse } from './refusal.ts';

export interface Files {
  get(id: string): StoredFile | undefined;
  /** A file that is to come. */
  promise(name: string, length: number): StoredFile;
  /** Takes the bytes that came to an upload URL: once, and as many as were promised. */
  receive(ticket: string, bytes: Buffer): Result<StoredFile, Refusal>;
  /** Ends the upload of a file whose bytes have come; once. */
  complete(id: string, title: string): Result<StoredFile, Refusal>;
}

/** No files. */
export function createFiles(clock: () => number, newId: () => string, announce: () => void): Files {
  const files = new Map<string, StoredFile>();

  function keep(file: StoredFile): StoredFile {
    files.set(file.id, file);
    announce();
    return file;
  }

  return {
    get: (id) => files.get(id),
    promise: (name, length) =>
      keep({
        id: `F0${String(files.size + 1).padStart(4, '0')}`,
        ticket: newId(),
        name,
        title: name,
        length,
        bytes: null,
        isComplete: false,
        createdAt: clock(),
      }),
    receive: (ticket, bytes) => {
      const file = [...files.values()].find((each) => each.ticket === ticket);
      if (file === undefined || file.bytes !== null) return refuse('file_not_found');
      if (bytes.length !== file.length)
        return refuse('length_mismatch', [`expected ${file.length} bytes, got ${bytes.length}`]);
      return ok(keep({ ...file, bytes }));
    },
    complete: (id, title) => {
      const file = files.get(id);
      if (file === undefined || file.bytes === null || file.isComplete) return refuse('file_not_found');
      return ok(keep({ ...file, title: title === '' ? file.name : title, isComplete: true }));
    },
  };
}
