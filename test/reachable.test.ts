/**
 * No file that nothing leads to: whatever lies in `src`, `sandbox` and `runbooks` is reached from the places where work
 * starts. And nothing loaded before it is needed.
 */

import { describe, expect, it } from '@jest/globals';
import { basename } from 'node:path';

import type { Import } from './support/sources.ts';

import { filesUnder, importsOf, readSource, resolveImport } from './support/sources.ts';

/** The process, the measurements, the page, which the browser starts, and what `npm run docs` starts. */
const STARTS = [
  'src/main.ts',
  ...filesUnder(['bench']),
  'sandbox/page/client/main.tsx',
  'runbooks/coverage/main.ts',
];

/** What the simulators honour, for people to read; the tests keep it true. */
const READ_BY_PEOPLE = ['sandbox/aws/coverage.ts', 'sandbox/slack/coverage.ts'];

describe('every file of src, sandbox and runbooks', () => {
  const reached = reachedFrom(STARTS);

  it('is imported by something that runs', () => {
    const left = filesUnder(['src', 'sandbox', 'runbooks']).filter((path) => !reached.has(path));
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

describe('before it works', () => {
  it('the help loads the command line alone', () => {
    expect(packagesLoadedBy('src/main.ts')).toEqual(['commander']);
  });

  it('the bot loads neither Bolt nor the AWS SDK: each takes a tenth of the start', () => {
    const loaded = packagesLoadedBy('src/cli/start.ts');
    expect(loaded).toContain('fastify');
    expect(loaded.filter((name) => name === '@slack/bolt' || name.startsWith('@aws-sdk/'))).toEqual([]);
  });
});

/** The packages that are loaded with this file, sorted. */
function packagesLoadedBy(start: string): readonly string[] {
  const packages = [...reachedFrom([start], ['value'])]
    .flatMap(importsOf)
    .flatMap(({ specifier, how }) =>
      how === 'value' && !/^(?:\.|node:)/.test(specifier) ? [specifier] : [],
    );
  return [...new Set(packages)].toSorted();
}

function reachedFrom(
  starts: readonly string[],
  by: readonly Import['how'][] = ['value', 'type', 'dynamic'],
): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const path of reached) {
    for (const { specifier, how } of importsOf(path)) {
      if (!by.includes(how)) continue;
      const target = resolveImport(path, specifier);
      // A set that grows while it is walked is walked to its new end.
      if (target !== null && /\.tsx?$/.test(target)) reached.add(target);
    }
  }
  return reached;
}
