/** How a DynamoDB table is as a source of data: whether its stream is on, and whether anything reads it. Pure. */

import type { Part, Sign } from './ingestion-part.ts';
import type { Mapping } from './ingestion-function.ts';

export interface TableState {
  /** As DynamoDB says it: `ACTIVE`. */
  readonly status: string;
  readonly isStreamOn: boolean;
  /** `NEW_AND_OLD_IMAGES`; null without a stream. */
  readonly view: string | null;
  /** Of the newest stream, which outlives being turned off by a day; null when there never was one. */
  readonly streamArn: string | null;
}

const USABLE = new Set(['ACTIVE', 'UPDATING']);

/**
 * How the table is. `readers` are the mappings of all functions of the configuration, or null when they are not known:
 * then nothing is said of who reads the stream.
 */
export function tablePart(name: string, state: TableState, readers: readonly Mapping[] | null): Part {
  const signs = [statusSign(name, state), streamSign(name, state, readers)];
  return {
    kind: 'table',
    name,
    signs: signs.filter((sign) => sign !== null),
    well: 'stream on',
    figure: state.view === null ? '' : state.view.toLowerCase().replaceAll('_', ' '),
    unread: [],
  };
}

function statusSign(name: string, { status }: TableState): Sign | null {
  if (USABLE.has(status)) return null;
  return {
    verdict: 'fail',
    subject: name,
    words: `is ${status.toLowerCase().replaceAll('_', ' ')}`,
    since: null,
  };
}

function streamSign(
  name: string,
  { isStreamOn, streamArn }: TableState,
  readers: readonly Mapping[] | null,
): Sign | null {
  if (!isStreamOn) return { verdict: 'fail', subject: name, words: 'has its stream off', since: null };
  if (readers === null) return null;
  const ofTable = readers.filter(({ source }) => source === name);
  if (ofTable.some(({ sourceArn }) => sourceArn === streamArn)) return null;
  // A stream that is turned off and on again is another one, and a mapping stays with the old.
  return ofTable.length > 0
    ? {
        verdict: 'fail',
        subject: name,
        words: 'has a new stream, and its mapping reads the old',
        since: null,
      }
    : { verdict: 'warn', subject: name, words: 'has a stream that no function here reads', since: null };
}
