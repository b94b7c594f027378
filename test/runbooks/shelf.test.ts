/** Runbooks on disk: read at the start, looked at again, and never lost to a bad edit. */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShelf, type PolledShelf } from '../../src/runbook-files.ts';
import { parseRunbook } from '../../src/runbooks/parse.ts';
import { SILENT } from '../store/files.ts';

let folder: string;
let parsed: number;
let shelf: PolledShelf;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handrail-shelf-'));
  parsed = 0;
  shelf = createShelf(new Map([['todo-etl', folder]]), SILENT, (files) => {
    parsed += 1;
    return parseRunbook(files);
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function write(text: string): Promise<void> {
  return writeFile(join(folder, 'RUNBOOK.md'), text);
}

function titles(): readonly string[] | undefined {
  return shelf.of('todo-etl')?.procedures.map(({ title }) => title);
}

it('is parsed when it changed, and only then: parsing holds everybody else up', async () => {
  await write('# Troubleshooting\n\n## Job failures\n\n1. Read the log\n');
  await shelf.poll();
  await shelf.poll();
  expect([titles(), parsed]).toEqual([['Job failures'], 1]);
  await write('# Troubleshooting\n\n## Jobs that fail\n\n1. Read the log\n');
  await shelf.poll();
  await shelf.poll();
  expect([titles(), parsed]).toEqual([['Jobs that fail'], 2]);
});

it('stays as it was last read well, and a bad one is parsed once too', async () => {
  await write('# Troubleshooting\n\n## Job failures\n\n1. Read the log\n');
  await shelf.poll();
  await write('Nothing is here.\n');
  await shelf.poll();
  await shelf.poll();
  expect([titles(), parsed]).toEqual([['Job failures'], 2]);
  await rm(join(folder, 'RUNBOOK.md'));
  await shelf.poll();
  expect(titles()).toEqual(['Job failures']);
});

it('that has no procedure at the start stops it, with the sentence what to do', async () => {
  await write('Nothing is here.\n');
  await expect(shelf.poll()).rejects.toThrow(/^The runbook of todo-etl could not be read: no procedure/);
});

it('that cannot be read at the start is told in whole sentences, whatever the system says', async () => {
  await rm(folder, { recursive: true });
  await expect(shelf.poll()).rejects.toThrow(
    /ENOENT.*[^.]\. Mend it, or change pipelines\.todo-etl\.runbook\.$/,
  );
});
