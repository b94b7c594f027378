/**
 * Work on many texts in a process that has people to answer meanwhile: never much of it at a time. Whoever calls says
 * how everybody else gets a turn; nothing here knows of a loop.
 */

/** Resolves once everybody else had a turn. */
export type Pause = () => Promise<void>;

/** What is worked through before everybody else has a turn: some milliseconds of looking at it with patterns. */
export const SLICE_CHARACTERS = 32_000;
export const SLICE_ITEMS = 500;

/**
 * Maps in order, with a pause before each slice. A slice ends with the item that fills it, so one that is larger is a
 * slice of its own.
 */
export async function mapInSlices<T, U>(
  items: readonly T[],
  {
    charactersOf,
    map,
    pause,
  }: { readonly charactersOf: (item: T) => number; readonly map: (item: T) => U; readonly pause: Pause },
): Promise<readonly U[]> {
  const mapped: U[] = [];
  let characters = Infinity;
  let inSlice = 0;
  for (const item of items) {
    if (characters + charactersOf(item) > SLICE_CHARACTERS || inSlice >= SLICE_ITEMS) {
      await pause();
      characters = 0;
      inSlice = 0;
    }
    mapped.push(map(item));
    characters += charactersOf(item);
    inSlice += 1;
  }
  return mapped;
}
