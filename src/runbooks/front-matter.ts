/** The YAML head of a runbook file: what kind of checklist it is, who owns it, and until when it was checked. */

import type { MarkdownDocument } from './markdown.ts';
import type { ProcedureKind, RunbookFault } from './runbook.ts';

import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';

import { PROCEDURE_KINDS } from './runbook.ts';

export interface FrontMatter {
  /** Set on a checklist file: the whole file is one procedure of this kind. */
  readonly kind: ProcedureKind | null;
  readonly owner: string | null;
  /** `YYYY-MM-DD`, and its line. */
  readonly reviewBy: { readonly date: string; readonly line: number } | null;
  readonly faults: readonly RunbookFault[];
}

const NOTHING: FrontMatter = { kind: null, owner: null, reviewBy: null, faults: [] };
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Reads `kind`, `owner` and `review-by`; other keys are the team's own. What cannot be read is a fault and absent. */
export function readFrontMatter(document: MarkdownDocument): FrontMatter {
  const [head] = document.root.children;
  if (head?.type !== 'yaml') return document.lines[0]?.trimEnd() === '---' ? unclosed(document) : NOTHING;

  const firstLine = (head.position?.start.line ?? 1) + 1;
  const faults: RunbookFault[] = [];
  const fault = (line: number, problem: string) => void faults.push({ file: document.file, line, problem });
  const lines = new LineCounter();
  const yaml = parseDocument(head.value, { lineCounter: lines, logLevel: 'silent' });
  for (const error of yaml.errors.slice(0, 1)) {
    const summary = error.message.split('\n')[0] ?? error.code;
    fault(firstLine + (error.linePos?.[0].line ?? 1) - 1, `The front matter is not YAML: ${summary}`);
  }
  if (yaml.errors.length > 0 || yaml.contents === null) return { ...NOTHING, faults };
  if (!isMap(yaml.contents)) {
    fault(firstLine, 'Expected the front matter to be keys and values, such as "kind: troubleshooting"');
    return { ...NOTHING, faults };
  }

  let { kind, owner, reviewBy } = NOTHING;
  for (const { key, value } of yaml.contents.items) {
    if (!isScalar(key) || !isScalar(value)) continue;
    const line = firstLine + lines.linePos(key.range?.[0] ?? 0).line - 1;
    const text = String(value.value ?? '').trim();
    if (key.value === 'owner') owner = text === '' ? null : text;
    if (key.value === 'kind') {
      kind = PROCEDURE_KINDS.find((known) => known === text.toLowerCase()) ?? null;
      if (kind === null)
        fault(line, `Expected kind to be one of ${PROCEDURE_KINDS.join(', ')}, got "${text}"`);
    }
    if (key.value === 'review-by') {
      reviewBy = DATE.test(text) ? { date: text, line } : null;
      if (reviewBy === null) fault(line, `Expected review-by to be a date such as 2027-05-01, got "${text}"`);
    }
  }
  return { kind, owner, reviewBy, faults };
}

function unclosed(document: MarkdownDocument): FrontMatter {
  const problem = 'The front matter is never closed: end it with a line "---"';
  // A rule at the top of a file is also three dashes; keys and values after it are what gives it away.
  const looksLikeYaml = /^[\w-]+:(?:\s|$)/.test(document.lines[1] ?? '');
  return looksLikeYaml ? { ...NOTHING, faults: [{ file: document.file, line: 1, problem }] } : NOTHING;
}
