/**
 * The common part of Markdown that a `markdown` block carries, read into the same tree as mrkdwn: headings, lists,
 * quotes, fences, bold, italic, strike, code and links. Raw HTML stays text.
 */

import type { TextNode } from './nodes.ts';
import { emojiOf } from './emoji.ts';
import { safeUrl } from './nodes.ts';

const FENCE = /^```/;
const HEADING = /^#{1,6}\s+/;
const QUOTE = /^>\s?/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const INLINE =
  /`([^`]+)`|\[([^\]]+)\]\(([^()\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|~~(\S(?:.*?\S)?)~~|\*(\S(?:[^*]*\S)?)\*|(?<![\p{L}\p{N}])_(\S(?:[^_]*\S)?)_(?![\p{L}\p{N}])|:([a-z0-9_+-]+):/gu;

/** Reads a Markdown text. Never fails: what is not understood is shown as text. */
export function parseMarkdown(text: string): readonly TextNode[] {
  const lines = text.split('\n');
  const nodes: TextNode[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    if (FENCE.test(line)) {
      const close = lines.findIndex((each, at) => at > index && FENCE.test(each));
      const end = close === -1 ? lines.length : close;
      nodes.push({ kind: 'pre', text: lines.slice(index + 1, end).join('\n') });
      index = end + 1;
    } else if (HEADING.test(line)) {
      nodes.push({ kind: 'heading', children: parseInline(line.replace(HEADING, '')) });
      index += 1;
    } else if (QUOTE.test(line)) {
      const end = endOfRun(lines, index, QUOTE);
      nodes.push({
        kind: 'quote',
        children: joined(lines.slice(index, end).map((each) => each.replace(QUOTE, ''))),
      });
      index = end;
    } else if (ITEM.test(line)) {
      nodes.push(readItem(line));
      index += 1;
    } else {
      nodes.push(...parseInline(line));
      index += 1;
      if (index < lines.length) nodes.push({ kind: 'break' });
    }
  }
  return nodes.filter(
    (node, at) => node.kind !== 'break' || !(isBlock(nodes, at, -1) || isBlock(nodes, at, 1)),
  );
}

/** Whether a block stands before (`step` -1) or after the break at `at`; blocks bring their own line ends. */
function isBlock(nodes: readonly TextNode[], at: number, step: 1 | -1): boolean {
  let other = at + step;
  while (nodes[other]?.kind === 'break') other += step;
  const kind = nodes[other]?.kind;
  return kind === 'pre' || kind === 'heading' || kind === 'quote' || kind === 'list';
}

function endOfRun(lines: readonly string[], from: number, pattern: RegExp): number {
  const end = lines.findIndex((line, at) => at > from && !pattern.test(line));
  return end === -1 ? lines.length : end;
}

function joined(lines: readonly string[]): readonly TextNode[] {
  return lines.flatMap((line, index) =>
    index === 0 ? parseInline(line) : [{ kind: 'break' } as const, ...parseInline(line)],
  );
}

/** Each item is a list of one; the number it was written with keeps an ordered list counting. */
function readItem(line: string): TextNode {
  const [, spaces = '', number, body = ''] = ITEM.exec(line) ?? [];
  return {
    kind: 'list',
    ordered: number !== undefined,
    start: Number(number ?? 1),
    indent: Math.floor(spaces.length / 2),
    items: [parseInline(body)],
  };
}

function parseInline(line: string): readonly TextNode[] {
  const nodes: TextNode[] = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    const node = inlineNode(match);
    if (node === null) continue;
    if (match.index > from) nodes.push({ kind: 'text', text: line.slice(from, match.index) });
    nodes.push(node);
    from = match.index + match[0].length;
  }
  if (from < line.length) nodes.push({ kind: 'text', text: line.slice(from) });
  return nodes;
}

function inlineNode(match: RegExpExecArray): TextNode | null {
  const [, code, label, target, bold, strike, starItalic, lineItalic, emoji] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  if (bold !== undefined) return { kind: 'bold', children: parseInline(bold) };
  if (strike !== undefined) return { kind: 'strike', children: parseInline(strike) };
  const italic = starItalic ?? lineItalic;
  if (italic !== undefined) return { kind: 'italic', children: parseInline(italic) };
  if (label !== undefined && target !== undefined) {
    const url = safeUrl(target);
    return url === null ? null : { kind: 'link', url, children: parseInline(label) };
  }
  const unicode = emoji === undefined ? null : emojiOf(emoji);
  return emoji === undefined || unicode === null ? null : { kind: 'emoji', name: emoji, unicode };
}
