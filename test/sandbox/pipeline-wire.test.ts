/** The walk that a responder takes through the bot, here with the SDK alone: see the failure, read why, retry, be done. */

import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetJobRunsCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { expect, it } from '@jest/globals';

import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';
import { SANDBOX_PACE } from '../../sandbox/pipeline/pace.ts';
import { createPipelineWorld } from './pipeline-world.ts';

const { runMs, failMs, alarmMs } = SANDBOX_PACE;

it('leads from the broken job to the mended one over the wire', async () => {
  const world = createPipelineWorld();
  const server = await startAws({ account: world.account, host: '127.0.0.1' });
  const config = { endpoint: server.url, region: 'eu-central-1', credentials: SANDBOX_CREDENTIALS };
  const glue = new GlueClient(config);
  const logs = new CloudWatchLogsClient(config);
  try {
    world.pipeline.start();
    await world.time.advance(3 * runMs);
    world.pipeline.flip('out-of-memory', true);
    await world.time.advance(failMs + alarmMs);

    const { JobRuns = [] } = await glue.send(
      new GetJobRunsCommand({ JobName: 'silver-users', MaxResults: 1 }),
    );
    const [failed] = JobRuns;
    expect(failed).toMatchObject({ JobRunState: 'FAILED', NumberOfWorkers: 10, WorkerType: 'G.1X' });

    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: `${failed?.LogGroupName}/error`,
        logStreamNamePrefix: failed?.Id,
        filterPattern: '?"OutOfMemoryError: Java heap" ?"exit code 10"',
      }),
    );
    expect(new Set(events.map((event) => event.logStreamName)).size).toBe(2);
    expect(events.map((event) => event.message).join('\n')).toContain(
      'java.lang.OutOfMemoryError: Java heap space',
    );

    const { JobRunId } = await glue.send(
      new StartJobRunCommand({ JobName: 'silver-users', JobRunId: failed?.Id, NumberOfWorkers: 20 }),
    );
    expect(world.pipeline.view().log[0]?.text).toContain(
      'silver-users starts with 20 × G.1X, a retry of jr_',
    );
    await world.time.advance(2 * runMs);
    expect(world.account.glue.runById(JobRunId ?? '')).toMatchObject({
      state: 'SUCCEEDED',
      previousRunId: failed?.Id,
    });
    expect(world.told().slice(-3)).toEqual([
      'silver-users SUCCEEDED',
      'silver-users-failed OK',
      'gold-kpis SUCCEEDED',
    ]);
  } finally {
    glue.destroy();
    logs.destroy();
    await server.close();
    world.pipeline.stop();
  }
});
