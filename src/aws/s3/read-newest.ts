/**
 * A light reading of a lake, for a look at everything at once: of each bucket its sizes and the newest partitions of as
 * many tables as three calls reach. Files are not looked at; `lake` reads the rest.
 */

import type { StageEstate } from '../../operations/estate.ts';
import type { LayerReading } from '../../operations/lake-reading.ts';
import type { Call } from '../makers.ts';
import type { NewestTables } from './read-newest-tables.ts';

import { count } from '../../lib/text.ts';
import { inParallel } from '../in-parallel.ts';
import { cutWords } from '../glue/read-tables.ts';
import { icebergWords, unaskedWords } from './catalog-words.ts';
import { createListing } from './listing.ts';
import { readTables } from './read-catalog.ts';
import { listNewest, readCataloged } from './read-newest-tables.ts';
import { readSizes } from './read-sizes.ts';

const CALLS_PER_BUCKET = 3;

/** What was read of one bucket, as of a layer that has no other. */
export interface NewestOfBucket {
  readonly bucket: string;
  readonly reading: LayerReading;
}

interface BucketNewest extends NewestTables {
  /** Tables that the stage names and the catalog does not have. */
  readonly absent?: readonly string[];
  /** What the catalog did not say, as clauses. */
  readonly untold?: readonly string[];
}

/** Reads each bucket of these stages once, for the first that names it. Throws a bug as it is. */
export async function readNewest(
  stages: readonly StageEstate[],
  call: Call,
): Promise<readonly NewestOfBucket[]> {
  const owners = new Map<string, StageEstate>();
  for (const stage of stages)
    for (const bucket of stage.buckets) owners.set(bucket, owners.get(bucket) ?? stage);
  const unasked = unaskedOf(stages, owners);
  const [sizes, read] = await Promise.all([
    readSizes([...owners.keys()], call),
    inParallel([...owners], call, async ([bucket, stage]) => ({
      bucket,
      stage,
      newest: await readBucket(bucket, stage, call),
    })),
  ]);
  return read.map(
    ({ bucket, stage, newest: { isEmpty, tables, left, refused, absent = [], untold = [] } }) => {
      const all = tables.length + left;
      const seen = left === 0 ? [] : [`${tables.length} of ${count(all, 'table')} of ${bucket}`];
      const unread = [...seen, ...untold, ...(unasked.get(bucket) ?? [])];
      const own = sizes.ok ? (sizes.value.get(bucket) ?? []) : [];
      return {
        bucket,
        reading: {
          layer: stage.name,
          jobs: stage.jobs,
          tables,
          buckets: [{ bucket, isEmpty, sizes: own, beside: [], refused, unread }],
          absent,
          refused: sizes.ok ? [] : [sizes.error.sentence],
          unread: [],
        },
      };
    },
  );
}

/** By the first bucket of their stage, the databases that nobody asks for: each bucket has one. */
function unaskedOf(
  stages: readonly StageEstate[],
  owners: ReadonlyMap<string, StageEstate>,
): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  for (const stage of stages) {
    const left = stage.databases.filter((_, place) => owners.get(stage.buckets[place] ?? '') !== stage);
    const [bucket = ''] = stage.buckets;
    words.set(bucket, [...(words.get(bucket) ?? []), ...unaskedWords(left, stage.name)]);
  }
  return words;
}

async function readBucket(bucket: string, stage: StageEstate, call: Call): Promise<BucketNewest> {
  const list = (calls: number) => listNewest(createListing(bucket, call, calls), call.clock());
  // The database at the same place: one call a bucket, however many there are.
  const database = stage.databases[stage.buckets.indexOf(bucket)];
  if (database === undefined) return list(CALLS_PER_BUCKET);
  const calls = CALLS_PER_BUCKET - 1;
  const found = await readTables({ database, names: stage.tables }, call, 1);
  if (!found.ok) {
    const listed = await list(calls);
    return { ...listed, refused: [found.error.sentence, ...listed.refused] };
  }
  const { tables, isCut } = found.value;
  const here = tables.filter(({ location }) => location?.bucket === bucket);
  const read = here.length === 0 ? await list(calls) : await readCataloged(here, { bucket, calls }, call);
  const ofIceberg = here.filter(({ keptBy }) => keptBy === 'iceberg');
  const untold = [...(isCut ? [cutWords(database, found.value)] : []), ...icebergWords(ofIceberg)];
  const newest = { ...read, untold };
  // Another database of the stage may have what this one has not.
  if (isCut || stage.databases.length > 1) return newest;
  const there = new Set(tables.map(({ name }) => name.toLowerCase()));
  return { ...newest, absent: stage.tables.filter((name) => !there.has(name.toLowerCase())) };
}
