/** What a kill at any moment leaves: everything acknowledged, nothing half done, no lock. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openFile, temporaryFolder } from './files.ts';
import { timelineIn } from '../support/stored.ts';

describe('a killed process', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) await kill(child);
    await folder.remove();
  });

  // By the last of them the log was copied into the database more than once.
  it.each([1, 137, 600, 6_000])(
    'loses none of the messages it acknowledged, killed after %i',
    async (count) => {
      child = start('ack-rows.ts', folder.file);
      const acknowledged: string[] = [];
      for await (const line of linesOf(child)) {
        acknowledged.push(line);
        if (acknowledged.length === count) child.kill('SIGKILL');
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(count);

      const store = await openFile(folder.file);
      const pending = await store.transact((tx) => tx.inbox.pending(1_000_000));
      await store.close();
      const stored = new Set(pending.map((row) => row.messageId));
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      expect(stored.size).toBe(pending.length);
    },
  );

  it('leaves nothing of the transaction it was in, all that was before, and no lock', async () => {
    child = start('hold-transaction.ts', folder.file);
    await firstLine(child);
    await expect(openFile(folder.file, { lock: true })).rejects.toThrow(
      /Another Handrail runs on .*handrail\.db/,
    );
    await kill(child);

    const store = await openFile(folder.file, { lock: true });
    await store.read(async (reader) => {
      expect(await reader.incidents.load(42)).toBeNull();
      expect(await timelineIn(reader, 42)).toEqual([]);
      expect(await reader.groups.holder('todo-etl')).toBeNull();
      expect(await reader.cards.list({})).toEqual([]);
    });
    const pending = await store.transact((tx) => tx.inbox.pending(10));
    expect(pending.map((row) => row.messageId)).toEqual(['committed-before']);
    await store.close();
  });
});

describe('a process that ends in order', () => {
  it('closes the store before it ends, though nothing else keeps it alive', async () => {
    const folder = await temporaryFolder();
    const child = start('close-after-commits.ts', folder.file);
    const ended = once(child, 'exit');
    expect(await firstLine(child)).toBe('closed');
    expect(await ended).toEqual([0, null]);
    await folder.remove();
  });
});

function start(script: string, file: string): ChildProcess {
  const path = join(import.meta.dirname, 'children', script);
  // Jest's own NODE_OPTIONS are not for the child.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return spawn(process.execPath, [path, file], { stdio: ['ignore', 'pipe', 'inherit'], env });
}

function linesOf(child: ChildProcess): AsyncIterable<string> {
  if (child.stdout === null) throw new Error('Expected the child to have a standard output');
  return createInterface({ input: child.stdout });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of linesOf(child)) return line;
  throw new Error('Expected a line from the child before its end');
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
