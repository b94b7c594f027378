/**
 * Markdown into a runbook. A folder of files becomes procedures, phases and steps; what cannot be understood becomes a
 * fault with its place, and the rest is still read. Never throws, whatever the text.
 */

import type { Link } from './links.ts';
import type { MarkdownDocument } from './markdown.ts';
import type { Section } from './outline.ts';
import type { ProcedureBody } from './procedure.ts';
import type { Procedure, ProcedureKind, Runbook, RunbookFault, RunbookFile, Step } from './runbook.ts';
import type { StepDraft } from './step.ts';

import { createHash } from 'node:crypto';

import { readFrontMatter } from './front-matter.ts';
import { placeOf } from './links.ts';
import { normaliseMarkdown, readMarkdown } from './markdown.ts';
import { outlineOf, withoutNumber } from './outline.ts';
import { readProcedureBody } from './procedure.ts';
import { procedureSections } from './sections.ts';

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly kind: ProcedureKind;
  readonly body: ProcedureBody;
  /** The whole file is this procedure. */
  readonly isFile: boolean;
  readonly stepsExpected: boolean;
  /** Anchors that lead to this procedure: its own and those of the headings in it. */
  readonly anchors: readonly string[];
  readonly source: { readonly file: string; readonly line: number };
}

const CHECKLIST_NAME = /checklist/i;
const MAIN_FILE = /^(?:runbook|readme)\.md$/i;
const AFTERWARDS = /^post[\s-]*incident\b/i;

/**
 * Reads a runbook folder. Procedures come in the order of the files, RUNBOOK.md first, then by path. A file is one
 * procedure when its front matter names a kind or its name says checklist; otherwise its sections say which there are.
 */
export function parseRunbook(files: readonly RunbookFile[]): {
  readonly runbook: Runbook;
  readonly faults: readonly RunbookFault[];
} {
  const kept = inReadingOrder(files);
  const faults: RunbookFault[] = [];
  const drafts: Draft[] = [];
  for (const file of kept) {
    const document = readMarkdown(file);
    if (!document.ok) faults.push(document.error);
    else drafts.push(...draftsOf(document.value, faults));
  }
  const procedures: Procedure[] = [];
  for (const draft of drafts) {
    const procedure = withLinksFollowed(draft, drafts);
    if (procedure.phases.length > 0 || procedure.opens !== null) procedures.push(procedure);
    else if (draft.stepsExpected) {
      faults.push({
        ...draft.source,
        problem: `"${draft.title}" has no steps: write them as a list below the heading`,
      });
    }
  }
  return { runbook: { hash: hashOf(kept), files: kept, procedures }, faults };
}

/** The hash that the runbook of these files has, without parsing them. */
export function runbookHash(files: readonly RunbookFile[]): string {
  return hashOf(inReadingOrder(files));
}

/** The same files always give the same order and hash; of two files with one path the first counts. */
function inReadingOrder(files: readonly RunbookFile[]): readonly RunbookFile[] {
  const byPath = new Map<string, RunbookFile>();
  for (const { path, markdown } of files) {
    if (!byPath.has(path)) byPath.set(path, { path, markdown: normaliseMarkdown(markdown) });
  }
  const rank = (path: string) => (MAIN_FILE.test(path) ? 0 : 1);
  return [...byPath.values()].toSorted((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1));
}

function hashOf(files: readonly RunbookFile[]): string {
  return createHash('sha256')
    .update(JSON.stringify(files.map(({ path, markdown }) => [path, markdown])))
    .digest('hex');
}

function draftsOf(document: MarkdownDocument, faults: RunbookFault[]): readonly Draft[] {
  const frontMatter = readFrontMatter(document);
  faults.push(...frontMatter.faults);
  const root = outlineOf(document);
  const { file } = document;
  const name = file.split('/').at(-1) ?? file;
  if (frontMatter.kind !== null || CHECKLIST_NAME.test(name)) {
    return [checklistFile(document, root, name, frontMatter.kind)];
  }
  return procedureSections(root).map(({ section, kind, path, isWholeSection }) => ({
    id: `${file}/${path.join('/')}`,
    title: section.title,
    kind,
    body: readProcedureBody(document, section),
    isFile: false,
    stepsExpected: !isWholeSection,
    anchors: anchorsBelow(section),
    source: { file, line: section.line },
  }));
}

function checklistFile(
  document: MarkdownDocument,
  root: Section,
  name: string,
  kind: ProcedureKind | null,
): Draft {
  const [heading] = root.children;
  const titled = heading?.depth === 1 && root.children.length === 1 ? heading : null;
  const title = titled?.title ?? withoutNumber(name.replace(/\.md$/i, '').replaceAll('_', ' '));
  return {
    id: document.file,
    title,
    kind: kind ?? (/emergency/i.test(`${name} ${title}`) ? 'emergency' : 'troubleshooting'),
    body: readProcedureBody(document, titled ?? root),
    isFile: true,
    stepsExpected: true,
    anchors: anchorsBelow(root),
    source: { file: document.file, line: titled?.line ?? 1 },
  };
}

function anchorsBelow(section: Section): readonly string[] {
  return [section.anchor, ...section.children.flatMap(anchorsBelow)].filter((anchor) => anchor !== '');
}

function withLinksFollowed(draft: Draft, drafts: readonly Draft[]): Procedure {
  const { id, title, kind, body, source } = draft;
  const phases = body.phases.map((phase) => ({
    title: phase.title,
    afterwards: AFTERWARDS.test(phase.title),
    steps: phase.steps.map((step) => withJump(step, draft, drafts)),
  }));
  const { symptoms, causes, alarms } = body;
  return { id, title, kind, symptoms, causes, alarms, phases, opens: openedBy(draft, drafts), source };
}

/** A checklist file is where the way ends, so it opens nothing: two that name each other must not send one in circles. */
function openedBy(draft: Draft, drafts: readonly Draft[]): string | null {
  if (draft.isFile) return null;
  for (const link of draft.body.links) {
    const target = leadsTo(link, draft.source.file, drafts);
    if (target?.isFile === true) return target.id;
  }
  return null;
}

function withJump({ links, ...step }: StepDraft, draft: Draft, drafts: readonly Draft[]): Step {
  for (const link of links) {
    const target = leadsTo(link, draft.source.file, drafts);
    if (target !== null && target.id !== draft.id) {
      return { ...step, jump: { label: link.label, procedure: target.id } };
    }
  }
  return { ...step, jump: null };
}

function leadsTo(link: Link, file: string, drafts: readonly Draft[]): Draft | null {
  const place = placeOf(file, link.url);
  if (place === null) return null;
  const { anchor } = place;
  const there = drafts.filter((draft) => draft.source.file === place.file);
  const found = there.find((draft) => (anchor === null ? draft.isFile : draft.anchors.includes(anchor)));
  return found ?? null;
}
