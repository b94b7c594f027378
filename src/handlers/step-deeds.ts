/** What people do to a step of a checklist, as `deeds/step.ts` declares it. */

import type { Person } from '../access/actor.ts';
import type { Checklist, ChecklistStep } from '../checklists/state.ts';
import type { DecidedStepDeed, StepDeed } from '../deeds/step-deeds.ts';
import type { StepTarget } from '../deeds/subjects.ts';
import type { HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';
import type { Reply } from './reply.ts';
import type { StepAt } from './run-step.ts';

import { STEP_DEEDS } from '../deeds/step.ts';
import { declaredOnStep } from '../deeds/step-deeds.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { deniedDeed, doDeed, refused, refusedBy } from './deed.ts';
import { goneStep, stepAt } from './forms.ts';
import { openChecklist } from './open-checklist.ts';
import { runShown, runStep } from './run-step.ts';
import { requestStepRuns } from './step-runs.ts';

/** Does one deed to a step. Only who may is told that it is gone. */
export async function stepDeed(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  target: StepTarget,
  deed: StepDeed,
): Promise<Reply> {
  const at = await deps.store.read((reader) => stepAt(reader, target));
  if (at === null) {
    const words = `${deed.do} step ${target.step}`;
    const asked = { actor: by, delivery, deed: STEP_DEEDS[deed.do], words, incident: null };
    return (await deniedDeed(deps, asked)) ?? goneStep();
  }
  switch (deed.do) {
    case 'run':
      return runStep(deps, by, delivery, at, deed);
    case 'run-shown':
      return runShown(deps, by, delivery, at, deed.command);
    case 'open-jump':
      return openJump(deps, by, delivery, at, deed.channel);
    default:
      return decidedDeed(deps, by, delivery, at, deed);
  }
}

function decidedDeed(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  at: StepAt,
  deed: DecidedStepDeed,
): Promise<Reply> {
  const { checklist: known, step } = at;
  const declared = declaredOnStep(deed);
  const words = declared.words(at);
  const request = { actor: by, delivery, deed: STEP_DEEDS[deed.do], words, incident: known.incident };
  return doDeed(deps, request, async (tx, now) => {
    const command = declared.command({ step: step.id, by, now });
    const committed = await commitChecklist(tx, await tx.checklists.load(known.id), command);
    if (!committed.ok) return refusedBy(committed.error);
    const { checklist, runs } = committed.value;
    await recordStep(tx, deps, checklist, step, declared.outcome(), by, now);
    await requestStepRuns(tx, deps, checklist, runs, now);
    return { kind: 'said', text: declared.done(step) };
  });
}

/** Opening asks for its own leave. */
async function openJump(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  { checklist: { incident, pipeline }, step: { jump } }: StepAt,
  channel: string,
): Promise<Reply> {
  return jump === null
    ? refused('This step leads to no other procedure. Its card shows what it offers.')
    : openChecklist(deps, by, delivery, { incident, pipeline, procedure: jump.procedure, channel });
}

async function recordStep(
  tx: Transaction,
  deps: HandlerDeps,
  checklist: Checklist,
  step: ChecklistStep,
  outcome: string,
  by: Person,
  now: number,
): Promise<void> {
  if (checklist.incident === null) return;
  const incident = await loadSurvivor(tx, checklist.incident);
  await commitIncident(
    tx,
    incident,
    { type: 'RecordStep', checklist: checklist.id, step: step.text, outcome, by, now },
    deps.incidents,
  );
}
