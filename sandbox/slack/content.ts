/** What a caller wants a message to say, checked once for every way in which messages are written. */

import type { Result } from '../../src/lib/result.ts';
import type { Block, Metadata } from './entities.ts';
import type { Refusal } from './refusal.ts';
import type { SlackState } from './state.ts';

import { z } from 'zod';

import { ok } from '../../src/lib/result.ts';
import { checkMessageBlocks } from './blocks/blocks.ts';
import { completeBlocks } from './blocks/complete.ts';
import { LIMITS } from './blocks/limits.ts';
import { refuse } from './refusal.ts';

const metadataShape = z.object({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
});

/** The blocks of a message, checked and completed; none when `value` is absent. */
export function readBlocks(
  value: unknown,
  { newId, missingBlocks }: Pick<SlackState, 'newId' | 'missingBlocks'>,
): Result<readonly Block[], Refusal> {
  const json = fromJson(value);
  if (json === undefined)
    return value === undefined || value === '' ? ok([]) : refuse('invalid_blocks_format');
  if (!Array.isArray(json)) return refuse('invalid_blocks_format');
  const checked = checkMessageBlocks(json);
  if (checked.ok) {
    const missing = checked.value.findIndex(({ type }) => missingBlocks.has(type));
    const type = checked.value[missing]?.type;
    if (type !== undefined)
      return refuse('invalid_blocks', [`unsupported type: ${type} [json-pointer:/blocks/${missing}/type]`]);
  }
  return checked.ok ? ok(completeBlocks(checked.value, newId)) : checked;
}

/** The metadata of a message; null when there is none, `{}` included, by which an update removes it. */
export function readMetadata(value: unknown): Result<Metadata | null, Refusal> {
  const json = fromJson(value);
  if (json === undefined)
    return value === undefined || value === '' ? ok(null) : refuse('invalid_metadata_format');
  if (typeof json === 'object' && json !== null && Object.keys(json).length === 0) return ok(null);
  const metadata = metadataShape.safeParse(json);
  if (!metadata.success) return refuse('invalid_metadata_schema');
  if (JSON.stringify(metadata.data).length > LIMITS.metadataBytes) return refuse('metadata_too_large');
  return ok(metadata.data);
}

/** A JSON body carries values; a form carries them as JSON text. Undefined when there is none, or it does not parse. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
