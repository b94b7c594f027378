/** The CloudWatch alarm on the failed tasks of one job. As there, only a change of its state is told. */

import type { Account } from '../aws/account.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { Notice } from './notices.ts';

import { alarmNotice } from './notices.ts';

export interface Alarm {
  /** Reads the datapoints of a run that has ended and changes the state by them. */
  evaluate(run: GlueRun): void;
}

export interface AlarmOptions {
  readonly account: Account;
  readonly job: string;
  readonly topicArn: string;
  readonly deliver: (notice: Notice) => void;
}

/** An alarm in state OK. */
export function createAlarm({ account, job, topicArn, deliver }: AlarmOptions): Alarm {
  let state: 'OK' | 'ALARM' = 'OK';
  return {
    evaluate: (run) => {
      const failedTasks = account.metrics
        .between(
          {
            namespace: 'Glue',
            name: 'glue.driver.aggregate.numFailedTasks',
            dimensions: { JobName: job, JobRunId: run.id, Type: 'count' },
          },
          run.startedAt,
          account.now() + 1,
        )
        .reduce((sum, { value }) => sum + value, 0);
      const next = failedTasks > 0 ? 'ALARM' : 'OK';
      if (next === state) return;
      state = next;
      deliver(alarmNotice(account, { job, state, failedTasks, topicArn }));
    },
  };
}
