/**
 * Topics, and which certificate URL the topic's own partition and region can have. A signature proves only that SNS
 * sent a message for somebody; the URL is believed for exactly one host, and only in the one spelling that SNS uses.
 */

import type { Partition } from '../lib/arn.ts';

import { DNS_SUFFIXES, isPartition, parseTopicArn } from '../lib/arn.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { truncate } from '../lib/text.ts';

export interface Topic {
  readonly arn: string;
  readonly partition: Partition;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

const CERTIFICATE_FILE = /\/SimpleNotificationService-([A-Za-z0-9]{1,128})\.pem$/;

/** The topic of this ARN; the error is a sentence that says what was expected. */
export function readTopic(arn: string): Result<Topic, string> {
  const topic = parseTopicArn(arn);
  if (topic === null) {
    return err(`Expected a topic such as arn:aws:sns:eu-central-1:123456789012:alarms, got ${quote(arn)}.`);
  }
  const { partition, region, account, name } = topic;
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

function quote(text: string): string {
  return JSON.stringify(truncate(text, 200));
}
