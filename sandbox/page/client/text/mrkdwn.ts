/**
 * Slack's mrkdwn, read into a tree. Follows what Slack's clients do: a marker counts only at the edge of a word and
 * within its line, `<…>` carries mentions, links and dates, and only `&amp; &lt; &gt;` are escapes. Never fails:
 * what is not markup is text.
 */

import type { TextNode } from './nodes.ts';
import { emojiOf } from './emoji.ts';
import { safeUrl } from './nodes.ts';

type Span = 'bold' | 'italic' | 'strike';

const SPANS: Readonly<Record<string, Span>> = { '*': 'bold', _: 'italic', '~': 'strike' };
const FENCE = /```\n?([\s\S]+?)\n?```\n?/g;
const QUOTED_LINE = /^(?:>|&gt;) ?/;
const QUOTED_REST = /^(?:>>>|&gt;&gt;&gt;) ?/;
const WORD = /[\p{L}\p{N}]/u;

/** Reads a whole mrkdwn text, several lines and code fences included. */
export function parseMrkdwn(text: string): readonly TextNode[] {
  const nodes: TextNode[] = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    nodes.push(...parseLines(text.slice(from, fence.index).replace(/\n$/, '')));
    nodes.push({ kind: 'pre', text: literal(fence[1] ?? '') });
    from = fence.index + fence[0].length;
  }
  nodes.push(...parseLines(text.slice(from)));
  return nodes;
}

/** `&amp;`, `&lt;` and `&gt;` as the characters they stand for, each once. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(amp|lt|gt);/g, (_, name: string) =>
    name === 'amp' ? '&' : name === 'lt' ? '<' : '>',
  );
}

function parseLines(text: string): readonly TextNode[] {
  if (text === '') return [];
  const nodes: TextNode[] = [];
  const lines = text.split('\n');
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    if (QUOTED_REST.test(line)) {
      nodes.push({
        kind: 'quote',
        children: joinLines([line.replace(QUOTED_REST, ''), ...lines.slice(index + 1)]),
      });
      return nodes;
    }
    const quoted = QUOTED_LINE.test(line);
    let end = index + 1;
    while (end < lines.length && QUOTED_LINE.test(lines[end] ?? '') === quoted) end += 1;
    const run = lines.slice(index, end);
    if (quoted)
      nodes.push({ kind: 'quote', children: joinLines(run.map((each) => each.replace(QUOTED_LINE, ''))) });
    else nodes.push(...joinLines(run));
    index = end;
  }
  return nodes;
}

function joinLines(lines: readonly string[]): readonly TextNode[] {
  return lines.flatMap((line, index) =>
    index === 0 ? parseInline(line, []) : [{ kind: 'break' } as const, ...parseInline(line, [])],
  );
}

/** One line. `inside` names the spans around it: a span never holds another of its kind. */
function parseInline(line: string, inside: readonly Span[]): readonly TextNode[] {
  const nodes: TextNode[] = [];
  // A marker once found without an end has none further on either; remembering it keeps long lines linear.
  const unclosed = new Set<string>();
  let plain = '';
  let at = 0;
  while (at < line.length) {
    const token =
      readToken(line, at) ?? (unclosed.has(line.charAt(at)) ? null : readSpan(line, at, inside, unclosed));
    if (token === null) {
      plain += line.charAt(at);
      at += 1;
      continue;
    }
    if (plain !== '') nodes.push({ kind: 'text', text: decodeEntities(plain) });
    plain = '';
    nodes.push(token.node);
    at = token.end;
  }
  if (plain !== '') nodes.push({ kind: 'text', text: decodeEntities(plain) });
  return nodes;
}

interface Token {
  readonly node: TextNode;
  readonly end: number;
}

/** Code, `<…>`, `:emoji:` or a bare address starting exactly at `at`. */
function readToken(line: string, at: number): Token | null {
  switch (line.charAt(at)) {
    case '`': {
      const close = line.indexOf('`', at + 1);
      if (close <= at + 1) return null;
      return { node: { kind: 'code', text: literal(line.slice(at + 1, close)) }, end: close + 1 };
    }
    case '<': {
      const close = line.indexOf('>', at + 1);
      const node = close === -1 ? null : readAngle(line.slice(at + 1, close));
      return node === null ? null : { node, end: close + 1 };
    }
    case ':': {
      const name = matchAt(/:([a-z0-9_+-]+):/y, line, at);
      const unicode = name === null ? null : emojiOf(name[1] ?? '');
      if (name === null || unicode === null) return null;
      return { node: { kind: 'emoji', name: name[1] ?? '', unicode }, end: at + name[0].length };
    }
    case 'h': {
      if (at > 0 && WORD.test(line.charAt(at - 1))) return null;
      const typed = matchAt(/https?:\/\/[^\s<>|`]+/y, line, at)?.[0].replace(/[.,;:!?)*_~'"]+$/, '');
      const url = typed === undefined ? null : safeUrl(decodeEntities(typed));
      if (typed === undefined || url === null) return null;
      return { node: { kind: 'link', url, children: [{ kind: 'text', text: url }] }, end: at + typed.length };
    }
    default:
      return null;
  }
}

function matchAt(sticky: RegExp, line: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(line);
}

function readAngle(inner: string): TextNode | null {
  const bar = inner.indexOf('|');
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? null : decodeEntities(inner.slice(bar + 1));
  const mention = /^([@#])([A-Z0-9]+)$/.exec(target);
  if (mention !== null) return { kind: mention[1] === '@' ? 'user' : 'channel', id: mention[2] ?? '', label };
  if (target.startsWith('!')) return readSpecial(target.slice(1), label);
  const url = safeUrl(decodeEntities(target));
  if (url === null) return null;
  const text = label === null || label === '' ? url.replace(/^mailto:/i, '') : label;
  return { kind: 'link', url, children: [{ kind: 'text', text }] };
}

function readSpecial(special: string, label: string | null): TextNode | null {
  if (special === 'here' || special === 'channel' || special === 'everyone')
    return { kind: 'broadcast', name: special };
  const [name, first = '', second = '', third = ''] = special.split('^');
  if (name === 'subteam') return { kind: 'group', id: first, label };
  if (name !== 'date' || !/^\d{1,12}$/.test(first)) return null;
  return {
    kind: 'date',
    seconds: Number(first),
    format: second,
    url: safeUrl(decodeEntities(third)),
    fallback: label ?? '',
  };
}

function readSpan(line: string, at: number, inside: readonly Span[], unclosed: Set<string>): Token | null {
  const marker = line.charAt(at);
  const span = SPANS[marker];
  if (span === undefined || inside.includes(span)) return null;
  const next = line.charAt(at + 1);
  const opens = next !== '' && next !== ' ' && next !== marker && !(at > 0 && WORD.test(line.charAt(at - 1)));
  if (!opens) return null;
  const close = findClose(line, at + 1, marker);
  if (close === -1) {
    unclosed.add(marker);
    return null;
  }
  return {
    node: { kind: span, children: parseInline(line.slice(at + 1, close), [...inside, span]) },
    end: close + 1,
  };
}

/** Where the span ends: at a marker after a visible character and before no letter; code and `<…>` are stepped over. */
function findClose(line: string, from: number, marker: string): number {
  for (let at = from; at < line.length; at += 1) {
    const token = readToken(line, at);
    if (token !== null) {
      at = token.end - 1;
      continue;
    }
    if (at === from || line.charAt(at) !== marker) continue;
    const before = line.charAt(at - 1);
    const after = line.charAt(at + 1);
    if (before !== ' ' && before !== marker && !WORD.test(after) && after !== marker) return at;
  }
  return -1;
}

/** Text within code: a link shows as its label, nothing else is read. */
function literal(text: string): string {
  const unlinked = text.replaceAll(
    /<((?:https?:\/\/|mailto:)[^<>|\n]*)(?:\|([^<>\n]*))?>/g,
    (_, url: string, label?: string) => label ?? url,
  );
  return decodeEntities(unlinked);
}
