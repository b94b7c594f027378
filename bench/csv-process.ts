/** The process of one way to the whole result as CSV: it goes it once, says how it fared, and ends. */

import type { AwsClients } from '../src/aws/clients.ts';

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import { SANDBOX_CREDENTIALS } from '../sandbox/aws/server.ts';
import { MOST_IN_PAGE, readPage } from '../src/aws/athena/result-pages.ts';
import { writeWhole } from '../src/aws/athena/whole-result.ts';
import { createClientPool } from '../src/aws/client-pool.ts';
import { csvOf } from '../src/operations/csv.ts';

/** `streamed` is that of the bot; `gathered` holds all rows, and makes one text of them on the loop. */
export type Way = 'streamed' | 'gathered';

export interface Told {
  readonly way: Way;
  readonly url: string;
}

export interface Fared {
  readonly seconds: number;
  readonly rows: number;
  readonly bytes: number;
  readonly loopWorstMs: number;
  /** The same in processor time of its thread, which others on the machine do not make longer. */
  readonly loopCpuWorstMs: number;
  readonly rssPeakMib: number;
}

const RESOLUTION_MS = 5;
const HIDDEN = { places: [], names: [] };

process.once('message', ({ way, url }: Told) => {
  go(way, url).then(
    (fared) => process.send?.(fared, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function go(way: Way, url: string): Promise<Fared> {
  const pool = createClientPool({
    places: { region: 'eu-central-1', pipelines: [] },
    clock: Date.now,
    client: { endpoint: url, credentials: SANDBOX_CREDENTIALS },
  });
  const clients = await pool.atHome();
  const call = { clients, signal: new AbortController().signal };
  // The first only warms up: it loads the client and opens the connection.
  await readPage('bench', { most: 1, after: null }, call);
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const processor = watchProcessor();
  delay.enable();
  const begin = performance.now();
  let bytes = 0;
  const take = async (text: string): Promise<void> => {
    bytes += Buffer.byteLength(text);
  };
  const rows =
    way === 'streamed' ? (await writeWhole('bench', HIDDEN, call, take)).rows : await gather(call, take);
  const seconds = (performance.now() - begin) / 1_000;
  // What held the loop to the end is seen only by the next look.
  await pause(2 * RESOLUTION_MS);
  delay.disable();
  pool.destroy();
  return {
    seconds,
    rows,
    bytes,
    // What is recorded is the time between two looks, which are RESOLUTION_MS apart when nothing holds them up.
    loopWorstMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
    loopCpuWorstMs: processor.stop(),
    rssPeakMib: process.resourceUsage().maxRSS / 1_024,
  };
}

/** `stop` gives the most processor time between two looks, milliseconds: a little of more than one turn may be in it. */
function watchProcessor(): { readonly stop: () => number } {
  const usedMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let before = usedMs();
  let worst = 0;
  const look = (): void => {
    const now = usedMs();
    worst = Math.max(worst, now - before);
    before = now;
  };
  const timer = setInterval(look, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return worst;
    },
  };
}

async function gather(
  call: { readonly clients: AwsClients; readonly signal: AbortSignal },
  take: (text: string) => Promise<void>,
): Promise<number> {
  const pages = [await readPage('bench', { most: MOST_IN_PAGE, after: null }, call)];
  for (let after = pages[0]?.next; after !== null && after !== undefined; after = pages.at(-1)?.next)
    pages.push(await readPage('bench', { most: MOST_IN_PAGE, after }, call));
  const { text, rows } = csvOf({
    columns: pages[0]?.columns ?? [],
    masked: [],
    rows: pages.flatMap((page) => page.rows),
    begins: true,
    room: Infinity,
  });
  await take(text);
  return rows;
}
