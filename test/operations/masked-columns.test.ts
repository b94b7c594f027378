import { expect, it } from '@jest/globals';

import { maskedColumns, withoutAnyValue, withoutValues } from '../../src/operations/masked-columns.ts';

it('hides columns by their place and by their name in whatever case, each on its own', () => {
  const columns = ['id', 'EMail', 'e', 'email'];
  expect(maskedColumns(columns, { places: [], names: [] })).toEqual([false, false, false, false]);
  expect(maskedColumns(columns, { places: [2], names: [] })).toEqual([false, false, true, false]);
  expect(maskedColumns(columns, { places: [0], names: ['email'] })).toEqual([true, true, false, true]);
});

it('tells of an error about stored values its kind alone where columns are masked', () => {
  const because = "HIVE_BAD_DATA: Error parsing field value 'ann@example.org' for field 1";
  expect(withoutValues(because, [])).toBe(because);
  expect(withoutValues(because, ['email'])).toBe(
    'HIVE_BAD_DATA, whose words may quote what is masked: Athena has them',
  );
  const harmless = "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved";
  expect(withoutValues(harmless, ['email'])).toBe(harmless);
});

it('tells everybody of an error no more than its kind, unless it is about names alone', () => {
  expect(withoutAnyValue("INVALID_CAST_ARGUMENT: Cannot cast 'ann@example.org' to INT")).toBe(
    'INVALID_CAST_ARGUMENT, whose words may quote a value: who asks the rule alone is told them',
  );
  for (const harmless of [
    "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved",
    'Query exhausted resources at this scale factor',
  ])
    expect(withoutAnyValue(harmless)).toBe(harmless);
});
