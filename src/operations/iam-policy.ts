/** The least that a role has to be allowed, derived from what operations declare and from what is configured. Pure. */

import type { Partition } from '../lib/arn.ts';
import type { AwsCall, ResourceKind } from './calls.ts';
import type { Estate } from './estate.ts';

import { assertNever } from '../lib/assert-never.ts';
import { formatArn } from '../lib/arn.ts';
import { actionsOf } from './calls.ts';
import { named } from './estate.ts';

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Where, and what of it: the ARNs of a policy are made of these. */
export interface PolicyScope {
  readonly partition: Partition;
  readonly region: string;
  readonly account: string;
  readonly estates: readonly Estate[];
}

/** What these calls need, a statement for each set of resources, actions in order. */
export function policyOf(calls: readonly AwsCall[], scopes: readonly PolicyScope[]): Policy {
  const actions = calls.flatMap((call) => actionsOf(call));
  const byKind = Map.groupBy(actions, ({ on }) => on);
  return {
    Version: '2012-10-17',
    Statement: [...byKind]
      .map(([kind, those]): Statement => ({
        Sid: SID[kind],
        Effect: 'Allow',
        Action: distinct(those.map(({ action }) => action)),
        Resource: kind === 'any' ? ['*'] : distinct(scopes.flatMap((scope) => resourcesOf(kind, scope))),
      }))
      .filter(({ Resource }) => Resource.length > 0)
      .toSorted((left, right) => left.Sid.localeCompare(right.Sid)),
  };
}

const SID: Readonly<Record<ResourceKind, string>> = {
  object: 'Objects',
  script: 'Scripts',
  workgroup: 'Workgroups',
  result: 'Results',
  'result-bucket': 'ResultBuckets',
  any: 'LookAtWhatCannotBeNarrowed',
  bucket: 'Buckets',
  catalog: 'Catalog',
  job: 'Jobs',
  ruleset: 'Rulesets',
  'log-group': 'Logs',
  'dynamodb-table': 'DynamoTables',
  'delivery-stream': 'DeliveryStreams',
  function: 'Functions',
};

function resourcesOf(kind: Exclude<ResourceKind, 'any'>, scope: PolicyScope): readonly string[] {
  const { estates } = scope;
  const of = (service: string, resource: string): string => formatArn({ ...scope, service, resource });
  switch (kind) {
    case 'bucket':
      return estates.flatMap((estate) => named(estate, 'buckets')).map((bucket) => s3(scope, bucket));
    case 'object':
      return estates.flatMap((estate) => named(estate, 'buckets')).map((bucket) => s3(scope, `${bucket}/*`));
    case 'script':
      return estates.flatMap(({ scripts = [] }) => scripts).map((bucket) => s3(scope, `${bucket}/*`));
    case 'result':
      return resultsOf(estates).map(({ bucket, prefix }) => s3(scope, `${bucket}/${prefix}*`));
    case 'result-bucket':
      return resultsOf(estates).map(({ bucket }) => s3(scope, bucket));
    case 'workgroup':
      return estates.flatMap(({ queries }) =>
        queries === null ? [] : [of('athena', `workgroup/${queries.workgroup}`)],
      );
    case 'catalog':
      return catalogResources(estates).map((resource) => of('glue', resource));
    // A result is allowed by its ruleset, whose name only Glue knows.
    case 'ruleset':
      return [of('glue', 'dataQualityRuleset/*')];
    case 'job':
      return jobPatterns(estates).map((pattern) => of('glue', `job/${pattern}`));
    case 'log-group':
      return [
        '/aws-glue/*',
        ...estates.flatMap((estate) => named(estate, 'functions')).map((name) => `/aws/lambda/${name}`),
        ...estates
          .flatMap((estate) => named(estate, 'deliveryStreams'))
          .map((name) => `/aws/kinesisfirehose/${name}`),
      ].map((group) => of('logs', `log-group:${group}:*`));
    case 'dynamodb-table':
      return estates
        .flatMap((estate) => named(estate, 'streams'))
        .map((name) => of('dynamodb', `table/${name}`));
    case 'delivery-stream':
      return estates
        .flatMap((estate) => named(estate, 'deliveryStreams'))
        .map((name) => of('firehose', `deliverystream/${name}`));
    case 'function':
      return estates
        .flatMap((estate) => named(estate, 'functions'))
        .map((name) => of('lambda', `function:${name}`));
    default:
      return assertNever(kind);
  }
}

/** Every job where none is named: operations then look at all there are. */
function jobPatterns(estates: readonly Estate[]): readonly string[] {
  const patterns = estates.flatMap(({ stages }) => stages.flatMap(({ jobs }) => jobs));
  return patterns.length === 0 ? ['*'] : patterns;
}

/** A table is read with its database and the catalog itself; nothing where no database is named. */
function catalogResources(estates: readonly Estate[]): readonly string[] {
  const stages = estates.flatMap((estate) => estate.stages).filter(({ databases }) => databases.length > 0);
  const queried = estates.flatMap(({ queries }) => queries?.databases ?? []);
  if (stages.length + queried.length === 0) return [];
  return [
    'catalog',
    ...queried.flatMap((database) => [`database/${database}`, `table/${database}/*`]),
    ...stages.flatMap(({ databases, tables }) =>
      databases.flatMap((database) => [
        `database/${database}`,
        ...(tables.length === 0 ? ['*'] : tables).map((table) => `table/${database}/${table}`),
      ]),
    ),
  ];
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}

/** Names of S3 are of no account and no region. */
function s3(scope: PolicyScope, resource: string): string {
  return formatArn({ ...scope, service: 's3', region: '', account: '', resource });
}

/** Where workgroups write, of those that say it. */
function resultsOf(
  estates: readonly Estate[],
): readonly { readonly bucket: string; readonly prefix: string }[] {
  return estates.flatMap(({ queries }) => {
    const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(queries?.results ?? '') ?? [];
    return bucket === undefined ? [] : [{ bucket, prefix }];
  });
}
