/**
 * What is wrong with a runbook that reads well: commands that do not exist, conditions that nothing answers, links that
 * lead nowhere, alarms that lead to no procedure, and checks that are overdue. For a team's CI, so every fault has a file
 * and a line.
 */

import type { Nodes } from 'mdast';

import type { ConditionOptions } from './lint-conditions.ts';
import type { MarkdownDocument } from './markdown.ts';
import type { Procedure, Runbook, RunbookFault } from './runbook.ts';

import { conditionFaults } from './lint-conditions.ts';
import { procedureByPattern } from './find.ts';
import { readFrontMatter } from './front-matter.ts';
import { linksIn, placeOf } from './links.ts';
import { lineOf, readMarkdown, walk } from './markdown.ts';
import { anchorsOf } from './outline.ts';
import { placeholdersIn } from './placeholders.ts';

export interface LintOptions extends ConditionOptions {
  readonly placeholders: readonly string[];
  /** Alarms that exist, each of which should lead to a procedure. */
  readonly alarmNames: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

const ETL = /^\/etl(?:\s+(\S+))?/;
const NAMED_ANCHOR = /\b(?:id|name)\s*=\s*["']([^"'<>]+)["']/gi;

/** All faults of a runbook, those that parsing found included, sorted by file and line. */
export function lintRunbook(
  runbook: Runbook,
  faults: readonly RunbookFault[],
  options: LintOptions,
): readonly RunbookFault[] {
  const documents = runbook.files.flatMap((file) => {
    const document = readMarkdown(file);
    return document.ok ? [document.value] : [];
  });
  const found = [
    ...faults,
    ...documents.flatMap((document) => commandFaults(document, options)),
    ...runbook.procedures.flatMap((procedure) => conditionFaults(procedure, options)),
    ...linkFaults(runbook, documents),
    ...documents.flatMap((document) => overdueFaults(document, options.today)),
    ...proceduresWithoutAlarm(runbook, documents),
    ...alarmsWithoutProcedure(runbook, options.alarmNames),
  ];
  return found.toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.problem, b.problem),
  );
}

function commandFaults(document: MarkdownDocument, options: LintOptions): readonly RunbookFault[] {
  const faults: RunbookFault[] = [];
  for (const { command, line } of commandsIn(document)) {
    const fault = (problem: string) => void faults.push({ file: document.file, line, problem });
    const verb = ETL.exec(command)?.[1];
    // `/etl` alone is the panel, `/etl 42` an incident.
    if (verb !== undefined && !/^#?\d+$/.test(verb) && !options.verbs.includes(verb)) {
      fault(`There is no command "/etl ${verb}": expected one of ${options.verbs.join(', ')}`);
    }
    for (const name of placeholdersIn(command)) {
      if (options.placeholders.includes(name)) continue;
      const known = options.placeholders.map((each) => `{${each}}`).join(' ');
      fault(`Nothing can fill {${name}} in "${command}": expected one of ${known}`);
    }
  }
  return faults;
}

function commandsIn(
  document: MarkdownDocument,
): readonly { readonly command: string; readonly line: number }[] {
  const isCommand = ({ command }: { readonly command: string }) => /^\/etl(?:\s|$)/.test(command);
  return [...walk(document.root)].flatMap((node) => {
    if (node.type === 'inlineCode')
      return [{ command: node.value.trim(), line: lineOf(node) }].filter(isCommand);
    if (node.type !== 'code') return [];
    return node.value
      .split('\n')
      .map((text, index) => ({ command: text.trim(), line: lineOf(node) + 1 + index }))
      .filter(isCommand);
  });
}

function linkFaults(runbook: Runbook, documents: readonly MarkdownDocument[]): readonly RunbookFault[] {
  const anchors = new Map(documents.map((document) => [document.file, allAnchors(document)]));
  return documents.flatMap((document) =>
    linksIn(document, document.root).flatMap((link) => {
      const place = placeOf(document.file, link.url);
      // Only Markdown is read, so only links to Markdown can be known to lead nowhere.
      if (place === null || !/\.md$/i.test(place.file)) return [];
      if (!runbook.files.some((file) => file.path === place.file)) {
        const problem = `The link "${link.label}" leads nowhere: there is no file ${place.file} in this runbook`;
        return [{ file: document.file, line: link.line, problem }];
      }
      const there = anchors.get(place.file);
      if (place.anchor === null || there === undefined || there.has(place.anchor)) return [];
      const problem = `The link "${link.label}" leads nowhere: ${place.file} has no heading #${place.anchor}`;
      return [{ file: document.file, line: link.line, problem }];
    }),
  );
}

function allAnchors(document: MarkdownDocument): ReadonlySet<string> {
  const named = [...walk(document.root)]
    .filter((node: Nodes) => node.type === 'html')
    .flatMap((node) => [...node.value.matchAll(NAMED_ANCHOR)].map((match) => match[1] ?? ''));
  return new Set([...anchorsOf(document).values(), ...named]);
}

function overdueFaults(document: MarkdownDocument, today: string): readonly RunbookFault[] {
  const { reviewBy, owner } = readFrontMatter(document);
  if (reviewBy === null || reviewBy.date >= today) return [];
  const who = owner === null ? '' : ` by ${owner}`;
  const problem = `Was to be reviewed${who} by ${reviewBy.date}: read it, correct it, and set a new review-by`;
  return [{ file: document.file, line: reviewBy.line, problem }];
}

function proceduresWithoutAlarm(
  runbook: Runbook,
  documents: readonly MarkdownDocument[],
): readonly RunbookFault[] {
  const reached = reachedProcedures(runbook, documents);
  return runbook.procedures
    .filter(({ kind }) => kind === 'emergency' || kind === 'troubleshooting')
    .filter(({ id, alarms }) => alarms.length === 0 && !reached.has(id))
    .map(({ title, source }) => ({
      ...source,
      problem: `No alarm leads to "${title}": name some under **Alarms**, such as \`silver-*-failed\``,
    }));
}

/** A checklist file that another file links to is meant to be opened by hand; so is a procedure that a step jumps to. */
function reachedProcedures(runbook: Runbook, documents: readonly MarkdownDocument[]): ReadonlySet<string> {
  const linkedFiles = documents.flatMap((document) =>
    linksIn(document, document.root)
      .map((link) => placeOf(document.file, link.url)?.file)
      .filter((file) => file !== undefined && file !== document.file),
  );
  const steps = runbook.procedures.flatMap(allSteps);
  const reached = [
    ...linkedFiles,
    ...runbook.procedures.map((procedure) => procedure.opens),
    ...steps.map((step) => step.jump?.procedure),
  ];
  return new Set(reached.filter((id): id is string => typeof id === 'string'));
}

function allSteps(procedure: Procedure): Procedure['phases'][number]['steps'] {
  return procedure.phases.flatMap((phase) => phase.steps);
}

function alarmsWithoutProcedure(runbook: Runbook, alarmNames: readonly string[]): readonly RunbookFault[] {
  const [first] = runbook.files;
  if (first === undefined) return [];
  return alarmNames
    .filter((name) => procedureByPattern(runbook, name) === null)
    .map((name) => ({
      file: first.path,
      line: 1,
      problem: `The alarm "${name}" leads to no procedure: add a pattern for it under **Alarms** of one`,
    }));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
