/** Starts a contestant in a process of its own, on an empty folder, and asks it from outside. */

import type { ContestantName, ContestantOptions, Vitals } from './contestant.ts';
import type { Question } from './contestant-process.ts';
import type { Deliveries } from './deliveries.ts';

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SANDBOX_CREDENTIALS } from '../sandbox/aws/server.ts';
import { TOPIC } from './deliveries.ts';

export interface Started {
  readonly url: string;
  stored(): Promise<number>;
  waiting(): Promise<number>;
  /** From now on its vitals are counted. */
  begin(): Promise<void>;
  vitals(): Promise<Vitals>;
  close(): Promise<void>;
}

export async function startContestant(
  name: ContestantName,
  { certificateUrl, certificatePem }: Pick<Deliveries, 'certificateUrl' | 'certificatePem'>,
  slackApiUrl: string,
  { config = {}, awsUrl = null }: Partial<Pick<ContestantOptions, 'config' | 'awsUrl'>> = {},
): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-bench-'));
  // What it prints goes nowhere, as its log would be read by somebody else; what goes wrong is seen.
  const child = fork(new URL('./contestant-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // As `npm start` runs it.
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'],
    env: awsUrl === null ? process.env : { ...process.env, ...credentials() },
  });
  const exited = once(child, 'exit');
  const died = exited.then(([code]) => {
    throw new Error(`Expected ${name} to answer, but its process ended with ${String(code)}.`);
  });
  died.catch(() => {});

  let turn: Promise<unknown> = Promise.resolve();
  function ask<T>(question: Question): Promise<T> {
    const answered = turn.then(async () => {
      child.send(question);
      const [{ value }] = (await Promise.race([once(child, 'message'), died])) as [{ readonly value: T }];
      return value;
    });
    turn = answered.catch(() => {});
    return answered;
  }

  const options = { folder, topicArn: TOPIC, certificateUrl, certificatePem, slackApiUrl, config, awsUrl };
  const url = await ask<string>({ ask: 'start', name, options: { ...options, port: await freePort() } });
  return {
    url,
    stored: () => ask({ ask: 'stored' }),
    waiting: () => ask({ ask: 'waiting' }),
    begin: () => ask({ ask: 'begin' }),
    vitals: () => ask({ ask: 'vitals' }),
    async close() {
      await ask({ ask: 'close' });
      child.disconnect();
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** The SDK takes them from the environment of its process. */
function credentials(): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = SANDBOX_CREDENTIALS;
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('Expected a port, got none.');
  return address.port;
}
