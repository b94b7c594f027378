import type { ListDataQualityResultsCommandInput } from '@aws-sdk/client-glue';
import type { AwsWorld } from './aws-world.ts';

import { GetDataQualityResultCommand, ListDataQualityResultsCommand } from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const HOUR = 3_600_000;

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
});

afterEach(() => world.close());

/** One result of a job for each of these hours, and one of the table itself. */
function putResults(hours: number): void {
  for (let hour = 0; hour < hours; hour += 1) {
    const startedAt = START_MS - hour * HOUR;
    world.account.quality.put({
      ruleset: 'users',
      table: null,
      job: { name: 'silver-users', run: `jr_${hour}`, context: 'rows' },
      startedAt,
      completedAt: startedAt + 1_000,
      rules: [
        { name: 'Rule_1', description: 'IsComplete "id"', result: 'FAIL', message: 'Value: 0.9' },
        { name: 'Rule_2', description: 'RowCount > 1', result: 'PASS', message: null },
      ],
    });
  }
  world.account.quality.put({
    ruleset: 'users',
    table: { database: 'todo_silver', name: 'users' },
    job: null,
    startedAt: START_MS,
    completedAt: START_MS,
    rules: [],
  });
}

describe('a result of data quality', () => {
  it('is listed by job, by table and by time, page by page', async () => {
    putResults(3);
    const list = async (input: ListDataQualityResultsCommandInput) =>
      world.glue.send(new ListDataQualityResultsCommand(input));
    const ofJob = await list({ Filter: { JobName: 'silver-users' } });
    expect(ofJob.Results?.map(({ JobRunId }) => JobRunId).toSorted()).toEqual(['jr_0', 'jr_1', 'jr_2']);
    const source = { GlueTable: { DatabaseName: 'todo_silver', TableName: 'users' } };
    expect((await list({ Filter: { DataSource: source } })).Results).toMatchObject([
      { DataSource: source, StartedOn: new Date(START_MS) },
    ]);
    const lately = await list({ Filter: { StartedAfter: new Date(START_MS - 1.5 * HOUR) } });
    expect(lately.Results).toHaveLength(3);
    const first = await list({ MaxResults: 3 });
    const rest = await list({ MaxResults: 3, NextToken: first.NextToken });
    expect([first.Results?.length, rest.Results?.length, rest.NextToken]).toEqual([3, 1, undefined]);
  });

  it('has its score, and each rule with what was said of it', async () => {
    putResults(1);
    const { id = '' } = world.account.quality.results().find(({ job }) => job !== null) ?? {};
    expect(await world.glue.send(new GetDataQualityResultCommand({ ResultId: id }))).toMatchObject({
      ResultId: id,
      Score: 0.5,
      RulesetName: 'users',
      EvaluationContext: 'rows',
      JobName: 'silver-users',
      CompletedOn: new Date(START_MS + 1_000),
      RuleResults: [
        { Name: 'Rule_1', Result: 'FAIL', EvaluationMessage: 'Value: 0.9' },
        { Name: 'Rule_2', Result: 'PASS' },
      ],
    });
  });

  it('is refused by name when there is none', async () => {
    await expect(
      world.glue.send(new GetDataQualityResultCommand({ ResultId: 'dqresult-0' })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });
});
