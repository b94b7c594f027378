/** Reads who made the versions of a table that are shown. */

import type { TableReading } from '../../operations/schema-history.ts';
import type { WatchedEvent } from '../../operations/trail-event.ts';
import type { TrailReading } from '../../operations/trail.ts';
import type { LookUps } from '../look-ups.ts';
import type { Call } from '../makers.ts';

import { counted, historyOf } from '../../operations/schema-history.ts';
import { readTrail } from '../cloudtrail/read-trail.ts';

/** As many changes as are shown. */
const NAMED_CHANGES = 20;
/** A change may be told a little before or after the version that it made. */
const MARGIN_MS = 120_000;
/** For so long CloudTrail keeps what it tells for nothing. */
const KEPT_MS = 90 * 86_400_000;
const NOTHING: TrailReading = { events: [], cut: [], left: [], refused: null };

/** What CloudTrail says of them. It is asked for the time of these changes alone, and not at all where it has forgotten them. */
export function readSchemaTrail(reading: TableReading, call: Call, lookUps: LookUps): Promise<TrailReading> {
  const history = historyOf(reading);
  const isKept = (at: number | null): at is number => at !== null && at >= call.clock() - KEPT_MS;
  const changed = counted(history)
    .slice(0, NAMED_CHANGES)
    .map(({ version: { at } }) => at)
    .filter(isKept);
  const made = history.flatMap(({ isFirst, version: { at } }) => (isFirst && isKept(at) ? [at] : []));
  const names: readonly WatchedEvent[] = [
    ...(changed.length === 0 ? [] : (['UpdateTable'] as const)),
    ...(made.length === 0 ? [] : (['CreateTable'] as const)),
  ];
  if (names.length === 0) return Promise.resolve(NOTHING);
  const times = [...changed, ...made];
  const [from, to] = [Math.min(...times) - MARGIN_MS, Math.max(...times) + MARGIN_MS];
  return readTrail({ names, from, to }, call, lookUps);
}
