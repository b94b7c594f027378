/** The entry, with whatever Node it is started: the same answer, the same end, or one sentence that says what to install. */

import type { ChildProcess } from 'node:child_process';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { ROOT } from '../support/sources.ts';

/** Makes this Node say that it is an old one; what it starts is not touched. */
const OLD = [
  '--import',
  `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })`,
];

const PACKAGED = `node_modules/node-${process.platform}-${process.arch}`;

const MAIN = `
  process.on('SIGTERM', () => process.exit(7));
  process.on('SIGINT', () => process.exit(8));
  if (process.argv[2] === 'wait') setInterval(() => undefined, 1_000);
  else process.exitCode = 3;
  console.log(JSON.stringify({ node: process.versions.node, words: process.argv.slice(2) }));
`;

describe('the entry', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handrail-entry-'));
    await cp(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
    await mkdir(join(folder, 'src'));
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'src/main.ts'), MAIN);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('goes on in its own process under a Node that is new enough', async () => {
    await packNode('#!/bin/sh\nexit 1\n');
    expect(await ended(start([], 'route', 'a b.json'))).toEqual(answered('route', 'a b.json'));
  });

  it('takes the packaged Node under an older one, and ends as that ends', async () => {
    await packNode(null);
    expect(await ended(start(OLD, 'route', 'a b.json'))).toEqual(answered('route', 'a b.json'));
  });

  it.each([
    ['SIGTERM', 7],
    ['SIGINT', 8],
  ] as const)('passes %s on to the packaged Node, and waits for its end', async (signal, code) => {
    await packNode(null);
    const child = start(OLD, 'wait');
    if (child.stdout !== null) await once(child.stdout, 'readable');
    child.kill(signal);
    expect(await ended(child)).toEqual({ ...answered('wait'), code });
  });

  it('says what to install under an older Node when none is packaged', async () => {
    expect(await ended(start(OLD, 'start'))).toEqual(REFUSED);
  });

  it('says the same when the packaged one cannot run here, such as one for glibc on Alpine', async () => {
    await packNode('#!/lib/ld-of-another-libc.so\n');
    expect(await ended(start(OLD, 'start'))).toEqual(REFUSED);
  });

  it('starts where nothing can be written beside it', async () => {
    await writeFile(join(folder, 'node_modules/.cache'), 'a file where the folder would be made');
    expect(await ended(start([], 'route'))).toEqual(answered('route'));
  });

  it('lets the npm scripts run another script in the same way', async () => {
    await packNode(null);
    const child = run([...OLD, join(folder, 'bin/node.js'), join(folder, 'src/main.ts'), 'a b']);
    expect(await ended(child)).toEqual(answered('a b'));
  });

  const REFUSED = {
    code: 1,
    stdout: '',
    stderr:
      'Handrail needs Node 24 or newer and this is 18.20.8: install Node 24 from https://nodejs.org/en/download.\n',
  };

  function start(options: readonly string[], ...words: readonly string[]): ChildProcess {
    return run([...options, join(folder, 'bin/handrail.js'), ...words]);
  }

  /** A packaged Node: this one, or a script in its place. */
  async function packNode(script: string | null): Promise<void> {
    const path = join(folder, PACKAGED, 'bin/node');
    await mkdir(join(folder, PACKAGED, 'bin'), { recursive: true });
    await writeFile(join(folder, PACKAGED, 'package.json'), '{}');
    if (script === null) return symlink(process.execPath, path);
    await writeFile(path, script);
    await chmod(path, 0o755);
  }
});

function run(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
}

function answered(...words: readonly string[]): object {
  return { code: 3, stdout: `${JSON.stringify({ node: process.versions.node, words })}\n`, stderr: '' };
}

async function ended(child: ChildProcess): Promise<object> {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close') as Promise<readonly unknown[]>,
  ]);
  return { code, stdout, stderr };
}
