/** DynamoDB tables of the simulated account as DescribeTable tells of them. It holds no items, only how many there are. */

import { AwsRefusal } from './refusal.ts';

export interface DynamoTable {
  readonly name: string;
  readonly arn: string;
  readonly status: 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE' | 'INACCESSIBLE_ENCRYPTION_CREDENTIALS';
  /** Attribute names; all of them are strings. */
  readonly partitionKey: string;
  readonly sortKey: string | null;
  readonly billing: 'PAY_PER_REQUEST' | 'PROVISIONED';
  /** As of the last six hours or so, as there. */
  readonly itemCount: number;
  readonly sizeBytes: number;
  readonly stream: DynamoStream | null;
  readonly createdAt: number;
}

export interface DynamoStream {
  readonly viewType: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
  /** When it was enabled; a stream that is enabled anew is another stream. */
  readonly enabledAt: number;
}

/** All but the name has a default; a table without a stream says null. */
export type TableToPut = Pick<DynamoTable, 'name'> & Partial<Omit<DynamoTable, 'name' | 'arn'>>;

export interface DynamoDb {
  /** Creates the table, or replaces it. */
  putTable(wanted: TableToPut): DynamoTable;
  /** By its name or ARN. Throws `ResourceNotFoundException`. */
  table(nameOrArn: string): DynamoTable;
  /** By name. */
  names(): readonly string[];
}

export interface DynamoDbSources {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => number;
}

const TABLE_DEFAULTS = {
  status: 'ACTIVE',
  partitionKey: 'pk',
  sortKey: null,
  billing: 'PAY_PER_REQUEST',
  itemCount: 0,
  sizeBytes: 0,
  stream: null,
} as const;

/** A DynamoDB without tables. */
export function createDynamoDb({ accountId, region, now }: DynamoDbSources): DynamoDb {
  const tables = new Map<string, DynamoTable>();
  return {
    names: () => [...tables.keys()].toSorted(),
    putTable: (wanted) => {
      const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${wanted.name}`;
      const createdAt = tables.get(wanted.name)?.createdAt ?? now();
      const put: DynamoTable = { ...TABLE_DEFAULTS, createdAt, ...wanted, arn };
      tables.set(put.name, put);
      return put;
    },
    table: (nameOrArn) => {
      const found = tables.get(nameOrArn) ?? [...tables.values()].find((each) => each.arn === nameOrArn);
      if (found !== undefined) return found;
      const name = nameOrArn.split('/').at(-1);
      throw new AwsRefusal(
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${name} not found`,
      );
    },
  };
}

/** What a stream is called beside its table: the time that it was enabled at. */
export function streamLabel({ enabledAt }: DynamoStream): string {
  return new Date(enabledAt).toISOString().replace('Z', '');
}
