/**
 * How many changes people make in the todo app, as a function of time alone: busy by day, quiet at night and at
 * weekends, with noise that a seed gives. So the same weekday and hour of other weeks is what "usual" means. Pure.
 */

import type { Entity } from './estate.ts';

export interface Traffic {
  /** Changes of an entity in the minute that begins at this time. */
  inMinute(entity: Entity, minuteMs: number): number;
  /** Bytes of the object that Firehose makes of one entity's changes between these minutes. */
  bytesBetween(entity: Entity, fromMs: number, toMs: number): number;
  /** A number from 0 up to 1, the same again for the same time and kind. */
  noise(kind: number, at: number): number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Old and new image of a record, as JSON. */
export const RECORD_BYTES = 6_144;

const HOURLY: Readonly<Record<Entity, number>> = { users: 10_000, tasks: 20_000 };
/** By hour of the day in UTC. */
const OF_DAY = [
  0.46, 0.42, 0.4, 0.4, 0.43, 0.55, 0.8, 1.15, 1.5, 1.6, 1.58, 1.45, 1.3, 1.4, 1.55, 1.6, 1.5, 1.3, 1.1, 1,
  0.9, 0.75, 0.62, 0.52,
] as const;
/** Sunday first. */
const OF_WEEK = [0.62, 1.1, 1.14, 1.12, 1.08, 1, 0.66] as const;
/** 1970 began on a Thursday. */
const EPOCH_WEEKDAY = 4;
const NOISE = 0.08;

/** Traffic of this seed. */
export function createTraffic(seed: number): Traffic {
  const noise = (kind: number, at: number): number => mixed(seed, kind, at);

  function inMinute(entity: Entity, minuteMs: number): number {
    // Counted, since dates are dear and this is asked for a month of minutes.
    const hour = Math.floor(minuteMs / HOUR_MS) % 24;
    const weekday = (Math.floor(minuteMs / DAY_MS) + EPOCH_WEEKDAY) % 7;
    const shape = (OF_DAY[hour] ?? 1) * (OF_WEEK[weekday] ?? 1);
    const swing = 1 + NOISE * (2 * noise(entity === 'users' ? 0 : 1, minuteMs) - 1);
    return Math.round((HOURLY[entity] / 60) * shape * swing);
  }

  return {
    noise,
    inMinute,
    bytesBetween: (entity, fromMs, toMs) => {
      let records = 0;
      for (let at = fromMs; at < toMs; at += MINUTE_MS) records += inMinute(entity, at);
      return records * RECORD_BYTES;
    },
  };
}

/** A number from 0 up to 1 out of three others. */
function mixed(seed: number, kind: number, at: number): number {
  let state = Math.imul(seed ^ Math.imul(kind + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.floor(at / 1_000);
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
  return ((state ^ (state >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** The beginning of the minute, hour or day that this time is in. */
export function startOf(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs) * lengthMs;
}
