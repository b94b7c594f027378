/** A Markdown file as the tree of its headings, each with its anchor; the flat list of blocks says nothing of that. */

import type { Heading, RootContent } from 'mdast';

import type { MarkdownDocument } from './markdown.ts';

import GithubSlugger from 'github-slugger';

import { lineOf, plainText, walk } from './markdown.ts';

export interface Section {
  /** The heading without its number: `ETL Job Failures` of `1. ETL Job Failures`. Empty at the root. */
  readonly title: string;
  readonly numbered: boolean;
  readonly anchor: string;
  /** 1 to 6; 0 at the root. */
  readonly depth: number;
  readonly line: number;
  /** What stands between this heading and the next. */
  readonly blocks: readonly RootContent[];
  readonly children: readonly Section[];
}

interface GrowingSection extends Section {
  readonly blocks: RootContent[];
  readonly children: GrowingSection[];
}

const NUMBER = /^(?:\d{1,3}(?:\.\d{1,3}){0,3}[.):]|\d{1,3}(?:\.\d{1,3}){1,3})\s+/;

/** The file's headings as a tree below an unnamed root. A skipped level is no fault: the nearest heading above is the parent. */
export function outlineOf(document: MarkdownDocument): Section {
  const anchors = anchorsOf(document);
  const root = grow({ title: '', numbered: false, anchor: '', depth: 0, line: 1 });
  const open = [root];
  for (const block of document.root.children) {
    let parent = open.at(-1) ?? root;
    if (block.type !== 'heading') {
      parent.blocks.push(block);
      continue;
    }
    while (parent.depth >= block.depth) {
      open.pop();
      parent = open.at(-1) ?? root;
    }
    const text = plainText(block);
    const title = withoutNumber(text);
    const section = grow({
      title,
      numbered: title !== text,
      anchor: anchors.get(block) ?? '',
      depth: block.depth,
      line: lineOf(block),
    });
    parent.children.push(section);
    open.push(section);
  }
  return root;
}

/** Every heading's anchor, headings inside quotes and lists included, as GitHub numbers them. */
export function anchorsOf(document: MarkdownDocument): ReadonlyMap<Heading, string> {
  const slugger = new GithubSlugger();
  const headings = [...walk(document.root)].filter((node): node is Heading => node.type === 'heading');
  return new Map(headings.map((heading) => [heading, slugger.slug(plainText(heading))]));
}

/** A title without the number before it; a title that is only a number keeps it. */
export function withoutNumber(title: string): string {
  const rest = title.replace(NUMBER, '').trim();
  return rest === '' ? title : rest;
}

function grow(section: Omit<Section, 'blocks' | 'children'>): GrowingSection {
  return { ...section, blocks: [], children: [] };
}
