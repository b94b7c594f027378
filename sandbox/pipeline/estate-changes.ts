/**
 * What people and tools changed of the pipeline, each with the event that CloudTrail keeps of it: those of the thirty days
 * past, counted back from the start, and the change of a schema that a switch makes. What an event does not tell, such as
 * the writing of a script, leaves its mark on the thing alone.
 */

import type { Account } from '../aws/account.ts';
import type { TrailUser } from '../aws/cloudtrail.ts';
import type { JobToPut } from '../aws/glue.ts';

import { bronzeTable, silverUsers } from './catalog.ts';
import { FUNCTION } from './estate.ts';
import { glueJob, JOBS } from './jobs.ts';
import { DAY_MS, HOUR_MS, startOf } from './traffic.ts';

export interface PastChange {
  readonly at: number;
  readonly work: () => void;
}

export const SCRIPTS_BUCKET = 'todo-etl-scripts';
/** Of the users in silver, when the past begins. */
export const COLUMNS_TO_COME: readonly string[] = ['country'];

const GLUE = 'glue.amazonaws.com';
const LAMBDA = 'lambda.amazonaws.com';
const ANNA: TrailUser = { kind: 'role', role: 'todo-etl-deploy', session: 'anna' };
const BEN: TrailUser = { kind: 'user', name: 'ben' };
const PIPELINE_ROLE: TrailUser = { kind: 'role', role: 'todo-etl-glue', session: 'GlueJobRunnerSession' };
const CRAWLER: TrailUser = { kind: 'role', role: 'todo-etl-crawler', session: 'AWS-Crawler' };
const RAISED_JOB = 'silver-tasks';
const REWRITTEN_SCRIPT = 'gold-kpis';
const FEWER_WORKERS = 8;

/** The script of each job, as it was first put there. */
export function putScripts({ s3 }: Account): void {
  s3.createBucket(SCRIPTS_BUCKET);
  for (const { name } of JOBS) s3.put(SCRIPTS_BUCKET, { key: `${name}.py`, sizeBytes: 6_200 });
}

/** Changes the table of the users in bronze as a run of the pipeline would, to a new type of column or back. */
export function changeBronzeUsers(account: Account, changed: Readonly<Record<string, string>>): void {
  const table = bronzeTable('users', changed);
  account.catalog.putTable(table);
  account.cloudtrail.record({
    name: 'UpdateTable',
    source: GLUE,
    user: PIPELINE_ROLE,
    requestParameters: { databaseName: table.database, tableInput: { name: table.name } },
  });
}

/** What changed in the thirty days before this start. */
export function pastChanges(account: Account, startMs: number): readonly PastChange[] {
  const at = (daysAgo: number, hour: number): number =>
    startOf(startMs, DAY_MS) - daysAgo * DAY_MS + hour * HOUR_MS;
  return [
    { at: at(27, 10), work: () => updateJob(account, FEWER_WORKERS, BEN) },
    {
      at: at(26, 9),
      work: () => account.s3.put(SCRIPTS_BUCKET, { key: `${REWRITTEN_SCRIPT}.py`, sizeBytes: 6_480 }),
    },
    { at: at(20, 14), work: () => configureFunction(account) },
    { at: at(12, 11), work: () => addCountry(account) },
    { at: at(9, 16), work: () => updateJob(account, null, ANNA) },
    { at: at(5, 15), work: () => deployFunction(account) },
    { at: at(3, 4), work: () => crawl(account) },
  ];
}

/** Null for as many workers as the job has today. */
function updateJob({ glue, cloudtrail }: Account, workers: number | null, user: TrailUser): void {
  const job = JOBS.find(({ name }) => name === RAISED_JOB);
  if (job === undefined) return;
  const today = glueJob(job);
  const wanted: JobToPut = workers === null ? today : { ...today, workers };
  glue.putJob(wanted);
  cloudtrail.record({
    name: 'UpdateJob',
    source: GLUE,
    user,
    requestParameters: {
      jobName: RAISED_JOB,
      jobUpdate: {
        command: {
          name: 'glueetl',
          scriptLocation: `s3://${SCRIPTS_BUCKET}/${RAISED_JOB}.py`,
          pythonVersion: '3',
        },
        defaultArguments: wanted.defaultArguments,
        executionProperty: { maxConcurrentRuns: wanted.maxConcurrentRuns },
        glueVersion: wanted.glueVersion,
        numberOfWorkers: wanted.workers,
        timeout: wanted.timeoutMinutes,
        workerType: wanted.workerType,
      },
    },
  });
}

function addCountry({ catalog, cloudtrail }: Account): void {
  const table = silverUsers([]);
  catalog.putTable(table);
  cloudtrail.record({
    name: 'UpdateTable',
    source: GLUE,
    user: ANNA,
    requestParameters: { databaseName: table.database, tableInput: { name: table.name } },
  });
}

/** A crawler writes down what it counted: a version of the table, and nothing of its schema. */
function crawl({ catalog, cloudtrail, now }: Account): void {
  const table = bronzeTable('tasks');
  catalog.putTable({
    ...table,
    parameters: { UPDATED_BY_CRAWLER: 'todo-bronze', recordCount: '2911480', crawledAt: String(now()) },
  });
  cloudtrail.record({
    name: 'UpdateTable',
    source: GLUE,
    user: CRAWLER,
    requestParameters: { databaseName: table.database, tableInput: { name: table.name } },
  });
}

function configureFunction(account: Account): void {
  touchFunction(account);
  account.cloudtrail.record({
    name: 'UpdateFunctionConfiguration20150331v2',
    source: LAMBDA,
    user: ANNA,
    requestParameters: { functionName: FUNCTION, memorySize: 512, timeout: 60 },
  });
}

function deployFunction(account: Account): void {
  touchFunction(account);
  account.cloudtrail.record({
    name: 'UpdateFunctionCode20150331v2',
    source: LAMBDA,
    user: ANNA,
    requestParameters: { functionName: FUNCTION, publish: false, dryRun: false },
  });
}

function touchFunction({ lambda, now }: Account): void {
  lambda.putFunction({ ...lambda.function(FUNCTION), changedAt: now() });
}
