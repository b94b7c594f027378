/**
 * Every call that operations make of AWS, with the IAM actions that it needs and on what: calls and actions have
 * different names more often than one thinks. What an operation declares, what the policy prints and what a refusal names
 * follow from this table.
 */

/** What an action is allowed on. `any` is for actions that IAM cannot narrow to a resource. */
export type ResourceKind =
  'any' | 'bucket' | 'catalog' | 'job' | 'log-group' | 'dynamodb-table' | 'delivery-stream' | 'function';

export interface Action {
  readonly action: string;
  readonly on: ResourceKind;
}

function one(action: string, on: ResourceKind): readonly [Action, ...Action[]] {
  return [{ action, on }];
}

/** Call → its actions. The first is the one that AWS names when it denies the call. */
const ACTIONS = {
  // Composite alarms are listed only to who may see every alarm.
  'cloudwatch:DescribeAlarms': one('cloudwatch:DescribeAlarms', 'any'),
  'cloudwatch:DescribeAlarmHistory': one('cloudwatch:DescribeAlarmHistory', 'any'),
  'cloudwatch:GetMetricData': one('cloudwatch:GetMetricData', 'any'),
  'dynamodb:DescribeTable': one('dynamodb:DescribeTable', 'dynamodb-table'),
  'firehose:DescribeDeliveryStream': one('firehose:DescribeDeliveryStream', 'delivery-stream'),
  // Lists every job, whatever the policy narrows it to.
  'glue:GetJobs': one('glue:GetJobs', 'any'),
  'glue:GetJobRun': one('glue:GetJobRun', 'job'),
  'glue:GetJobRuns': one('glue:GetJobRuns', 'job'),
  'glue:GetPartitions': one('glue:GetPartitions', 'catalog'),
  'glue:GetTables': one('glue:GetTables', 'catalog'),
  'glue:StartJobRun': one('glue:StartJobRun', 'job'),
  'lambda:GetFunctionConcurrency': one('lambda:GetFunctionConcurrency', 'function'),
  'lambda:GetFunctionConfiguration': one('lambda:GetFunctionConfiguration', 'function'),
  // Asked for one function, and not to be narrowed to it.
  'lambda:ListEventSourceMappings': one('lambda:ListEventSourceMappings', 'any'),
  'logs:DescribeLogStreams': one('logs:DescribeLogStreams', 'log-group'),
  'logs:GetLogEvents': one('logs:GetLogEvents', 'log-group'),
  's3:ListObjectsV2': one('s3:ListBucket', 'bucket'),
} as const satisfies Record<string, readonly [Action, ...Action[]]>;

/** A call as the vendor names it: `glue:GetJobRuns`. */
export type AwsCall = keyof typeof ACTIONS;

/** The IAM actions that a call needs. */
export function actionsOf(call: AwsCall): readonly [Action, ...Action[]] {
  return ACTIONS[call];
}
