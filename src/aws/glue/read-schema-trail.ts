/** Reads who made the versions of a table that are shown. */

import type { TableReading } from '../../operations/schema-history.ts';
import type { TrailReading } from '../../operations/trail.ts';
import type { LookUps } from '../look-ups.ts';
import type { Call } from '../makers.ts';

import { counted, historyOf } from '../../operations/schema-history.ts';
import { around, readTrail } from '../cloudtrail/read-trail.ts';

/** As many changes as are shown. */
const NAMED_CHANGES = 20;
/** For so long CloudTrail keeps what it tells for nothing. */
const KEPT_MS = 90 * 86_400_000;

/** What CloudTrail says of them. It is asked for the time of these changes alone, and not at all where it has forgotten them. */
export function readSchemaTrail(reading: TableReading, call: Call, lookUps: LookUps): Promise<TrailReading> {
  const history = historyOf(reading);
  const isKept = (at: number | null): at is number => at !== null && at >= call.clock() - KEPT_MS;
  const changed = counted(history)
    .slice(0, NAMED_CHANGES)
    .map(({ version: { at } }) => at)
    .filter(isKept);
  const made = history.flatMap(({ isFirst, version: { at } }) => (isFirst && isKept(at) ? [at] : []));
  return readTrail([...around('UpdateTable', changed), ...around('CreateTable', made)], call, lookUps);
}
