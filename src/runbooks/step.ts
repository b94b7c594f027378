/** One list item as a step: its text, its button, and what is indented below it. */

import type { ListItem, Nodes } from 'mdast';

import type { Link } from './links.ts';
import type { InlineLine, MarkdownDocument } from './markdown.ts';
import type { Step } from './runbook.ts';
import type { Prose } from './step-prose.ts';

import { isExternal, linksIn } from './links.ts';
import { inlineLines, lineOf, plainText, sourceOf } from './markdown.ts';
import { isLabelled, readProse } from './step-prose.ts';

/** A step whose links have not been followed yet: other files may not be read. */
export interface StepDraft extends Omit<Step, 'jump'> {
  readonly links: readonly Link[];
}

interface Head {
  readonly text: string;
  readonly command: string | null;
  readonly dueWithinMs: number | null;
  /** Last source line that belongs to the text. */
  readonly endLine: number;
}

const COMMAND = /^\/etl(?:\s|$)/;
const DUE_WITHIN =
  /\s*\(\s*within\s+(\d{1,4})\s*(s|sec|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\s*\)/i;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a list item; null when it has no words. Its first line is the text, the rest help, test, condition and code. */
export function draftStep(document: MarkdownDocument, item: ListItem): StepDraft | null {
  const [first, ...rest] = item.children;
  if (first === undefined) return null;
  const lines = first.type === 'paragraph' ? inlineLines(first) : [];
  const head = first.type === 'paragraph' ? headOf(lines) : plainHead(first);
  if (head.text === '') return null;

  const prose: Prose[] = [];
  const code: string[] = [];
  if (first.type === 'paragraph') {
    const endOfParagraph = first.position?.end.line ?? head.endLine;
    prose.push({
      lines: document.lines.slice(head.endLine, endOfParagraph),
      line: head.endLine + 1,
      wraps: true,
    });
  }
  for (const block of first.type === 'code' ? item.children : rest) {
    if (block.type === 'code') code.push(block.value);
    else
      prose.push({
        lines: sourceOf(document, block).split('\n'),
        line: lineOf(block),
        wraps: block.type === 'paragraph',
      });
  }
  const links = externalLinks(document, lines, head.endLine);
  const { help, goodWhen, neededWhen } = readProse([
    ...prose,
    { lines: links, line: head.endLine, wraps: false },
  ]);
  return {
    text: head.text,
    help,
    command: head.command,
    goodWhen,
    ...(neededWhen === null ? {} : { neededWhen }),
    dueWithinMs: head.dueWithinMs,
    code: code.length === 0 ? null : code.join('\n\n'),
    links: linksIn(document, item),
    source: { file: document.file, line: lineOf(item) },
  };
}

/** A step that is nothing but its text, as comments in a code block are. */
export function plainStep(document: MarkdownDocument, text: string, line: number): StepDraft {
  const source = { file: document.file, line };
  return {
    text,
    help: null,
    command: null,
    goodWhen: null,
    dueWithinMs: null,
    code: null,
    links: [],
    source,
  };
}

function headOf(lines: readonly InlineLine[]): Head {
  const words: string[] = [];
  let endLine = lines[0]?.number ?? 1;
  for (const line of lines) {
    if (words.length > 0 && isLabelled(plainText(line.nodes))) break;
    endLine = line.number;
    const { before, command } = commandAtEnd(line.nodes);
    const text = [...words, before].join(' ').trim();
    if (command !== null && text.endsWith(':')) {
      return { ...withoutDueTime(text.slice(0, -1).trimEnd()), command, endLine };
    }
    words.push(plainText(line.nodes));
  }
  return { ...withoutDueTime(words.join(' ').trim()), command: null, endLine };
}

function plainHead(block: Nodes): Head {
  const text =
    block.type === 'code' ? block.value.split('\n').find((line) => line.trim() !== '') : plainText(block);
  return { text: (text ?? '').trim(), command: null, dueWithinMs: null, endLine: lineOf(block) };
}

function commandAtEnd(nodes: readonly Nodes[]): { readonly before: string; readonly command: string | null } {
  const end = nodes.findLastIndex((node) => node.type !== 'text' || node.value.trim() !== '');
  const last = nodes[end];
  if (last?.type !== 'inlineCode' || !COMMAND.test(last.value.trim())) return { before: '', command: null };
  return { before: plainText(nodes.slice(0, end)), command: last.value.trim().replace(/\s+/g, ' ') };
}

function withoutDueTime(text: string): { readonly text: string; readonly dueWithinMs: number | null } {
  const match = DUE_WITHIN.exec(text);
  if (match === null) return { text, dueWithinMs: null };
  const unit = UNIT_MS[match[2]?.[0]?.toLowerCase() ?? ''] ?? 0;
  return { text: text.replace(DUE_WITHIN, '').trim(), dueWithinMs: Number(match[1]) * unit };
}

/** The text is shown without markup, so addresses that stand in it are repeated below. */
function externalLinks(
  document: MarkdownDocument,
  lines: readonly InlineLine[],
  endLine: number,
): readonly string[] {
  return lines
    .filter((line) => line.number <= endLine)
    .flatMap((line) => line.nodes.flatMap((node) => linksIn(document, node)))
    .filter((link) => isExternal(link.url))
    .map((link) => `[${link.label}](${link.url})`);
}
