/** Names of things in AWS, `arn:partition:service:region:account:resource`: the one place that reads and writes them. */

import { withoutEnd } from './text.ts';

export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty where the service has none, as S3. */
  readonly region: string;
  /** Twelve digits; empty where the service has none, `aws` of what AWS itself owns. */
  readonly account: string;
  /** With its own colons and slashes. */
  readonly resource: string;
}

export interface TopicArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly isFifo: boolean;
}

export interface RoleArn {
  readonly partition: string;
  readonly account: string;
  /** With the path before it: `ops/handrail`. */
  readonly name: string;
}

/** The partitions of AWS, and where each has its hosts. From the endpoint tables of the AWS SDKs. */
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

export type Partition = keyof typeof DNS_SUFFIXES;

const HEAD = 'arn:([a-z0-9-]{1,30}):([a-z0-9-]{1,64}):([a-z0-9-]{0,30}):(\\d*|aws):';
const WHOLE = new RegExp(`^${HEAD}(.+)$`, 's');
/** In prose an ARN ends where quotes, brackets and punctuation of the sentence begin. */
const IN_PROSE = new RegExp(`\\b${HEAD}[^\\s"'<>,;\\])}]+`, 'g');
const TOPIC_NAME = /^([A-Za-z0-9_-]{1,256})(\.fifo)?$/;
const ROLE = /^role\/([\w+=,.@/-]{1,512})$/;
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d$/;

/** The parts of an ARN, of any partition; null for anything else. */
export function parseArn(text: string): Arn | null {
  const match = WHOLE.exec(text);
  if (match === null) return null;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** The text that `parseArn` reads as these parts. */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The parts of the ARN of an SNS topic, of any partition; null for anything else, its subscriptions included. */
export function parseTopicArn(text: string): TopicArn | null {
  const arn = parseArn(text);
  if (arn === null || arn.service !== 'sns') return null;
  const { partition, region, account, resource } = arn;
  const [, name, fifo] = TOPIC_NAME.exec(resource) ?? [];
  if (name === undefined || region === '' || !isAccountId(account)) return null;
  return { partition, region, account, name: resource, isFifo: fifo !== undefined };
}

/** The parts of the ARN of an IAM role, of any partition; null for anything else. */
export function parseRoleArn(text: string): RoleArn | null {
  const arn = parseArn(text);
  if (arn === null || arn.service !== 'iam' || arn.region !== '' || !isAccountId(arn.account)) return null;
  const name = ROLE.exec(arn.resource)?.[1];
  return name === undefined ? null : { partition: arn.partition, account: arn.account, name };
}

/** Every ARN that stands in a text, in order, without the full stop or colon of the sentence around it. */
export function arnsIn(text: string): readonly string[] {
  return [...text.matchAll(IN_PROSE)]
    .map(([found]) => withoutEnd(found, /[.:]/))
    .filter((found) => parseArn(found) !== null);
}

/** Whether this is an account id: twelve digits. */
export function isAccountId(text: string): boolean {
  return ACCOUNT.test(text);
}

/** Whether this is the code of a region, known or not: `eu-central-1`. */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/** Whether this partition is one whose hosts are known. */
export function isPartition(text: string): text is Partition {
  return Object.hasOwn(DNS_SUFFIXES, text);
}

/** The partition of a region, as far as people meet them: China, GovCloud, and the commercial one for all others. */
export function partitionOf(region: string): Extract<Partition, 'aws' | 'aws-cn' | 'aws-us-gov'> {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
