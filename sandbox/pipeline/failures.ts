/**
 * How a run of the fragile job fails: Glue's message, how many tasks it cost, and what its driver and a dying
 * executor wrote. The words are those of Spark and of the S3 client, because people and machines search for them.
 */

import type { GlueRun } from '../aws/glue.ts';
import type { Random } from './random.ts';

export type FailureKind = 'source-throttled' | 'out-of-memory' | 'schema-changed';

export interface Failure {
  readonly kind: FailureKind;
  /** What Glue gives as the run's ErrorMessage. */
  readonly errorMessage: string;
  /** For the page: few words. */
  readonly summary: string;
  readonly failedTasks: number;
  /** Level and text; a stack trace is one message of many lines, as the log agent sends it. */
  readonly driver: readonly string[];
  readonly executor: readonly string[];
}

/** Makes up one failure of a run. */
export function failureOf(kind: FailureKind, run: GlueRun, random: Random): Failure {
  switch (kind) {
    case 'source-throttled':
      return sourceThrottled(run, random);
    case 'out-of-memory':
      return outOfMemory(run, random);
    case 'schema-changed':
      return schemaChanged(run);
  }
}

function sourceThrottled(run: GlueRun, random: Random): Failure {
  const host = executorHost(random);
  const task = random.between(20, 180);
  const taskId = random.between(400, 600);
  const slowDown =
    'Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown; ' +
    `Request ID: ${random.hex(16).toUpperCase()}; S3 Extended Request ID: ${random.hex(40)}=; Proxy: null)`;
  const exception = `com.amazonaws.services.s3.model.AmazonS3Exception: ${slowDown}`;
  const lost = `Lost task ${task}.3 in stage 6.0 (TID ${taskId}) (${host} executor 5)`;
  return {
    kind: 'source-throttled',
    errorMessage: `Error Category: THROTTLING_ERROR; Failed Line Number: 61; An error occurred while calling o104.parquet. ${slowDown}`,
    summary: 'S3 said slow down (503)',
    failedTasks: 4,
    driver: [
      `WARN TaskSetManager: Lost task ${task}.0 in stage 6.0 (TID ${taskId - 90}) (${host} executor 5): ${exception}`,
      `INFO TaskSetManager: Starting task ${task}.1 in stage 6.0 (TID ${taskId - 41}) (${host}, executor 5, partition ${task}, RACK_LOCAL)`,
      `WARN TaskSetManager: ${lost}: java.net.SocketException: Connection reset`,
      `ERROR TaskSetManager: Task ${task} in stage 6.0 failed 4 times; aborting job`,
      'INFO DAGScheduler: ResultStage 6 (parquet at NativeMethodAccessorImpl.java:0) failed due to Job aborted due to stage failure',
      [
        `ERROR ProcessLauncher: Error from Python:Traceback (most recent call last):`,
        `  File "/tmp/${run.job}.py", line 61, in <module>`,
        '    users = spark.read.parquet(bronze_path).where(col("event_type") == "user")',
        '  File "/opt/amazon/spark/python/lib/pyspark.zip/pyspark/sql/readwriter.py", line 544, in parquet',
        '    return self._df(self._jreader.parquet(_to_seq(self._spark._sc, paths)))',
        `py4j.protocol.Py4JJavaError: An error occurred while calling o104.parquet.`,
        `: org.apache.spark.SparkException: Job aborted due to stage failure: Task ${task} in stage 6.0 failed 4 times, most recent failure: ${lost}: ${exception}`,
        ...S3_FRAMES,
      ].join('\n'),
    ],
    executor: [
      [
        `ERROR Executor: Exception in task ${task}.3 in stage 6.0 (TID ${taskId})`,
        exception,
        ...S3_FRAMES,
      ].join('\n'),
    ],
  };
}

function outOfMemory(run: GlueRun, random: Random): Failure {
  const host = executorHost(random);
  const task = random.between(120, 190);
  const taskId = random.between(300, 400);
  const heap = 'java.lang.OutOfMemoryError: Java heap space';
  const executorLost =
    'ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Container from a bad node. ' +
    'Exit status: 137. Diagnostics: Container killed on request. Exit code is 137. Killed by external signal';
  const aborted =
    `Job aborted due to stage failure: Task ${task} in stage 7.0 failed 4 times, most recent failure: ` +
    `Lost task ${task}.3 in stage 7.0 (TID ${taskId}) (${host} executor 3): ${executorLost}`;
  return {
    kind: 'out-of-memory',
    errorMessage: `Error Category: OUT_OF_MEMORY_ERROR; Failed Line Number: 88; An error occurred while calling o131.save. ${aborted}`,
    summary: `out of memory with ${run.workers} × ${run.workerType}`,
    failedTasks: 14,
    driver: [
      `WARN TaskSetManager: Lost task ${task}.0 in stage 7.0 (TID ${taskId - 60}) (${host} executor 3): ${heap}`,
      `WARN HeartbeatReceiver: Removing executor 3 with no recent heartbeats: 131274 ms exceeds timeout 120000 ms`,
      `ERROR TaskSchedulerImpl: Lost executor 3 on ${host}: Container from a bad node. Exit status: 137. Diagnostics: Container killed on request. Exit code is 137`,
      `WARN TaskSetManager: Lost task ${task}.3 in stage 7.0 (TID ${taskId}) (${host} executor 3): ${executorLost}`,
      `ERROR TaskSetManager: Task ${task} in stage 7.0 failed 4 times; aborting job`,
      [
        'ERROR FileFormatWriter: Aborting job e0f4a0c2-5d11-4f1c-9d52-6f0a4c1f2b70.',
        `org.apache.spark.SparkException: ${aborted}`,
        'Driver stacktrace:',
        '\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2856)',
        '\tat org.apache.spark.scheduler.DAGScheduler.$anonfun$abortStage$2(DAGScheduler.scala:2792)',
        '\tat scala.collection.mutable.ResizableArray.foreach(ResizableArray.scala:62)',
        '\tat org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:2791)',
        '\tat org.apache.spark.sql.execution.datasources.FileFormatWriter$.write(FileFormatWriter.scala:306)',
        `Caused by: ${heap}`,
      ].join('\n'),
      'ERROR ProcessLauncher: Command failed with exit code 10',
    ],
    executor: [
      'WARN TaskMemoryManager: Failed to allocate a page (134217728 bytes), try again.',
      'INFO UnsafeExternalSorter: Thread 63 spilling sort data of 1984.0 MB to disk (2  times so far)',
      [
        `ERROR Executor: Exception in task ${task}.0 in stage 7.0 (TID ${taskId - 60})`,
        heap,
        '\tat org.apache.spark.sql.catalyst.expressions.UnsafeRow.copy(UnsafeRow.java:492)',
        '\tat org.apache.spark.sql.execution.joins.UnsafeHashedRelation$.apply(HashedRelation.scala:468)',
        '\tat org.apache.spark.sql.execution.joins.ShuffledHashJoinExec.buildHashedRelation(ShuffledHashJoinExec.scala:83)',
        '\tat org.apache.spark.rdd.ZippedPartitionsRDD2.compute(ZippedPartitionsRDD.scala:89)',
        '\tat org.apache.spark.executor.Executor$TaskRunner.run(Executor.scala:554)',
        '\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)',
        '\tat java.base/java.lang.Thread.run(Thread.java:840)',
      ].join('\n'),
      `ERROR SparkUncaughtExceptionHandler: [Container in shutdown] Uncaught exception in thread Thread[Executor task launch worker for task ${task}.0,5,main]`,
    ],
  };
}

/** Spark finds it before any task begins, so no task fails. */
function schemaChanged(run: GlueRun): Failure {
  const exception =
    'AnalysisException: [CANNOT_UP_CAST_DATATYPE] Cannot up cast created_at from "STRING" to "BIGINT".';
  const advice =
    'The type path of the target object is: - field (class: "scala.Long", name: "created_at") You can either add an explicit cast to the input data or choose a higher precision type of the field in the target object';
  return {
    kind: 'schema-changed',
    errorMessage: `Error Category: QUERY_ERROR; Failed Line Number: 74; ${exception} ${advice}`,
    summary: 'created_at of bronze is a string now',
    failedTasks: 0,
    driver: [
      'WARN GlueContext: The schema of todo_bronze.users differs from that of the last run: created_at bigint -> string',
      [
        'ERROR ProcessLauncher: Error from Python:Traceback (most recent call last):',
        `  File "/tmp/${run.job}.py", line 74, in <module>`,
        '    users = changes.select(col("user_id"), col("created_at").cast("bigint").alias("created_at")).as_(User)',
        '  File "/opt/amazon/spark/python/lib/pyspark.zip/pyspark/errors/exceptions/captured.py", line 185, in deco',
        '    raise converted from None',
        `pyspark.errors.exceptions.captured.${exception}`,
        advice,
      ].join('\n'),
    ],
    executor: [],
  };
}

const S3_FRAMES = [
  '\tat com.amazonaws.http.AmazonHttpClient$RequestExecutor.handleErrorResponse(AmazonHttpClient.java:1880)',
  '\tat com.amazonaws.http.AmazonHttpClient$RequestExecutor.executeHelper(AmazonHttpClient.java:1320)',
  '\tat com.amazonaws.services.s3.AmazonS3Client.getObject(AmazonS3Client.java:1524)',
  '\tat com.amazon.ws.emr.hadoop.fs.s3n.S3NInputStream.read(S3NInputStream.java:273)',
  '\tat org.apache.parquet.hadoop.ParquetFileReader.readFooter(ParquetFileReader.java:540)',
  '\tat org.apache.spark.sql.execution.datasources.FileScanRDD$$anon$1.nextIterator(FileScanRDD.scala:236)',
  '\tat java.base/java.lang.Thread.run(Thread.java:840)',
];

function executorHost(random: Random): string {
  return `172.35.${random.between(10, 200)}.${random.between(2, 250)}`;
}
