/** Links of a runbook file and where they lead inside the folder. Links to other sites are left alone. */

import type { Nodes } from 'mdast';

import type { MarkdownDocument } from './markdown.ts';

import { lineOf, plainText, walk } from './markdown.ts';

export interface Link {
  readonly label: string;
  readonly url: string;
  readonly line: number;
}

/** A place inside the runbook folder; `anchor` is null for a link to the whole file. */
export interface Place {
  readonly file: string;
  readonly anchor: string | null;
}

const HAS_SCHEME = /^(?:[a-z][a-z0-9+.-]*:|\/)/i;

/** All links in a node, reference-style ones with the target their definition gives. */
export function linksIn(document: MarkdownDocument, node: Nodes): readonly Link[] {
  const links: Link[] = [];
  for (const found of walk(node)) {
    if (found.type === 'link') {
      links.push({ label: plainText(found), url: found.url, line: lineOf(found) });
    } else if (found.type === 'linkReference') {
      const url = document.definitions.get(found.identifier);
      if (url !== undefined) links.push({ label: plainText(found), url, line: lineOf(found) });
    }
  }
  return links;
}

/** Whether the link leaves the repository: `https://…`, `mailto:…`, or a path from the host's root. */
export function isExternal(url: string): boolean {
  return HAS_SCHEME.test(url);
}

/** Where a link in `file` leads; null when that is outside the folder, or no place at all. */
export function placeOf(file: string, url: string): Place | null {
  if (url === '' || isExternal(url)) return null;
  const [beforeAnchor = '', ...rest] = url.split('#');
  const path = decode(beforeAnchor.split('?')[0] ?? '');
  const anchor = rest.length === 0 ? null : decode(rest.join('#'));
  if (path === '') return anchor === null ? null : { file, anchor };

  const segments = file.split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return { file: segments.join('/'), anchor: anchor === '' ? null : anchor };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
