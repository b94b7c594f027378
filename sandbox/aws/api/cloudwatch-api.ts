/** CloudWatch at the wire (AWS JSON 1.0 or Smithy RPC with CBOR, `GraniteServiceVersion20100801`): metrics and their data, and alarms with their history. */

import type { Service } from './operation.ts';

import { describeAlarmHistory, describeAlarms } from './alarms-api.ts';
import { listMetrics } from './list-metrics-api.ts';
import { getMetricData } from './metric-data-api.ts';

export const cloudwatchService: Service = {
  name: 'cloudwatch',
  protocol: 'json',
  cborTimes: [
    'AlarmConfigurationUpdatedTimestamp',
    'StateTransitionedTimestamp',
    'StateUpdatedTimestamp',
    'Timestamp',
    'Timestamps',
  ],
  signingName: 'monitoring',
  target: 'GraniteServiceVersion20100801',
  invalidInputCode: 'ValidationError',
  throttledCode: 'Throttling',
  accessDeniedCode: 'AccessDenied',
  operations: {
    GetMetricData: getMetricData,
    ListMetrics: listMetrics,
    DescribeAlarms: describeAlarms,
    DescribeAlarmHistory: describeAlarmHistory,
  },
};
