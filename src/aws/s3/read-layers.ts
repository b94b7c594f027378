/**
 * Reads layers of a lake: their sizes off the metrics, their tables off the Glue catalog where they have databases, and
 * their buckets. What is refused of one is told beside what the others answered.
 */

import type { StageEstate } from '../../operations/estate.ts';
import type { LayerReading } from '../../operations/lake-health.ts';
import type { Call } from '../makers.ts';
import type { CatalogTable } from './read-catalog.ts';
import type { TableToRead } from './read-table.ts';

import { count } from '../../lib/text.ts';
import { windowStart } from '../../operations/lake-dates.ts';
import { inParallel } from '../in-parallel.ts';
import { readBucket } from './read-bucket.ts';
import { readPartitions, readTables } from './read-catalog.ts';
import { readSizes } from './read-sizes.ts';
import { unlooked } from './read-table.ts';

/** Of a layer. */
const MOST_TABLES = 20;

/** What the catalog said of a layer. */
interface Cataloged {
  readonly tables: readonly CatalogedTable[];
  readonly refused: readonly string[];
  readonly unread: readonly string[];
}

interface CatalogedTable {
  /** The bucket of the layer to look for it in; null for none. */
  readonly bucket: string | null;
  readonly table: TableToRead;
  readonly unread: readonly string[];
}

/** Reads these stages, each with at least one bucket. Throws a bug as it is. */
export async function readLayers(
  stages: readonly StageEstate[],
  call: Call,
): Promise<readonly LayerReading[]> {
  const from = windowStart(call.clock());
  const buckets = [...new Set(stages.flatMap((stage) => stage.buckets))];
  const [sizes, cataloged] = await Promise.all([
    readSizes(buckets, call),
    // One after another, as each asks for several tables at once.
    stages.reduce<Promise<readonly Cataloged[]>>(
      async (before, stage) => [...(await before), await readCatalog(stage, from, call)],
      Promise.resolve([]),
    ),
  ]);
  const places = stages.flatMap((stage, index) => stage.buckets.map((bucket) => ({ index, bucket })));
  const answers = await inParallel(places, async ({ index, bucket }) => {
    const tables = cataloged[index]?.tables ?? [];
    const here = tables.filter((each) => each.bucket === bucket).map(({ table }) => table);
    return { index, ...(await readBucket(bucket, { cataloged: here, from }, call)) };
  });
  return stages.map((stage, index): LayerReading => {
    const { tables = [], refused = [], unread = [] } = cataloged[index] ?? {};
    const ofLayer = answers.filter((answer) => answer.index === index);
    return {
      layer: stage.name,
      jobs: stage.jobs,
      tables: [
        ...ofLayer.flatMap((answer) => answer.tables),
        ...tables.filter((each) => each.bucket === null).map(({ table }) => unlooked(table)),
      ],
      buckets: ofLayer.map(({ bucket }) => ({
        ...bucket,
        sizes: (sizes.ok ? sizes.value.get(bucket.bucket) : undefined) ?? [],
      })),
      refused: [...refused, ...(sizes.ok ? [] : [sizes.error.sentence])],
      unread: [...unread, ...tables.flatMap((table) => table.unread)],
    };
  });
}

async function readCatalog(stage: StageEstate, from: number, call: Call): Promise<Cataloged> {
  const answers = await inParallel(stage.databases, (database) =>
    readTables({ database, names: stage.tables }, call),
  );
  const found = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  const tables = await inParallel(found.slice(0, MOST_TABLES), (table) =>
    readCatalogTable(table, stage, from, call),
  );
  return {
    tables,
    refused: answers.flatMap((answer) => (answer.ok ? [] : [answer.error.sentence])),
    unread:
      found.length > MOST_TABLES
        ? [`${MOST_TABLES} of ${count(found.length, 'table')}; others where the stage names them in tables`]
        : [],
  };
}

async function readCatalogTable(
  { database, name: own, location, keys, keptBy }: CatalogTable,
  { databases, buckets }: StageEstate,
  from: number,
  call: Call,
): Promise<CatalogedTable> {
  const name = databases.length > 1 ? `${database}.${own}` : own;
  const bucket = location === null || !buckets.includes(location.bucket) ? null : location.bucket;
  const table = { name, prefix: location?.prefix ?? '', known: null, isUncataloged: false, refused: [] };
  if (keptBy === 'iceberg') {
    const unread = [`nothing of ${name}, an Iceberg table: the catalog does not have its partitions`];
    return { bucket: null, table, unread };
  }
  if (keptBy === 'projection' || keys.length === 0) {
    const unread = bucket === null ? [`nothing of ${name}: it lies in no bucket of the stage`] : [];
    return { bucket, table, unread };
  }
  const answer = await readPartitions({ database, name: own, keys }, from, call);
  if (!answer.ok) return { bucket, table: { ...table, refused: [answer.error.sentence] }, unread: [] };
  const { found, isCut } = answer.value;
  const partitions = answer.value.partitions.map(({ location: at, ...partition }) => ({
    ...partition,
    prefix: at !== null && at.bucket === bucket ? at.prefix : null,
  }));
  const isDated = found === 0 || partitions.length > 0;
  return {
    bucket,
    table: {
      ...table,
      // Where the catalog has none, the bucket may.
      known: found === 0 && bucket !== null ? null : { isDated, partitions },
      isUncataloged: found === 0,
    },
    unread: isCut ? [`the first ${found} partitions of ${name} that the catalog lists`] : [],
  };
}
