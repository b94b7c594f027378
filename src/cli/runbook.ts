/** `handrail runbook show|lint`: the runbook as Handrail reads it, for people and for a team's own CI. */

import type { LintOptions } from '../runbooks/lint.ts';
import type { Runbook, RunbookFault } from '../runbooks/runbook.ts';
import type { CliContext } from './context.ts';

import { resolve } from 'node:path';

import { readRunbookFiles } from '../runbook-files.ts';
import { asksForCause, causesNear } from '../checklists/cause-words.ts';
import { lintRunbook } from '../runbooks/lint.ts';
import { parseRunbook } from '../runbooks/parse.ts';
import { PLACEHOLDERS } from '../runbooks/placeholders.ts';
import { runbookAsJson } from '../runbooks/show.ts';
import { CliFault } from './context.ts';

/** Prints the procedures, as JSON or as an outline. */
export async function showRunbook(
  context: CliContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<void> {
  const { runbook } = await readRunbook(context, path);
  if (options.json === true) {
    context.print(JSON.stringify(runbookAsJson(runbook), null, 2));
    return;
  }
  for (const { kind, title, phases } of runbook.procedures) {
    context.print(`${title} (${kind})`);
    for (const phase of phases) {
      context.print(`  ${phase.title}`);
      for (const [index, step] of phase.steps.entries()) {
        context.print(`    ${index + 1}. ${step.text}${step.command === null ? '' : `: ${step.command}`}`);
      }
    }
  }
}

/** Prints every fault with its file and line, and returns how many there are. */
export async function lintRunbookAt(
  context: CliContext,
  path: string,
  options: Omit<LintOptions, 'placeholders' | 'asksForCause' | 'causesNear'>,
): Promise<number> {
  const { runbook, faults } = await readRunbook(context, path);
  const found = lintRunbook(runbook, faults, {
    ...options,
    asksForCause,
    causesNear,
    placeholders: PLACEHOLDERS,
  });
  for (const { file, line, problem } of found) context.print(`${file}:${line}: ${problem}`);
  if (found.length === 0) context.print(`No fault in ${runbook.procedures.length} procedures.`);
  return found.length;
}

async function readRunbook(
  context: CliContext,
  path: string,
): Promise<{ readonly runbook: Runbook; readonly faults: readonly RunbookFault[] }> {
  const files = await readRunbookFiles(resolve(context.cwd, path)).catch((error: unknown) => {
    throw new CliFault(
      `Expected a folder of Markdown or one file at ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  return parseRunbook(files);
}
