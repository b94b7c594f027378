/** Finds `moto_server` in the path, starts it on a free port as a child and ends it. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_WITHIN_MS = 60_000;
const BETWEEN_LOOKS_MS = 100;

/** Where it is; null when the path has none. */
export function motoPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'moto_server')).find(isExecutable) ?? null;
}

/** Starts it, and waits until it answers. */
export async function startMoto(path: string): Promise<MotoServer> {
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const child = spawn(path, ['-H', HOST, '-p', String(port)], { stdio: 'ignore' });
  await once(child, 'spawn');
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  try {
    await untilItAnswers(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_WITHIN_MS;
  while (Date.now() < until && child.exitCode === null) {
    if (await answers(url)) return;
    await sleep(BETWEEN_LOOKS_MS);
  }
  throw new Error(
    `Expected moto_server to answer at ${url} within a minute, got ${child.exitCode === null ? 'nothing' : `its end with ${child.exitCode}`}`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  server.close();
  await once(server, 'close');
  return address.port;
}
