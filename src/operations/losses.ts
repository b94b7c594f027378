/**
 * What of a pipeline is gone or switched off as things stand, whoever did it: a job that was deleted, a table that is not
 * there, a function that may not run or that nothing feeds. Pure.
 */

import type { EstateReading } from './estate-reading.ts';
import type { TrailReading } from './trail.ts';

export interface Loss {
  /** `function todo-etl-cdc` */
  readonly of: string;
  /** `may not run: its reserved concurrency is 0` */
  readonly words: string;
  readonly more: string;
}

const OFF = new Set(['disabled', 'disabling']);

/**
 * Everything that is gone or off. A job that a pattern fits and that was deleted may have been retired: that is a change,
 * and a loss only where the configuration names the job.
 */
export function lossesOf(reading: EstateReading, { events }: TrailReading): readonly Loss[] {
  return [
    ...reading.absentJobs.map((name) => {
      // The newest of them, as they are read.
      const last = events.find(({ subject }) => subject.kind === 'job' && subject.name === name);
      const words = last?.deed === 'deleted' ? 'was deleted' : 'does not exist here';
      return loss(`job ${name}`, words, '/etl jobs');
    }),
    ...reading.absent.map((table) => loss(`table ${table}`, 'is not in the catalog', '/etl schema')),
    ...reading.functions.flatMap(({ name, isGone, reserved, feeds }) => {
      if (isGone) return [loss(`function ${name}`, 'does not exist here', '/etl ingestion')];
      const off = feeds.filter(({ state }) => OFF.has(state.toLowerCase()));
      return [
        ...(reserved === 0
          ? [loss(`function ${name}`, 'may not run: its reserved concurrency is 0', '/etl ingestion')]
          : []),
        ...off.map(({ source, state }) =>
          loss(
            `function ${name}`,
            `gets nothing from ${source}: its mapping is ${state.toLowerCase()}`,
            '/etl ingestion',
          ),
        ),
      ];
    }),
  ];
}

function loss(of: string, words: string, more: string): Loss {
  return { of, words, more };
}
