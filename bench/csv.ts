/**
 * The whole result of a query as CSV, in a process of its own, from an Athena that answers at once: many rows, many
 * columns and long cells. Beside many rows, the same with all of them held and made one text.
 */

import type { ResultShape } from './athena-stub.ts';
import type { Bench } from './bench.ts';
import type { Fared, Told, Way } from './csv-process.ts';

import { fork } from 'node:child_process';
import { once } from 'node:events';

import { startAthenaStub } from './athena-stub.ts';
import { median, round, shown } from './figures.ts';

interface Written {
  readonly rows: number;
  /** Of the file. */
  readonly mb: number;
  /** Medians of the rounds. */
  readonly seconds: number;
  readonly rows_per_s: number;
  /** The worst of the rounds. */
  readonly loop_worst_ms: number;
  readonly loop_cpu_worst_ms: number;
  readonly rss_peak_mib: number;
}

export type CsvFigures = Readonly<Record<string, Written>>;

interface Case {
  readonly name: string;
  readonly way: Way;
  readonly shape: ResultShape;
}

const MANY_ROWS = { rows: 100_000, columns: 10, characters: 40 };
const CASES: readonly Case[] = [
  { name: 'rows', way: 'streamed', shape: MANY_ROWS },
  { name: 'rows_gathered', way: 'gathered', shape: MANY_ROWS },
  { name: 'columns', way: 'streamed', shape: { rows: 1_000, columns: 2_000, characters: 10 } },
  { name: 'long_cells', way: 'streamed', shape: { rows: 60, columns: 2, characters: 1_000_000 } },
];

export const csv: Bench<CsvFigures> = {
  name: 'csv',
  about: 'the whole result of a query as a CSV file',
  async measure({ rounds, progress }) {
    const figures: Record<string, Written> = {};
    for (const { name, way, shape } of CASES) {
      const stub = await startAthenaStub(shape);
      try {
        const fared: Fared[] = [];
        for (let turn = 1; turn <= rounds; turn += 1) {
          progress(`csv: ${name}, ${turn} of ${rounds}`);
          fared.push(await going({ way, url: stub.url }));
        }
        figures[name] = written(fared, shape);
      } finally {
        await stub.close();
      }
    }
    return figures;
  },
  table: (figures) => [
    ['', 'rows', 'MB', 'seconds', 'rows/s', 'loop worst ms', 'loop CPU worst ms', 'RSS peak MiB'],
    ...Object.entries(figures).map(([name, one]) => [
      name,
      shown(one.rows),
      shown(one.mb),
      shown(one.seconds),
      shown(one.rows_per_s),
      shown(one.loop_worst_ms),
      shown(one.loop_cpu_worst_ms),
      shown(one.rss_peak_mib),
    ]),
  ],
};

function written(fared: readonly Fared[], { rows }: ResultShape): Written {
  for (const one of fared) if (one.rows !== rows) throw new Error(`Expected ${rows} rows, got ${one.rows}.`);
  const seconds = median(fared.map((one) => one.seconds));
  return {
    rows,
    mb: round((fared[0]?.bytes ?? 0) / 1e6, 1),
    seconds: round(seconds, 2),
    rows_per_s: round(rows / seconds),
    loop_worst_ms: round(Math.max(...fared.map((one) => one.loopWorstMs)), 1),
    loop_cpu_worst_ms: round(Math.max(...fared.map((one) => one.loopCpuWorstMs)), 1),
    rss_peak_mib: round(Math.max(...fared.map((one) => one.rssPeakMib))),
  };
}

async function going(told: Told): Promise<Fared> {
  const child = fork(new URL('./csv-process.ts', import.meta.url), {
    // As `npm start` runs it.
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'],
  });
  const exited = once(child, 'exit');
  const died = exited.then(([code]) => {
    throw new Error(`Expected figures of ${told.way}, but its process ended with ${String(code)}.`);
  });
  died.catch(() => {});
  child.send(told);
  const [fared] = (await Promise.race([once(child, 'message'), died])) as [Fared];
  await exited;
  return fared;
}
