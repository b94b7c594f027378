/** `npm run bench -- [name…] [--json] [--rounds N] [--alarms N]`: measures and prints one object by name. */

import type { Bench, BenchOptions } from './bench.ts';

import { parseArgs } from 'node:util';

import { csv } from './csv.ts';
import { commands } from './commands.ts';
import { guard } from './guard.ts';
import { health } from './health.ts';
import { ingest } from './ingest.ts';
import { loop } from './loop.ts';
import { storm } from './storm.ts';

const BENCHES: readonly Ready[] = [
  ready(ingest),
  ready(storm),
  ready(loop),
  ready(guard),
  ready(health),
  ready(csv),
  ready(commands),
];

interface Ready {
  readonly name: string;
  readonly about: string;
  run(options: BenchOptions): Promise<{ readonly figures: unknown; readonly table: Table }>;
}

type Table = readonly (readonly string[])[];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    alarms: { type: 'string', default: '10000' },
  },
});
const strangers = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (strangers.length > 0) {
  const known = BENCHES.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join('\n');
  console.error(`Expected names of benches, got ${strangers.join(', ')}. There are:\n${known}`);
  process.exit(1);
}
const options: BenchOptions = {
  rounds: wholeNumber('--rounds', values.rounds),
  alarms: wholeNumber('--alarms', values.alarms),
  progress: (line) => console.error(line),
};

const results: Record<string, unknown> = {};
for (const { name, run } of BENCHES.filter(
  (one) => positionals.length === 0 || positionals.includes(one.name),
)) {
  const { figures, table } = await run(options);
  results[name] = figures;
  if (!values.json) console.log(`\n${name}, Node ${process.version}\n\n${aligned(table)}\n`);
}
if (values.json) console.log(JSON.stringify(results, null, 2));

function ready<Figures>(bench: Bench<Figures>): Ready {
  return {
    name: bench.name,
    about: bench.about,
    async run(chosen) {
      const figures = await bench.measure(chosen);
      return { figures, table: bench.table(figures) };
    },
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    console.error(`Expected ${name} to be a whole number above 0, got ${text}.`);
    process.exit(1);
  }
  return Number(text);
}

function aligned(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('   '),
    )
    .join('\n');
}
