/** Short ways to a parsed runbook for these tests. */

import type { Procedure, Runbook, RunbookFault, Step } from '../../src/runbooks/runbook.ts';

import { parseRunbook } from '../../src/runbooks/parse.ts';

/** Parses files given as path → Markdown. */
export function parse(files: Readonly<Record<string, string>>): {
  readonly runbook: Runbook;
  readonly faults: readonly RunbookFault[];
} {
  return parseRunbook(Object.entries(files).map(([path, markdown]) => ({ path, markdown })));
}

/** The only procedure of a RUNBOOK.md. */
export function onlyProcedure(markdown: string): Procedure {
  const { runbook } = parse({ 'RUNBOOK.md': markdown });
  const [procedure, ...others] = runbook.procedures;
  if (procedure === undefined || others.length > 0) {
    throw new Error(`Expected one procedure, got ${runbook.procedures.length}`);
  }
  return procedure;
}

/** The only step of a list item written as in a daily procedure. */
export function onlyStep(item: string): Step {
  const { phases } = onlyProcedure(`## Daily Operations\n\n### 1. Check\n\n${item}\n`);
  const [step, ...others] = phases.flatMap((phase) => phase.steps);
  if (step === undefined || others.length > 0) throw new Error(`Expected one step, got ${others.length + 1}`);
  return step;
}

/** Titles of phases with the texts of their steps. */
export function shapeOf(procedure: Procedure): readonly (readonly [string, readonly string[]])[] {
  return procedure.phases.map((phase) => [phase.title, phase.steps.map((step) => step.text)]);
}
