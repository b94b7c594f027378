/**
 * The lock that keeps a second `start` away from one database file. It is an exclusive SQLite transaction on a file
 * beside it, held by the operating system for the process: a process that is killed cannot leave it behind.
 */

import { DatabaseSync } from 'node:sqlite';

import { isBusy } from './sqlite-session.ts';

export interface FileLock {
  release(): void;
}

/** Takes the lock, or returns null when somebody holds it. The lock file stays: removing it would let two in. */
export function lockFile(file: string): FileLock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
