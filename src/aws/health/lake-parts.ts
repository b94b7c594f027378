/** The buckets of a lake, as parts of a pipeline's health: whether the newest partitions are late, and sizes dropped. */

import type { LayerHealth } from '../../operations/lake-health.ts';
import type { Part } from '../../operations/pipeline-health.ts';
import type { Look } from './look.ts';

import { err, ok } from '../../lib/result.ts';
import { asTyped } from '../../operations/arguments.ts';
import { layerHealth } from '../../operations/lake-health.ts';
import { worstFirst } from '../../operations/verdicts.ts';
import { readNewest } from '../s3/read-newest.ts';

export const lakeParts: Look = {
  what: 'lake',
  asks: ['cloudwatch:GetMetricData', 'glue:GetTables', 'glue:GetPartitions', 's3:ListObjectsV2'],
  isIn: ({ buckets }) => buckets.length > 0,
  async gather(call) {
    const stages = call.estate.stages.filter(lakeParts.isIn);
    if (stages.length === 0) return ok([]);
    const now = call.clock();
    const read = (await readNewest(stages, call)).map(({ bucket, reading }) => ({
      bucket,
      health: layerHealth(reading, now),
      only: reading.buckets.flatMap(({ unread }) => unread).join('; '),
    }));
    const [refusal] = read.flatMap(({ health }) => health.troubles);
    if (refusal !== undefined && read.every(({ health }) => !health.isAnswered)) return err(refusal.detail);
    return ok(
      read.map(({ bucket, health, only }) => ({
        ...toPart(bucket, health),
        ...(only === '' ? {} : { only }),
      })),
    );
  },
};

function toPart(bucket: string, { layer, verdict, troubles, isAnswered }: LayerHealth): Part {
  const part = { stage: layer, name: bucket, verdict, more: `/etl lake ${asTyped(layer)}` };
  const [worst] = worstFirst(troubles, (trouble) => trouble.verdict);
  if (worst === undefined)
    return isAnswered
      ? { ...part, words: 'in time', since: null }
      : { ...part, verdict: 'unknown', words: 'was not looked at', since: null };
  const { of, words, brief = words, since = null } = worst;
  const table = of === layer || of === bucket ? '' : of.slice(layer.length + 1);
  const isRefused = worst.verdict === 'unknown';
  return {
    ...part,
    isRefused,
    words: table === '' || table === bucket ? brief : `${table}: ${brief}`,
    since,
  };
}
