/**
 * The part of AWS that the sandbox simulates: the account with its neighbours in other regions behind one port, and the
 * pipeline that lives in it. It knows nothing of Slack or of the bot.
 */

import type { Account } from './aws/account.ts';
import type { AwsServer } from './aws/server.ts';
import type { Credentials } from './aws/signature.ts';
import type { Publish } from './pipeline/delivery.ts';

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAccount } from './aws/account.ts';
import { createLake } from './aws/athena/lake.ts';
import { startAws } from './aws/server.ts';
import { createClock } from './pipeline/clock.ts';
import { createLakeFiles, tablesOf } from './pipeline/lake-files.ts';
import { createPipeline, type Pipeline } from './pipeline/pipeline.ts';
import { wallSchedule } from './pipeline/schedule.ts';
import { EMPTY_REGIONS, SANDBOX_ACCOUNT, SANDBOX_REGION } from './place.ts';

export const HOST = '127.0.0.1';

/** As many as a page of S3 has. */
const MOST_LISTED = 1_000;

export interface World {
  readonly account: Account;
  readonly aws: AwsServer;
  /** Not started yet. */
  readonly pipeline: Pipeline;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Of the account; 0 takes any free one. */
  readonly port: number;
  readonly credentials: Credentials;
  readonly publish: Publish;
}

/** Starts the account, lives its past, and resolves when the first request can come. */
export async function startWorld({ port, credentials, publish }: WorldOptions): Promise<World> {
  const clock = createClock(Date.now);
  const folder = await mkdtemp(join(tmpdir(), 'handrail-lake-'));
  // The rows of a day are few, and Athena bills what a real day has.
  const lake = createLake(folder, (location) => listedBytes(account.s3, location));
  const account: Account = createAccount({
    accountId: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    now: clock.now,
    newId: randomUUID,
    lake,
    tables: tablesOf(() => account.catalog),
    prepareLake: () => files.bringUpToDate(),
    lookUpsASecond: 2,
  });
  const files = createLakeFiles(account, lake);
  // As in any account: who looks in the wrong region is told that there is no such job.
  const others = EMPTY_REGIONS.map((region) => createAccount({ ...account, region }));
  const aws = await startAws({ account, others, host: HOST, port, credentials });
  const pipeline = createPipeline({
    account,
    schedule: wallSchedule,
    seed: 1,
    clock,
    faults: aws.faults,
    publish,
  });
  return {
    account,
    aws,
    pipeline,
    stop: async () => {
      pipeline.stop();
      await aws.close();
      await account.athena.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The sizes of the objects below `s3://bucket/prefix/`, added up; null where there is none. */
function listedBytes(s3: Account['s3'], location: string): number | null {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
  const { entries } = s3.list({
    bucket,
    prefix,
    delimiter: null,
    after: null,
    afterPrefix: null,
    limit: MOST_LISTED,
  });
  const sizes = entries.flatMap((entry) => ('object' in entry ? [entry.object.sizeBytes] : []));
  return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
}
