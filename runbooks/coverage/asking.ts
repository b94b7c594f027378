/** Which procedures ask what a line is about. */

import type { Procedure, Runbook, Step } from '../../src/runbooks/runbook.ts';
import type { Line } from './lines.ts';
import type { Command } from './verbs.ts';

const PLACEHOLDER = /^\{\w+\}$/;

/** The steps of a procedure in their order, across its phases. */
export function stepsOf({ phases }: Procedure): readonly Step[] {
  return phases.flatMap(({ steps }) => steps);
}

/**
 * Those that the line links to, and those of which a step runs a command that answers it, or one that asks more. Where
 * the line stands within one of them, that one alone.
 */
export function proceduresAsking(
  { procedures }: Runbook,
  { links }: Pick<Line, 'links'>,
  answers: readonly Command[],
  within: Procedure | null,
): readonly Procedure[] {
  const linked = links.flatMap(
    ({ file, anchor }) =>
      procedures.find(({ id }) => (anchor === null ? id === file : id.endsWith(`/${anchor}`))) ?? [],
  );
  const running = answers.flatMap(({ text }) => {
    const exactly = procedures.filter((each) => stepsOf(each).some(({ command }) => command === text));
    if (exactly.length > 0) return exactly;
    return procedures.filter((each) => stepsOf(each).some(({ command }) => isPartOf(text, command)));
  });
  const asking = [...new Set([...linked, ...running])];
  return within !== null && asking.includes(within) ? [within] : asking;
}

/** Whether the step asks all that the command does: `/etl lake` for `/etl lake gold`, `/etl runs {job}` for that of one job. */
function isPartOf(command: string, ofStep: string | null): boolean {
  const words = command.split(' ');
  return (
    ofStep !== null &&
    ofStep.split(' ').every((word, index) => word === words[index] || PLACEHOLDER.test(word))
  );
}
