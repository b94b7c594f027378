/** The bot as a child process: started, killed and started again by the test, and by nobody else. */

import type { ChildProcess } from 'node:child_process';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { createChanges } from '../../sandbox/slack/changes.ts';

export interface Bot {
  /** Starts it and resolves once it listens. Rejects with its last words when it ends before that. */
  start(more?: Readonly<Record<string, string>>): Promise<void>;
  /** Starts it and resolves at its end, whatever that is. */
  run(more?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Resolves when the one that runs has ended. */
  ended(): Promise<Ended>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it is gone. */
  stop(): Promise<void>;
  /** Every line that was read of what it wrote, of all its lives. Whole only after an end: a pipe lies between. */
  readonly lines: readonly string[];
  /** Resolves with the first line that `isIt` knows, once it has been read. Rejects with the last words after 30 s. */
  line(what: string, isIt: (line: string) => boolean): Promise<string>;
  lastWords(): string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface BotOptions {
  /** Path of the script and its arguments. */
  readonly script: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const MAIN = join(import.meta.dirname, '../../bin/handrail.js');

const LISTENS = 'handrail is listening';
const LAST_LINES = 15;
const LINE_WITHIN_MS = 30_000;

/** A bot that does not run yet. */
export function createBot({ script, env }: BotOptions): Bot {
  const lines: string[] = [];
  const changes = createChanges();
  let child: ChildProcess | null = null;
  let end: Promise<Ended> = Promise.resolve({ code: null, signal: null });

  return {
    start,
    run,
    ended: () => end,
    kill: () => stopBy('SIGKILL'),
    stop: () => stopBy('SIGTERM'),
    lines,
    line: wrote,
    lastWords,
  };

  async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const listens = new Promise<true>((resolve) =>
      launch(more, (line) => line.includes(LISTENS) && resolve(true)),
    );
    const first = await Promise.race([listens, end]);
    if (first !== true)
      throw new Error(`Expected the bot to start, got its end: ${JSON.stringify(first)}\n${lastWords()}`);
  }

  function run(more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    launch(more, () => undefined);
    return end;
  }

  function launch(more: Readonly<Record<string, string>>, heard: (line: string) => void): void {
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...script], {
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const input of [started.stdout, started.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        heard(line);
        changes.announce();
      });
    }
    // `close` and not `exit`: only then everything it wrote has been read.
    end = once(started, 'close').then(([code, signal]: readonly unknown[]) => {
      if (child === started) child = null;
      return { code: code as Ended['code'], signal: signal as Ended['signal'] };
    });
  }

  async function stopBy(signal: NodeJS.Signals): Promise<void> {
    child?.kill(signal);
    await end;
  }

  async function wrote(what: string, isIt: (line: string) => boolean): Promise<string> {
    try {
      return await changes.waitFor(() => lines.find(isIt), LINE_WITHIN_MS);
    } catch (error) {
      throw new Error(`Expected the bot to write ${what}\n${lastWords()}`, { cause: error });
    }
  }

  function lastWords(): string {
    return `Its last words:\n${lines.slice(-LAST_LINES).join('\n')}`;
  }
}
