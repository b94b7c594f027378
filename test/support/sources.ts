/** Reads our own sources as syntax trees, for the tests that speak about all of them. It runs none of them. */

import { parseSync } from '@swc/core';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One import, re-export or `import()`. */
export interface Import {
  readonly specifier: string;
  readonly how: 'value' | 'type' | 'dynamic';
}

type Node = Readonly<Record<string, unknown>>;

/** Folder of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Every file under the folders, as `src/lib/text.ts`, sorted. `ends` is a pattern of the whole path. */
export function filesUnder(folders: readonly string[], ends: RegExp = /\.tsx?$/): readonly string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        posix.join(folder, path),
      ),
    )
    .filter((path) => ends.test(path))
    .toSorted();
}

/** The text of a file of the checkout. */
export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What a TypeScript file imports, in the order of the file. Types in braces count with their statement. */
export function importsOf(path: string): readonly Import[] {
  return nodesOf(path).flatMap((node): Import[] => {
    const specifier = isNode(node.source) ? node.source.value : undefined;
    if (typeof specifier === 'string')
      return [{ specifier, how: node.typeOnly === true || onlyTypes(node) ? 'type' : 'value' }];
    if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.type !== 'Import') return [];
    const [argument] = Array.isArray(node.arguments) ? (node.arguments as readonly Node[]) : [];
    const target = isNode(argument?.expression) ? argument.expression.value : undefined;
    return typeof target === 'string' ? [{ specifier: target, how: 'dynamic' }] : [];
  });
}

/** Where a relative import leads, as `src/lib/text.ts`; null for a package or a part of Node. */
export function resolveImport(from: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : null;
}

/** Every node of a file's syntax tree. */
export function nodesOf(path: string): readonly Node[] {
  const tree = parseSync(readSource(path), {
    syntax: 'typescript',
    tsx: path.endsWith('x'),
    target: 'es2024',
  });
  return descend(tree);
}

function descend(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(descend);
  if (!isNode(value)) return [];
  const below = Object.values(value).flatMap(descend);
  return typeof value.type === 'string' ? [value, ...below] : below;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function onlyTypes({ specifiers }: Node): boolean {
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return (specifiers as readonly Node[]).every((specifier) => specifier.isTypeOnly === true);
}
