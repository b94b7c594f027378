/** The views.* methods: modals, each opened by the trigger of a person's deed. */

import type { Result } from '../../../src/lib/result.ts';
import type { Refusal } from '../refusal.ts';
import type { View } from '../entities.ts';
import type { SlackState } from '../state.ts';
import type { Args, Method } from './method.ts';

import { ok } from '../../../src/lib/result.ts';
import { checkView } from '../blocks/view.ts';
import { refuse } from '../refusal.ts';
import { wireView } from '../wire.ts';
import { json, text } from './method.ts';

/** https://docs.slack.dev/reference/methods/views.open: takes the place of whatever modal was open. */
export const open: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const definition = checkView(json(args, 'view'));
    if (!definition.ok) return definition;
    const trigger = state.triggers.redeem(text(args, 'trigger_id'));
    if (!trigger.ok) return trigger;
    return ok({ view: wireView(state.views.open(trigger.value.user, definition.value)) });
  },
};

/** https://docs.slack.dev/reference/methods/views.push: the trigger must come from a modal. */
export const push: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const definition = checkView(json(args, 'view'));
    if (!definition.ok) return definition;
    const trigger = state.triggers.redeem(text(args, 'trigger_id'));
    if (!trigger.ok) return trigger;
    if (trigger.value.view === null) return refuse('invalid_trigger_id');
    const view = state.views.push(trigger.value.user, definition.value);
    return view.ok ? ok({ view: wireView(view.value) }) : view;
  },
};

/** https://docs.slack.dev/reference/methods/views.update: by id or external id, and by hash against races. */
export const update: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const definition = checkView(json(args, 'view'));
    if (!definition.ok) return definition;
    const view = openView(state, args);
    if (!view.ok) return view;
    const hash = text(args, 'hash');
    if (hash !== '' && hash !== view.value.hash) return refuse('hash_conflict');
    return ok({ view: wireView(state.views.update(view.value, definition.value)) });
  },
};

function openView(state: SlackState, args: Args): Result<View, Refusal> {
  const id = text(args, 'view_id');
  const externalId = text(args, 'external_id');
  if (id === '' && externalId === '')
    return refuse('invalid_arguments', ['view_id or external_id must be given']);
  const view = id === '' ? state.views.findExternal(externalId) : state.views.find(id);
  return view === undefined ? refuse('not_found') : ok(view);
}
