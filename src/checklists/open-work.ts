/**
 * What of a checklist still waits for somebody. One whose steps all folded away, or were read by Handrail, has had nobody
 * do anything: that nothing in it fits is for a person to judge, so it neither finishes by itself nor counts as done.
 */

import type { Checklist, ChecklistStep } from './state.ts';

import { isFolded } from './folding.ts';

/** Whether all of these steps ended, some folded away, and none by a person. */
export function nothingFits(steps: readonly ChecklistStep[]): boolean {
  return (
    steps.some(isFolded) &&
    steps.every(({ state }) => state.state === 'ended' && state.by.kind === 'handrail')
  );
}

/**
 * How many steps still wait; those of post-incident phases never count. Where nothing fits, what folded waits to be looked
 * at.
 */
export function openWork({ steps, procedure }: Checklist): number {
  const during = steps.filter((step) => procedure.phases[step.phase]?.afterwards !== true);
  if (nothingFits(during)) return during.filter(isFolded).length;
  return during.filter((step) => step.state.state !== 'ended').length;
}

/** Whether a step still waits; post-incident phases never count. */
export function hasOpenWork(checklist: Checklist): boolean {
  return openWork(checklist) > 0;
}
