/** A runbook as other programs read it: the shape is a promise, so it is spelled out here and nothing else is let in. */

import type { ProcedureKind, Runbook } from './runbook.ts';

export interface RunbookJson {
  readonly procedures: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: ProcedureKind;
    readonly symptoms: readonly string[];
    readonly causes: readonly string[];
    readonly phases: readonly {
      readonly title: string;
      readonly steps: readonly { readonly text: string; readonly command?: string }[];
    }[];
  }[];
}

/** The runbook for `handrail runbook show --json`; a step without a command has no such key. */
export function runbookAsJson(runbook: Runbook): RunbookJson {
  return {
    procedures: runbook.procedures.map(({ id, title, kind, symptoms, causes, phases }) => ({
      id,
      title,
      kind,
      symptoms,
      causes,
      phases: phases.map((phase) => ({
        title: phase.title,
        steps: phase.steps.map(({ text, command }) => (command === null ? { text } : { text, command })),
      })),
    })),
  };
}
