import { expect, it } from '@jest/globals';

import { mapInSlices, SLICE_CHARACTERS, SLICE_ITEMS } from '../../src/operations/in-slices.ts';

/** The items that were worked on between two pauses, slice by slice. */
async function slicesOf(items: readonly string[]): Promise<readonly (readonly string[])[]> {
  const slices: string[][] = [];
  await mapInSlices(items, {
    charactersOf: (item) => item.length,
    map: (item) => slices.at(-1)?.push(item),
    pause: async () => {
      slices.push([]);
    },
  });
  return slices;
}

it.each([
  ['many short', Array.from({ length: 5_000 }, () => 'a')],
  ['many long', Array.from({ length: 200 }, () => 'a'.repeat(2_000))],
  ['one after the other too long', Array.from({ length: 5 }, () => 'a'.repeat(2 * SLICE_CHARACTERS))],
])('everybody has a turn before a slice is too much: %s', async (_, items) => {
  const slices = await slicesOf(items);
  expect(slices.flat()).toHaveLength(items.length);
  for (const slice of slices) {
    expect(slice.length).toBeLessThanOrEqual(SLICE_ITEMS);
    expect(slice.length === 1 || slice.join('').length <= SLICE_CHARACTERS).toBe(true);
  }
});

it('works on nothing before the pause is over', async () => {
  const done: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const mapping = mapInSlices([1], {
    charactersOf: () => 1,
    map: (item) => done.push(item),
    pause: () => promise,
  });
  expect(done).toEqual([]);
  resolve();
  await mapping;
  expect(done).toEqual([1]);
});

it('keeps the order', async () => {
  const numbers = Array.from({ length: 2_000 }, (_, index) => index);
  expect(
    await mapInSlices(numbers, {
      charactersOf: () => 100,
      map: (number) => number * 2,
      pause: async () => {},
    }),
  ).toEqual(numbers.map((number) => number * 2));
});
