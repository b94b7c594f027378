/** What a procedure says about itself before its steps: **Symptoms**, **Causes** and **Alarms**. */

import type { List, Nodes } from 'mdast';

import { plainText, walk } from './markdown.ts';

export type FactName = 'symptoms' | 'causes' | 'alarms';

const LABEL = /^(?:(?:common |possible |likely )?(symptoms?|causes?)|(alarms?))\s*:/i;

/** The fact that a line such as `**Symptoms**: slow jobs` begins to tell, or null. Takes the line without its markup. */
export function factOf(line: string): FactName | null {
  const match = LABEL.exec(line);
  const word = (match?.[1] ?? match?.[2])?.toLowerCase();
  if (word === undefined) return null;
  if (word.startsWith('symptom')) return 'symptoms';
  return word.startsWith('cause') ? 'causes' : 'alarms';
}

/** What one line tells: split at commas; of alarms the code spans, where there are any. The label is left out. */
export function factsOfLine(fact: FactName, nodes: readonly Nodes[]): readonly string[] {
  const spans = fact === 'alarms' ? codeSpans(nodes) : [];
  return spans.length > 0 ? spans : splitAtCommas(plainText(nodes).replace(LABEL, ''));
}

/** What a list tells: one fact an item, commas and all; of alarms the code spans, where there are any. */
export function factsOfList(fact: FactName, list: List): readonly string[] {
  return list.children.flatMap((item) => {
    const spans = fact === 'alarms' ? codeSpans([item]) : [];
    if (spans.length > 0) return spans;
    const [first] = item.children;
    return first === undefined ? [] : [plainText(first)].filter((text) => text !== '');
  });
}

function codeSpans(nodes: readonly Nodes[]): readonly string[] {
  return nodes
    .flatMap((node) => [...walk(node)])
    .flatMap((node) => (node.type === 'inlineCode' ? [node.value.trim()] : []))
    .filter((text) => text !== '');
}

/** Commas inside parentheses do not divide: `slow jobs (silver, gold), high costs` is two symptoms. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let parentheses = 0;
  for (const character of text) {
    if (character === '(') parentheses += 1;
    if (character === ')') parentheses = Math.max(0, parentheses - 1);
    if (character === ',' && parentheses === 0) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== '');
}
