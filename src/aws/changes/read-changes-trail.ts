/**
 * Looks up who changed the parts of a pipeline. Only what may be there is looked up: two look-ups a second are few, so what
 * has not changed since then is not asked for, but for what leaves no trace of itself.
 */

import type { EstateReading } from '../../operations/estate-reading.ts';
import type { WatchedEvent } from '../../operations/trail-event.ts';
import type { TrailReading } from '../../operations/trail.ts';
import type { TrailWish } from '../cloudtrail/read-trail.ts';
import type { LookUps } from '../look-ups.ts';
import type { Call } from '../makers.ts';

import { counted, historyOf } from '../../operations/schema-history.ts';
import { around, readTrail } from '../cloudtrail/read-trail.ts';

/** For so long CloudTrail keeps what it tells for nothing. */
const KEPT_MS = 90 * 86_400_000;
const OF_CODE: readonly WatchedEvent[] = [
  'UpdateFunctionCode20150331v2',
  'UpdateFunctionConfiguration20150331v2',
  'CreateFunction20150331',
];
const OF_FLOW: readonly WatchedEvent[] = [
  'UpdateEventSourceMapping20150331',
  'PutFunctionConcurrency20171031',
  'DeleteFunctionConcurrency20171031',
  'DeleteEventSourceMapping20150331',
  'CreateEventSourceMapping20150331',
];

/** What CloudTrail says of the changes since then, what explains those that are known first. */
export function readChangesTrail(
  reading: EstateReading,
  from: number,
  call: Call,
  lookUps: LookUps,
): Promise<TrailReading> {
  const now = call.clock();
  const since = (names: readonly WatchedEvent[]): readonly TrailWish[] =>
    names.map((name) => ({ name, from, to: now }));
  const { jobs, tables, functions } = reading;
  const isLate = (at: number | null): at is number => at !== null && at >= from;
  const histories = tables.map(historyOf);
  const changed = histories.flatMap((history) => counted(history).map(({ version: { at } }) => at));
  const made = histories.flatMap((history) =>
    history.flatMap(({ isFirst, version: { at } }) => (isFirst ? [at] : [])),
  );
  const hasJobs = jobs.length > 0 || call.estate.stages.some((stage) => stage.jobs.length > 0);
  const hasFunctions = functions.length > 0;
  const wishes: readonly TrailWish[] = [
    // What an update set is told against the update before, however long ago that was.
    ...(jobs.some((job) => isLate(job.changedAt))
      ? [{ name: 'UpdateJob' as const, from: now - KEPT_MS, to: now }]
      : []),
    ...around('UpdateTable', changed.filter(isLate)),
    ...(functions.some((each) => isLate(each.changedAt)) ? since(OF_CODE) : []),
    ...(hasFunctions ? since(OF_FLOW) : []),
    ...(functions.some(({ isGone }) => isGone) ? since(['DeleteFunction20150331']) : []),
    ...(hasJobs ? since(['DeleteJob']) : []),
    ...(tables.length + reading.absent.length > 0 ? since(['DeleteTable', 'BatchDeleteTable']) : []),
    ...(jobs.some((job) => isLate(job.createdAt)) ? since(['CreateJob']) : []),
    ...around('CreateTable', made.filter(isLate)),
  ];
  return readTrail(wishes, call, lookUps);
}
