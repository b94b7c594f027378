/** A rich_text block, read into the same tree as mrkdwn. An element of an unknown type becomes its text, if it has one. */

import type { TextNode } from '../text/nodes.ts';
import type { Json } from './read.ts';
import { emojiOf } from '../text/emoji.ts';
import { safeUrl } from '../text/nodes.ts';
import { asObject, asObjects, asString } from './read.ts';

/** Reads a rich_text block (or a rich_text table cell). */
export function parseRichText(block: Json): readonly TextNode[] {
  return asObjects(block['elements']).flatMap((part) => {
    const elements = asObjects(part['elements']);
    switch (part['type']) {
      case 'rich_text_list':
        return [readList(part, elements)];
      case 'rich_text_preformatted':
        return [{ kind: 'pre', text: elements.map(plainOf).join('') } as const];
      case 'rich_text_quote':
        return [{ kind: 'quote', children: elements.flatMap(readLeaf) } as const];
      default:
        return elements.flatMap(readLeaf);
    }
  });
}

function readList(part: Json, elements: readonly Json[]): TextNode {
  return {
    kind: 'list',
    ordered: part['style'] === 'ordered',
    start: (Number(part['offset']) || 0) + 1,
    indent: Number(part['indent']) || 0,
    items: elements.map((item) => asObjects(item['elements']).flatMap(readLeaf)),
  };
}

function plainOf(element: Json): string {
  return asString(element['text']) || asString(element['url']);
}

function readLeaf(element: Json): readonly TextNode[] {
  const style = asObject(element['style']);
  switch (element['type']) {
    case 'link': {
      const url = safeUrl(asString(element['url']));
      const label = asString(element['text']) || asString(element['url']);
      if (url === null) return styled([{ kind: 'text', text: label }], style);
      return styled([{ kind: 'link', url, children: [{ kind: 'text', text: label }] }], style);
    }
    case 'user':
      return styled([{ kind: 'user', id: asString(element['user_id']), label: null }], style);
    case 'channel':
      return styled([{ kind: 'channel', id: asString(element['channel_id']), label: null }], style);
    case 'usergroup':
      return [{ kind: 'group', id: asString(element['usergroup_id']), label: null }];
    case 'broadcast': {
      const range = element['range'];
      return [{ kind: 'broadcast', name: range === 'here' || range === 'everyone' ? range : 'channel' }];
    }
    case 'emoji': {
      const name = asString(element['name']);
      const unicode = emojiOf(name);
      return unicode === null ? [{ kind: 'text', text: `:${name}:` }] : [{ kind: 'emoji', name, unicode }];
    }
    case 'date': {
      const seconds = Number(element['timestamp']) || 0;
      const url = safeUrl(asString(element['url']));
      return [
        {
          kind: 'date',
          seconds,
          format: asString(element['format']),
          url,
          fallback: asString(element['fallback']),
        },
      ];
    }
    default:
      return styled(textLines(element, style), style);
  }
}

function textLines(element: Json, style: Json | null): readonly TextNode[] {
  return asString(element['text'])
    .split('\n')
    .flatMap((line, index): readonly TextNode[] => {
      const node: TextNode = { kind: style?.['code'] === true ? 'code' : 'text', text: line };
      const shown = line === '' ? [] : [node];
      return index === 0 ? shown : [{ kind: 'break' }, ...shown];
    });
}

function styled(nodes: readonly TextNode[], style: Json | null): readonly TextNode[] {
  const kinds = (['strike', 'italic', 'bold'] as const).filter((kind) => style?.[kind] === true);
  return kinds.reduce<readonly TextNode[]>((children, kind) => [{ kind, children }], nodes);
}
