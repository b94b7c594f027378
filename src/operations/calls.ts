/**
 * Every call that operations make of AWS, with the IAM actions that it needs: the two have different names more often
 * than one thinks. What an operation declares, what the policy prints and what a refusal names follow from it.
 */

/** Call → its IAM actions. The first is the one that AWS names when it denies the call. */
const ACTIONS = {
  'cloudwatch:GetMetricData': ['cloudwatch:GetMetricData'],
  'glue:GetJobs': ['glue:GetJobs'],
  'glue:GetJobRun': ['glue:GetJobRun'],
  'glue:GetJobRuns': ['glue:GetJobRuns'],
  'glue:StartJobRun': ['glue:StartJobRun'],
  'logs:DescribeLogStreams': ['logs:DescribeLogStreams'],
  'logs:GetLogEvents': ['logs:GetLogEvents'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** A call as the vendor names it: `glue:GetJobRuns`. */
export type AwsCall = keyof typeof ACTIONS;

/** The IAM actions that a call needs. */
export function actionsOf(call: AwsCall): readonly [string, ...string[]] {
  return ACTIONS[call];
}
