/** A person submits or closes the modal on top of their stack. */

import type { Act, ActResult, PageValues } from '../../page/contract.ts';
import type { User, View } from '../entities.ts';
import type { SlackState } from '../state.ts';
import type { ActContext } from './context.ts';

import { z } from 'zod';

import { checkView } from '../blocks/view.ts';
import { isSuccess } from '../callbacks.ts';
import { fromJson } from '../content.ts';
import { elementAt, faultsOf, isPossible } from '../form.ts';
import { viewClosed, viewSubmission } from '../payloads.ts';
import { DONE, failed, TROUBLE } from './context.ts';

const submissionAnswer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.undefined().optional() }),
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

/** Checks the answers as Slack's client does, delivers them, and does what the app answers. */
export async function submit(
  { state, callbacks }: ActContext,
  act: Extract<Act, { act: 'submit' }>,
): Promise<ActResult> {
  const open = openView(state, act.user, act.view);
  if (open === null) return failed('That window is closed already.');
  const { user, view } = open;
  if (view.busy) return failed('It is being sent.');
  const impossible = impossibleAnswer(view, act.values);
  if (impossible !== null) return failed(impossible);
  const values = merge(view.values, act.values);
  const errors = faultsOf(view.blocks, values);
  const [firstError] = Object.values(errors);
  state.views.change(view.id, { values, errors, busy: firstError === undefined });
  if (firstError !== undefined) return failed(firstError);

  const outcome = await callbacks.interaction(viewSubmission(state, user, { ...view, values }));
  state.views.change(view.id, { busy: false });
  return isSuccess(outcome) ? followAnswer(state, user, view, outcome.body) : failed(TROUBLE);
}

/** Closes the modal, or the whole stack if it says so; tells the app only if it asked. */
export async function close(
  { state, callbacks }: ActContext,
  act: Extract<Act, { act: 'close' }>,
): Promise<ActResult> {
  const open = openView(state, act.user, act.view);
  if (open === null) return DONE;
  const { user, view } = open;
  if (view.clearOnClose) state.views.clear(user.id);
  else state.views.pop(user.id);
  // Slack does not show whether the app took it.
  if (view.notifyOnClose) await callbacks.interaction(viewClosed(user, view));
  return DONE;
}

function openView(state: SlackState, userId: string, viewId: string): { user: User; view: View } | null {
  const user = state.directory.user(userId);
  const view = state.views.top(userId);
  return user === undefined || view === null || view.id !== viewId ? null : { user, view };
}

/** Why no person could have given these answers, or null. */
function impossibleAnswer(view: View, values: PageValues): string | null {
  for (const [blockId, actions] of Object.entries(values)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const placed = elementAt(view.blocks, blockId, actionId);
      if (placed === undefined) return `This form has no field ${blockId} / ${actionId}.`;
      if (!isPossible(placed.element, value)) return `${blockId} / ${actionId} cannot be answered like that.`;
    }
  }
  return null;
}

function merge(held: PageValues, given: PageValues): PageValues {
  return Object.fromEntries(
    Object.entries(held).map(([blockId, actions]) => [blockId, { ...actions, ...given[blockId] }]),
  );
}

/** https://docs.slack.dev/surfaces/modals: an empty answer closes the modal; one that is not understood is trouble. */
function followAnswer(state: SlackState, user: User, view: View, body: string): ActResult {
  const answer = submissionAnswer.safeParse(body.trim() === '' ? {} : fromJson(body));
  if (!answer.success) return failed(TROUBLE);
  switch (answer.data.response_action) {
    case undefined:
      // The app may have opened another modal meanwhile; only the submitted one goes.
      if (state.views.top(user.id)?.id === view.id) state.views.pop(user.id);
      return DONE;
    case 'clear':
      state.views.clear(user.id);
      return DONE;
    case 'errors':
      return showErrors(state, view, answer.data.errors);
    case 'update':
      return redraw(state, view, answer.data.view);
    case 'push': {
      const definition = checkView(answer.data.view);
      return definition.ok && state.views.push(user.id, definition.value).ok ? DONE : failed(TROUBLE);
    }
  }
}

function showErrors(state: SlackState, view: View, errors: Readonly<Record<string, string>>): ActResult {
  const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const [firstError] = Object.values(errors);
  const isKnown = Object.keys(errors).every((blockId) => inputs.includes(blockId));
  if (firstError === undefined || !isKnown) return failed(TROUBLE);
  state.views.change(view.id, { errors });
  return failed(firstError);
}

function redraw(state: SlackState, view: View, next: unknown): ActResult {
  const definition = checkView(next);
  const current = state.views.find(view.id);
  if (!definition.ok || current === undefined) return failed(TROUBLE);
  state.views.update(current, definition.value);
  return DONE;
}
