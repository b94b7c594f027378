/**
 * The lines of a runbook that somebody has to answer for: each heading and each list item, as a tree, with its place, the
 * command at its end, and the commands that its prose names. Knows nothing of verbs and procedures.
 */

import type { List, ListItem, RootContent } from 'mdast';

import type { Place } from '../../src/runbooks/links.ts';
import type { MarkdownDocument } from '../../src/runbooks/markdown.ts';
import type { Section } from '../../src/runbooks/outline.ts';

import GithubSlugger from 'github-slugger';

import { linksIn, placeOf } from '../../src/runbooks/links.ts';
import { lineOf, plainText, walk } from '../../src/runbooks/markdown.ts';
import { outlineOf } from '../../src/runbooks/outline.ts';
import { draftStep } from '../../src/runbooks/step.ts';

export interface Line {
  /** `RUNBOOK.md/architecture/data-flow`: the file and the slugs of what stands above, as procedures have their ids. */
  readonly place: string;
  readonly text: string;
  /** 1 to 6 of a heading, null of a list item. */
  readonly depth: number | null;
  /** Of a heading, to be linked to; empty of an item. */
  readonly anchor: string;
  readonly source: { readonly file: string; readonly line: number };
  /** The command at the end of its line. */
  readonly command: string | null;
  /** The commands in its prose, each once. */
  readonly named: readonly string[];
  /** The places in this runbook that it links to. */
  readonly links: readonly Place[];
  readonly below: readonly Line[];
}

const COMMAND = /^\/etl(?:\s|$)/;

/** The headings of a file in their order, with all that stands below them. */
export function linesOf(document: MarkdownDocument): readonly Line[] {
  const root = outlineOf(document);
  const [title] = root.children;
  // A file's title is no part of the place, as it is none of a procedure's id.
  if (title?.depth === 1 && root.children.length === 1) return [headingOf(document, title, document.file)];
  return belowOf(document, root, document.file);
}

/** The line and all below it, in their order. */
export function* allLines(line: Line): Generator<Line> {
  yield line;
  for (const below of line.below) yield* allLines(below);
}

function headingOf(document: MarkdownDocument, section: Section, place: string): Line {
  const prose = section.blocks.filter(({ type }) => type !== 'list');
  return {
    place,
    text: section.title,
    depth: section.depth,
    anchor: section.anchor,
    source: { file: document.file, line: section.line },
    command: null,
    named: commandsIn(prose),
    links: linksOf(document, prose),
    below: belowOf(document, section, place),
  };
}

function belowOf(document: MarkdownDocument, section: Section, place: string): readonly Line[] {
  return [
    ...itemsOf(document, section.blocks, place),
    ...section.children.map((child) => headingOf(document, child, `${place}/${child.anchor}`)),
  ];
}

function itemsOf(document: MarkdownDocument, blocks: readonly RootContent[], place: string): readonly Line[] {
  const slugger = new GithubSlugger();
  return blocks
    .filter((block): block is List => block.type === 'list')
    .flatMap((list) => list.children)
    .flatMap((item) => itemOf(document, item, (text) => `${place}/${slugger.slug(text)}`) ?? []);
}

function itemOf(
  document: MarkdownDocument,
  item: ListItem,
  placeNamed: (text: string) => string,
): Line | null {
  const step = draftStep(document, item);
  if (step === null) return null;
  const nested = item.children.some(({ type }) => type === 'list');
  const [first] = item.children;
  const text = nested && first !== undefined ? plainText(first).replace(/\s*:$/, '') : step.text;
  const prose = item.children.filter(({ type }) => type !== 'list');
  const place = placeNamed(text);
  return {
    place,
    text,
    depth: null,
    anchor: '',
    source: { file: document.file, line: lineOf(item) },
    command: step.command,
    named: commandsIn(prose).filter((command) => command !== step.command),
    links: linksOf(document, prose),
    below: itemsOf(document, item.children, place),
  };
}

function commandsIn(blocks: readonly RootContent[]): readonly string[] {
  const commands = blocks
    .flatMap((block) => [...walk(block)])
    .flatMap((node) => (node.type === 'inlineCode' ? [node.value.trim().replace(/\s+/g, ' ')] : []))
    .filter((code) => COMMAND.test(code));
  return [...new Set(commands)];
}

function linksOf(document: MarkdownDocument, blocks: readonly RootContent[]): readonly Place[] {
  return blocks
    .flatMap((block) => linksIn(document, block))
    .flatMap(({ url }) => placeOf(document.file, url) ?? []);
}
