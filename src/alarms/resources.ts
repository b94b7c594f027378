/** Which AWS resource an alarm is about, read from the names that AWS gives its fields, dimensions and ARNs. Pure. */

import type { Arn } from '../lib/arn.ts';
import type { AlarmResources } from './event.ts';

type ResourceKind = Exclude<keyof AlarmResources, 'run'>;

/** An alarm that names several is about the first of these: a job writes a table, and a table is in a database. */
const ORDER: readonly ResourceKind[] = [
  'job',
  'crawler',
  'stream',
  'function',
  'bucket',
  'table',
  'database',
  'queue',
  'topic',
  'budget',
  'source',
];

/** Names of fields and dimensions, in lower case and without spaces: `JobName`, `jobName` and `Job Name` are one. */
const KIND_OF_NAME: ReadonlyMap<string, ResourceKind> = new Map([
  ['jobname', 'job'],
  ['crawlername', 'crawler'],
  ['streamname', 'stream'],
  ['deliverystreamname', 'stream'],
  ['functionname', 'function'],
  ['bucketname', 'bucket'],
  ['tablename', 'table'],
  ['databasename', 'database'],
  ['dbinstanceidentifier', 'database'],
  ['dbclusteridentifier', 'database'],
  ['queuename', 'queue'],
  ['topicname', 'topic'],
  ['budgetname', 'budget'],
]);

/** By service, how the resource part of an ARN begins; what follows is the name. */
const ARN_NAMES: Readonly<Record<string, readonly (readonly [RegExp, ResourceKind])[]>> = {
  glue: [
    [/^job\/(.+)$/, 'job'],
    [/^crawler\/(.+)$/, 'crawler'],
    [/^table\/(.+)$/, 'table'],
    [/^database\/(.+)$/, 'database'],
  ],
  kinesis: [[/^stream\/([^/]+)/, 'stream']],
  firehose: [[/^deliverystream\/(.+)$/, 'stream']],
  lambda: [[/^function:([^:]+)/, 'function']],
  s3: [[/^([^/]+)/, 'bucket']],
  dynamodb: [[/^table\/([^/]+)/, 'table']],
  rds: [[/^(?:db|cluster):(.+)$/, 'database']],
  sqs: [[/^(.+)$/, 'queue']],
};

/** The resources that these fields name. A kind with two different names is left out: the alarm is about neither alone. */
export function resourcesNamed(fields: readonly (readonly [string, string])[]): AlarmResources {
  const found = new Map<ResourceKind, Set<string>>();
  for (const [field, value] of fields) {
    const kind = KIND_OF_NAME.get(field.toLowerCase().replace(/[^a-z]/g, ''));
    if (kind !== undefined && value.trim() !== '') found.set(kind, (found.get(kind) ?? new Set()).add(value));
  }
  return Object.fromEntries(
    [...found].filter(([, names]) => names.size === 1).map(([kind, [name]]) => [kind, name]),
  );
}

/** The resource that an ARN names; none for a service that is not known here. */
export function resourcesOfArn({ service, resource }: Arn): AlarmResources {
  for (const [shape, kind] of ARN_NAMES[service] ?? []) {
    const name = shape.exec(resource)?.[1];
    // The Glue catalog writes `table/orders/users`, other services a bare name.
    if (name !== undefined) return kind === 'table' ? catalogTable(name) : { [kind]: name };
  }
  return {};
}

/** What the alarm is about in two words, `job silver-users` or `table orders.users`; null when it names nothing. */
export function resourceLabel(resources: AlarmResources): string | null {
  const kind = ORDER.find((each) => resources[each] !== undefined);
  if (kind === undefined) return null;
  const { table, database } = resources;
  if (kind === 'table' && database !== undefined) return `table ${database}.${table}`;
  return `${kind} ${resources[kind]}`;
}

function catalogTable(name: string): AlarmResources {
  const [database, table] = name.split('/');
  return database === undefined || table === undefined ? { table: name } : { database, table };
}
