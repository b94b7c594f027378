/** No file that nothing leads to: whatever lies in `src` and `sandbox` is reached from the places where work starts. */

import { describe, expect, it } from '@jest/globals';
import { basename } from 'node:path';

import { filesUnder, importsOf, readSource, resolveImport } from './support/sources.ts';

/** The process, the measurements, and the page, which the browser starts. */
const STARTS = ['src/main.ts', ...filesUnder(['bench']), 'sandbox/page/client/main.tsx'];

/** What the simulators honour, for people to read; the tests keep it true. */
const READ_BY_PEOPLE = ['sandbox/aws/coverage.ts', 'sandbox/slack/coverage.ts'];

describe('every file of src and sandbox', () => {
  const reached = reachedFrom(STARTS);

  it('is imported by something that runs', () => {
    const left = filesUnder(['src', 'sandbox']).filter((path) => !reached.has(path));
    expect(left).toEqual(READ_BY_PEOPLE);
  });

  it('that is not code is named by another', () => {
    const texts = filesUnder(['src', 'sandbox'], /\.[a-z]+$/).map((path) => ({
      path,
      text: readSource(path),
    }));
    const others = filesUnder(['src', 'sandbox'], /\.(?!tsx?$|json$)[a-z]+$/);
    const unnamed = others.filter(
      (other) => !texts.some(({ path, text }) => path !== other && text.includes(basename(other))),
    );
    expect(unnamed).toEqual([]);
  });
});

function reachedFrom(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const path of reached) {
    for (const { specifier } of importsOf(path)) {
      const target = resolveImport(path, specifier);
      // A set that grows while it is walked is walked to its new end.
      if (target !== null && /\.tsx?$/.test(target)) reached.add(target);
    }
  }
  return reached;
}
