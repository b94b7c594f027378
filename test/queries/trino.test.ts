/** Whatever our grammar reads, a grammar of Trino that is not ours reads too, and finds the same tables. */

import type { tablesByTrino } from './trino-grammar.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

import { readStatement } from '../../src/queries/statement.ts';
import { queries } from './generated.ts';
import { ALLOWED } from './statements.ts';

const BUNDLE = z.object({
  tablesByTrino: z.custom<typeof tablesByTrino>((value) => typeof value === 'function'),
});

const HIVE = /^\s*(?:show|desc)/i;
const QUERIES = ALLOWED.map(([sql]) => sql.replace(/;\s*(?:-- done)?$/, '')).filter((sql) => !HIVE.test(sql));
const WORDS = QUERIES.map(
  (sql) => sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|<>|<=|>=|\|\||->|=>|\S/g) ?? [],
);

/** A statement that is let through, with some of its words taken out, put in, or changed for those of others. */
const mutated = fc
  .tuple(
    fc.constantFrom(...WORDS),
    fc.array(fc.tuple(fc.nat(60), fc.nat(2), fc.array(fc.constantFrom(...WORDS.flat()), { maxLength: 3 })), {
      maxLength: 3,
    }),
  )
  .map(([words, changes]) => {
    const changed = [...words];
    for (const [at, removed, added] of changes) changed.splice(at % (changed.length + 1), removed, ...added);
    return changed.join(' ');
  });

describe('beside a grammar of Trino', () => {
  let folder: string;
  let byTrino: typeof tablesByTrino;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handrail-trino-'));
    const outfile = join(folder, 'trino.mjs');
    const entry = join(import.meta.dirname, 'trino-grammar.ts');
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    byTrino = BUNDLE.parse(await import(pathToFileURL(outfile).href)).tablesByTrino;
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(QUERIES)('%s is read alike', (sql) => {
    expectAlike(sql);
  });

  it('generated queries are read alike', () => {
    fc.assert(
      fc.property(queries, ({ sql }) => {
        // That grammar takes long for parentheses in parentheses.
        if (sql.length < 150) expectAlike(sql);
      }),
      { numRuns: 60 },
    );
  });

  it('what is changed at random and still read is read alike', () => {
    fc.assert(
      fc.property(mutated, (sql) => {
        if (!HIVE.test(sql) && readStatement(sql).ok) expectAlike(sql);
      }),
      { numRuns: 800 },
    );
  });

  function expectAlike(sql: string): void {
    const read = readStatement(sql);
    // One that the text may have already would be an empty statement after it, which EXPLAIN does not take there.
    const theirs = byTrino(`${sql.replace(/;\s*$/, '')};`);
    expect({ sql, read: read.ok, byTrino: theirs !== null }).toEqual({ sql, read: true, byTrino: true });
    if (!read.ok) return;
    const left = (theirs ?? []).map((name) => name.replaceAll('"', '').toLowerCase());
    const missed: string[] = [];
    for (const { catalog, database, table, metadata } of read.value.tables) {
      const spelt = [catalog, database, metadata === null ? table : `${table}$${metadata}`];
      const name = spelt
        .filter((part) => part !== null)
        .join('.')
        .toLowerCase();
      const at = left.indexOf(name);
      if (at === -1) missed.push(name);
      else left.splice(at, 1);
    }
    // What is left are names that WITH gave.
    const named = new Set(
      [...sql.matchAll(/"?(\w+)"?\s*(?:\([^()]*\)\s*)?\bas\s*\(/gi)].map(([, name]) => name?.toLowerCase()),
    );
    expect({ sql, missed, unread: left.filter((name) => !named.has(name)) }).toEqual({
      sql,
      missed: [],
      unread: [],
    });
  }
});
