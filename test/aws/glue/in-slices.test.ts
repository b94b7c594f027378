import { expect, it } from '@jest/globals';

import { mapInSlices, SLICE_CHARACTERS, SLICE_ITEMS } from '../../../src/aws/glue/in-slices.ts';

/** The items that were worked on between two turns of the loop, slice by slice. */
async function slicesOf(items: readonly string[]): Promise<readonly (readonly string[])[]> {
  let turns = 0;
  let isWorking = true;
  const others = (): void => {
    turns += 1;
    if (isWorking) setImmediate(others);
  };
  setImmediate(others);
  const turnOf = await mapInSlices(
    items,
    (item) => item.length,
    () => turns,
  );
  isWorking = false;
  const slices = new Map<number, string[]>();
  turnOf.forEach((turn, index) => {
    const slice = slices.get(turn) ?? [];
    slices.set(turn, [...slice, items[index] ?? '']);
  });
  return [...slices.values()];
}

it.each([
  ['many short', Array.from({ length: 5_000 }, () => 'a')],
  ['many long', Array.from({ length: 200 }, () => 'a'.repeat(2_000))],
  ['one after the other too long', Array.from({ length: 5 }, () => 'a'.repeat(2 * SLICE_CHARACTERS))],
])('everybody has a turn before a slice is too much: %s', async (_, items) => {
  for (const slice of await slicesOf(items)) {
    expect(slice.length).toBeLessThanOrEqual(SLICE_ITEMS);
    expect(slice.length === 1 || slice.join('').length <= SLICE_CHARACTERS).toBe(true);
  }
});

it('keeps the order', async () => {
  const numbers = Array.from({ length: 2_000 }, (_, index) => index);
  expect(
    await mapInSlices(
      numbers,
      () => 100,
      (number) => number * 2,
    ),
  ).toEqual(numbers.map((number) => number * 2));
});
