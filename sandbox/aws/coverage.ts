/**
 * What the simulated account honours, for whoever wonders whether a test against it proves anything. A test holds
 * this list and the code together: an operation or member that is in one and not in the other fails it.
 */

import type { ServiceName } from './api/operation.ts';

export interface CoveredOperation {
  readonly service: ServiceName;
  readonly operation: string;
  /** The members of the request that it reads. Any other is refused by name. */
  readonly members: readonly string[];
  /** Where it differs from AWS. */
  readonly differs: string;
}

export const COVERAGE: readonly CoveredOperation[] = [
  { service: 'glue', operation: 'GetJob', members: ['JobName'], differs: 'no connections, role or tags' },
  { service: 'glue', operation: 'GetJobs', members: ['NextToken', 'MaxResults'], differs: 'as GetJob' },
  {
    service: 'glue',
    operation: 'ListJobs',
    members: ['NextToken', 'MaxResults'],
    differs: 'no tags to choose by',
  },
  {
    service: 'glue',
    operation: 'GetJobRun',
    members: ['JobName', 'RunId', 'PredecessorsIncluded'],
    differs:
      'no predecessors; ExecutionTime and DPUSeconds count the start-up too, and are told at the end only',
  },
  {
    service: 'glue',
    operation: 'GetJobRuns',
    members: ['JobName', 'NextToken', 'MaxResults'],
    differs: 'as GetJobRun; runs never expire',
  },
  {
    service: 'glue',
    operation: 'StartJobRun',
    members: ['JobName', 'JobRunId', 'Arguments', 'NumberOfWorkers', 'WorkerType', 'Timeout'],
    differs:
      'no queueing, no capacity in DPUs, no account limits; nothing runs until somebody advances the run',
  },
  {
    service: 'glue',
    operation: 'GetDatabases',
    members: ['NextToken', 'MaxResults'],
    differs: 'the catalog of the account alone; nothing is shared or federated',
  },
  {
    service: 'glue',
    operation: 'GetTables',
    members: ['DatabaseName', 'NextToken', 'MaxResults'],
    differs: 'tables of Parquet or JSON files; a view is one by its type alone; no names by pattern',
  },
  { service: 'glue', operation: 'GetTable', members: ['DatabaseName', 'Name'], differs: 'as GetTables' },
  {
    service: 'glue',
    operation: 'GetTableVersions',
    members: ['DatabaseName', 'TableName', 'NextToken', 'MaxResults'],
    differs: 'as GetTables; a version for each change, and none is ever deleted',
  },
  {
    service: 'glue',
    operation: 'GetPartitions',
    members: ['DatabaseName', 'TableName', 'Expression', 'ExcludeColumnSchema', 'NextToken', 'MaxResults'],
    differs:
      'expressions compare partition keys with literals of their type, IN included, joined by AND; no segments',
  },
  {
    service: 'glue',
    operation: 'ListDataQualityResults',
    members: ['Filter', 'NextToken', 'MaxResults'],
    differs: 'results never expire; tables are named by database and name alone',
  },
  {
    service: 'glue',
    operation: 'GetDataQualityResult',
    members: ['ResultId'],
    differs: 'nothing is evaluated: rules with their messages only, no metrics, analyzers or observations',
  },
  {
    service: 'logs',
    operation: 'FilterLogEvents',
    members: [
      'logGroupName',
      'logStreamNames',
      'logStreamNamePrefix',
      'startTime',
      'endTime',
      'filterPattern',
      'limit',
      'startFromHead',
      'nextToken',
    ],
    differs:
      'patterns of terms only; a page is never emptier than it must be, while AWS may send one without events',
  },
  {
    service: 'logs',
    operation: 'GetLogEvents',
    members: ['logGroupName', 'logStreamName', 'startTime', 'endTime', 'limit', 'startFromHead', 'nextToken'],
    differs: 'a token counts events, so it does not survive events of an earlier time written meanwhile',
  },
  {
    service: 'logs',
    operation: 'DescribeLogGroups',
    members: ['logGroupNamePrefix', 'limit', 'nextToken'],
    differs: 'no sizes, retention or classes, and no other accounts',
  },
  {
    service: 'logs',
    operation: 'DescribeLogStreams',
    members: ['logGroupName', 'logStreamNamePrefix', 'orderBy', 'descending', 'limit', 'nextToken'],
    differs: 'last event times are exact at once, while those of AWS lag behind',
  },
  {
    service: 'cloudwatch',
    operation: 'GetMetricData',
    members: ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy', 'MaxDatapoints', 'NextToken'],
    differs:
      'plain statistics and percentiles only, these exact: no expressions, units or labels made of data; ' +
      'in CBOR a whole number is an integer, also where AWS sends a double',
  },
  {
    service: 'cloudwatch',
    operation: 'ListMetrics',
    members: ['Namespace', 'MetricName', 'Dimensions', 'NextToken'],
    differs: 'all that ever had a datapoint, not those of two weeks; no RecentlyActive, no linked accounts',
  },
  {
    service: 'cloudwatch',
    operation: 'DescribeAlarms',
    members: ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'MaxRecords', 'NextToken'],
    differs:
      'alarms of one metric and of rules over alarms: no expressions, anomaly bands, suppressors or contributors; ' +
      'periods begin at whole multiples of their length',
  },
  {
    service: 'cloudwatch',
    operation: 'DescribeAlarmHistory',
    members: [
      'AlarmName',
      'AlarmTypes',
      'HistoryItemType',
      'StartDate',
      'EndDate',
      'ScanBy',
      'MaxRecords',
      'NextToken',
    ],
    differs:
      'configuration updates name the alarm and not what was changed; actions say no published message',
  },
  {
    service: 'sns',
    operation: 'ConfirmSubscription',
    members: ['TopicArn', 'Token', 'AuthenticateOnUnsubscribe'],
    differs: 'by POST only',
  },
  { service: 'sts', operation: 'GetCallerIdentity', members: [], differs: 'needs a signature in its region' },
  {
    service: 'sts',
    operation: 'AssumeRole',
    members: ['RoleArn', 'RoleSessionName', 'ExternalId'],
    differs: 'trusts whole accounts only, asks no policy of the caller, and its sessions never end',
  },
  { service: 's3', operation: 'ListBuckets', members: [], differs: 'all at once' },
  { service: 's3', operation: 'HeadBucket', members: ['Bucket'], differs: 'as ListObjectsV2' },
  {
    service: 's3',
    operation: 'ListObjectsV2',
    members: ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'EncodingType', 'StartAfter', 'ContinuationToken'],
    differs:
      'buckets are in the path and in one region; no owners, and keys that XML cannot hold are encoded on demand only',
  },
  {
    service: 's3',
    operation: 'ListObjects',
    members: ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'EncodingType', 'Marker'],
    differs: 'as ListObjectsV2',
  },
  {
    service: 's3',
    operation: 'HeadObject',
    members: ['Bucket', 'Key', 'ChecksumMode'],
    differs: 'no versions, metadata or encryption',
  },
  {
    service: 's3',
    operation: 'GetObject',
    members: ['Bucket', 'Key', 'Range', 'IfMatch', 'ChecksumMode'],
    differs: 'as HeadObject; an object that is only listed has no content to give',
  },
  {
    service: 's3',
    operation: 'PutObject',
    members: ['Bucket', 'Key', 'ContentType', 'ChecksumCRC32', 'ChecksumAlgorithm', 'Body'],
    differs: 'at most a megabyte, in one piece that is not chunked; no conditions, metadata or encryption',
  },
  {
    service: 'lambda',
    operation: 'GetFunctionConfiguration',
    members: ['FunctionName'],
    differs: 'the latest version only; no layers, network or keys',
  },
  {
    service: 'lambda',
    operation: 'ListFunctions',
    members: ['Marker', 'MaxItems'],
    differs: 'as GetFunctionConfiguration',
  },
  {
    service: 'lambda',
    operation: 'GetFunctionConcurrency',
    members: ['FunctionName'],
    differs: 'as GetFunctionConfiguration',
  },
  {
    service: 'lambda',
    operation: 'ListEventSourceMappings',
    members: ['EventSourceArn', 'FunctionName', 'Marker', 'MaxItems'],
    differs: 'mappings of streams only',
  },
  {
    service: 'dynamodb',
    operation: 'DescribeTable',
    members: ['TableName'],
    differs: 'no indexes, replicas or encryption; keys are strings, and no throughput is provisioned',
  },
  {
    service: 'dynamodb',
    operation: 'ListTables',
    members: ['ExclusiveStartTableName', 'Limit'],
    differs: 'nothing',
  },
  {
    service: 'firehose',
    operation: 'DescribeDeliveryStream',
    members: ['DeliveryStreamName'],
    differs: 'delivers to S3 only, without transformation, conversion, backup or encryption',
  },
  {
    service: 'firehose',
    operation: 'ListDeliveryStreams',
    members: ['DeliveryStreamType', 'ExclusiveStartDeliveryStreamName', 'Limit'],
    differs: 'no streams that read from a database or from Kafka',
  },
  {
    service: 'athena',
    operation: 'StartQueryExecution',
    members: [
      'QueryString',
      'ClientRequestToken',
      'ExecutionParameters',
      'QueryExecutionContext',
      'WorkGroup',
      'ResultConfiguration',
      'ResultReuseConfiguration',
    ],
    differs:
      'DuckDB reads, and only reads: what it cannot do as Trino does fails by name; athena/functions.ts and athena/forms.ts list ' +
      'what it can; no information_schema, no time zone but UTC in a result; a column of type DATE and an INTERVAL make a timestamp; a timestamp cast to varchar has no fraction; ' +
      'SELECT * shows $path when the query names it; a token with other parameters or of another workgroup is refused; ' +
      'a token is not required; no result file is written; no encryption, no other catalog',
  },
  {
    service: 'athena',
    operation: 'GetQueryExecution',
    members: ['QueryExecutionId'],
    differs:
      'DataScannedInBytes counts whole files of the partitions that are left, not columns; the last thousand executions are kept, not 45 days; ' +
      'only those of the past have a planning time, and no result',
  },
  {
    service: 'athena',
    operation: 'BatchGetQueryExecution',
    members: ['QueryExecutionIds'],
    differs: 'as GetQueryExecution',
  },
  {
    service: 'athena',
    operation: 'GetQueryResults',
    members: ['QueryExecutionId', 'MaxResults', 'NextToken', 'QueryResultType'],
    differs:
      'the last hundred results are kept, each of 100,000 rows at most; every varchar has the greatest length for its precision',
  },
  { service: 'athena', operation: 'StopQueryExecution', members: ['QueryExecutionId'], differs: 'at once' },
  {
    service: 'athena',
    operation: 'ListQueryExecutions',
    members: ['WorkGroup', 'MaxResults', 'NextToken'],
    differs: 'as GetQueryExecution',
  },
  { service: 'athena', operation: 'GetWorkGroup', members: ['WorkGroup'], differs: 'no tags, no encryption' },
  {
    service: 'cloudtrail',
    operation: 'LookupEvents',
    members: ['LookupAttributes', 'StartTime', 'EndTime', 'MaxResults', 'NextToken'],
    differs:
      'holds what the pipeline and its switches record, and no call that was made at the wire; each event is there after five ' +
      'minutes exactly; by name, source or user of the event alone; two look-ups a second are answered in the sandbox, and ' +
      'any number where an account is made without saying so; no resources of an event, no Insights',
  },
];
