/**
 * Every call that operations make of AWS, with the IAM actions that it needs and on what: calls and actions have
 * different names more often than one thinks. What an operation declares, what the policy prints and what a refusal names
 * follow from this table.
 */

/** What an action is allowed on. `any` is for actions that IAM cannot narrow to a resource. */
export type ResourceKind =
  | 'any'
  | 'bucket'
  | 'catalog'
  | 'delivery-stream'
  | 'dynamodb-table'
  | 'function'
  | 'job'
  | 'log-group'
  | 'object'
  | 'result'
  | 'result-bucket'
  | 'script'
  | 'ruleset'
  | 'workgroup';

export interface Action {
  readonly action: string;
  readonly on: ResourceKind;
}

function one(action: string, on: ResourceKind): readonly [Action, ...Action[]] {
  return [{ action, on }];
}

/** Call → its actions. The first is the one that AWS names when it denies the call. */
const ACTIONS = {
  // What it reads, Athena reads in the name of who asks, and so it does with what it writes.
  'athena:StartQueryExecution': [
    { action: 'athena:StartQueryExecution', on: 'workgroup' },
    { action: 'glue:GetDatabase', on: 'catalog' },
    { action: 'glue:GetTable', on: 'catalog' },
    { action: 'glue:GetPartitions', on: 'catalog' },
    { action: 's3:GetBucketLocation', on: 'bucket' },
    { action: 's3:ListBucket', on: 'bucket' },
    { action: 's3:GetObject', on: 'object' },
    { action: 's3:GetBucketLocation', on: 'result-bucket' },
    { action: 's3:GetObject', on: 'result' },
    { action: 's3:PutObject', on: 'result' },
    { action: 's3:AbortMultipartUpload', on: 'result' },
  ],
  'athena:BatchGetQueryExecution': one('athena:BatchGetQueryExecution', 'workgroup'),
  'athena:GetQueryExecution': one('athena:GetQueryExecution', 'workgroup'),
  'athena:GetQueryResults': one('athena:GetQueryResults', 'workgroup'),
  'athena:ListQueryExecutions': one('athena:ListQueryExecutions', 'workgroup'),
  'athena:StopQueryExecution': one('athena:StopQueryExecution', 'workgroup'),
  'cloudtrail:LookupEvents': one('cloudtrail:LookupEvents', 'any'),
  // Composite alarms are listed only to who may see every alarm.
  'cloudwatch:DescribeAlarms': one('cloudwatch:DescribeAlarms', 'any'),
  'cloudwatch:DescribeAlarmHistory': one('cloudwatch:DescribeAlarmHistory', 'any'),
  'cloudwatch:GetMetricData': one('cloudwatch:GetMetricData', 'any'),
  'dynamodb:DescribeTable': one('dynamodb:DescribeTable', 'dynamodb-table'),
  'firehose:DescribeDeliveryStream': one('firehose:DescribeDeliveryStream', 'delivery-stream'),
  // Lists every job, whatever the policy narrows it to.
  'glue:GetJob': one('glue:GetJob', 'job'),
  'glue:GetJobs': one('glue:GetJobs', 'any'),
  'glue:GetDataQualityResult': one('glue:GetDataQualityResult', 'ruleset'),
  'glue:GetJobRun': one('glue:GetJobRun', 'job'),
  'glue:GetJobRuns': one('glue:GetJobRuns', 'job'),
  'glue:GetPartitions': one('glue:GetPartitions', 'catalog'),
  'glue:GetTable': one('glue:GetTable', 'catalog'),
  'glue:GetTables': one('glue:GetTables', 'catalog'),
  'glue:GetTableVersions': one('glue:GetTableVersions', 'catalog'),
  'glue:ListDataQualityResults': one('glue:ListDataQualityResults', 'ruleset'),
  'glue:StartJobRun': one('glue:StartJobRun', 'job'),
  'lambda:GetFunctionConcurrency': one('lambda:GetFunctionConcurrency', 'function'),
  'lambda:GetFunctionConfiguration': one('lambda:GetFunctionConfiguration', 'function'),
  // Asked for one function, and not to be narrowed to it.
  'lambda:ListEventSourceMappings': one('lambda:ListEventSourceMappings', 'any'),
  'logs:DescribeLogStreams': one('logs:DescribeLogStreams', 'log-group'),
  'logs:FilterLogEvents': one('logs:FilterLogEvents', 'log-group'),
  'logs:GetLogEvents': one('logs:GetLogEvents', 'log-group'),
  // Asked of the scripts of jobs alone, which lie where each job says.
  's3:HeadObject': one('s3:GetObject', 'script'),
  's3:ListObjectsV2': one('s3:ListBucket', 'bucket'),
} as const satisfies Record<string, readonly [Action, ...Action[]]>;

/** A call as the vendor names it: `glue:GetJobRuns`. */
export type AwsCall = keyof typeof ACTIONS;

/** The IAM actions that a call needs. */
export function actionsOf(call: AwsCall): readonly [Action, ...Action[]] {
  return ACTIONS[call];
}
