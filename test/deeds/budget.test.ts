/**
 * What it costs to add something, counted in what stands: the files of `src` in which the names must be spelled that it
 * brings. ARCHITECTURE.md promises the same numbers.
 */

import type { CardKind } from '../../src/handlers/cards.ts';

import { describe, expect, it } from '@jest/globals';

import { INCIDENT_DEEDS } from '../../src/deeds/incident.ts';
import { RUN_DEEDS } from '../../src/deeds/run.ts';
import { STEP_DEEDS } from '../../src/deeds/step.ts';
import { filesUnder, nodesOf, readSource } from '../support/sources.ts';

const { resolve, acknowledge, assign } = INCIDENT_DEEDS;
const { 'reopen-step': reopenStep } = STEP_DEEDS;
const { 'give-up-run': giveUp } = RUN_DEEDS;

const [DEED, VERB, CARD] = [
  'a deed',
  'a verb without an operation',
  "a kind of card in an incident's thread",
];

/** Deeds with all the names that they bring: their own, those of button, form, command and event. */
const DEEDS = [
  ['resolve', resolve.press, resolve.form.callback, resolve.becomes, 'IncidentResolved'],
  ['acknowledge', acknowledge.press, acknowledge.becomes, 'IncidentAcknowledged'],
  ['assign', assign.press, assign.form.callback, assign.becomes, 'IncidentAssigned'],
  ['reopen-step', reopenStep.press, reopenStep.becomes, 'StepReopened'],
  ['give-up-run', giveUp.press, giveUp.becomes, 'RunGivenUp'],
].map((names) => [String(names[0]), names] as const);

/** The consts by which the registry knows them. */
const VERBS = ['incidentsVerb', 'runbookVerb', 'declareVerb', 'whoamiVerb'];

/** A kind of card, and the function that draws it. */
const KIND: CardKind = 'timeline';
const VIEW = 'timelineCard';

/** The kind of a key that a template string makes: `timeline:${number}`. */
const KEY = /(?:^|[^\w-])([\w-]+):/g;

const FILES = filesUnder(['src']).map((path) => ({ path, ...spelledIn(path) }));

describe('the files that it takes to add', () => {
  it.each(DEEDS)('a deed such as %s', (_, names) => {
    expect(filesWith({ words: names }).length).toBeLessThanOrEqual(promised(DEED));
  });

  it.each(VERBS)('a verb without an operation such as %s', (verb) => {
    expect(filesWith({ values: [verb] }).length).toBeLessThanOrEqual(promised(VERB));
  });

  it('a kind of card', () => {
    const files = filesWith({ words: [KIND], values: [VIEW] });
    expect(files).toContain('src/handlers/cards.ts');
    expect(files.length).toBeLessThanOrEqual(promised(CARD));
  });

  it('are no more than was wanted', () => {
    expect([DEED, VERB, CARD].map(promised)).toEqual([6, 2, 3]);
  });

  it('are found wherever a name is spelled', () => {
    expect(filesWith({ words: ['IncidentResolved'] })).toEqual([
      'src/bot/views/timeline.ts',
      'src/incidents/decide.ts',
      'src/incidents/events.ts',
      'src/incidents/evolve.ts',
    ]);
    expect(filesWith({ words: ['pings-held'] })).toEqual(['src/handlers/keys.ts']);
  });
});

/** The files that spell any of these words, or declare or import any of these functions and consts. */
function filesWith({
  words = [],
  values = [],
}: {
  readonly words?: readonly string[];
  readonly values?: readonly string[];
}): readonly string[] {
  const spell = FILES.filter(
    (file) => words.some((word) => file.words.has(word)) || values.some((value) => file.values.has(value)),
  );
  return spell.map(({ path }) => path);
}

/** The strings of a file, its properties and the kinds of the keys that it makes; and what it declares and imports. */
function spelledIn(path: string) {
  const words = new Set<string>();
  const values = new Set<string>();
  for (const node of nodesOf(path)) {
    if (node.type === 'StringLiteral') words.add(String(node.value));
    if (node.type === 'KeyValueProperty') words.add(nameOf(node.key));
    if (node.type === 'TemplateElement')
      for (const [, kind] of String(node.raw).matchAll(KEY)) words.add(String(kind));
    if (node.type === 'ImportSpecifier') values.add(nameOf(node.local));
    if (node.type === 'FunctionDeclaration') values.add(nameOf(node.identifier));
    if (node.type === 'VariableDeclarator') values.add(nameOf(node.id));
  }
  return { words, values };
}

function nameOf(identifier: unknown): string {
  const isNamed = typeof identifier === 'object' && identifier !== null && 'value' in identifier;
  return isNamed ? String(identifier.value) : '';
}

/** How many files ARCHITECTURE.md promises for it. */
function promised(what: string): number {
  const row = new RegExp(`^\\| ${what}: at most (\\d+) files \\|`, 'm').exec(readSource('ARCHITECTURE.md'));
  if (row === null) throw new Error(`Expected ARCHITECTURE.md to say how many files ${what} takes`);
  return Number(row[1]);
}
