/** The process of one contestant: it starts what it is told to, answers questions one after the other, and ends. */

import type { Contestant, ContestantName, ContestantOptions, Running, Vitals } from './contestant.ts';

import { monitorEventLoopDelay } from 'node:perf_hooks';

import { assertNever } from '../src/lib/assert-never.ts';
import { bare } from './bare.ts';
import { handrail } from './handrail.ts';
import { wayIn } from './way-in.ts';

export type Question =
  | { readonly ask: 'start'; readonly name: ContestantName; readonly options: ContestantOptions }
  | { readonly ask: 'stored' | 'waiting' | 'begin' | 'vitals' | 'close' };

const CONTESTANT: Readonly<Record<ContestantName, Contestant>> = { handrail, way_in: wayIn, bare };
const RESOLUTION_MS = 5;
const MEMORY_EVERY_MS = 100;
const MIB = 1_048_576;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let running: Running | null = null;
let heapPeak = 0;
let begun = { atMs: performance.now(), cpu: process.cpuUsage() };

delay.enable();
setInterval(() => {
  heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
}, MEMORY_EVERY_MS).unref();

process.on('message', (question: Question) => {
  answer(question).then(
    (value) => process.send?.({ value }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function answer(question: Question): Promise<string | number | Vitals | null> {
  switch (question.ask) {
    case 'start':
      running = await CONTESTANT[question.name].start(question.options);
      return running.url;
    case 'stored':
      return running?.stored() ?? 0;
    case 'waiting':
      return (await running?.waiting()) ?? 0;
    case 'begin':
      delay.reset();
      heapPeak = 0;
      begun = { atMs: performance.now(), cpu: process.cpuUsage() };
      return null;
    case 'vitals':
      return vitals();
    case 'close':
      await running?.close();
      delay.disable();
      return null;
    default:
      return assertNever(question);
  }
}

function vitals(): Vitals {
  // What is recorded is the time between two looks, which are RESOLUTION_MS apart when nothing holds them up.
  const heldUp = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const { user, system } = process.cpuUsage(begun.cpu);
  return {
    loopP99Ms: heldUp(delay.percentile(99)),
    loopWorstMs: heldUp(delay.max),
    cpuShare: (user + system) / 1_000 / (performance.now() - begun.atMs),
    rssPeakMib: process.resourceUsage().maxRSS / 1_024,
    heapPeakMib: heapPeak / MIB,
  };
}
