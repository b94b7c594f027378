/**
 * The buttons of a checklist card. What changes AWS has a place of its own, beside the step, where no other button ever
 * stands, and asks first: a thumb that taps twice starts nothing. What was found to be unneeded is not recommended.
 */

import type { Button } from '@slack/types';
import type { Checklist, ChecklistStep } from '../../checklists/state.ts';
import type { CardDeedName } from '../../deeds/step-deeds.ts';
import type { Choice } from './blocks.ts';

import { isFolded } from '../../checklists/folding.ts';
import { needOf } from '../../checklists/needed.ts';
import { STEP_DEEDS } from '../../deeds/step.ts';
import { offeredOnStep } from '../../deeds/step-deeds.ts';
import { button } from './blocks.ts';
import { stepNumber } from './words.ts';

/** What running a step would do in AWS, and by which command. */
export interface Change {
  readonly intent: string;
  readonly command: string;
}

/** What is wanted first stands out: Run where the step has one, else Done; nothing while one waits for what runs. */
export function buttons(checklist: Checklist, step: ChecklistStep): readonly Choice[] {
  const offered = offeredOnStep(step, 'row');
  const [first] = offered;
  const isWanted = step.state.state !== 'running' && !isRuledOut(checklist, step);
  return offered
    .filter((name) => name !== 'run' || !runsBeside(step))
    .map((name) => ({
      ...choiceOf(name, checklist, step),
      ...(name === first && isWanted ? { style: 'primary' } : {}),
    }));
}

/** Whether what was found says that it is not needed: a person has it open, and nothing of it is recommended. */
function isRuledOut(checklist: Checklist, step: ChecklistStep): boolean {
  return needOf(checklist, step).need === 'not-needed';
}

/** Whether pressing Run starts a change at once. One that still asks for values opens a form, which changes nothing. */
function runsBeside(step: ChecklistStep): boolean {
  return step.risk !== null && step.risk !== 'read' && step.missing.length === 0;
}

/** The button that starts a change. Where the place has to be said, it carries it: what starts is what the dialog said. */
export function changeButton(
  checklist: Checklist,
  step: ChecklistStep,
  change: Change | null,
): Button | undefined {
  if (!runsBeside(step) || !offeredOnStep(step, 'row').includes('run')) return undefined;
  const { intent, command } = change ?? { intent: step.command ?? '', command: step.command };
  const choice = choiceOf('run', checklist, step);
  const of = { checklist: checklist.id, step: step.id };
  return button({
    ...choice,
    ...(command === null || command === step.command
      ? {}
      : { press: { action: 'run-shown', ...of, command } }),
    ...styleOfChange(checklist, step),
    confirm: STEP_DEEDS.run.confirm(step, intent),
  });
}

function styleOfChange(checklist: Checklist, step: ChecklistStep): Pick<Choice, 'style'> {
  if (step.risk === 'destructive') return { style: 'danger' };
  return isRuledOut(checklist, step) ? {} : { style: 'primary' };
}

/** What the menu behind them offers of the step, and the way back from a slip. */
export function entries(checklist: Checklist, step: ChecklistStep): readonly Choice[] {
  const offered = offeredOnStep(step, 'menu').map((name) => choiceOf(name, checklist, step));
  return [...offered, ...reopenChoice(checklist)];
}

function choiceOf(action: CardDeedName, checklist: Checklist, step: ChecklistStep): Choice {
  const { label, says } = STEP_DEEDS[action];
  return {
    label: says?.(step, stepNumber(checklist, step)) ?? label,
    press: { action, checklist: checklist.id, step: step.id },
  };
}

/** Takes back the step that was ended last, which is the one a slip of the thumb concerns; not one that folded away. */
export function reopenChoice(checklist: Checklist): readonly Choice[] {
  const last = checklist.steps.reduce<ChecklistStep | null>((latest, step) => {
    if (step.state.state !== 'ended' || isFolded(step)) return latest;
    return latest?.state.state === 'ended' && latest.state.at > step.state.at ? latest : step;
  }, null);
  return last === null ? [] : [choiceOf('reopen-step', checklist, last)];
}

/** Opens a step again that Handrail folded away: those of this phase first, the latest first. */
export function foldedSteps(checklist: Checklist, phase: number | null): readonly Choice[] {
  const folded = checklist.steps.filter(isFolded).toReversed();
  return [
    ...folded.filter((step) => step.phase === phase),
    ...folded.filter((step) => step.phase !== phase),
  ].map((step) => choiceOf('reopen-step', checklist, step));
}
