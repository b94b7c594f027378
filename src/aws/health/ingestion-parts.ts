/** What brings data in, as parts of a pipeline's health: tables, delivery streams and functions. */

import type { StageEstate } from '../../operations/estate.ts';
import type { PartKind, Part as IngestionPart } from '../../operations/ingestion-part.ts';
import type { Part } from '../../operations/pipeline-health.ts';
import type { Look } from './look.ts';

import { err, ok } from '../../lib/result.ts';
import { clauseOf, signsOf, titleOf, verdictOf } from '../../operations/ingestion-part.ts';
import { INGESTION_ASKS, readIngestion } from '../ingestion/read-ingestion.ts';

const NAMES: Readonly<Record<PartKind, (stage: StageEstate) => readonly string[]>> = {
  table: ({ streams }) => streams,
  'delivery stream': ({ deliveryStreams }) => deliveryStreams,
  function: ({ functions }) => functions,
};

export const ingestionParts: Look = {
  what: 'ingestion',
  asks: INGESTION_ASKS,
  isIn: (stage) => Object.values(NAMES).some((names) => names(stage).length > 0),
  async gather(call) {
    const found = await readIngestion(call);
    if (found === null) return ok([]);
    if (found.refused !== null) return err(found.refused);
    const { parts } = found;
    return ok(parts.map((part) => ({ ...toPart(part, parts), stage: stageOf(part, call.estate.stages) })));
  },
};

function toPart(part: IngestionPart, all: readonly IngestionPart[]): Omit<Part, 'stage'> {
  const { name } = part;
  const since = signsOf(part)[0]?.since ?? null;
  const isShared = all.some((other) => other.name === name && other.kind !== part.kind);
  const verdict = verdictOf(part);
  return {
    name: isShared ? titleOf(part) : name,
    verdict,
    isRefused: verdict === 'unknown',
    words: `${clauseOf(part)}${since === 'before' ? ' for long' : ''}`,
    since: since === 'before' ? null : since,
    more: '/etl ingestion',
  };
}

function stageOf({ kind, name }: IngestionPart, stages: readonly StageEstate[]): string | null {
  return stages.find((stage) => NAMES[kind](stage).includes(name))?.name ?? null;
}
