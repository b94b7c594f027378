/**
 * Keeps the alarms of the pipeline true and tells of them: it has them evaluated, and makes a notice of each change that
 * an action is for. As in CloudWatch, only a change is told. The minute that is under way counts already, since an hour
 * of a real pipeline passes in a minute here.
 */

import type { Account, AccountChange } from '../aws/account.ts';
import type { Alarm } from '../aws/alarm.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { Notice } from './notices.ts';

import { FAILED_TASKS, FAILED_TASKS_ALARM, LATE, METRIC_ALARMS } from './alarm-list.ts';
import { alarmNotice } from './notices.ts';

export interface Watch {
  /** Sets all alarms but that on failed tasks by their metrics. */
  evaluate(): void;
  /** Sets the alarm on failed tasks by the datapoints of a run that has ended. */
  judge(run: GlueRun): void;
  /** The notice of a change, to be delivered; null when no action wants it. The history notes that it was. */
  notice(change: Extract<AccountChange, { readonly type: 'alarm-changed' }>): Notice | null;
}

const ACTION_OF = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'insufficientData' } as const;

/** Puts the alarms into the account, well as they are after they were set up. */
export function createWatch(account: Account, topicArn: string): Watch {
  const { alarms, metrics, now } = account;
  const actions = { alarm: [topicArn], ok: [topicArn] };
  const put = METRIC_ALARMS.map((wanted) => alarms.putMetricAlarm({ ...wanted, actions }));
  alarms.putCompositeAlarm({ ...LATE, actions });
  const evaluated = new Map<number, string[]>();
  for (const { name, periodSeconds } of put) {
    if (name === FAILED_TASKS_ALARM) continue;
    evaluated.set(periodSeconds, [...(evaluated.get(periodSeconds) ?? []), name]);
  }
  put.forEach(({ name }) => alarms.setState(name, { value: 'OK', reason: 'Set up: all is well.' }));
  alarms.evaluate(now(), { names: [] });

  return {
    evaluate: () => {
      for (const [periodSeconds, names] of evaluated)
        alarms.evaluate(now(), { names, aheadMs: periodSeconds * 1_000 });
    },
    judge: (run) => {
      const failedTasks = metrics
        .between(
          {
            namespace: 'Glue',
            name: FAILED_TASKS,
            dimensions: { JobName: run.job, JobRunId: run.id, Type: 'count' },
          },
          run.startedAt,
          now() + 1,
        )
        .reduce((sum, { value }) => sum + value, 0);
      const value = failedTasks > 0 ? 'ALARM' : 'OK';
      if (alarms.alarm(FAILED_TASKS_ALARM).state.value === value) return;
      alarms.setState(FAILED_TASKS_ALARM, { value, reason: reasonOf(value, failedTasks, now()) });
    },
    notice: ({ alarm, from }) => {
      const told = alarm.actionsEnabled ? alarm.actions[ACTION_OF[alarm.state.value]] : [];
      if (!told.includes(topicArn)) return null;
      alarms.noteAction(alarm.name, { arn: topicArn });
      return alarmNotice(account, alarm, from, childrenOf(alarm));
    },
  };

  function childrenOf(alarm: Alarm): readonly Alarm[] {
    return alarm.kind === 'metric' ? [] : alarms.all().filter(({ name }) => alarm.rule.includes(`"${name}"`));
  }
}

function reasonOf(value: 'ALARM' | 'OK', failedTasks: number, at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const day = date.slice(2).split('-').toReversed().join('/');
  const [not, transition] = value === 'ALARM' ? ['', 'OK -> ALARM'] : ['not ', 'ALARM -> OK'];
  return (
    `Threshold Crossed: 1 out of the last 1 datapoints [${failedTasks.toFixed(1)} (${day} ${time.slice(0, 5)}:00)] ` +
    `was ${not}greater than or equal to the threshold (1.0) (minimum 1 datapoint for ${transition} transition).`
  );
}
