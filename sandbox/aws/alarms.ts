/**
 * CloudWatch alarms of the simulated account and what happened to them. States change when somebody evaluates them or
 * sets one; whoever listens to the account publishes it, this file sends nothing.
 */

import type {
  Alarm,
  AlarmActions,
  AlarmState,
  CompositeAlarm,
  MetricAlarm,
  StateValue,
  Verdict,
} from './alarm.ts';
import type { Metrics } from './metrics.ts';

import { evaluateMetricAlarm } from './alarm-evaluation.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import { evaluateComposite } from './composite-evaluation.ts';
import { AwsRefusal } from './refusal.ts';

export type HistoryType = 'ConfigurationUpdate' | 'StateUpdate' | 'Action';

export interface HistoryItem {
  /** Greater means later. */
  readonly number: number;
  readonly alarm: string;
  readonly kind: Alarm['kind'];
  readonly at: number;
  readonly type: HistoryType;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

/** All but the name and what it is about has the default that CloudWatch gives. */
type Optional = 'description' | 'actionsEnabled' | 'actions';
type Put<Of extends Alarm> = Omit<Of, 'kind' | 'arn' | 'configuredAt' | 'state' | Optional> & {
  readonly description?: string;
  readonly actionsEnabled?: boolean;
  readonly actions?: Partial<AlarmActions>;
};
export type CompositeAlarmToPut = Put<CompositeAlarm>;
export type MetricAlarmToPut = Omit<Put<MetricAlarm>, 'datapointsToAlarm' | 'treatMissingData'> &
  Partial<Pick<MetricAlarm, 'datapointsToAlarm' | 'treatMissingData'>>;

export interface EvaluatedAlarms {
  readonly names?: readonly string[];
  /** By so much a period counts before it is complete; none does when absent. */
  readonly aheadMs?: number;
}

export interface Alarms {
  /** Creates an alarm in state `INSUFFICIENT_DATA`, or changes it and leaves its state. */
  putMetricAlarm(wanted: MetricAlarmToPut): MetricAlarm;
  /** As `putMetricAlarm`. Throws `ValidationError` for a rule that is none. */
  putCompositeAlarm(wanted: CompositeAlarmToPut): CompositeAlarm;
  /** Its history stays. */
  remove(name: string): void;
  enableActions(name: string, enabled: boolean): void;
  /** All alarms, by name. */
  all(): readonly Alarm[];
  /** Throws `ResourceNotFound` when there is none. */
  alarm(name: string): Alarm;
  /** Sets a state as SetAlarmState does; the next evaluation sets what the metrics say. */
  setState(name: string, state: { readonly value: StateValue; readonly reason: string }): void;
  /**
   * Sets what the metrics and the rules call for at this time, as of which the states and their history are. Metric alarms
   * first, all or those that are named, then what depends on them. Times that passed may be gone through in their order,
   * to have a past.
   */
  evaluate(at: number, which?: EvaluatedAlarms): void;
  /** Writes down that an action was carried out, or why not. */
  noteAction(
    name: string,
    action: { readonly arn: string; readonly failure?: string; readonly at?: number },
  ): void;
  /** What happened in the last 30 days, oldest first. */
  history(): readonly HistoryItem[];
}

export interface AlarmSources {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => number;
  readonly metrics: Metrics;
  /** Called after each change of a state's value. */
  readonly changed: (alarm: Alarm, from: AlarmState) => void;
}

const HISTORY_MS = 30 * 24 * 3_600_000;
const NO_ACTIONS: AlarmActions = { alarm: [], ok: [], insufficientData: [] };

/** No alarms yet. */
export function createAlarms({ accountId, region, now, metrics, changed }: AlarmSources): Alarms {
  const alarms = new Map<string, Alarm>();
  const history: HistoryItem[] = [];
  let written = 0;

  function alarm(name: string): Alarm {
    const found = alarms.get(name) ?? [...alarms.values()].find(({ arn }) => arn === name);
    if (found === undefined) throw new AwsRefusal('ResourceNotFound', `Unknown alarm ${name}`, 404);
    return found;
  }

  function note(
    { name, kind }: Alarm,
    item: Pick<HistoryItem, 'type' | 'summary' | 'at'>,
    data: object,
  ): void {
    while (history[0] !== undefined && isForgotten(history[0])) history.shift();
    const entry = { version: '1.0', ...data };
    history.push({ number: ++written, alarm: name, kind, ...item, data: JSON.stringify(entry) });
  }

  function isForgotten({ at }: HistoryItem): boolean {
    return now() - at > HISTORY_MS;
  }

  function common({ name, description, actionsEnabled = true, actions }: Put<Alarm>) {
    const at = now();
    const initial: AlarmState = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: null,
      since: at,
      updatedAt: at,
    };
    return {
      arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
      description: description ?? null,
      actionsEnabled,
      actions: { ...NO_ACTIONS, ...actions },
      configuredAt: at,
      state: alarms.get(name)?.state ?? initial,
    };
  }

  function keep<Of extends Alarm>(put: Of): Of {
    const isNew = !alarms.has(put.name);
    alarms.set(put.name, put);
    note(
      put,
      {
        type: 'ConfigurationUpdate',
        summary: `Alarm "${put.name}" ${isNew ? 'created' : 'updated'}`,
        at: put.configuredAt,
      },
      { type: isNew ? 'Create' : 'Update', updatedAlarm: { alarmName: put.name, alarmArn: put.arn } },
    );
    return put;
  }

  function setState(
    before: Alarm,
    { value, reason, reasonData }: Pick<AlarmState, 'value' | 'reason' | 'reasonData'>,
    at: number,
  ): void {
    const from = before.state;
    const state = { value, reason, reasonData, updatedAt: at, since: value === from.value ? from.since : at };
    const after: Alarm = { ...before, state };
    alarms.set(before.name, after);
    if (value === from.value) return;
    note(
      after,
      { type: 'StateUpdate', summary: `Alarm updated from ${from.value} to ${value}`, at },
      { oldState: historyState(from), newState: historyState(state) },
    );
    changed(after, from);
  }

  function apply(before: Alarm, verdict: Verdict | null, at: number): boolean {
    if (verdict === null || verdict.value === before.state.value) return false;
    setState(before, verdict, at);
    return true;
  }

  /** A composite may depend on composites: they are asked again until none changes, at most once each. */
  function evaluateComposites(at: number): void {
    const composites = [...alarms.values()].filter(({ kind }) => kind === 'composite');
    for (let round = 0; round < composites.length; round += 1) {
      const changes = composites.filter(({ name }) => {
        const current = alarms.get(name);
        return (
          current?.kind === 'composite' &&
          apply(current, evaluateComposite(current, [...alarms.values()], at), at)
        );
      });
      if (changes.length === 0) return;
    }
  }

  return {
    putMetricAlarm: ({ datapointsToAlarm = null, treatMissingData = 'missing', ...wanted }) =>
      keep({ ...wanted, ...common(wanted), kind: 'metric', datapointsToAlarm, treatMissingData }),
    putCompositeAlarm: (wanted) => {
      parseAlarmRule(wanted.rule);
      return keep({ ...wanted, ...common(wanted), kind: 'composite' });
    },
    remove: (name) => {
      const gone = alarm(name);
      alarms.delete(gone.name);
      note(
        gone,
        { type: 'ConfigurationUpdate', summary: `Alarm "${name}" deleted`, at: now() },
        { type: 'Delete' },
      );
    },
    enableActions: (name, enabled) => {
      keep({ ...alarm(name), actionsEnabled: enabled, configuredAt: now() });
    },
    all: () => [...alarms.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    alarm,
    setState: (name, { value, reason }) => setState(alarm(name), { value, reason, reasonData: null }, now()),
    evaluate: (at, { names, aheadMs = 0 } = {}) => {
      for (const each of alarms.values()) {
        if (names?.includes(each.name) === false) continue;
        if (each.kind === 'metric') apply(each, evaluateMetricAlarm(each, metrics, at + aheadMs), at);
      }
      evaluateComposites(at);
    },
    noteAction: (name, { arn, failure, at = now() }) => {
      const of = alarm(name);
      note(
        of,
        {
          type: 'Action',
          at,
          summary:
            failure === undefined
              ? `Successfully executed action ${arn}`
              : `Failed to execute action ${arn}. Received error: "${failure}"`,
        },
        {
          actionState: failure === undefined ? 'Succeeded' : 'Failed',
          stateUpdateTimestamp: of.state.updatedAt,
          notificationResource: arn,
          ...(failure === undefined ? {} : { error: failure }),
        },
      );
    },
    history: () => history.filter((item) => !isForgotten(item)),
  };
}

function historyState({ value, reason, reasonData }: AlarmState): object {
  const data: unknown = reasonData === null ? undefined : JSON.parse(reasonData);
  return { stateValue: value, stateReason: reason, ...(data === undefined ? {} : { stateReasonData: data }) };
}
