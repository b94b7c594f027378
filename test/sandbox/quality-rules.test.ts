/** The rules that the sandbox ships, asked of its living account by the verb itself. */

import type { Finding } from '../../src/operations/finding.ts';
import type { OnlyAws } from '../../sandbox/only-aws.ts';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { startOnlyAws } from '../../sandbox/only-aws.ts';
import { databaseOf } from '../../sandbox/pipeline/catalog.ts';
import { LAYERS, WORKGROUP } from '../../sandbox/pipeline/estate.ts';
import { QUALITY_RULES } from '../../sandbox/quality-rules.ts';
import { createCatalog } from '../../src/aws/catalog.ts';
import { createClientPool, type ClientPool } from '../../src/aws/client-pool.ts';
import { athenaShape, querySettings } from '../../src/operations/query-config.ts';
import { qualityShape } from '../../src/operations/named-query-config.ts';
import { CONTEXT, findingOf, preparedOf } from '../aws/account.ts';
import { aStage } from '../support/builders.ts';

jest.setTimeout(90_000);

let only: OnlyAws;
let pool: ClientPool;

beforeAll(async () => {
  only = await startOnlyAws({ port: 0, print: () => undefined });
  pool = createClientPool({
    places: { region: 'eu-central-1', pipelines: [] },
    clock: Date.now,
    client: { endpoint: only.url, credentials: SANDBOX_CREDENTIALS },
  });
  await runOf('silver-users');
});
afterAll(async () => {
  pool.destroy();
  await only.stop();
});

/** As Handrail asks it by itself, so that it is known to scan little. */
async function ask(): Promise<Finding> {
  const queries = querySettings({
    athena: athenaShape.parse({ workgroup: WORKGROUP, databases: LAYERS.map(databaseOf), ask_up_to: '10GB' }),
    queries: {},
    quality: qualityShape.parse(QUALITY_RULES),
    costs: {},
    mask: ['email'],
  });
  const stages = [aStage('silver', { jobs: ['silver-*'], databases: ['todo_silver'] })];
  const catalog = createCatalog({
    pool,
    clock: noon,
    estates: [{ pipeline: 'todo-etl', alarms: [], queries, stages }],
  });
  const prepared = preparedOf({ catalog }, 'quality', {});
  const context = { ...CONTEXT, run: randomUUID(), pipeline: 'todo-etl' };
  let progress = await prepared.start(context);
  while (progress.state === 'running') progress = await prepared.follow(context, progress.token);
  return findingOf(progress);
}

/** Of today: near midnight nobody knows which day a query will see, and all days are expected to be read. */
function noon(): number {
  return (Math.floor(Date.now() / 86_400_000) + 0.5) * 86_400_000;
}

/** Resolves when the next run of the job has succeeded. */
function runOf(job: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = only.account.onChange((change) => {
      if (change.type !== 'run-advanced' || change.run.job !== job || change.run.state !== 'SUCCEEDED')
        return;
      stop();
      resolve();
    });
  });
}

it('all hold in a pipeline that is well, and scan so little that they are asked unasked', async () => {
  const finding = await ask();
  expect(finding.summary).toBe(
    `All ${Object.keys(QUALITY_RULES).length} rules hold. In Glue the newest result is good.`,
  );
  expect(finding.verdict).toBe('ok');
});

it('say what the switches break', async () => {
  only.pipeline.flip('bad-data', true);
  await runOf('silver-users');
  only.pipeline.flip('deleted-data', true);
  const finding = await ask();
  expect(finding).toMatchObject({
    verdict: 'fail',
    summary:
      '2 of 7 rules fail: user ids are missing (37), days of users are missing in the last two weeks (11 of at least 14). In Glue 1 of 5 rules of users-of-silver fails.',
  });
  expect(finding.table?.rows.slice(0, 3).map(([rule]) => rule)).toEqual([
    'users-complete',
    'users-days',
    'IsComplete "user_id"',
  ]);
});
