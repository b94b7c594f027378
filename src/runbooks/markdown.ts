/**
 * One runbook file as a syntax tree with positions. A text that is too big or too deep to read in reasonable time is
 * refused as a fault before and after the parser sees it, so whoever walks the tree may recurse. Never throws.
 */

import type { Definition, Nodes, Parent, PhrasingContent, Root } from 'mdast';

import type { Result } from '../lib/result.ts';
import type { RunbookFault, RunbookFile } from './runbook.ts';

import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';

import { err, ok } from '../lib/result.ts';
import { storableText } from '../lib/text.ts';

export interface MarkdownDocument {
  readonly file: string;
  /** The source, line by line; line 1 is at index 0. */
  readonly lines: readonly string[];
  readonly root: Root;
  /** Reference-style link targets, by their normalised label. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** The part of a paragraph that stands on one source line. */
export interface InlineLine {
  readonly number: number;
  readonly nodes: readonly PhrasingContent[];
}

/** A runbook of 300 lines has 9 kB; the parser takes about 3 ms per kB. */
export const MAX_FILE_CHARACTERS = 256 * 1024;

// The parser's time grows with the square of nested lists, and with the cube of nested emphasis in one paragraph.
const MAX_NESTING = 48;
const MAX_MARKS_IN_PARAGRAPH = 2_000;
const MAX_TREE_DEPTH = 200;

const LEADING_MARKERS = /^[\s>*+\-\d.)]*/;
// Brackets, and runs of emphasis; an underscore inside a word is neither.
const MARK = /\[|\*+|~+|(?<!\w)_+|_+(?!\w)/g;
const FENCE = /^---[ \t]*$/;
const CONTAINER = />|[-+*](?=\s)|\d[.)](?=\s)/g;

/** The text as it is kept, hashed and parsed: storable, without byte order mark, with `\n` line ends. */
export function normaliseMarkdown(markdown: string): string {
  return storableText(markdown)
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
}

/** Parses one file (CommonMark, GFM, YAML front matter). The error is a fault with the line to look at. */
export function readMarkdown(file: RunbookFile): Result<MarkdownDocument, RunbookFault> {
  const refuse = (line: number, problem: string) => err({ file: file.path, line, problem });
  if (file.markdown.length > MAX_FILE_CHARACTERS) {
    return refuse(
      1,
      `Expected at most ${MAX_FILE_CHARACTERS / 1024} KiB, got ${Math.ceil(file.markdown.length / 1024)} KiB: split the file`,
    );
  }
  const lines = file.markdown.split('\n');
  const tangled = findTangledLine(lines);
  if (tangled !== null)
    return refuse(tangled, 'Lists, quotes, brackets or emphasis are too tangled here to be a runbook');

  let root: Root;
  try {
    root = fromMarkdown(file.markdown, {
      extensions: hasFrontMatter(lines) ? [gfm(), frontmatter('yaml')] : [gfm()],
      mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown('yaml')],
    });
  } catch (error) {
    // Deep nesting exhausts the parser's stack; the text is a person's, so whatever the parser throws is about the file.
    return refuse(
      1,
      `The Markdown parser gave up on this file: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
  const tooDeep = findTooDeepLine(root);
  if (tooDeep !== null)
    return refuse(tooDeep, `Markup is nested more than ${MAX_TREE_DEPTH} levels deep here`);
  return ok({ file: file.path, lines, root, definitions: definitionsOf(root) });
}

/** All nodes of a tree in document order, the given one first. */
export function* walk(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child);
}

/** The words of nodes on one line of plain text, without markup. */
export function plainText(nodes: Nodes | readonly Nodes[]): string {
  return toString(nodes, { includeImageAlt: false, includeHtml: false }).replace(/\s+/g, ' ').trim();
}

/** Source line of a node, 1-based. */
export function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1;
}

/** Splits a paragraph where its source lines end; a soft line break carries meaning in a runbook. */
export function inlineLines(paragraph: Parent): readonly InlineLine[] {
  const lines = new Map<number, PhrasingContent[]>();
  const add = (number: number, node: PhrasingContent) => {
    const line = lines.get(number);
    if (line === undefined) lines.set(number, [node]);
    else line.push(node);
  };
  for (const node of paragraph.children as readonly PhrasingContent[]) {
    if (node.type === 'break') continue;
    if (node.type !== 'text') {
      add(lineOf(node), node);
      continue;
    }
    node.value.split('\n').forEach((value, index) => {
      if (value !== '') add(lineOf(node) + index, { type: 'text', value });
    });
  }
  return [...lines].map(([number, nodes]) => ({ number, nodes }));
}

/** The Markdown source of a node, without the indentation of the list that it stands in. */
export function sourceOf(document: MarkdownDocument, node: Nodes): string {
  const position = node.position;
  if (position === undefined) return '';
  const indent = position.start.column - 1;
  return document.lines
    .slice(position.start.line - 1, position.end.line)
    .map((line, index, all) => {
      const ended = index === all.length - 1 ? line.slice(0, position.end.column - 1) : line;
      return index === 0 ? ended.slice(indent) : ended.slice(Math.min(indent, leadingSpaces(ended)));
    })
    .join('\n')
    .trim();
}

/** Trying for a front matter that never ends leaves the parser unable to see lists, so it must not try. */
function hasFrontMatter([first = '', ...rest]: readonly string[]): boolean {
  return FENCE.test(first) && rest.some((line) => FENCE.test(line));
}

function findTangledLine(lines: readonly string[]): number | null {
  let marks = 0;
  for (const [index, line] of lines.entries()) {
    const lead = LEADING_MARKERS.exec(line)?.[0] ?? '';
    const containers = lead.match(CONTAINER)?.length ?? 0;
    if (containers > 0 && containers + leadingSpaces(line) / 2 > MAX_NESTING) return index + 1;
    marks = line.trim() === '' ? 0 : marks + (line.match(MARK)?.length ?? 0);
    if (marks > MAX_MARKS_IN_PARAGRAPH) return index + 1;
  }
  return null;
}

function leadingSpaces(line: string): number {
  return line.length - line.trimStart().length;
}

// Without recursion: this is what makes recursion safe for everybody else.
function findTooDeepLine(root: Root): number | null {
  const open: { readonly node: Nodes; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_TREE_DEPTH) return lineOf(next.node);
    if (!('children' in next.node)) continue;
    for (const child of next.node.children) open.push({ node: child, depth: next.depth + 1 });
  }
  return null;
}

function definitionsOf(root: Root): ReadonlyMap<string, string> {
  const definitions = [...walk(root)].filter((node): node is Definition => node.type === 'definition');
  // The first definition of a label wins in CommonMark.
  return new Map(definitions.toReversed().map((definition) => [definition.identifier, definition.url]));
}
