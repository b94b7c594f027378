/** The prose indented below a step: help, and behind their labels its test and its condition. */

import type { Condition } from './runbook.ts';

import { joinConditions, readCondition } from './condition.ts';

export interface Prose {
  readonly lines: readonly string[];
  /** Source line of the first. */
  readonly line: number;
  /** A paragraph, whose line ends mean nothing, unlike those of a list or a table. */
  readonly wraps: boolean;
}

export interface Told {
  readonly help: string | null;
  readonly goodWhen: string | null;
  readonly neededWhen: Condition | null;
}

interface Part {
  readonly label: Label | null;
  readonly lines: string[];
  readonly line: number;
}

const LABELS = {
  good: /^[*_]*good when[*_]*\s*:[*_]*\s*/i,
  needed: /^[*_]*needed when[*_]*\s*:[*_]*\s*/i,
} as const;
type Label = keyof typeof LABELS;

const HARD_BREAK = /(?: {2,}|\\)$/;

// Where it leads is the step's jump; what is left to read are its words.
const INTERNAL_LINK = /\[([^[\]]*)\]\((?![a-z][a-z0-9+.-]*:)[^()\s]*\)/gi;

/** Whether the line begins with one of the labels. */
export function isLabelled(line: string): boolean {
  return labelOf(line) !== null;
}

/** In each block, what follows a label up to the next one is of that label, and what stands before is help. */
export function readProse(prose: readonly Prose[]): Told {
  const help: string[] = [];
  const good: string[] = [];
  const needed: Condition[] = [];
  for (const { lines, line: from, wraps } of prose) {
    for (const { label, lines: own, line } of partsOf(lines, from)) {
      if (label === null) help.push(wraps ? unwrapped(own) : own.join('\n').trim());
      else if (label === 'good') good.push(unwrapped(own).replace(LABELS.good, ''));
      else {
        const { condition, rest } = readCondition(
          withoutLinks(unwrapped(own).replace(LABELS.needed, '')),
          line,
        );
        needed.push(condition);
        help.push(rest);
      }
    }
  }
  return {
    help: joined(help, '\n\n'),
    goodWhen: joined(good, ' '),
    neededWhen: joinConditions(needed),
  };
}

function labelOf(line: string): Label | null {
  if (LABELS.good.test(line)) return 'good';
  return LABELS.needed.test(line) ? 'needed' : null;
}

function partsOf(lines: readonly string[], from: number): readonly Part[] {
  const parts: Part[] = [{ label: null, lines: [], line: from }];
  for (const [index, text] of lines.entries()) {
    const label = labelOf(text.trim());
    const last = parts.at(-1);
    if (last === undefined || (label !== null && label !== last.label))
      parts.push({ label, lines: [text], line: from + index });
    else last.lines.push(text);
  }
  return parts;
}

/** A paragraph is as wide as its reader's screen; only a hard break stays. */
function unwrapped(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimStart().replace(HARD_BREAK, '\n'))
    .join(' ')
    .replaceAll('\n ', '\n')
    .trim();
}

function joined(parts: readonly string[], separator: string): string | null {
  const text = parts.filter((part) => part !== '').join(separator);
  return text === '' ? null : withoutLinks(text);
}

function withoutLinks(text: string): string {
  return text.replace(INTERNAL_LINK, '$1');
}
