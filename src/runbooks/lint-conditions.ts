/** What is wrong with the conditions of a procedure: those that say nothing, and those that no step before them can answer. */

import type { Answers } from '../operations/catalog.ts';
import type { Alternative, Procedure, RunbookFault, Step } from './runbook.ts';

import { assertNever } from '../lib/assert-never.ts';

export interface ConditionOptions {
  /** The words that may follow `/etl`. */
  readonly verbs: readonly string[];
  /** What a run of a verb can say to a condition; null for one that runs nothing. */
  readonly answers: (verb: string) => Answers | null;
  /** Whether words ask for something that a run could name as a cause. */
  readonly asksForCause: (asked: Extract<Alternative, { kind: 'cause' }>) => boolean;
  /** Names of the known causes that misspelt words may have meant. */
  readonly causesNear: (words: string) => readonly string[];
}

const VERB = /^\/etl\s+(\S+)/;
const EXPECTED =
  'expected words of a cause, such as "out of memory", or one command with fails, warns, is ok or is not ok, such as "lake fails"';

/** The faults of its conditions, each with the line of its `Needed when:`. */
export function conditionFaults({ phases }: Procedure, options: ConditionOptions): readonly RunbookFault[] {
  const steps = phases.flatMap((phase) => phase.steps);
  return steps.flatMap(({ neededWhen, source: { file } }, index) => {
    if (neededWhen === undefined) return [];
    const { anyOf, line } = neededWhen;
    if (anyOf.length === 0) return [{ file, line, problem: `"Needed when:" says nothing: ${EXPECTED}` }];
    const before = steps.slice(0, index).flatMap((step) => answersOfStep(step, options));
    return anyOf.flatMap((alternative) => {
      const problem = problemOf(alternative, before, options);
      return problem === null ? [] : [{ file, line, problem }];
    });
  });
}

function answersOfStep({ command }: Step, { answers }: ConditionOptions): readonly Answers[] {
  const verb = VERB.exec(command ?? '')?.[1];
  const told = verb === undefined ? null : answers(verb);
  return told === null ? [] : [told];
}

function problemOf(
  alternative: Alternative,
  before: readonly Answers[],
  { verbs, answers, asksForCause, causesNear }: ConditionOptions,
): string | null {
  const { words } = alternative;
  switch (alternative.kind) {
    case 'cause': {
      if (!asksForCause(alternative)) return unnamed(words, causesNear(words));
      if (before.some(({ namesCause }) => namesCause)) return null;
      const naming = verbs.filter((verb) => answers(verb)?.namesCause === true).map((verb) => `/etl ${verb}`);
      return `No step before this one names a cause, so nothing answers "${words}": run ${naming.join(' or ')} in a step above`;
    }
    case 'verdict': {
      const { verb } = alternative;
      if (!verbs.includes(verb))
        return `There is no command "/etl ${verb}" to answer "${words}": expected one of ${verbs.join(', ')}`;
      return before.some((told) => told.verb === (answers(verb)?.verb ?? verb))
        ? null
        : `No step before this one runs /etl ${verb}, so nothing answers "${words}": run it in a step above`;
    }
    case 'unclear':
      return `Nothing answers "${words}": ${EXPECTED}`;
    default:
      return assertNever(alternative);
  }
}

/** A cause that is not known would be found by nothing, and the step stays open whatever happened. */
function unnamed(words: string, near: readonly string[]): string {
  const meant = near.map((name) => `"${name}"`).join(' or ');
  const instead =
    near.length === 0 ? EXPECTED : `did you mean ${meant}? One word that stands in logs goes into quotes`;
  return `"${words}" names no known cause, so nothing answers it: ${instead}`;
}
