/**
 * Reads layers of a lake: their sizes off the metrics, their tables off the Glue catalog where they have databases, and
 * their buckets. What is refused of one is told beside what the others answered.
 */

import type { StageEstate } from '../../operations/estate.ts';
import type { LayerReading } from '../../operations/lake-reading.ts';
import type { Call } from '../makers.ts';
import type { CatalogTable } from './read-catalog.ts';
import type { TableToRead } from './read-table.ts';

import { windowStart } from '../../operations/lake-dates.ts';
import { cutWords } from '../glue/read-tables.ts';
import { inParallel, inTurn } from '../in-parallel.ts';
import { icebergWords } from './catalog-words.ts';
import { isDateKey } from './partition-expressions.ts';
import { readBucket } from './read-bucket.ts';
import { readPartitions, readTables } from './read-catalog.ts';
import { readSizes } from './read-sizes.ts';
import { unlooked } from './read-table.ts';

/** Of a layer. */
const MOST_TABLES = 20;

/** What the catalog said of a layer. */
interface Cataloged {
  readonly tables: readonly CatalogedTable[];
  /** Tables that the stage names and the catalog does not have. */
  readonly absent: readonly string[];
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
  const buckets = [...new Set(stages.flatMap((stage) => stage.buckets))];
  const [sizes, layers] = await Promise.all([
    readSizes(buckets, call),
    // Within a layer one question follows another, so that many layers are not many times as many questions at once.
    inParallel(stages, call, (stage) => readLayer(stage, call)),
  ]);
  if (!sizes.ok)
    return layers.map((layer) => ({ ...layer, refused: [...layer.refused, sizes.error.sentence] }));
  return layers.map((layer) => ({
    ...layer,
    buckets: layer.buckets.map((each) => ({ ...each, sizes: sizes.value.get(each.bucket) ?? [] })),
  }));
}

/** All of a layer but its sizes. */
async function readLayer(stage: StageEstate, call: Call): Promise<LayerReading> {
  const from = windowStart(call.clock());
  const catalog = await readCatalog(stage, from, call);
  const answers = await inTurn(stage.buckets, call, (bucket) => {
    const cataloged = catalog.tables.filter((each) => each.bucket === bucket).map(({ table }) => table);
    return readBucket(bucket, { cataloged, from }, call);
  });
  const elsewhere = catalog.tables.filter((each) => each.bucket === null);
  return {
    layer: stage.name,
    jobs: stage.jobs,
    tables: [...answers.flatMap(({ tables }) => tables), ...elsewhere.map(({ table }) => unlooked(table))],
    buckets: answers.map(({ bucket }) => ({ ...bucket, sizes: [] })),
    absent: catalog.absent,
    refused: catalog.refused,
    unread: [...catalog.unread, ...catalog.tables.flatMap(({ unread }) => unread)],
  };
}

async function readCatalog(stage: StageEstate, from: number, call: Call): Promise<Cataloged> {
  const found: CatalogTable[] = [];
  const refused: string[] = [];
  const cut: string[] = [];
  for (const database of stage.databases) {
    const answer = await readTables({ database, names: stage.tables }, call);
    if (!answer.ok) refused.push(answer.error.sentence);
    else {
      found.push(...answer.value.tables);
      if (answer.value.isCut) cut.push(cutWords(database, answer.value));
    }
  }
  const ofIceberg = found.filter(({ keptBy }) => keptBy === 'iceberg');
  const tables = await inTurn(found.slice(0, MOST_TABLES), call, (table) =>
    readCatalogTable(table, stage, from, call),
  );
  const isCut = found.length > MOST_TABLES;
  const rest = `${MOST_TABLES} of ${found.length} tables; others where the stage names them in tables`;
  const there = new Set(found.map(({ name }) => name.toLowerCase()));
  const isWhole = stage.databases.length > 0 && refused.length === 0 && cut.length === 0;
  const absent = isWhole ? stage.tables.filter((name) => !there.has(name.toLowerCase())) : [];
  return { tables, absent, refused, unread: [...cut, ...(isCut ? [rest] : []), ...icebergWords(ofIceberg)] };
}

async function readCatalogTable(
  { database, name: own, location, keys, keptBy }: CatalogTable,
  { databases, buckets }: StageEstate,
  from: number,
  call: Call,
): Promise<CatalogedTable> {
  const name = databases.length > 1 ? `${database}.${own}` : own;
  const bucket = location === null || !buckets.includes(location.bucket) ? null : location.bucket;
  const table = {
    name,
    prefix: location?.prefix ?? '',
    known: null,
    isUncataloged: false,
    hasDates: keys.some(isDateKey),
    refused: [],
  };
  if (keptBy === 'iceberg') return { bucket: null, table, unread: [] };
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
  const isDated = partitions.length > 0 || (found === 0 && table.hasDates);
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
