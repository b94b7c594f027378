/**
 * What a run leaves behind in CloudWatch: the log of its driver and its executors, and its metrics. Groups, streams,
 * metric names and dimensions are those of Glue.
 */

import type { Account } from '../aws/account.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { Failure } from './failures.ts';
import type { PipelineJob } from './jobs.ts';
import type { Random } from './random.ts';

const OUTPUT_GROUP = '/aws-glue/jobs/output';
const ERROR_GROUP = '/aws-glue/jobs/error';

/** Writes the log of a run that has just begun to work, so that it can be watched. */
export function recordStart(account: Account, run: GlueRun, random: Random): void {
  const at = account.now();
  account.logs.put(
    ERROR_GROUP,
    run.id,
    stamped(
      [
        'INFO GlueDriver: Preparing ...',
        `INFO GlueDriver: /usr/bin/java -server -Xmx10g -XX:+UseG1GC -XX:OnOutOfMemoryError='kill -9 %p' -Dspark.executor.cores=4 --job-name ${run.job} --run-id ${run.id}`,
        `INFO SparkContext: Running Spark version 3.5.4-amzn-0`,
        'WARN NativeCodeLoader: Unable to load native-hadoop library for your platform... using builtin-java classes where applicable',
        `INFO JESSchedulerBackend: Requesting ${run.workers - 1} executors of ${run.workerType}`,
        `INFO ExecutorTaskManagement: connected executor 1 on 172.35.${random.between(10, 200)}.${random.between(2, 250)}`,
        'INFO GlueContext: The DataCatalog is used as the metastore',
      ],
      at,
      at,
    ),
  );
}

/** Writes the rest of the log and the metrics of a run that ends now; `failure` says how, if it failed. */
export function recordEnd(
  account: Account,
  { run, job, failure, random }: { run: GlueRun; job: PipelineJob; failure: Failure | null; random: Random },
): void {
  const at = account.now();
  const rows = job.rows + random.between(-500, 500);
  const completedTasks =
    failure === null ? job.tasks : job.tasks - failure.failedTasks - random.between(5, 40);
  const work = workLines(job, rows, random);
  account.logs.put(
    ERROR_GROUP,
    run.id,
    stamped([...work, ...(failure?.driver ?? successLines(job))], run.changedAt, at),
  );
  const executorStream = `${run.id}_g-${random.hex(40)}`;
  account.logs.put(
    ERROR_GROUP,
    executorStream,
    stamped([...executorLines(random), ...(failure?.executor ?? [])], run.changedAt, at),
  );
  account.logs.put(OUTPUT_GROUP, run.id, [
    { at: run.startedAt, message: `${run.job}: reading rows newer than the bookmark` },
    {
      at,
      message: failure === null ? `${run.job}: ${rows} rows written` : `${run.job}: 0 rows written`,
    },
  ]);
  const counts = {
    'glue.driver.aggregate.numCompletedTasks': completedTasks,
    'glue.driver.aggregate.numFailedTasks': failure?.failedTasks ?? 0,
    'glue.driver.aggregate.recordsRead': rows,
    'glue.driver.aggregate.elapsedTime': at - run.startedAt,
  };
  for (const [name, value] of Object.entries(counts)) {
    for (const JobRunId of [run.id, 'ALL']) {
      const dimensions = { JobName: run.job, JobRunId, Type: 'count' };
      account.metrics.put({ namespace: 'Glue', name, dimensions, at, value });
    }
  }
}

function workLines({ name, tasks }: PipelineJob, rows: number, random: Random): string[] {
  const stages = [3, 4, 5].flatMap((stage) => [
    `INFO DAGScheduler: Submitting ${tasks} missing tasks from ShuffleMapStage ${stage} (MapPartitionsRDD[${stage * 7}])`,
    `INFO TaskSetManager: Finished task ${random.between(0, tasks - 1)}.0 in stage ${stage}.0 (TID ${random.between(10, 300)}) in ${random.between(90, 900)} ms`,
    `INFO BlockManagerInfo: Added broadcast_${stage}_piece0 in memory (size: ${random.between(20, 80)}.${random.between(0, 9)} KiB, free: 5.8 GiB)`,
    `INFO DAGScheduler: ShuffleMapStage ${stage} finished in ${random.between(1, 9)}.${random.between(100, 999)} s`,
  ]);
  return [
    `INFO FileSourceStrategy: Pushed Filters: IsNotNull(event_type),EqualTo(event_type,${name})`,
    `INFO FileScanRDD: Reading ${random.between(20, 60)} files, ${rows} rows`,
    ...stages,
    'WARN SparkStringUtils: Truncated the string representation of a plan since it was too large',
    'INFO S3NativeFileSystem: Retry 1 of 5 after a transient error, continuing',
  ];
}

function successLines({ name }: PipelineJob): string[] {
  return [
    `INFO FileFormatWriter: Write Job committed. Elapsed time: 812 ms.`,
    `INFO GlueLogger: ${name}: bookmark committed`,
    'INFO ShutdownHookManager: Shutdown hook called',
  ];
}

function executorLines(random: Random): string[] {
  return Array.from({ length: 8 }, (_, task) => {
    const id = `${task}.0 in stage ${random.between(3, 5)}.0 (TID ${random.between(10, 300)})`;
    return `INFO Executor: Finished task ${id}. ${random.between(2_000, 5_000)} bytes result sent to driver`;
  });
}

/** Spreads messages evenly over a time and puts the logger's date before each. */
function stamped(
  messages: readonly string[],
  fromMs: number,
  toMs: number,
): { readonly at: number; readonly message: string }[] {
  return messages.map((message, index) => {
    const at = fromMs + Math.round(((toMs - fromMs) * (index + 1)) / messages.length);
    const [date = '', time = ''] = new Date(at).toISOString().split('T');
    return { at, message: `${date.slice(2).replaceAll('-', '/')} ${time.slice(0, 8)} ${message}` };
  });
}
