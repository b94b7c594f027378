/** Reading a log as long as a run can write one, in a process that has people to answer meanwhile. */

import type { GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { GlueRun } from '../../../src/operations/glue-run.ts';

import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from '@jest/globals';

import { BASE64, drawn } from '../../lib/secrets/drawn.ts';
import { readRunLog } from '../../../src/aws/glue/run-log.ts';

const RUN: GlueRun = {
  job: 'silver-users',
  id: 'jr_1',
  state: 'FAILED',
  startedAt: 0,
  endedAt: 1,
  lastedMs: 1,
  attempt: 1,
  arguments: {},
  workerType: null,
  workers: null,
  errorMessage: null,
  logGroup: null,
  timeoutMinutes: null,
  dpuHours: null,
};
const EVENTS_A_PAGE = 5_000;

/** CloudWatch Logs that answers without ever going over a network, and whose streams have no beginning but this. */
function logsOf({
  names = ['jr_1', 'jr_1_g-1', 'jr_1_g-2'],
  pagesAStream = Infinity,
  says = (_page: number, index: number): string => `INFO line ${index}`,
} = {}): {
  readonly client: CloudWatchLogs;
  pages(): number;
} {
  let pages = 0;
  const client = new CloudWatchLogs({ region: 'eu-central-1' });
  client.middlewareStack.add(
    () => async (args) => {
      const $metadata = {};
      if (!('logStreamName' in args.input)) {
        const logStreams = names.map((logStreamName) => ({ logStreamName }));
        return { output: { $metadata, logStreams }, response: {} };
      }
      pages += 1;
      const page = Number(('nextToken' in args.input ? args.input.nextToken : null) ?? 0);
      const output: GetLogEventsCommandOutput = {
        $metadata,
        events: Array.from({ length: page < pagesAStream ? EVENTS_A_PAGE : 0 }, (_, index) => ({
          timestamp: index,
          message: says(page, index),
        })),
        nextBackwardToken: String(Math.min(page + 1, pagesAStream)),
      };
      return { output, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { client, pages: () => pages };
}

it('lets everybody else have their turn between two pages', async () => {
  const { client, pages } = logsOf();
  let turns = 0;
  let isReading = true;
  const others = (): void => {
    turns += 1;
    if (isReading) setImmediate(others);
  };
  setImmediate(others);
  await readRunLog(client, RUN, AbortSignal.timeout(30_000));
  isReading = false;
  expect(turns).toBeGreaterThanOrEqual(pages());
});

it('reads no more than 20,000 lines, the end of the driver first', async () => {
  const { client } = logsOf();
  const { streams, hadMore } = await readRunLog(client, RUN, AbortSignal.timeout(30_000));
  expect(streams.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(20_000);
  expect(streams[0]).toMatchObject({ group: '/aws-glue/jobs/error', stream: 'jr_1' });
  expect(streams[0]?.lines.at(-1)?.text).toBe(`INFO line ${EVENTS_A_PAGE - 1}`);
  expect(hadMore).toBe(true);
});

it('knows of a log that ends with a full page that there is no more', async () => {
  const { client } = logsOf({ names: ['jr_1'], pagesAStream: 1 });
  const { hadMore } = await readRunLog(client, RUN, AbortSignal.timeout(30_000));
  expect(hadMore).toBe(false);
});

it('hides a private key that one page of the log begins and the page after it ends', async () => {
  const key = [
    '-----BEGIN RSA PRIVATE KEY-----',
    ...[1, 2, 3, 4].map((seed) => drawn(BASE64, 64, seed)),
    'Ab3=',
    '-----END RSA PRIVATE KEY-----',
  ];
  // Page 0 is the end of the log: the key begins with the last two lines of page 1.
  const says = (page: number, index: number): string => {
    const line = page === 1 ? index - (EVENTS_A_PAGE - 2) : index + 2;
    return `INFO Job: ${(page < 2 && key[line]) || `line ${index}`}`;
  };
  const { client } = logsOf({ names: ['jr_1'], says });
  const { streams } = await readRunLog(client, RUN, AbortSignal.timeout(30_000));
  const texts = streams[0]?.lines.map(({ text }) => text) ?? [];
  for (const line of key.slice(1, -1)) expect(texts.filter((text) => text.includes(line))).toEqual([]);
  expect(texts).toContain('INFO Job: [redacted]');
  expect(texts.at(-1)).toBe(`INFO Job: line ${EVENTS_A_PAGE - 1}`);
});
