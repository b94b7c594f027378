/** Which run a person means by its id, whole or the last letters of it. */

import type { Person } from '../../access/actor.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { Reader } from '../ports.ts';

import { SHORT_ID } from '../../runs/told.ts';

/** How long those that are over are listed to who asked for them, and found by the end of their id. */
export const LATELY_MS = 24 * 3_600_000;
/** Far more than are shown, so that each that is shown is found. */
const MOST_ENDED = 100;
const MOST_ALIKE = 5;

/** An id is of hexadecimal groups; anything else is the id of nothing. */
const ID = /^[a-z0-9-]+$/i;

/**
 * The run of this id; or those whose id ends so: what is open, and what was the person's own and over within a day.
 * Fewer letters than a short id has could mean anything, and mean nothing.
 */
export async function runsNamed(
  { runs }: Pick<Reader, 'runs'>,
  person: Person,
  word: string,
  now: number,
): Promise<readonly OperationRun[]> {
  const named = word.toLowerCase().replace(/^run:/, '');
  if (!ID.test(named)) return [];
  const known = await runs.load(named);
  if (known !== null) return [known];
  if (named.length < SHORT_ID) return [];
  const open = await runs.openEnding(named, MOST_ALIKE);
  const ended = await runs.endedOf(person, now - LATELY_MS, MOST_ENDED);
  return [...open, ...ended.filter(({ id }) => id.endsWith(named))];
}
