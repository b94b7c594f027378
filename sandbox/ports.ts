/** Ports of this machine: which is free, and which nobody could be sent to. */

import { createServer } from 'node:net';
import { inspect } from 'node:util';

import { HOST } from './world.ts';

/** The preferred port when nothing listens there, else any free one. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred;
}

/** The port itself, or for 0 any free one; null when something listens there. */
export function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, HOST, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}

/**
 * Whether this free port is one of those that belong to other protocols, as 6000 does, to which no browser and no fetch
 * goes. https://fetch.spec.whatwg.org/#port-blocking
 */
export async function isBlocked(port: number): Promise<boolean> {
  try {
    await fetch(`http://${HOST}:${port}`);
    return false;
  } catch (error) {
    // Nobody listens there, which says another thing.
    return /\bbad port\b/.test(inspect(error));
  }
}
