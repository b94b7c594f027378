/** How a checklist is committed. Its card is the one just pressed, or follows it at once. */

import type { ChecklistCommand } from '../checklists/commands.ts';
import type { ChecklistEvent } from '../checklists/events.ts';
import type { Checklist } from '../checklists/state.ts';
import type { Refusal } from '../deeds/refusals.ts';
import type { Result } from '../lib/result.ts';
import type { Aggregate } from './commit.ts';
import type { Transaction } from './ports.ts';

import { decide } from '../checklists/decide.ts';
import { evolve } from '../checklists/evolve.ts';
import { ok } from '../lib/result.ts';
import { cardsOfChecklist } from './cards.ts';
import { commit } from './commit.ts';

/** The second value of a decision: the steps that Handrail is to run by itself. */
const CHECKLISTS: Aggregate<Checklist, Checklist, ChecklistCommand, ChecklistEvent, readonly string[]> = {
  load: async (_, checklist) => checklist,
  decide(command, before) {
    const decision = decide(command, before);
    return decision.ok ? ok({ events: decision.value.events, also: decision.value.runs }) : decision;
  },
  evolve,
  stateOf: (checklist) => checklist,
  async save(tx, { after, events }) {
    await tx.checklists.save(after, events);
    return after;
  },
  due: () => null,
  cards: ({ after }) => cardsOfChecklist(after),
  follow: async () => {},
};

/** Commits one command on the checklist: see `commit`. `runs` are the steps that Handrail is to run by itself. */
export async function commitChecklist(
  tx: Transaction,
  before: Checklist | null,
  command: ChecklistCommand,
): Promise<Result<{ readonly checklist: Checklist; readonly runs: readonly string[] }, Refusal>> {
  const committed = await commit(tx, CHECKLISTS, before, command);
  if (!committed.ok) return committed;
  const { state: checklist, also: runs } = committed.value;
  return ok({ checklist, runs });
}
