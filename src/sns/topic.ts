/**
 * Topic ARNs, and which certificate URL the topic's own partition and region can have. A signature proves only that SNS
 * sent a message for somebody; the URL is believed for exactly one host, and only in the one spelling that SNS uses.
 */

import { err, ok, type Result } from '../lib/result.ts';
import { truncate } from '../lib/text.ts';

export interface Topic {
  readonly arn: string;
  readonly partition: Partition;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

export type Partition = keyof typeof DNS_SUFFIXES;

/** From the endpoint tables of the AWS SDKs. */
export const DNS_SUFFIXES = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
} as const;

const TOPIC_ARN = /^arn:([a-z-]{1,20}):sns:([a-z0-9-]{1,30}):(\d{12}):([A-Za-z0-9_-]{1,256}(?:\.fifo)?)$/;
const CERTIFICATE_FILE = /\/SimpleNotificationService-([A-Za-z0-9]{1,128})\.pem$/;

/** Parses `arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms`; the error is a sentence that says what was expected. */
export function parseTopicArn(arn: string): Result<Topic, string> {
  const [, partition, region, account, name] = TOPIC_ARN.exec(arn) ?? [];
  if (partition === undefined || region === undefined || account === undefined || name === undefined) {
    return err(`Expected a topic such as arn:aws:sns:eu-central-1:123456789012:alarms, got ${quote(arn)}.`);
  }
  if (!isPartition(partition)) {
    return err(`Expected one of the partitions ${Object.keys(DNS_SUFFIXES).join(', ')}, got ${quote(arn)}.`);
  }
  return ok({ arn, partition, region, account, name });
}

/** Where SNS publishes the certificate of this file id, for one partition and region. */
export function certificateUrl(at: Pick<Topic, 'partition' | 'region'>, fileId: string): string {
  return `https://sns.${at.region}.${DNS_SUFFIXES[at.partition]}/SimpleNotificationService-${fileId}.pem`;
}

/**
 * Why this URL cannot be the signing certificate of the topic, as a sentence, or null when it can. The URL as it came is
 * compared with the canonical one, so that no parser's forgiveness (backslashes, user info, ports, case, escapes,
 * white space) decides who is asked for a key.
 */
export function certificateUrlFault(url: string, topic: Topic): string | null {
  const fileId = CERTIFICATE_FILE.exec(url)?.[1];
  if (fileId !== undefined && url === certificateUrl(topic, fileId)) return null;
  return `Expected a SigningCertURL such as ${certificateUrl(topic, '0123456789abcdef')}, got ${quote(url)}.`;
}

function isPartition(text: string): text is Partition {
  return Object.hasOwn(DNS_SUFFIXES, text);
}

function quote(text: string): string {
  return JSON.stringify(truncate(text, 200));
}
