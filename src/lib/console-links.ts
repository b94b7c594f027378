/** Addresses of AWS console pages: only text, nothing is fetched. */

import { partitionOf } from './arn.ts';

/** A link as findings carry it. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** The page of one run of a Glue job. */
export function runLink(region: string, job: string, run: string): Link {
  const url = `${consoleOf(region)}/gluestudio/home?region=${region}#/job/${encodeURIComponent(job)}/run/${encodeURIComponent(run)}`;
  return { label: 'Run in the Glue console', url };
}

/** The page that lists the runs of a Glue job. */
export function runsLink(region: string, job: string): Link {
  const url = `${consoleOf(region)}/gluestudio/home?region=${region}#/editor/job/${encodeURIComponent(job)}/runs`;
  return { label: 'Runs in the Glue console', url };
}

/** The page that lists the Glue jobs. */
export function jobsLink(region: string): Link {
  return {
    label: 'Jobs in the Glue console',
    url: `${consoleOf(region)}/gluestudio/home?region=${region}#/jobs`,
  };
}

/** One log stream, or the whole group when `stream` is null. */
export function logLink(region: string, group: string, stream: string | null): Link {
  const events = stream === null ? '' : `/log-events/${fragment(stream)}`;
  const url = `${consoleOf(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${fragment(group)}${events}`;
  return { label: `Log ${group}`, url };
}

/** The page of all metrics of CloudWatch. */
export function metricsLink(region: string): Link {
  return {
    label: 'Metrics in the CloudWatch console',
    url: `${consoleOf(region)}/cloudwatch/home?region=${region}#metricsV2`,
  };
}

/** The page of one CloudWatch alarm. */
export function alarmLink(region: string, alarm: string): Link {
  const url = `${consoleOf(region)}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(alarm)}`;
  return { label: 'Alarm in the CloudWatch console', url };
}

/** The page of one execution in Athena. */
export function queryLink(region: string, id: string): Link {
  const url = `${consoleOf(region)}/athena/home?region=${region}#/query-editor/history/${encodeURIComponent(id)}`;
  return { label: 'Query in the Athena console', url };
}

/** The page that lists what was asked of Athena lately. */
export function recentQueriesLink(region: string): Link {
  const url = `${consoleOf(region)}/athena/home?region=${region}#/query-editor/history`;
  return { label: 'Recent queries in the Athena console', url };
}

/** The page of a workgroup, or of all of them. */
export function workgroupLink(region: string, workgroup: string | null): Link {
  const page = workgroup === null ? 'workgroups' : `workgroups/details/${encodeURIComponent(workgroup)}`;
  return { label: 'Athena console', url: `${consoleOf(region)}/athena/home?region=${region}#/${page}` };
}

/** The page that lists the CloudWatch alarms. */
export function alarmsLink(region: string): Link {
  return {
    label: 'Alarms in the CloudWatch console',
    url: `${consoleOf(region)}/cloudwatch/home?region=${region}#alarmsV2:`,
  };
}

/** The page of one table of the Glue catalog, or the one that lists them when there is none. */
export function tableLink(
  region: string,
  table: { readonly database: string; readonly name: string } | null,
): Link {
  const home = `${consoleOf(region)}/glue/home?region=${region}#/v2/data-catalog/tables`;
  if (table === null) return { label: 'Tables in the Glue console', url: home };
  const { database, name } = table;
  return {
    label: 'Table in the Glue console',
    url: `${home}/view/${encodeURIComponent(name)}?database=${encodeURIComponent(database)}`,
  };
}

/** The event history of CloudTrail. */
export function eventsLink(region: string): Link {
  return {
    label: 'Event history in the CloudTrail console',
    url: `${consoleOf(region)}/cloudtrailv2/home?region=${region}#/events`,
  };
}

/** The page of one bucket, or the one that lists them when `bucket` is null. */
export function bucketLink(region: string, bucket: string | null): Link {
  const s3 = `${consoleOf(region)}/s3/buckets`;
  return bucket === null
    ? { label: 'Buckets in the S3 console', url: `${s3}?region=${region}` }
    : { label: `Bucket ${bucket}`, url: `${s3}/${encodeURIComponent(bucket)}?region=${region}` };
}

function consoleOf(region: string): string {
  switch (partitionOf(region)) {
    case 'aws':
      return `https://${region}.console.aws.amazon.com`;
    case 'aws-cn':
      return `https://${region}.console.amazonaws.cn`;
    case 'aws-us-gov':
      return 'https://console.amazonaws-us-gov.com';
  }
}

// The CloudWatch console encodes names in its fragment twice and writes the percent sign as `$25`.
function fragment(name: string): string {
  return encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
}
