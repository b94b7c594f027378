/** What every trace has: who asks it with which words, and that what is for one person alone is theirs. */

import type { Person } from '../../access/actor.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';

import { isToldTo } from '../../runs/told.ts';
import { refusalFor } from '../deed.ts';

export interface Tracing {
  readonly deps: HandlerDeps;
  readonly actor: Person;
  readonly command: string;
}

/** The refusal for who may not hear that another person has asked for this alone, or null. */
export async function deniedTrace({ deps, actor }: Tracing, run: OperationRun): Promise<Reply | null> {
  if (isToldTo(run, actor)) return null;
  return refusalFor(deps, actor, { name: 'trace of what another person asked for alone', risk: 'respond' });
}
