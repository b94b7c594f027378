/** The pipeline in a simulated account, on time that is moved by hand, with a subscriber that keeps what it gets. */

import type { Account } from '../../sandbox/aws/account.ts';
import type { Faults } from '../../sandbox/aws/faults.ts';
import type { Publish } from '../../sandbox/pipeline/delivery.ts';
import type { Pipeline } from '../../sandbox/pipeline/pipeline.ts';
import type { ManualTime } from './manual-time.ts';

import { createAccount } from '../../sandbox/aws/account.ts';
import { createFaults } from '../../sandbox/aws/faults.ts';
import { createClock } from '../../sandbox/pipeline/clock.ts';
import { createPipeline } from '../../sandbox/pipeline/pipeline.ts';
import { createManualTime } from './manual-time.ts';

export interface Published {
  readonly at: number;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly messageId: string;
  readonly message: {
    readonly [member: string]: unknown;
    readonly detail?: { readonly jobName: string; readonly state: string; readonly message: string };
    readonly AlarmName?: string;
    readonly NewStateValue?: string;
  };
}

export interface PipelineWorld {
  readonly time: ManualTime;
  readonly account: Account;
  readonly pipeline: Pipeline;
  readonly faults: Faults;
  /** What the subscriber accepted or refused, in the order of its coming. */
  readonly published: readonly Published[];
  /** Of what each message tells: `silver-users FAILED`, `silver-users-failed ALARM`. */
  told(): readonly string[];
}

/** 2026-03-02 03:00 UTC. */
export const START_MS = Date.UTC(2026, 2, 2, 3);

/** `answer` is what the subscriber does; it answers 200 unless told otherwise. */
export function createPipelineWorld(answer: Publish = () => Promise.resolve({ status: 200 })): PipelineWorld {
  return worldOf(answer, false);
}

/** The same with thirty days behind it. */
export function createPipelineWorldWithPast(): PipelineWorld {
  return worldOf(() => Promise.resolve({ status: 200 }), true);
}

function worldOf(answer: Publish, hasPast: boolean): PipelineWorld {
  const time = createManualTime(START_MS);
  const clock = createClock(time.now);
  const faults = createFaults();
  const published: Published[] = [];
  let ids = 0;
  const account = createAccount({
    accountId: '123456789012',
    region: 'eu-central-1',
    now: clock.now,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  });
  const pipeline = createPipeline({
    account,
    schedule: time.schedule,
    seed: 1,
    faults,
    ...(hasPast ? { clock } : {}),
    publish: (topicArn, message, subject, messageId) => {
      published.push({
        at: time.now(),
        topicArn,
        subject,
        messageId,
        message: JSON.parse(message) as Published['message'],
      });
      return answer(topicArn, message, subject, messageId);
    },
  });
  return {
    time,
    account,
    pipeline,
    faults,
    published,
    told: () =>
      published.map(({ message }) =>
        message.detail === undefined
          ? `${message.AlarmName} ${message.NewStateValue}`
          : `${message.detail.jobName} ${message.detail.state}`,
      ),
  };
}
