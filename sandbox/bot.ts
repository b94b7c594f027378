/**
 * The bot as a child process, the same that runs in production, told by its environment alone to use the simulated
 * Slack and AWS. When it dies it is started again on the same store, as an orchestrator would.
 */

import type { ChildProcess } from 'node:child_process';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BotProcess {
  readonly state: () => 'starting' | 'ready' | 'stopped';
  /** Kills it without warning; it comes back. */
  kill(): void;
  /** Process id while it runs. */
  readonly pid: () => number | undefined;
  /** Resolves when it answers that it is ready. Rejects with its last words when it cannot start. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Each line the bot logs. */
  readonly log: (line: string) => void;
}

const ENTRY = fileURLToPath(new URL('../bin/handrail.js', import.meta.url));
const POLL_MS = 50;
const START_WITHIN_MS = 30_000;
const RESTART_AFTER_MS = 500;
const STOP_WITHIN_MS = 25_000;

/** Starts the bot. */
export function startBot({ env, url, log }: BotOptions): BotProcess {
  let state: 'starting' | 'ready' | 'stopped' = 'starting';
  let stopping = false;
  let child = launch();

  return { state: () => state, kill: () => child.kill('SIGKILL'), pid: () => child.pid, ready, stop };

  function launch(): ChildProcess {
    state = 'starting';
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, 'start'], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) =>
        text
          .split('\n')
          .filter((line) => line !== '')
          .forEach(log),
      );
    }
    started.on('exit', (code) => {
      state = 'stopped';
      // A bot that says why it cannot start would only say it again.
      if (stopping || code === 1) return;
      setTimeout(() => {
        if (!stopping) child = launch();
        ready().catch(() => undefined);
      }, RESTART_AFTER_MS);
    });
    return started;
  }

  async function ready(): Promise<void> {
    const giveUpAt = Date.now() + START_WITHIN_MS;
    while (Date.now() < giveUpAt) {
      if (state === 'stopped' && (stopping || child.exitCode === 1))
        throw new Error('The bot could not start; its log says why.');
      if (await answers(url)) {
        state = 'ready';
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`The bot did not become ready within ${START_WITHIN_MS / 1_000} seconds.`);
  }

  async function stop(): Promise<void> {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
