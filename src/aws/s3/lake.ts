/** `lake [layer]`: whether the data of each layer is there, in time and in one piece, how it grows, and what it costs. */

import type { StageEstate } from '../../operations/estate.ts';
import type { Finding } from '../../operations/finding.ts';
import type { LayerReading } from '../../operations/lake-reading.ts';
import type { StorageCost } from '../../operations/lake-storage.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Call, Makers } from '../makers.ts';

import { bucketLink } from '../../lib/console-links.ts';
import { asTyped, optional, textLike } from '../../operations/arguments.ts';
import { finding } from '../../operations/findings.ts';
import { lakeFinding } from '../../operations/lake-finding.ts';
import { layerHealth } from '../../operations/lake-health.ts';
import { storageCost } from '../../operations/lake-storage.ts';
import { nearest } from '../../operations/nearest.ts';
import { readLayers } from './read-layers.ts';

const LAYER = textLike(/^[\u0020-\uD7FF\uE000-\uFFFD]{1,100}$/, {
  expected: 'a stage of the pipeline that has buckets, such as silver',
});

/** The operation behind `/etl lake`. */
export function createLake({ read }: Makers): Operation {
  return read({
    verb: 'lake',
    summary:
      'How each layer of the data lake is: newest partitions, gaps, size, growth and cost, small and temporary files',
    arguments: {
      layer: optional(LAYER, { summary: 'Only this layer, a stage with buckets', example: 'silver' }),
    },
    asks: ['cloudwatch:GetMetricData', 'glue:GetTables', 'glue:GetPartitions', 's3:ListObjectsV2'],
    intent: ({ layer }) => `Look at ${layer === null ? 'the lake' : `the layer ${layer}`}`,
    links: (_, region) => [bucketLink(region, null)],
    async look({ layer }, call) {
      const { stages } = call.estate;
      const layers = stages.filter(({ buckets }) => buckets.length > 0);
      if (layers.length === 0) return noLake(call);
      const wanted = layers.filter(
        ({ name }) => layer === null || name.toLowerCase() === layer.toLowerCase(),
      );
      if (wanted.length === 0 && layer !== null) return noLayer(layer, layers, call);
      const readings = await readLayers(wanted, call);
      const now = call.clock();
      const buckets = [...new Set(wanted.flatMap((stage) => stage.buckets))];
      return {
        ...lakeFinding(
          readings.map((reading) => layerHealth(reading, now)),
          costOf(readings, layer === null ? null : wanted.map(({ name }) => name).join(', '), call),
          now,
        ),
        links: buckets.map((bucket) => bucketLink(call.clients.region, bucket)),
      };
    },
  });
}

/** Null where nobody says what storage may cost. */
function costOf(
  readings: readonly LayerReading[],
  only: string | null,
  { estate: { storage } }: Call,
): StorageCost | null {
  return storage === undefined ? null : storageCost(readings, storage, only);
}

function noLake({ estate: { pipeline }, clients, clock }: Call): Finding {
  return finding({
    verdict: 'unknown',
    summary:
      pipeline === null
        ? 'There is no lake to look at without a pipeline: say whose with --pipeline. The stages of its configuration name the buckets.'
        : `No stage of ${pipeline} names a bucket, so there is no lake to look at: in the configuration write pipelines.${pipeline}.stages.<stage>.buckets, and databases where the Glue catalog has its tables.`,
    trueAt: clock(),
    links: [bucketLink(clients.region, null)],
  });
}

function noLayer(layer: string, layers: readonly StageEstate[], { estate, clients, clock }: Call): Finding {
  const names = layers.map(({ name }) => name);
  const near = nearest(layer, names);
  const isStage = estate.stages.some(({ name }) => name.toLowerCase() === layer.toLowerCase());
  const what = isStage ? `The stage ${layer} names no bucket.` : `No layer here is called ${layer}.`;
  return finding({
    verdict: 'fail',
    summary: `${what} ${near.length === 0 ? `There are: ${names.join(', ')}.` : `The nearest: ${near.join(', ')}.`}`,
    trueAt: clock(),
    links: [bucketLink(clients.region, null)],
    next: (near.length === 0 ? names : near).map((name) => `/etl lake ${asTyped(name)}`),
  });
}
