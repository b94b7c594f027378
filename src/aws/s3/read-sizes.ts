/** Reads how large buckets were day by day, off the metrics that S3 writes once a day: no key is looked at. */

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Result } from '../../lib/result.ts';
import type { DailySize } from '../../operations/lake-size.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { DAY_MS, dayOf } from '../../operations/lake-dates.ts';
import { answerOrReport } from '../refusals.ts';

/** Four weeks of growth, and the days until S3 writes the newest. */
const DAYS = 33;
const DAY_SECONDS = 86_400;
/** AWS takes 500 queries at once. */
const BUCKETS_AT_ONCE = 40;
const MOST_PAGES = 5;
const NUMBER_OF_OBJECTS = 'AllStorageTypes';
/** A bucket whose objects move to a cheaper class has not become smaller. */
const STORAGE_TYPES = [
  'StandardStorage',
  'StandardIAStorage',
  'OneZoneIAStorage',
  'IntelligentTieringFAStorage',
  'IntelligentTieringIAStorage',
  'IntelligentTieringAIAStorage',
  'GlacierInstantRetrievalStorage',
  'GlacierStorage',
  'DeepArchiveStorage',
] as const;

/** The sizes of each bucket in the order of the days; a bucket without any has none. */
export async function readSizes(
  buckets: readonly string[],
  call: Call,
): Promise<Result<ReadonlyMap<string, readonly DailySize[]>, AwsErrorReport>> {
  const all = async (): Promise<ReadonlyMap<string, readonly DailySize[]>> => {
    const sizes = new Map<string, readonly DailySize[]>();
    for (let first = 0; first < buckets.length; first += BUCKETS_AT_ONCE) {
      const some = buckets.slice(first, first + BUCKETS_AT_ONCE);
      const points = await readPoints(some.flatMap(queriesOf), call);
      for (const [place, bucket] of some.entries()) sizes.set(bucket, sizesOf(place, points));
    }
    return sizes;
  };
  return answerOrReport(all(), {
    doing: 'read the sizes of the buckets',
    action: 'cloudwatch:GetMetricData',
  });
}

type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

async function readPoints(
  queries: readonly MetricDataQuery[],
  { clients, clock, signal }: Call,
): Promise<Points> {
  const points = new Map<string, Map<number, number>>();
  const now = clock();
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { MetricDataResults = [], NextToken } = await clients.cloudWatch.getMetricData(
      {
        MetricDataQueries: [...queries],
        StartTime: new Date(dayOf(now) - DAYS * DAY_MS),
        EndTime: new Date(now),
        ScanBy: 'TimestampAscending',
        NextToken: token,
      },
      { abortSignal: signal },
    );
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const known = points.get(Id) ?? new Map<number, number>();
      points.set(Id, known);
      for (const [place, at] of Timestamps.entries()) known.set(dayOf(at.getTime()), Values[place] ?? 0);
    }
    if (NextToken === undefined || NextToken === '') break;
    token = NextToken;
  }
  return points;
}

function queriesOf(bucket: string, place: number): readonly MetricDataQuery[] {
  return [
    ...STORAGE_TYPES.map((type) => query(bucket, { id: idOf(place, type), name: 'BucketSizeBytes', type })),
    query(bucket, { id: idOf(place, NUMBER_OF_OBJECTS), name: 'NumberOfObjects', type: NUMBER_OF_OBJECTS }),
  ];
}

function query(
  bucket: string,
  { id, name, type }: { readonly id: string; readonly name: string; readonly type: string },
): MetricDataQuery {
  const Dimensions = [
    { Name: 'BucketName', Value: bucket },
    { Name: 'StorageType', Value: type },
  ];
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/S3', MetricName: name, Dimensions },
      Period: DAY_SECONDS,
      Stat: 'Average',
    },
  };
}

/** The bytes of all storage types together, of each day that any has. */
function sizesOf(place: number, points: Points): readonly DailySize[] {
  const bytes = new Map<number, number>();
  for (const type of STORAGE_TYPES)
    for (const [day, value] of points.get(idOf(place, type)) ?? [])
      bytes.set(day, (bytes.get(day) ?? 0) + value);
  const objects = points.get(idOf(place, NUMBER_OF_OBJECTS));
  return [...bytes]
    .map(([day, sum]) => ({ day, bytes: sum, objects: objects?.get(day) ?? null }))
    .toSorted((left, right) => left.day - right.day);
}

function idOf(place: number, type: string): string {
  return `b${place}_${type}`;
}
