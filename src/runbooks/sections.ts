/** Which headings of a runbook are procedures, and of which kind: what stands below the sections a runbook is known to have. */

import type { Section } from './outline.ts';
import type { ProcedureKind } from './runbook.ts';

import { factOf } from './facts.ts';
import { inlineLines, plainText } from './markdown.ts';

export interface ProcedureSection {
  readonly section: Section;
  readonly kind: ProcedureKind;
  /** Anchors from the top of the file down to this heading, without the file's title. */
  readonly path: readonly string[];
  /** The heading is the section itself, such as "Daily checks" with a list below: having no steps is then no fault. */
  readonly isWholeSection: boolean;
}

const SECTION_KINDS: readonly { readonly kind: ProcedureKind; readonly title: RegExp }[] = [
  { kind: 'emergency', title: /^emergenc(?:y|ies)(?: procedures?| response)?$/ },
  {
    kind: 'troubleshooting',
    title: /^(?:troubleshooting|(?:common|known) (?:issues|problems))(?: guide| procedures)?$/,
  },
  { kind: 'daily', title: /^daily(?: operations| checks| tasks| procedures)?$/ },
  { kind: 'weekly', title: /^weekly(?: operations| checks| tasks| procedures)?$/ },
  { kind: 'monthly', title: /^monthly(?: operations| checks| tasks| procedures)?$/ },
  {
    kind: 'maintenance',
    title: /^(?:(?:regular|routine|scheduled) )?maintenance(?: procedures| operations| tasks)?$/,
  },
  { kind: 'backup', title: /^backups?(?: (?:and|&) (?:recovery|restore))?(?: procedures)?$/ },
];

/** The procedures of a file in document order. */
export function procedureSections(root: Section): readonly ProcedureSection[] {
  const [title] = root.children;
  // A file's title is no part of the path; with several top-level headings there is no title.
  if (title?.depth === 1 && root.children.length === 1) return below(title, kindOf(title), []);
  return below(root, null, []);
}

function below(
  parent: Section,
  kind: ProcedureKind | null,
  path: readonly string[],
): readonly ProcedureSection[] {
  return parent.children.flatMap((section) => {
    const here = [...path, section.anchor];
    const ownKind = section.numbered ? null : kindOf(section);
    if (ownKind !== null) {
      if (section.children.length > 0) return below(section, ownKind, here);
      return [{ section, kind: ownKind, path: here, isWholeSection: true }];
    }
    if (kind === null || isGroup(section)) return below(section, kind, here);
    return [{ section, kind, path: here, isWholeSection: false }];
  });
}

function kindOf(section: Section): ProcedureKind | null {
  const title = section.title.toLowerCase();
  return SECTION_KINDS.find((known) => known.title.test(title))?.kind ?? null;
}

/** "Ingestion" with three issues below, each telling its own symptoms, is a heading over procedures, not a procedure. */
function isGroup(section: Section): boolean {
  return section.children.some((child) =>
    child.blocks.some(
      (block) =>
        block.type === 'paragraph' &&
        inlineLines(block).some((line) => factOf(plainText(line.nodes)) !== null),
    ),
  );
}
