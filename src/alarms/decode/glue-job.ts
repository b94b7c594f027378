/**
 * `Glue Job State Change` from EventBridge, carried by SNS. A job that failed fires; its next success recovers it.
 * STOPPED is a person's deed and neither fires nor recovers.
 */

import type { AlarmEvent, AlarmState } from '../event.ts';
import type { Decoder, DecodeInput } from './decoder.ts';

import { z } from 'zod';

import { runLink, runsLink } from '../../lib/console-links.ts';
import { redact } from '../../lib/redact.ts';
import { firstLine, truncate } from '../../lib/text.ts';
import { glueJobKey, parseAwsTime } from '../identity.ts';

const STATES = {
  SUCCEEDED: 'OK',
  FAILED: 'ALARM',
  TIMEOUT: 'ALARM',
  STOPPED: 'INSUFFICIENT_DATA',
} as const satisfies Record<string, AlarmState>;
type JobState = keyof typeof STATES;

/** Error categories of Glue that are the cause already. Of the others the text after them says more. */
const TELLING_CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['OUT_OF_MEMORY_ERROR', 'out of memory'],
  ['DISK_NO_SPACE_ERROR', 'no space left on device'],
  ['THROTTLING_ERROR', 'throttled'],
]);

const payload = z.object({
  'detail-type': z.literal('Glue Job State Change'),
  source: z.literal('aws.glue'),
  account: z.string(),
  // Becomes the host of a link.
  region: z.string().regex(/^[a-z0-9-]+$/),
  time: z.string(),
  detail: z.object({
    jobName: z.string().regex(/\S/),
    state: z.enum(['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED']),
    jobRunId: z.string().nullish(),
    message: z.string().nullish(),
  }),
});

export const glueJobDecoder: Decoder = { kind: 'glue-job', decode };

function decode({ json }: DecodeInput): AlarmEvent | null {
  const parsed = payload.safeParse(json);
  if (!parsed.success) return null;
  const { account, region, time, detail } = parsed.data;
  const changedAt = parseAwsTime(time);
  if (changedAt === null) return null;
  const job = redact(detail.jobName);
  const run = detail.jobRunId == null ? null : redact(detail.jobRunId);
  const reason = redact(detail.message ?? '');
  return {
    kind: 'glue-job',
    key: glueJobKey(account, region, job),
    name: job,
    state: STATES[detail.state],
    applies: detail.state !== 'STOPPED',
    headline: headline(job, detail.state, reason),
    reason,
    changedAt,
    account,
    region,
    description: null,
    resources: run === null ? { job } : { job, run },
    facts:
      run === null
        ? [{ label: 'Job', value: job }]
        : [
            { label: 'Job', value: job },
            { label: 'Run', value: run },
          ],
    recovery: 'next-success',
    link: (run === null ? runsLink(region, job) : runLink(region, job, run)).url,
  };
}

function headline(job: string, state: JobState, reason: string): string {
  switch (state) {
    case 'SUCCEEDED':
      return `${job} succeeded`;
    case 'STOPPED':
      return `${job} was stopped by somebody`;
    case 'TIMEOUT':
      return `${job} timed out`;
    case 'FAILED': {
      const said = truncate(causeIn(reason), 120);
      return said === '' ? `${job} failed` : `${job} failed: ${said}`;
    }
  }
}

/**
 * The cause in plain words. Glue puts much before it: "JobName:… and JobRunId:… failed to execute with exception",
 * "Error Category: QUERY_ERROR; Failed Line Number: 42; An error occurred while calling o103.save."
 */
function causeIn(reason: string): string {
  const category = /\bError Category: ([A-Z][A-Z0-9_]*)/.exec(reason)?.[1];
  const telling = TELLING_CATEGORIES.get(category ?? '');
  if (telling !== undefined) return telling;
  const text = firstLine(reason)
    .replace(/^JobName:\S+ and JobRunId:\S+ failed to execute with exception\s*/, '')
    .replace(/^Error Category: [^;]*(?:;\s*|$)/, '')
    .replace(/^Failed Line Number: [^;]*(?:;\s*|$)/, '')
    .replace(/^An error occurred while calling [\w.$:]+?\.?(?:\s+|$)/, '')
    .trim();
  return text === '' && category !== undefined ? inWords(category) : text;
}

/** `RESOURCE_NOT_FOUND_ERROR` as `resource not found`. */
function inWords(category: string): string {
  return category
    .replace(/_ERROR$/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
}
