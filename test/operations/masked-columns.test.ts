import { expect, it } from '@jest/globals';

import { maskedColumns } from '../../src/operations/masked-columns.ts';

it('hides columns by their place and by their name in whatever case, each on its own', () => {
  const columns = ['id', 'EMail', 'e', 'email'];
  expect(maskedColumns(columns, { places: [], names: [] })).toEqual([false, false, false, false]);
  expect(maskedColumns(columns, { places: [2], names: [] })).toEqual([false, false, true, false]);
  expect(maskedColumns(columns, { places: [0], names: ['email'] })).toEqual([true, true, false, true]);
});
