/** What people do with a run that is not over: take it back before it starts, or stop following it. */

import type { Person } from '../access/actor.ts';
import type { OperationRun } from '../runs/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reply } from './reply.ts';

import { commitRun } from './commit-run.ts';
import { doDeed, refused, refusedBy } from './deed.ts';

export type RunDeed = 'cancel' | 'give-up';

const COMMAND = { cancel: 'CancelRun', 'give-up': 'GiveUpRun' } as const;
const WORD = { cancel: 'cancel', 'give-up': 'give up' } as const;

/** Does one deed to a run. It never touches AWS: a change that goes on there goes on. */
export async function runDeed(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  id: string,
  deed: RunDeed,
): Promise<Reply> {
  const known = await deps.store.read((reader) => reader.runs.load(id));
  if (known === null) return refused('This run is not there any more. Its card is of another Handrail.');
  const request = {
    actor: by,
    delivery,
    deed: { name: `${WORD[deed]} a run`, risk: 'respond' },
    words: `${WORD[deed]} ${known.command}`,
    incident: known.incident,
  } as const;
  return doDeed(deps, request, async (tx, now) => {
    const committed = await commitRun(tx, deps, await tx.runs.load(id), { type: COMMAND[deed], by, now });
    return committed.ok ? stopped(committed.value) : refusedBy(committed.error);
  });
}

function stopped(run: OperationRun): Reply {
  const { command, risk, state } = run;
  if (state.state === 'cancelled')
    return { kind: 'said', text: `${command} is cancelled. Nothing was started.` };
  if (risk === 'read') return { kind: 'said', text: `${command} is given up.` };
  const started = state.state === 'given-up' && state.started;
  const rest = started
    ? 'The job goes on in AWS'
    : 'It may have been started in AWS: look there before you run it again';
  return { kind: 'said', text: `${command} is no longer followed. ${rest}.` };
}
