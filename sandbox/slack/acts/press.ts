/** A person presses a button, or chooses from a menu, in a message or in a modal. */

import type { Act, ActResult, PageOption, PageValues } from '../../page/contract.ts';
import type { Block } from '../entities.ts';
import type { Element, Placed } from '../form.ts';
import type { Pressed } from '../payloads.ts';
import type { Json } from '../wire.ts';
import type { ActContext } from './context.ts';

import { isSuccess } from '../callbacks.ts';
import { elementAt, formValues, optionsOf, withChoice } from '../form.ts';
import { messageAction, viewAction } from '../payloads.ts';
import { DONE, failed, placeOf, pressFailure } from './context.ts';

type Press = Extract<Act, { act: 'press' }>;

const GONE = 'That is not there any more.';

/** Delivers the press. The app must answer within three seconds; what it changes comes by the Web API. */
export async function press(context: ActContext, act: Press): Promise<ActResult> {
  return 'view' in act.on
    ? pressInView(context, act, act.on.view)
    : pressInMessage(context, act, act.on.channel, act.on.ts);
}

async function pressInMessage(
  { state, callbacks }: ActContext,
  act: Press,
  channelId: string,
  ts: string,
): Promise<ActResult> {
  const place = placeOf(state, act.user, channelId);
  if ('problem' in place) return failed(place.problem);
  const { user, channel } = place;
  const message = state.messages.get(channel.id, ts);
  if (message === undefined || (message.onlyFor ?? user.id) !== user.id) return failed(GONE);
  const pressed = pressedOn(message.blocks, formValues(message.blocks), act);
  if (pressed === null) return failed(GONE);
  const outcome = await callbacks.interaction(messageAction(state, user, channel, message, pressed));
  return isSuccess(outcome) ? DONE : failed(pressFailure(outcome));
}

async function pressInView({ state, callbacks }: ActContext, act: Press, viewId: string): Promise<ActResult> {
  const user = state.directory.user(act.user);
  const view = state.views.top(act.user);
  if (user === undefined || view === null || view.id !== viewId) return failed(GONE);
  const pressed = pressedOn(view.blocks, view.values, act);
  if (pressed === null) return failed(GONE);
  const { block } = pressed.placed;
  state.views.change(view.id, { values: pressed.values });
  // A choice in an input block stays in the form until it is submitted, unless the app asked to be told.
  if (block.type === 'input' && block['dispatch_action'] !== true) return DONE;
  const outcome = await callbacks.interaction(
    viewAction(state, user, { ...view, values: pressed.values }, pressed),
  );
  return isSuccess(outcome) ? DONE : failed(pressFailure(outcome));
}

/** Null when the element is gone, or what was chosen is not among its options. */
function pressedOn(blocks: readonly Block[], before: PageValues, act: Press): Pressed | null {
  const placed = elementAt(blocks, act.blockId, act.actionId);
  if (placed === undefined) return null;
  const option = chosenOption(placed.element, act);
  if (option === null && optionsOf(placed.element).length > 0) return null;
  const values = withChoice(before, placed, option, act.value);
  return { placed, values, chosen: chosenFields(placed, option, values) };
}

function chosenOption(element: Element, act: Press): PageOption | null {
  const value = act.selected?.value ?? act.value;
  return optionsOf(element).find((option) => option.value === value) ?? null;
}

function chosenFields({ block, element }: Placed, option: PageOption | null, values: PageValues): Json {
  if (element.type === 'button') return element['value'] === undefined ? {} : { value: element['value'] };
  if (element.type === 'overflow') return { selected_option: option };
  return { ...values[block.block_id]?.[element.action_id] };
}
