/**
 * What CloudWatch makes of the datapoints of a metric alarm: M of the last N must breach, and what is missing is
 * treated as the alarm says. It looks two periods further back than N for datapoints that are really there. Pure.
 */

import type { Comparison, MetricAlarm, Verdict } from './alarm.ts';
import type { Metrics } from './metrics.ts';
import type { Period } from './statistics.ts';

import { stamp } from './alarm.ts';
import { byPeriod, startOfPeriod } from './statistics.ts';

/** How many periods before the N it looks for datapoints in place of missing ones. */
const FURTHER_BACK = 2;

const COMPARISONS: Readonly<
  Record<
    Comparison,
    { readonly words: string; readonly breaches: (value: number, threshold: number) => boolean }
  >
> = {
  GreaterThanThreshold: { words: 'greater than', breaches: (value, threshold) => value > threshold },
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    breaches: (value, threshold) => value >= threshold,
  },
  LessThanThreshold: { words: 'less than', breaches: (value, threshold) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: 'less than or equal to',
    breaches: (value, threshold) => value <= threshold,
  },
};

/** The state that the periods which are complete at this time call for; `null` where it stays as it is. */
export function evaluateMetricAlarm(alarm: MetricAlarm, metrics: Metrics, at: number): Verdict | null {
  const { evaluationPeriods: wanted, treatMissingData, threshold } = alarm;
  const toAlarm = alarm.datapointsToAlarm ?? wanted;
  const periodMs = alarm.periodSeconds * 1_000;
  const end = startOfPeriod(at, periodMs);
  const points = metrics.between(alarm.metric, end - (wanted + FURTHER_BACK) * periodMs, end);
  const real = byPeriod(points, { statistic: alarm.statistic, periodMs }).slice(-wanted);
  const { breaches } = COMPARISONS[alarm.comparison];
  const breaching = real.filter(({ value }) => breaches(value, threshold));
  const missing = wanted - real.length;
  const verdict = (value: Verdict['value'], reason: string): Verdict => ({
    value,
    reason,
    reasonData: reasonData(alarm, real, at),
  });

  if (missing > 0 && treatMissingData === 'breaching') {
    return breaching.length + missing >= toAlarm
      ? verdict('ALARM', crossed(alarm, breaching, missing))
      : verdict('OK', crossedNot(alarm, without(real, breaching), missing));
  }
  if (breaching.length >= toAlarm) return verdict('ALARM', crossed(alarm, breaching, 0));
  if (missing === 0) return verdict('OK', crossedNot(alarm, without(real, breaching), 0));
  if (treatMissingData === 'notBreaching') {
    return verdict('OK', crossedNot(alarm, without(real, breaching), missing));
  }
  if (breaching.length < real.length) return verdict('OK', crossedNot(alarm, without(real, breaching), 0));
  if (treatMissingData === 'ignore') return null;
  const [oldest] = breaching;
  if (oldest === undefined) {
    return verdict('INSUFFICIENT_DATA', `Insufficient Data: ${counted(wanted, 'datapoint')} unknown.`);
  }
  // All that is there breaches, and the oldest of it long enough ago: that is an alarm although M are not there.
  return (end - oldest.at) / periodMs >= toAlarm ? verdict('ALARM', crossed(alarm, breaching, 0)) : null;
}

function without(all: readonly Period[], some: readonly Period[]): readonly Period[] {
  return all.filter((each) => !some.includes(each));
}

function crossed(alarm: MetricAlarm, breaching: readonly Period[], missing: number): string {
  return sentence(alarm, breaching, {
    missing,
    not: '',
    treatedAs: 'Breaching',
    transition: 'OK -> ALARM',
    least: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
  });
}

function crossedNot(alarm: MetricAlarm, fine: readonly Period[], missing: number): string {
  const { evaluationPeriods } = alarm;
  return sentence(alarm, fine, {
    missing,
    not: 'not ',
    treatedAs: alarm.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching',
    transition: 'ALARM -> OK',
    least: evaluationPeriods - (alarm.datapointsToAlarm ?? evaluationPeriods) + 1,
  });
}

function sentence(
  alarm: MetricAlarm,
  shown: readonly Period[],
  words: {
    readonly missing: number;
    readonly not: string;
    readonly treatedAs: string;
    readonly transition: string;
    readonly least: number;
  },
): string {
  const { evaluationPeriods, datapointsToAlarm, comparison, threshold } = alarm;
  const filled =
    words.missing === 0
      ? ''
      : ` and ${counted(words.missing, 'missing datapoint')} treated as [${words.treatedAs}]`;
  if (shown.length === 0) {
    const periods = `${evaluationPeriods} period${evaluationPeriods === 1 ? '' : 's'}`;
    return `Threshold Crossed: no datapoints were received for ${periods}${filled}.`;
  }
  const values = shown.toReversed().map(({ at, value }) => `${double(value)} (${dayAndTime(at)})`);
  const ofHowMany = datapointsToAlarm === null ? '' : ` out of the last ${evaluationPeriods}`;
  const plural = shown.length === 1 && ofHowMany === '' ? '' : 's';
  const minimum =
    datapointsToAlarm === null
      ? ''
      : ` (minimum ${words.least} datapoint${words.least === 1 ? '' : 's'} for ${words.transition} transition)`;
  return (
    `Threshold Crossed: ${shown.length}${ofHowMany} datapoint${plural} [${values.join(', ')}] ` +
    `${shown.length === 1 ? 'was' : 'were'} ${words.not}${COMPARISONS[comparison].words} the threshold ` +
    `(${double(threshold)})${minimum}${filled}.`
  );
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what}s were`;
}

function reasonData(alarm: MetricAlarm, real: readonly Period[], at: number): string {
  const [oldest] = real;
  return JSON.stringify({
    version: '1.0',
    queryDate: stamp(at),
    ...(oldest === undefined ? {} : { startDate: stamp(oldest.at) }),
    statistic: alarm.statistic,
    period: alarm.periodSeconds,
    recentDatapoints: real.map(({ value }) => value),
    threshold: alarm.threshold,
    evaluatedDatapoints: real
      .toReversed()
      .map((period) => ({ timestamp: stamp(period.at), sampleCount: period.samples, value: period.value })),
  });
}

/** A number as Java writes it, which CloudWatch is written in: `3.0`, `1.50785441792E10`. */
function double(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    return Number.isInteger(value) ? value.toFixed(1) : String(value);
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** `02/03/26 03:00:00`, day first. */
function dayAndTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
