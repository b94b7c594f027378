/**
 * What `Needed when:` says below a step: what has to be found for it to be worth doing. Only what is said plainly becomes
 * a question to the findings; the rest is kept as unclear, is answered by none, and leaves the step as it is.
 */

import type { Alternative, Condition } from './runbook.ts';

const OTHERWISE_SKIP = /\b(?:otherwise|else),?\s+skip(?:\s+(?:it|this(?:\s+step)?))?[\s.]*$/i;
// A dot within a word, as in S3.AccessDenied, ends nothing.
const SENTENCE_END = /[.;](?=\s|$)/;
const MARKS = /[`*"“”]/g;
const QUOTED = /^(?:`\S+`|"\S+"|“\S+”)$/;
const BETWEEN = /,|(?:^|\s)or(?=\s|$)/i;
const VERDICT = /^(?:\/?etl )?([a-z][a-z0-9-]*) (fails|warns|is ok|is not ok)$/;
/** What denies, asks for several at once, for whatever there is or under conditions, or for a verdict of no single command. */
const UNCLEAR: readonly RegExp[] = [
  /^(?:not(?! (?:found|authorized)\b)|no(?! space left\b)|never|always|any|all|every|each|both|some)\b/,
  /^(?:if|when|whenever|after|before|otherwise)\b|\b(?:and|but|nor|unless|without|except)\b/,
  /\b(?:is|are|was|were|does|did) not\b(?! (?:found|authorized|fit)\b)|n['’]t\b/,
  /\bstep \d|\b(?:fails|warns|ok)$/,
];

type Wanted = Extract<Alternative, { kind: 'verdict' }>['verdict'];

/** What is worse than what was asked for is asked for as well. */
const WANTED: Readonly<Record<string, Wanted>> = {
  fails: 'fail',
  warns: 'not-ok',
  'is not ok': 'not-ok',
  'is ok': 'ok',
};

/** Reads what stands after the label, from this line on: its first sentence is the condition, the rest is left. */
export function readCondition(
  markdown: string,
  line: number,
): { readonly condition: Condition; readonly rest: string } {
  const said = markdown.replace(OTHERWISE_SKIP, '');
  const end = SENTENCE_END.exec(said)?.index ?? said.length;
  const text = said.slice(0, end).trim().replace(/,$/, '');
  const anyOf = text
    .replaceAll('*', '')
    .split(BETWEEN)
    .map((each) => each.replace(/\s+/g, ' ').trim())
    .flatMap(alternativesOf);
  return { condition: { text, anyOf, line }, rest: said.slice(end + 1).trim() };
}

/** What a step has to say where it says it in several places: any of them is enough. */
export function joinConditions(conditions: readonly Condition[]): Condition | null {
  const [first] = conditions;
  if (first === undefined) return null;
  return {
    text: conditions
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join(' or '),
    anyOf: conditions.flatMap(({ anyOf }) => anyOf),
    line: first.line,
  };
}

/** None of what is nothing but signs. */
function alternativesOf(said: string): readonly Alternative[] {
  const words = said.replace(MARKS, '').trim();
  if (words === '') return [];
  const lower = words.toLowerCase();
  const [, verb, says] = VERDICT.exec(lower) ?? [];
  const verdict = says === undefined ? undefined : WANTED[says];
  if (verb !== undefined && verdict !== undefined) return [{ kind: 'verdict', words, verb, verdict }];
  if (UNCLEAR.some((pattern) => pattern.test(lower))) return [{ kind: 'unclear', words }];
  return [{ kind: 'cause', words, ...(QUOTED.test(said) ? { quoted: true } : {}) }];
}
