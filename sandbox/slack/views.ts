/** The modals that are open: a stack of at most three for each person. Who may open one is decided elsewhere. */

import type { Result } from '../../src/lib/result.ts';
import type { ViewDefinition } from './blocks/view.ts';
import type { View } from './entities.ts';
import type { Refusal } from './refusal.ts';

import { ok } from '../../src/lib/result.ts';
import { completeBlocks } from './blocks/complete.ts';
import { LIMITS } from './blocks/limits.ts';
import { formValues } from './form.ts';
import { refuse } from './refusal.ts';

export interface Views {
  /** The modal on top of this person's stack. */
  top(user: string): View | null;
  find(id: string): View | undefined;
  findExternal(externalId: string): View | undefined;
  /** Opens a modal in place of whatever this person had open. */
  open(user: string, definition: ViewDefinition): View;
  /** Opens a modal on top, up to three. */
  push(user: string, definition: ViewDefinition): Result<View, Refusal>;
  /** Draws the modal anew; answers to elements that are still there are kept. */
  update(view: View, definition: ViewDefinition): View;
  /** Changes what the form shows, not what it is. */
  change(id: string, change: Partial<Pick<View, 'values' | 'errors' | 'busy'>>): void;
  /** Takes the top modal away. */
  pop(user: string): void;
  /** Closes every modal of this person. */
  clear(user: string): void;
}

/** No modal open. */
export function createViews(clock: () => number, newId: () => string, announce: () => void): Views {
  const stacks = new Map<string, readonly View[]>();

  function stackOf(user: string): readonly View[] {
    return stacks.get(user) ?? [];
  }

  function setStack(user: string, stack: readonly View[]): void {
    stacks.set(user, stack);
    announce();
  }

  function replace(view: View): void {
    setStack(
      view.user,
      stackOf(view.user).map((each) => (each.id === view.id ? view : each)),
    );
  }

  function find(id: string): View | undefined {
    return [...stacks.values()].flat().find((view) => view.id === id);
  }

  function draw(
    definition: ViewDefinition,
    before: View | null,
  ): Omit<View, 'id' | 'user' | 'rootId' | 'previousId'> {
    const blocks = completeBlocks(definition.blocks, newId);
    return {
      hash: `${Math.floor(clock() / 1_000)}.${newId().slice(-8)}`,
      callbackId: definition.callback_id ?? '',
      externalId: definition.external_id ?? '',
      privateMetadata: definition.private_metadata ?? '',
      title: definition.title.text,
      submit: definition.submit?.text ?? null,
      close: definition.close?.text ?? 'Cancel',
      notifyOnClose: definition.notify_on_close ?? false,
      clearOnClose: definition.clear_on_close ?? false,
      blocks,
      values: formValues(blocks, before?.values),
      errors: {},
      busy: false,
    };
  }

  return {
    top: (user) => stackOf(user).at(-1) ?? null,
    find,
    findExternal: (externalId) => [...stacks.values()].flat().find((view) => view.externalId === externalId),
    open: (user, definition) => {
      const id = `V${newId()}`;
      const view = { ...draw(definition, null), id, user, rootId: id, previousId: null };
      setStack(user, [view]);
      return view;
    },
    push: (user, definition) => {
      const stack = stackOf(user);
      const [root] = stack;
      const previous = stack.at(-1);
      if (root === undefined || previous === undefined) return refuse('not_found');
      if (stack.length >= LIMITS.viewStack) return refuse('push_limit_reached');
      const view = {
        ...draw(definition, null),
        id: `V${newId()}`,
        user,
        rootId: root.id,
        previousId: previous.id,
      };
      setStack(user, [...stack, view]);
      return ok(view);
    },
    update: (view, definition) => {
      const { id, user, rootId, previousId } = view;
      const updated = { ...draw(definition, view), id, user, rootId, previousId };
      replace(updated);
      return updated;
    },
    change: (id, change) => {
      const view = find(id);
      if (view !== undefined) replace({ ...view, ...change });
    },
    pop: (user) => setStack(user, stackOf(user).slice(0, -1)),
    clear: (user) => setStack(user, []),
  };
}
