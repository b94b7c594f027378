/** A deed on a run as a button, which asks first. */

import type { RunDeedName } from '../../deeds/run.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { Choice } from './blocks.ts';

import { RUN_DEEDS } from '../../deeds/run.ts';

/** The button of this deed. */
export function runButton(name: RunDeedName, run: OperationRun): Choice {
  const { label, confirm } = RUN_DEEDS[name];
  return { label, press: { action: name, run: run.id }, confirm: confirm(run) };
}
