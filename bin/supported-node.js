/**
 * Which Node runs Handrail: the one that is running when it is new enough, else the one that npm brought on Linux.
 * Every file of this folder is read by whatever Node is installed: plain JavaScript that Node 18 parses.
 */

import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const MAJOR = 24;
/** The second keeps what dies young in a few MiB: it is all that lets a storm take a hundred more. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'];
/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** Whether this process can go on by itself. */
export function isSupported() {
  return Number(process.versions.node.split('.')[0]) >= MAJOR;
}

/**
 * Runs a script with a Node that is supported, and ends as it ends: signals and the exit code are passed through.
 * Where there is none, says what to install and ends with 1.
 *
 * @param {readonly string[]} words
 */
export function runSupported(words) {
  const node = isSupported() ? process.execPath : packagedNode();
  if (node === null) {
    process.stderr.write(
      `Handrail needs Node ${MAJOR} or newer and this is ${process.versions.node}: install Node ${MAJOR} from https://nodejs.org/en/download.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [...FLAGS, ...words], { stdio: 'inherit' });
  for (const signal of FORWARDED) process.on(signal, () => forward(child, signal));
  child.on('error', (error) => {
    process.stderr.write(`Handrail could not start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
  });
}

/**
 * A terminal sends its own interrupt to the child as well, and a second one would mean "do not wait".
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function forward(child, signal) {
  if (signal === 'SIGINT' && process.stdin.isTTY) return;
  child.kill(signal);
}

/**
 * Only one that runs counts: it is built for glibc, and may lie where there is none.
 *
 * @returns {string | null}
 */
function packagedNode() {
  try {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    const node = join(dirname(manifest), 'bin', 'node');
    return spawnSync(node, ['--version'], { stdio: 'ignore' }).status === 0 ? node : null;
  } catch {
    return null;
  }
}
