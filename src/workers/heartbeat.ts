/** Commits the sign of life of this process, over and over. One that fails is followed by the next. */

import type { HeartbeatDeps } from '../handlers/heartbeat.ts';
import type { Log } from '../handlers/ports.ts';
import type { Loop } from './loop.ts';

import { beat, BEAT_EVERY_MS } from '../handlers/heartbeat.ts';
import { createLoop } from './loop.ts';

/** The loop that keeps this process ready. */
export function createHeartbeat(deps: HeartbeatDeps & { readonly log: Log }): Loop {
  return createLoop({
    name: 'heartbeat',
    async round() {
      if (await beat(deps))
        deps.log.warn({}, 'the clock was set back: what was to wait for a moment is done now');
      return false;
    },
    tickMs: BEAT_EVERY_MS,
    failedMs: BEAT_EVERY_MS,
    log: deps.log,
  });
}
