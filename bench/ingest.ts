/**
 * How many alarms a second get in: the real way against the least code that could do it, in the same run, on the same
 * machine, with the same signed messages. `node bench/ingest.ts [messages]`.
 */

import type { Contestant, ContestantOptions } from './contestant.ts';
import type { Load, LoadReport } from './load.ts';

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigner } from '../sandbox/sns/signer.ts';
import { bare } from './bare.ts';
import { real } from './real.ts';

interface Measured {
  readonly acceptedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const CONNECTIONS = 64;
const ROUNDS = 3;
const REGION = 'eu-central-1';
const TOPIC = `arn:aws:sns:${REGION}:123456789012:todo-etl-alarms`;

const wanted = Number(process.argv[2] ?? 19_200);
if (!(wanted >= CONNECTIONS))
  throw new Error(`Expected a number of messages of at least ${CONNECTIONS}, got ${process.argv[2]}.`);

const signer = await createSigner({ region: REGION, now: Date.now });
const signing = performance.now();
const bodies = Array.from({ length: wanted - (wanted % CONNECTIONS) }, (_, index) =>
  JSON.stringify(signer.notification({ topicArn: TOPIC, message: alarmMessage(index) }), null, 2),
);
const signingSeconds = (performance.now() - signing) / 1_000;
console.log(
  `${bodies.length} messages of about ${bodies[0]?.length} bytes signed in ${signingSeconds.toFixed(0)} s.`,
);

const rounds = new Map<Contestant, Measured[]>([
  [bare, []],
  [real, []],
]);
// The first round only warms up. Taking turns keeps a busy neighbour from hurting one side alone.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [contestant, results] of rounds) {
    const result = await measure(contestant);
    if (round > 0) results.push(result);
  }
}

console.log(`\n${CONNECTIONS} connections, Node ${process.version}, median of ${ROUNDS} rounds:\n`);
console.log(row('', 'accepted/s', 'p50', 'p99', 'rounds'));
for (const [contestant, results] of rounds) {
  const [p50, p99] = [median(results.map((r) => r.p50Ms)), median(results.map((r) => r.p99Ms))];
  const rates = results.map((r) => r.acceptedPerSecond);
  console.log(
    row(contestant.name, whole(median(rates)), `${p50} ms`, `${p99} ms`, rates.map(whole).join('  ')),
  );
}
const rateOf = (contestant: Contestant): number =>
  median((rounds.get(contestant) ?? []).map((r) => r.acceptedPerSecond));
console.log(
  `\nHandrail accepts ${Math.round((100 * rateOf(real)) / rateOf(bare))} % of what the bare prototype does.`,
);

/** One round on an empty store. Throws unless every message was accepted and is stored. */
async function measure(contestant: Contestant): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-bench-'));
  const { certificateUrl, certificatePem } = signer;
  const options: ContestantOptions = { folder, topicArn: TOPIC, certificateUrl, certificatePem };
  const running = await contestant.start(options);
  try {
    const report = await load({ url: running.url, bodies, connections: CONNECTIONS });
    const stored = await running.stored();
    if (report.failures > 0 || stored !== bodies.length) {
      throw new Error(
        `Expected ${contestant.name} to store ${bodies.length}, got ${stored} and ${report.failures} failures.`,
      );
    }
    return { acceptedPerSecond: stored / report.seconds, p50Ms: report.p50Ms, p99Ms: report.p99Ms };
  } finally {
    await running.close();
    await rm(folder, { recursive: true });
  }
}

async function load(work: Load): Promise<LoadReport> {
  const child = fork(new URL('./load.ts', import.meta.url));
  child.send(work);
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`Expected the load to report, but its process ended with ${code}.`);
  });
  const [report] = (await Promise.race([once(child, 'message'), died])) as [LoadReport];
  await died.catch(() => {});
  return report;
}

/** What CloudWatch sends, in size and shape. */
function alarmMessage(index: number): string {
  return JSON.stringify({
    AlarmName: `todo-etl-silver-users-${index}`,
    AlarmDescription: 'silver-users failed. Runbook: ETL job failures.',
    AWSAccountId: '123456789012',
    AlarmConfigurationUpdatedTimestamp: '2025-01-01T00:00:00.000+0000',
    NewStateValue: 'ALARM',
    NewStateReason:
      'Threshold Crossed: 1 datapoint [1.0 (31/01/25 03:00:00)] was greater than or equal to the threshold (1.0).',
    StateChangeTime: '2025-01-31T03:00:00.000+0000',
    Region: 'EU (Frankfurt)',
    AlarmArn: `arn:aws:cloudwatch:${REGION}:123456789012:alarm:todo-etl-silver-users-${index}`,
    OldStateValue: 'OK',
    OKActions: [TOPIC],
    AlarmActions: [TOPIC],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'glue.driver.aggregate.numFailedTasks',
      Namespace: 'Glue',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [{ value: 'silver-users', name: 'JobName' }],
      Period: 300,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      EvaluateLowSampleCountPercentile: '',
    },
  });
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(16), ...cells.map((cell) => `  ${cell.padStart(11)}`)].join('');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
