/**
 * Proves the walls of `lint/walls.ts`: two projects in a temporary folder, one that breaks every wall and one that
 * keeps them all, are linted with our own configuration. A folder of `src` that has no wall yet fails here.
 */

import type { Wall } from '../lint/walls.ts';
import type { Example } from './support/walls.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { z } from 'zod';

import { TARGETS, WALLS, WITHOUT_EFFECTS } from '../lint/walls.ts';
import config from '../oxlint.config.ts';
import { filesUnder, importsOf, nodesOf, resolveImport, ROOT } from './support/sources.ts';
import { EXAMPLES } from './support/walls.ts';

type SourceFile = readonly [path: string, text: string];

interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Linted {
  readonly exitCode: number;
  readonly findings: readonly Finding[];
}

const REPORT = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      help: z.string().default(''),
      filename: z.string(),
      labels: z.tuple([z.object({ span: z.object({ line: z.number() }) })]).rest(z.unknown()),
    }),
  ),
});

/** The ways in which our messages say what to do instead. */
const REMEDY =
  /as a parameter|import type|declare what|add a method|go through|let (a|src|your)|by a dynamic import/i;

const WALLS_OF_FILES = Object.keys(WALLS).filter((name) => name.endsWith('.ts'));

const CYCLE: readonly SourceFile[] = [
  ['src/bot/one.ts', "import { two } from './two.ts';\nexport const one: () => unknown = () => two;"],
  ['src/bot/two.ts', "import { one } from './one.ts';\nexport const two: () => unknown = () => one;"],
];

describe('the walls', () => {
  const names = Object.keys(WALLS);
  let folder: string;
  let broken: Linted;
  let kept: Linted;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handrail-walls-'));
    broken = await lint(join(folder, 'broken'), [
      ...names.map((name): SourceFile => [pathOf(name), exportsOf(name, 'forbidden').join('\n')]),
      ...EXAMPLES.map((example, index): SourceFile => [pathOfExample(example, index), example[1]]),
      ...CYCLE,
    ]);
    kept = await lint(join(folder, 'kept'), [
      ...names.map((name): SourceFile => [
        pathOf(name),
        exportsOf(name, 'allowed').filter(isNoCycle).join('\n'),
      ]),
      ...EXAMPLES.map((example, index): SourceFile => [pathOfExample(example, index), example[2]]),
    ]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('stand around every folder and file of src', async () => {
    const entries = await readdir(join(ROOT, 'src'));
    expect(entries.toSorted()).toEqual(names.filter((name) => name !== 'bot/views').toSorted());
  });

  it('let through what keeps them', () => {
    expect(kept).toEqual({ exitCode: 0, findings: [] });
  });

  it('fail the check when they are broken', () => {
    expect(broken.exitCode).not.toBe(0);
  });

  it.each(names.filter((name) => exportsOf(name, 'forbidden').length > 0))('stand around src/%s', (name) => {
    const found = findingsIn(pathOf(name)).filter(({ rule }) => rule === 'eslint(no-restricted-imports)');
    const passed = exportsOf(name, 'forbidden').filter(
      (_, index) => !found.some(({ line }) => line === index + 1),
    );
    expect(passed).toEqual([]);
    expect(found.filter(({ message }) => !REMEDY.test(message))).toEqual([]);
  });

  it.each(EXAMPLES.map((example, index) => ({ where: example[0], breaks: example[1], example, index })))(
    'refuse in src/$where: $breaks',
    ({ example, index }) => {
      const [finding] = findingsIn(pathOfExample(example, index));
      expect(finding).toMatchObject({
        rule: expect.stringMatching(/^eslint\(no-restricted-(imports|globals|properties)\)$/),
        message: expect.stringMatching(example[3]),
      });
    },
  );

  it('keep two files from importing each other', () => {
    expect(CYCLE.map(([path]) => findingsIn(path).map(({ rule }) => rule))).toEqual([
      ['import(no-cycle)'],
      ['import(no-cycle)'],
    ]);
  });

  function findingsIn(path: string): readonly Finding[] {
    return broken.findings.filter(({ file }) => file === path);
  }
});

describe('what no lint rule can say', () => {
  it.each(WITHOUT_EFFECTS)('src/%s never asks what time it is', (name) => {
    const asking = filesUnder([`src/${name}`]).filter((path) => nodesOf(path).some(isDateOfNow));
    expect(asking).toEqual([]);
  });

  it('loads the sandbox from src/main.ts alone, and lazily', () => {
    const ways = filesUnder(['src']).flatMap((path) =>
      importsOf(path)
        .filter(({ specifier }) => resolveImport(path, specifier)?.startsWith('sandbox/'))
        .map(({ how }) => `${path}: ${how}`),
    );
    expect([...new Set(ways)]).toEqual(['src/main.ts: dynamic']);
  });
});

/** One line for each import from here that the plan allows, or that it forbids. */
function exportsOf(name: string, wanted: 'allowed' | 'forbidden'): readonly string[] {
  const { values, types = [] }: Pick<Wall, 'values' | 'types'> = WALLS[name] ?? { values: [] };
  return TARGETS.filter((target) => target !== name && !target.startsWith(`${name}/`)).flatMap(
    (target, index) => {
      const specifier = wayTo(pathOf(name), target);
      const asValue = values.includes(target) ? 'allowed' : 'forbidden';
      const asType =
        asValue === 'allowed' || types.some(({ of }) => of.includes(target)) ? 'allowed' : 'forbidden';
      return [
        ...(asValue === wanted ? [`export { value${index} } from '${specifier}';`] : []),
        ...(asType === wanted ? [`export type { Type${index} } from '${specifier}';`] : []),
      ];
    },
  );
}

// The two projects hold the files beside the folders under their own names, so that they would import each other.
function isNoCycle(line: string): boolean {
  return !WALLS_OF_FILES.some((name) => line.endsWith(`/${name}';`));
}

function pathOf(name: string): string {
  return name.endsWith('.ts') ? `src/${name}` : `src/${name}/probe.ts`;
}

function pathOfExample([where]: Example, index: number): string {
  return posix.join('src', where, `example-${index}.ts`);
}

function wayTo(from: string, target: string): string {
  const path = posix.join('src', target.endsWith('.ts') ? target : `${target}/target.ts`);
  const way = posix.relative(posix.dirname(from), path);
  return way.startsWith('.') ? way : `./${way}`;
}

async function lint(folder: string, files: readonly SourceFile[]): Promise<Linted> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text === '' ? 'export const nothing = null;\n' : `${text}\n`);
  }
  await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify(config));
  const { exitCode, output } = await runOxlint(folder);
  const findings = REPORT.parse(JSON.parse(output)).diagnostics.map((found) => ({
    rule: found.code,
    file: found.filename,
    line: found.labels[0].span.line,
    message: `${found.message} ${found.help}`,
  }));
  return { exitCode, findings };
}

function runOxlint(cwd: string): Promise<{ exitCode: number; output: string }> {
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [oxlint, '--format=json'],
      { cwd, maxBuffer: 2 ** 26 },
      (_, output) => {
        resolve({ exitCode: child.exitCode ?? -1, output });
      },
    );
  });
}

function isDateOfNow(node: Readonly<Record<string, unknown>>): boolean {
  const { type, callee, arguments: given } = node;
  if (type !== 'NewExpression' || typeof callee !== 'object' || callee === null || !('value' in callee))
    return false;
  return callee.value === 'Date' && (!Array.isArray(given) || given.length === 0);
}
