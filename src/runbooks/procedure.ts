/**
 * The body of one procedure: facts, phases and steps, in whichever of the usual shapes it is written. Bold list items
 * with bullets below are phases; so are headings and bold lines before a list; a block of comments is a list of steps.
 */

import type { Code, List, ListItem, Paragraph, RootContent } from 'mdast';

import type { FactName } from './facts.ts';
import type { Link } from './links.ts';
import type { MarkdownDocument } from './markdown.ts';
import type { Section } from './outline.ts';
import type { StepDraft } from './step.ts';

import { factOf, factsOfLine, factsOfList } from './facts.ts';
import { linksIn } from './links.ts';
import { inlineLines, lineOf, plainText } from './markdown.ts';
import { withoutNumber } from './outline.ts';
import { draftStep, plainStep } from './step.ts';

export interface ProcedureBody {
  readonly symptoms: readonly string[];
  readonly causes: readonly string[];
  readonly alarms: readonly string[];
  readonly phases: readonly PhaseDraft[];
  /** Links that stand outside the steps. */
  readonly links: readonly Link[];
}

export interface PhaseDraft {
  readonly title: string;
  readonly steps: readonly StepDraft[];
}

interface Reading {
  readonly document: MarkdownDocument;
  readonly facts: Readonly<Record<FactName, string[]>>;
  readonly phases: { readonly title: string; readonly steps: StepDraft[] }[];
  readonly links: Link[];
  /** The fact whose list may follow. */
  fact: FactName | null;
}

const LONE_PHASE = 'Steps';
const PLAIN_PHASE_LABEL = /^(?:resolution|steps|procedure)\s*:$/i;
const COMMENT = /^\s*(?:#+|\/\/)\s?(.*)$/;
const DASH = /^\s*[-*]\s+(.*)$/;

/** Reads what stands below a procedure's heading, its sub-headings included. */
export function readProcedureBody(document: MarkdownDocument, section: Section): ProcedureBody {
  const facts = { symptoms: [], causes: [], alarms: [] };
  const reading: Reading = { document, facts, phases: [], links: [], fact: null };
  takeSection(reading, section);
  return { ...facts, phases: reading.phases.filter((phase) => phase.steps.length > 0), links: reading.links };
}

function takeSection(reading: Reading, section: Section): void {
  for (const block of section.blocks) takeBlock(reading, block);
  for (const child of section.children) {
    reading.fact = factOf(`${child.title}:`);
    if (reading.fact === null) startPhase(reading, child.title);
    takeSection(reading, child);
  }
}

function takeBlock(reading: Reading, block: RootContent): void {
  if (block.type === 'paragraph') return takeParagraph(reading, block);
  if (block.type === 'list' && reading.fact === null) return takeList(reading, block);
  if (block.type === 'code') return takeCode(reading, block);
  if (block.type === 'list' && reading.fact !== null) {
    reading.facts[reading.fact].push(...factsOfList(reading.fact, block));
    reading.fact = null;
  }
  reading.links.push(...linksIn(reading.document, block));
}

function takeParagraph(reading: Reading, paragraph: Paragraph): void {
  reading.links.push(...linksIn(reading.document, paragraph));
  reading.fact = null;
  const label = phaseLabel(paragraph);
  let isTold = false;
  for (const line of inlineLines(paragraph)) {
    const text = label === null ? plainText(line.nodes) : `${label}:`;
    const named = factOf(text);
    if (PLAIN_PHASE_LABEL.test(text) || (label !== null && named === null)) {
      reading.fact = null;
      startPhase(reading, text);
      continue;
    }
    reading.fact = named ?? reading.fact;
    if (reading.fact === null || label !== null) continue;
    const told = factsOfLine(reading.fact, line.nodes);
    reading.facts[reading.fact].push(...told);
    isTold = told.length > 0;
  }
  // Told on its own line, a fact needs no list: the one that follows holds the steps.
  if (isTold) reading.fact = null;
}

function takeList(reading: Reading, list: List): void {
  for (const item of list.children) {
    const title = phaseTitle(item);
    if (title === null) {
      const step = draftStep(reading.document, item);
      if (step !== null) currentPhase(reading).steps.push(step);
      continue;
    }
    startPhase(reading, title);
    for (const block of item.children.slice(1)) takeBlock(reading, block);
  }
}

/** Comments alone are steps, of which the dashed ones count when there are any; other code belongs to the step before. */
function takeCode(reading: Reading, code: Code): void {
  const firstLine = lineOf(code) + 1;
  const lines = code.value.split('\n').map((text, index) => ({ text, number: firstLine + index }));
  const comments = lines.flatMap(({ text, number }) => {
    const comment = COMMENT.exec(text)?.[1];
    return comment === undefined || comment.trim() === '' ? [] : [{ text: comment.trim(), number }];
  });
  if (lines.every(({ text }) => text.trim() === '' || COMMENT.test(text))) {
    const dashed = comments.flatMap(({ text, number }) => {
      const item = DASH.exec(text)?.[1]?.trim();
      return item === undefined || item === '' ? [] : [{ text: item, number }];
    });
    for (const { text, number } of dashed.length > 0 ? dashed : comments) {
      currentPhase(reading).steps.push(plainStep(reading.document, withoutNumber(text), number));
    }
    return;
  }
  const steps = reading.phases.at(-1)?.steps;
  const last = steps?.at(-1);
  if (steps === undefined || last === undefined) return;
  steps[steps.length - 1] = {
    ...last,
    code: last.code === null ? code.value : `${last.code}\n\n${code.value}`,
  };
}

function startPhase(reading: Reading, title: string): void {
  reading.phases.push({ title: withoutNumber(title.replace(/\s*:$/, '').trim()), steps: [] });
}

function currentPhase(reading: Reading): { readonly steps: StepDraft[] } {
  if (reading.phases.length === 0) startPhase(reading, LONE_PHASE);
  return reading.phases.at(-1) ?? { steps: [] };
}

/** A paragraph that is one bold phrase, with or without a colon. */
function phaseLabel(paragraph: Paragraph): string | null {
  const [strong, ...rest] = paragraph.children;
  if (strong?.type !== 'strong') return null;
  const after = plainText(rest);
  const label = plainText(strong).replace(/\s*:$/, '');
  return (after === '' || after === ':') && label !== '' ? label : null;
}

function phaseTitle(item: ListItem): string | null {
  const [first, ...rest] = item.children;
  if (first?.type !== 'paragraph' || !rest.some((block) => block.type === 'list')) return null;
  return phaseLabel(first);
}
