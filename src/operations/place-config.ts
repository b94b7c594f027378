/** `pipelines.<name>.place` of the configuration: its schema, with the sentence for each fault, and what it comes to. */

import type { PipelinePlace } from './place.ts';

import { z } from 'zod';

import { isAccountId, isPartition, isRegion, parseRoleArn, partitionOf } from '../lib/arn.ts';

export type PlaceConfig = z.infer<typeof placeShape>;

/** YAML reads digits without quotes as a number and drops a leading zero, so a number is not believed. */
const account = z
  .unknown()
  .refine((value) => typeof value === 'string' && isAccountId(value), {
    error: ({ input }) =>
      `Expected an account id of 12 digits in quotes, such as "123456789012", got ${JSON.stringify(input)}. ${
        typeof input === 'number' ? 'Put quotes around it' : 'Copy it from the AWS console'
      }.`,
  })
  .transform(String);

const region = z
  .string('Expected a region such as eu-west-1. Write its code.')
  .refine(isRegion, 'Expected a region such as eu-west-1. Write its code, not its name in words.');

const roleArn = z
  .string('Expected the ARN of a role. Copy it from the IAM console.')
  .refine(
    (arn) => isPartition(parseRoleArn(arn)?.partition ?? ''),
    'Expected the ARN of a role such as arn:aws:iam::123456789012:role/handrail. Copy it from the IAM console.',
  );

const externalId = z
  .string('Expected an external id in quotes. Put quotes around it.')
  .regex(
    /^[\w+=,.@:/-]{2,1224}$/,
    'Expected an external id of 2 to 1224 letters, digits and +=,.@:/-. Write what the trust policy has.',
  );

export const placeShape = z
  .strictObject({
    account: account.optional(),
    region: region.optional(),
    role_arn: roleArn.optional(),
    external_id: externalId.optional(),
  })
  .check(({ value, issues }) => {
    const fault = (path: readonly string[], message: string) =>
      issues.push({ code: 'custom', input: value, path: [...path], message });
    const ofRole = accountOfRole(value.role_arn);
    if (Object.keys(value).length === 0)
      fault([], 'Expected at least one of account, region and role_arn, got none. Write one, or remove it.');
    if (value.external_id !== undefined && value.role_arn === undefined)
      fault(
        ['external_id'],
        'Expected role_arn beside external_id, got none. Write the role that wants it, or remove it.',
      );
    if (ofRole !== null && value.account !== undefined && value.account !== ofRole)
      fault(
        ['role_arn'],
        `Expected a role of account ${value.account}, as account says, got one of ${ofRole}. Write a role of that account, or leave account out.`,
      );
    if (value.region !== undefined && isElsewhere(value.role_arn, value.region))
      fault(
        ['role_arn'],
        `Expected a role of the partition of ${value.region}, arn:${partitionOf(value.region)}, got ${value.role_arn}. Credentials of one partition are worth nothing in another: write a role of that one, or another region.`,
      );
  });

/** What the section comes to; the account is that of the role where it does not say one. */
export function pipelinePlace(pipeline: string, given: PlaceConfig): PipelinePlace {
  const { role_arn: arn, external_id: id = null } = given;
  return {
    pipeline,
    account: given.account ?? accountOfRole(arn),
    region: given.region ?? null,
    role: arn === undefined ? null : { arn, externalId: id },
  };
}

/**
 * The fault of several accounts that are to be reached without a role: Handrail's own credentials are of one at most.
 * Null when there is none.
 */
export function rolelessFault(places: readonly PipelinePlace[]): string | null {
  const accounts = new Set(
    places.flatMap((place) => (place.role === null && place.account !== null ? [place.account] : [])),
  );
  if (accounts.size < 2) return null;
  return `Expected one account without a role_arn at most, that of Handrail's own credentials, got ${[...accounts].join(' and ')}. Write a role_arn for the others.`;
}

/** Whether the role is of a partition that the region is surely not of. */
function isElsewhere(arn: string | undefined, there: string): boolean {
  const partition = parseRoleArn(arn ?? '')?.partition;
  if (partition !== 'aws' && partition !== 'aws-cn' && partition !== 'aws-us-gov') return false;
  return partition !== partitionOf(there);
}

function accountOfRole(arn: string | undefined): string | null {
  return parseRoleArn(arn ?? '')?.account ?? null;
}
