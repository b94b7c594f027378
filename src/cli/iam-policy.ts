/** `handrail iam-policy`: what the role of Handrail, and each role that it assumes, has to be allowed, and no more. */

import type { FileConfig } from '../config.ts';
import type { Policy, PolicyScope, Statement } from '../operations/iam-policy.ts';
import type { CliContext } from './context.ts';

import { parseTopicArn, partitionOf } from '../lib/arn.ts';
import { estateOf } from '../operations/estate.ts';
import { policyOf } from '../operations/iam-policy.ts';
import { placeFor } from '../operations/place.ts';
import { CliFault, loadForReading } from './context.ts';
import { homeRegion } from './start.ts';
import { operationsOfRelease } from './verbs.ts';

export interface IamPolicyOptions {
  /** Without what changes anything. */
  readonly readOnly?: boolean;
  /** Only that of this assumed role. */
  readonly role?: string;
}

/** What Handrail's own credentials are called where no role is named. */
const OWN = 'handrail';

/**
 * Prints the policy document, or where roles are assumed an object of one a role. Throws `CliFault` for a role that the
 * configuration does not name.
 */
export async function printIamPolicy(context: CliContext, options: IamPolicyOptions): Promise<void> {
  const { config } = await loadForReading(context);
  const policies = policiesOf(config, homeRegion(context, config), options.readOnly === true);
  const { role } = options;
  if (role !== undefined && !policies.has(role))
    throw new CliFault(`Expected one of ${[...policies.keys()].join(', ')}, got ${role}.`);
  const wanted = role ?? (policies.size === 1 ? OWN : null);
  const printed = wanted === null ? Object.fromEntries(policies) : policies.get(wanted);
  context.print(JSON.stringify(printed, null, 2));
}

/** By the ARN of the role, or `handrail` for the own credentials, which come first. */
function policiesOf(config: FileConfig, region: string, readOnly: boolean): ReadonlyMap<string, Policy> {
  const operations = operationsOfRelease().filter(({ risk }) => risk === 'read' || !readOnly);
  const calls = operations.flatMap(({ asks }) => asks);
  const byRole = Map.groupBy(scopesOf(config, region), ({ role }) => role ?? OWN);
  const own = policyOf(calls, byRole.get(OWN) ?? []);
  const isUsed = byRole.has(OWN);
  const policies = new Map<string, Policy>([
    [
      OWN,
      { ...own, Statement: [...(isUsed ? own.Statement : []), ...ownStatements(config, [...byRole.keys()])] },
    ],
  ]);
  for (const [role, scopes] of byRole) if (role !== OWN) policies.set(role, policyOf(calls, scopes));
  return policies;
}

interface RoleScope extends PolicyScope {
  readonly role: string | null;
}

/** Where the calls for each pipeline go, and as whom; with no pipeline at home. */
function scopesOf({ pipelines, places, estates, sns }: FileConfig, region: string): readonly RoleScope[] {
  const home = parseTopicArn(sns.topics[0] ?? '')?.account ?? '*';
  const names = pipelines.length === 0 ? [null] : pipelines.map(({ name }) => name);
  return names.map((pipeline) => {
    const place = placeFor({ region, pipelines: places }, { place: null, pipeline });
    return {
      partition: partitionOf(place.region),
      region: place.region,
      account: place.account ?? home,
      estates: [estateOf(estates, pipeline)],
      role: places.find((each) => each.pipeline === pipeline)?.role?.arn ?? null,
    };
  });
}

function ownStatements({ sns }: FileConfig, roles: readonly string[]): readonly Statement[] {
  const assumed = roles.filter((role) => role !== OWN).toSorted();
  return [
    {
      Sid: 'ConfirmSubscriptions',
      Effect: 'Allow',
      Action: ['sns:ConfirmSubscription'],
      Resource: sns.topics.toSorted(),
    },
    ...(assumed.length === 0
      ? []
      : [{ Sid: 'AssumeRoles', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: assumed } as const]),
  ];
}
