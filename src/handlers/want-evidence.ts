/** Asks for the looks of an incident that nobody asks for: a job, spread over time with those of the others in its place. */

import type { Incident } from '../incidents/state.ts';
import type { Transaction } from './ports.ts';

import { placeKey } from '../operations/place.ts';
import { evidencePace, jobKey } from './keys.ts';

export const EVIDENCE = 'evidence';

/** Between the looks of two incidents in one place: a storm must not throttle the account for who works on it. */
const PACE_MS = 1_000;
/** A counter that is further ahead is of a clock that was set back, or of a storm that nobody waits out. */
const LONGEST_PACE_MS = 600_000;

/** Alarms that name what an incident is about are among its first. */
export const MOST_LOOKED_AT = 20;

/** Queues the looks for this incident behind those of its place that wait already. What waits keeps its place. */
export async function wantEvidence(
  tx: Transaction,
  { number, place: { account, region } }: Pick<Incident, 'number' | 'place'>,
  now: number,
): Promise<void> {
  const key = jobKey(EVIDENCE, number);
  const waiting = await tx.jobs.load(key);
  if (waiting !== null && waiting.dueAt >= now) return;
  const pace = evidencePace(placeKey({ account, region: region ?? '-' }));
  const last = await tx.counters.read(pace);
  const isFarAhead = last - now > LONGEST_PACE_MS;
  const dueAt = isFarAhead ? now + LONGEST_PACE_MS : Math.max(now, last + PACE_MS);
  if (!isFarAhead) await tx.counters.up(pace, dueAt - last);
  await tx.jobs.put({ key, kind: EVIDENCE, dueAt, payload: { incident: number } });
}
