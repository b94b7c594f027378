/**
 * What lies in the buckets of the lake, as a function of time: the keys and sizes of what Firehose and the jobs write.
 * The past is listed by it, and what is written now goes on by it. Pure.
 */

import type { GeneratedObjects } from '../aws/s3.ts';
import type { Entity, Layer } from './estate.ts';
import type { Traffic } from './traffic.ts';
import type { Trouble } from './troubles.ts';

import { createHash } from 'node:crypto';

import { DELIVERY_MS, DELIVERY_STREAM } from './estate.ts';
import { DAY_MS, HOUR_MS, startOf } from './traffic.ts';

export interface LakeObject {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface Layout {
  /** When the first day of the lake began. */
  readonly firstDay: number;
  /** What Firehose writes of an entity's changes in the five minutes from this time on. */
  delivered(entity: Entity, slotMs: number): LakeObject;
  /** The files of one day of a table of silver, a snapshot that each run of its job writes anew. */
  silver(entity: Entity, dayMs: number): readonly LakeObject[];
  gold(dayMs: number): LakeObject;
  /** Bytes and objects of a bucket when this day begins. */
  sizeAt(layer: Layer, dayMs: number): { readonly bytes: number; readonly objects: number };
  /**
   * What a bucket holds from the first day until this time, in the order of its keys; of silver and gold the days that
   * are over, since the day that is not is written by runs.
   */
  before(layer: Layer, untilMs: number, troubles: readonly Trouble[]): GeneratedObjects;
}

/** In the order of their bytes, as listings have them. */
const IN_ORDER: readonly Entity[] = ['tasks', 'users'];
/** How long the lake has been filled. */
export const LAKE_DAYS = 90;
const SILVER_FILES = 4;
const SILVER_FILE_BYTES: Readonly<Record<Entity, number>> = { users: 9_400_000, tasks: 31_000_000 };
const SILVER_GROWTH_A_DAY = 0.0012;
const LAST_RUN_MS = 15 * HOUR_MS + 20_000;
const GOLD_BYTES = 1_460_000;
const OBJECTS_A_DAY: Readonly<Record<Layer, number>> = {
  bronze: (IN_ORDER.length * DAY_MS) / DELIVERY_MS,
  silver: IN_ORDER.length * SILVER_FILES,
  gold: 1,
};

/** The lake of this traffic, whose first day is `LAKE_DAYS` before the day of this time. */
export function createLayout(traffic: Traffic, startMs: number): Layout {
  const firstDay = startOf(startMs, DAY_MS) - LAKE_DAYS * DAY_MS;
  const sizes = new Map<string, { readonly bytes: number; readonly objects: number }>();

  const layout: Layout = {
    firstDay,
    delivered: (entity, slotMs) => ({
      key: deliveredKey(entity, slotMs),
      sizeBytes: traffic.bytesBetween(entity, slotMs, slotMs + DELIVERY_MS),
    }),
    silver: (entity, dayMs) =>
      Array.from({ length: SILVER_FILES }, (_, part) => ({
        key: `${entity}/dt=${dateOf(dayMs)}/part-${String(part).padStart(5, '0')}.snappy.parquet`,
        sizeBytes: silverBytes(entity, dayMs, part),
      })),
    gold: (dayMs) => ({
      key: `kpis/dt=${dateOf(dayMs)}/part-00000.snappy.parquet`,
      sizeBytes: Math.round(GOLD_BYTES * (1 + 0.05 * traffic.noise(7, dayMs))),
    }),
    sizeAt,
    before: (layer, untilMs, troubles) =>
      layer === 'bronze' ? bronzeBefore(untilMs, troubles) : dailyBefore(layer, untilMs),
  };
  return layout;

  function silverBytes(entity: Entity, dayMs: number, part: number): number {
    const grown = (1 + SILVER_GROWTH_A_DAY) ** Math.round((dayMs - firstDay) / DAY_MS);
    return Math.round(SILVER_FILE_BYTES[entity] * grown * (1 + 0.03 * traffic.noise(10 + part, dayMs)));
  }

  function bytesOf(layer: Layer, dayMs: number): number {
    switch (layer) {
      case 'bronze':
        return sum(IN_ORDER.map((entity) => traffic.bytesBetween(entity, dayMs, dayMs + DAY_MS)));
      case 'silver':
        return sum(IN_ORDER.flatMap((entity) => layout.silver(entity, dayMs)).map(bytesOfObject));
      case 'gold':
        return layout.gold(dayMs).sizeBytes;
    }
  }

  // Each day is summed up once, on top of the day before it.
  function sizeAt(layer: Layer, dayMs: number): { readonly bytes: number; readonly objects: number } {
    if (dayMs <= firstDay) return { bytes: 0, objects: 0 };
    const known = sizes.get(`${layer} ${dayMs}`);
    if (known !== undefined) return known;
    const before = sizeAt(layer, dayMs - DAY_MS);
    const size = {
      bytes: before.bytes + bytesOf(layer, dayMs - DAY_MS),
      objects: before.objects + OBJECTS_A_DAY[layer],
    };
    sizes.set(`${layer} ${dayMs}`, size);
    return size;
  }

  function bronzeBefore(untilMs: number, troubles: readonly Trouble[]): GeneratedObjects {
    const slots = Math.floor((untilMs - firstDay) / DELIVERY_MS);
    const late = troubles.filter(({ kind }) => kind === 'delivery-late');
    const at = (place: number) => ({
      entity: IN_ORDER[Math.floor(place / slots)] ?? 'users',
      slot: firstDay + (place % slots) * DELIVERY_MS,
    });
    return {
      count: slots * IN_ORDER.length,
      keyAt: (place) => deliveredKey(at(place).entity, at(place).slot),
      objectAt: (place) => {
        const { entity, slot } = at(place);
        const held = late.find(({ from, to }) => slot >= from && slot < to);
        return {
          sizeBytes: layout.delivered(entity, slot).sizeBytes,
          modifiedAt: Math.max(slot + DELIVERY_MS + 4_000, held?.to ?? 0),
        };
      },
    };
  }

  function dailyBefore(layer: 'silver' | 'gold', untilMs: number): GeneratedObjects {
    const days = Array.from(
      { length: Math.floor((untilMs - firstDay) / DAY_MS) },
      (_, index) => firstDay + index * DAY_MS,
    );
    const entities = layer === 'silver' ? IN_ORDER : [null];
    const files = entities.flatMap((entity) =>
      days.flatMap((day) =>
        (entity === null ? [layout.gold(day)] : layout.silver(entity, day)).map((file) => ({ file, day })),
      ),
    );
    const at = (place: number) => {
      const found = files[place];
      if (found === undefined) throw new Error(`Expected one of ${files.length} files, got ${place}`);
      return found;
    };
    return {
      count: files.length,
      keyAt: (place) => at(place).file.key,
      objectAt: (place) => {
        const { file, day } = at(place);
        // The last run of a day writes it for good.
        return { sizeBytes: file.sizeBytes, modifiedAt: day + LAST_RUN_MS };
      },
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function bytesOfObject({ sizeBytes }: LakeObject): number {
  return sizeBytes;
}

/** `2026-03-02`. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `03`. */
export function hourOf(at: number): string {
  return new Date(at).toISOString().slice(11, 13);
}

function deliveredKey(entity: Entity, slotMs: number): string {
  const stamp = new Date(slotMs).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '-');
  const id = createHash('md5').update(`${entity} ${slotMs}`).digest('hex');
  const uuid = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-');
  return `${entity}/dt=${dateOf(slotMs)}/hour=${hourOf(slotMs)}/${DELIVERY_STREAM}-1-${stamp}-${uuid}`;
}
