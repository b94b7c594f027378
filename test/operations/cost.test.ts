/**
 * What an operation costs who adds one: its own file, and its line in the catalog. Counted are the files of `src` that
 * import the one that declares it, and those that decide by its verb. Parts that its file is split into are its own, and
 * a command that a finding suggests is text.
 */

import { describe, expect, it } from '@jest/globals';

import { createCatalog } from '../../src/aws/catalog.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { filesUnder, importsOf, readSource, resolveImport } from '../support/sources.ts';

const SOURCES = filesUnder(['src']);
const clock = () => 0;
const pool = createClientPool({ places: { region: 'eu-central-1', pipelines: [] }, clock });
const VERBS = createCatalog({ pool, clock }).operations.map(({ verb }) => verb);

/** Files that say `verb: 'retry'`, compare a verb with it, keep a table by it, or look it up in a catalog. */
function filesThatDecideBy(verb: string): readonly string[] {
  const word = `['"\`]${verb}['"\`]`;
  const patterns = [
    `\\bverb\\b[^;\\n]{0,60}${word}`,
    `${word}[^;\\n]{0,60}\\bverb\\b`,
    `\\bcatalog\\.find\\(\\s*${word}`,
    `\\bverbs?\\)?[^{}]*\\{[^{}]*\\bcase ${word}`,
  ];
  return SOURCES.filter((path) => patterns.some((pattern) => new RegExp(pattern).test(readSource(path))));
}

function importersOf(file: string): readonly string[] {
  return SOURCES.filter((path) =>
    importsOf(path).some(({ specifier }) => resolveImport(path, specifier) === file),
  );
}

describe('an operation', () => {
  it.each(VERBS)('%s is its own file and a line in the catalog', (verb) => {
    const declared = SOURCES.filter((path) => readSource(path).includes(`verb: '${verb}',`));
    expect(declared).toHaveLength(1);
    const [own = ''] = declared;
    const named = new Set([own, ...importersOf(own), ...filesThatDecideBy(verb)]);
    expect([...named].toSorted()).toEqual(['src/aws/catalog.ts', own].toSorted());
  });
});
