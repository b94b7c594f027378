/** The steps that Handrail runs by itself: reads of the phase that is open, unless they cost. */

import type { Checklist } from '../checklists/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';

import { HANDRAIL } from '../access/actor.ts';
import { may } from '../access/may.ts';
import { prepareStep } from './checklist-steps.ts';
import { commitChecklist } from './commit-checklist.ts';
import { requestRun } from './request-run.ts';
import { placeOfStep } from './run-place.ts';

/** Queues the commands of these steps in Handrail's own name: reads, which it may do unasked. */
export async function requestStepRuns(
  tx: Transaction,
  deps: HandlerDeps,
  checklist: Checklist,
  steps: readonly string[],
  now: number,
): Promise<void> {
  let current = checklist;
  for (const id of steps) {
    const step = current.steps.find((candidate) => candidate.id === id);
    const prepared = step?.command == null ? null : prepareStep(deps.catalog, step.command, {});
    if (prepared === null || !prepared.ok) continue;
    const { operation, risk } = prepared.value.prepared;
    if (!operation.unasked) continue;
    if (
      !may(HANDRAIL, { name: operation.verb, risk }, deps.access, {
        fullMember: false,
      }).allowed
    )
      continue;
    // Where it could go to several places, a person who presses Run is asked.
    const where = await placeOfStep(tx, deps, current, prepared.value);
    if (!where.ok) continue;
    const { run } = await requestRun(tx, deps, {
      ...prepared.value,
      by: HANDRAIL,
      incident: current.incident,
      step: { checklist: current.id, step: id },
      pipeline: where.value.pipeline,
      place: where.value.place,
      channel: current.channel,
      now,
    });
    const started = await commitChecklist(tx, current, {
      type: 'StartStepRun',
      step: id,
      run: run.id,
      by: HANDRAIL,
      now,
    });
    if (started.ok) current = started.value.checklist;
  }
}
