/** SNS deliveries of CloudWatch alarms, signed before anything is measured. */

import { createSigner } from '../sandbox/sns/signer.ts';

export interface Deliveries {
  readonly certificateUrl: string;
  readonly certificatePem: string;
  /** Signs so many notifications, each distinct, of so many alarms of the silver stage in turn. */
  sign(messages: number, alarms: number): readonly string[];
}

const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:todo-etl-alarms`;

export async function createDeliveries(): Promise<Deliveries> {
  const signer = await createSigner({ region: REGION, now: Date.now });
  const { certificateUrl, certificatePem } = signer;
  // Change times go up from one notification to the next, so that none is older than what is known.
  let changedAt = Date.now() - 3_600_000;
  return {
    certificateUrl,
    certificatePem,
    sign: (messages, alarms) =>
      Array.from({ length: messages }, (_, index) => {
        const alarm = index % alarms;
        const lap = Math.floor(index / alarms);
        changedAt += 1;
        const message = alarmMessage({ alarm, firing: lap === 0 || (alarm + lap) % 2 === 0, changedAt });
        return JSON.stringify(signer.notification({ topicArn: TOPIC, message }), null, 2);
      }),
  };
}

/** What CloudWatch sends, in size and shape. After the first lap half of the alarms are firing at any time. */
function alarmMessage(draft: {
  readonly alarm: number;
  readonly firing: boolean;
  readonly changedAt: number;
}): string {
  const name = `silver-users-${draft.alarm}`;
  return JSON.stringify({
    AlarmName: name,
    AlarmDescription: 'silver-users failed. Runbook: ETL job failures.',
    AWSAccountId: ACCOUNT,
    AlarmConfigurationUpdatedTimestamp: '2025-01-01T00:00:00.000+0000',
    NewStateValue: draft.firing ? 'ALARM' : 'OK',
    NewStateReason:
      'Threshold Crossed: 1 datapoint [1.0 (31/01/25 03:00:00)] was greater than or equal to the threshold (1.0).',
    StateChangeTime: new Date(draft.changedAt).toISOString().replace('Z', '+0000'),
    Region: 'EU (Frankfurt)',
    AlarmArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`,
    OldStateValue: draft.firing ? 'OK' : 'ALARM',
    OKActions: [TOPIC],
    AlarmActions: [TOPIC],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'glue.driver.aggregate.numFailedTasks',
      Namespace: 'Glue',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [{ value: 'silver-users', name: 'JobName' }],
      Period: 300,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      EvaluateLowSampleCountPercentile: '',
    },
  });
}
