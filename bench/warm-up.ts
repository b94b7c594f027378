/** What comes before anything is measured: a bot that has just started runs code that is not compiled yet. */

import type { Deliveries } from './deliveries.ts';
import type { Started } from './start-contestant.ts';

import { setTimeout as pause } from 'node:timers/promises';

import { load } from './load.ts';

export const CONNECTIONS = 64;
export const WARM_UP = 1_000;

const ALARMS = 50;
const WAIT_MS = 50;

/** Posts messages of few alarms, and where the contestant applies them, waits until that is over. */
export async function warmUp(contestant: Started, deliveries: Deliveries, applies: boolean): Promise<void> {
  const bodies = deliveries.sign(WARM_UP, ALARMS);
  await load({ url: `${contestant.url}/sns`, bodies, connections: CONNECTIONS, perSecond: null });
  if (!applies) return;
  while ((await contestant.waiting()) > 0) await pause(WAIT_MS);
}
