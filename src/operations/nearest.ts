/** The names that a mistyped one may have meant, and the finding that offers them. */

import type { Finding } from './finding.ts';

import { distance } from 'fastest-levenshtein';

import { asTyped } from './arguments.ts';
import { finding } from './findings.ts';

const MOST = 3;

/** Of the names those that differ in hardly more than a third of their letters, the most alike first, at most three. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  return names
    .map((each) => ({ each, apart: distance(wanted, each.toLowerCase()) }))
    .filter(({ each, apart }) => apart <= Math.max(2, Math.ceil(Math.max(each.length, name.length) / 3)))
    .toSorted((left, right) => left.apart - right.apart)
    .slice(0, MOST)
    .map(({ each }) => each);
}

/** ` The nearest: silver-users.`, to stand after a sentence; empty without any. */
export function nearestWords(near: readonly string[]): string {
  return near.length === 0 ? '' : ` The nearest: ${near.join(', ')}.`;
}

/** That nothing here has this name, with the nearest of those that are known, each to be asked for with `verb`. */
export function noneCalled(name: string, { what, known, verb, ...more }: NoneCalled): Finding {
  const near = nearest(name, known);
  return finding({
    verdict: 'fail',
    summary: `No ${what} here is called ${name}.${nearestWords(near)}`,
    next: near.map((each) => `/etl ${verb} ${asTyped(each)}`),
    ...more,
  });
}

interface NoneCalled extends Pick<Finding, 'trueAt' | 'links'> {
  /** `Glue job`. */
  readonly what: string;
  readonly known: readonly string[];
  readonly verb: string;
}
