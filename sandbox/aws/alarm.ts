/** What an alarm of the simulated account is: its definition, and the state that it is in. */

import type { MetricName } from './metrics.ts';
import type { Statistic } from './statistics.ts';

export const STATE_VALUES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type StateValue = (typeof STATE_VALUES)[number];

export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON; null where nothing was counted. */
  readonly reasonData: string | null;
  /** When the value became this. */
  readonly since: number;
  /** When the reason became this, which may be later. */
  readonly updatedAt: number;
}

/** ARNs of topics, by the state that is told to them. */
export interface AlarmActions {
  readonly alarm: readonly string[];
  readonly ok: readonly string[];
  readonly insufficientData: readonly string[];
}

interface AnyAlarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string | null;
  readonly actionsEnabled: boolean;
  readonly actions: AlarmActions;
  readonly configuredAt: number;
  readonly state: AlarmState;
}

export interface MetricAlarm extends AnyAlarm {
  readonly kind: 'metric';
  readonly metric: MetricName;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** How many of the evaluation periods must breach; all of them when null. */
  readonly datapointsToAlarm: number | null;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

export interface CompositeAlarm extends AnyAlarm {
  readonly kind: 'composite';
  /** `ALARM("a") AND NOT ALARM("b")`. */
  readonly rule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** A state as an evaluation finds it. */
export type Verdict = Pick<AlarmState, 'value' | 'reason'> & { readonly reasonData: string };

/** A time as CloudWatch writes it into JSON: `2026-03-02T03:00:00.000+0000`. */
export function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
