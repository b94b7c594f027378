/** What the function and the delivery stream write to CloudWatch Logs, in the words of Lambda and of Firehose. */

import type { Account } from '../aws/account.ts';

import { createHash } from 'node:crypto';

import { bucketOf, DELIVERY_LOGS, DELIVERY_STREAM, FUNCTION_LOGS, tableOf } from './estate.ts';
import { HOUR_MS, startOf } from './traffic.ts';

export interface Invocation {
  readonly at: number;
  readonly records: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** Writes one invocation of the function; each hour has a log stream of its own. */
export function logInvocation({ logs }: Account, { at, records, durationMs, failed }: Invocation): void {
  const id = createHash('md5').update(`invocation ${at}`).digest('hex');
  const request = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join(
    '-',
  );
  const hour = startOf(at, HOUR_MS);
  const day = new Date(hour).toISOString().slice(0, 10).replaceAll('-', '/');
  const container = createHash('md5').update(`container ${hour}`).digest('hex');
  const time = new Date(at).toISOString();
  const end = at + Math.round(durationMs);
  const work = failed
    ? [
        `[ERROR] ${time} ${request} ServiceUnavailableException: An error occurred (ServiceUnavailableException) when calling the PutRecordBatch operation (reached max retries: 4): Slow down.\n` +
          'Traceback (most recent call last):\n' +
          '  File "/var/task/app.py", line 41, in handler\n' +
          '    firehose.put_record_batch(DeliveryStreamName=STREAM, Records=batch)',
      ]
    : [`[INFO] ${time} ${request} ${records} records of ${tableOf('tasks')} handed to ${DELIVERY_STREAM}`];
  logs.put(FUNCTION_LOGS, `${day}/[$LATEST]${container}`, [
    { at, message: `START RequestId: ${request} Version: $LATEST` },
    ...work.map((message) => ({ at, message })),
    { at: end, message: `END RequestId: ${request}` },
    {
      at: end,
      message:
        `REPORT RequestId: ${request}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\t` +
        'Memory Size: 512 MB\tMax Memory Used: 143 MB',
    },
  ]);
}

/** Writes that a delivery to S3 failed. */
export function logFailedDelivery({ accountId, firehose, logs, region }: Account, at: number): void {
  const { version } = firehose.stream(DELIVERY_STREAM);
  logs.put(DELIVERY_LOGS, 'DestinationDelivery', [
    {
      at,
      message: JSON.stringify({
        deliveryStreamARN: `arn:aws:firehose:${region}:${accountId}:deliverystream/${DELIVERY_STREAM}`,
        destination: `arn:aws:s3:::${bucketOf('bronze')}`,
        deliveryStreamVersionId: version,
        message:
          'Access was denied. Ensure that the trust policy for the provided IAM role allows Firehose to assume the role, and the access policy allows access to the S3 bucket.',
        errorCode: 'S3.AccessDenied',
      }),
    },
  ]);
}
