/** The dialog of an element that asks "are you sure" before it is pressed. */

import type { ComponentChildren } from 'preact';
import type { Confirm, Json } from './read.ts';
import type { Press } from './surface.ts';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { TextOf, plain } from '../text/text.tsx';
import { asConfirm } from './read.ts';
import { useSurface } from './surface.ts';

/**
 * How an element presses itself: at once, or after its dialog was confirmed. `dialog` must be drawn beside the
 * element; `confirmed` runs when the press is really sent.
 */
export function usePress(element: Json): {
  readonly press: (press: Press, confirmed?: () => void) => void;
  readonly dialog: ComponentChildren;
} {
  const surface = useSurface();
  const [asked, setAsked] = useState<{ press: Press; confirmed: (() => void) | undefined } | null>(null);
  const confirm = asConfirm(element['confirm']);

  function send(press: Press, confirmed: (() => void) | undefined): void {
    setAsked(null);
    confirmed?.();
    surface.press(press);
  }

  return {
    press: (press, confirmed) => (confirm === null ? send(press, confirmed) : setAsked({ press, confirmed })),
    dialog:
      confirm !== null && asked !== null ? (
        <ConfirmDialog
          confirm={confirm}
          onYes={() => send(asked.press, asked.confirmed)}
          onNo={() => setAsked(null)}
        />
      ) : null,
  };
}

interface ConfirmDialogProps {
  readonly confirm: Confirm;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function ConfirmDialog({ confirm, onYes, onNo }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        // A modal behind this dialog must not take the same Escape.
        event.stopPropagation();
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onNo();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 id={titleId}>{plain(confirm.title)}</h2>
      {confirm.text !== null && (
        <p class="formatted">
          <TextOf text={confirm.text} />
        </p>
      )}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onNo}>
          {plain(confirm.deny)}
        </button>
        <button type="button" class={confirm.danger ? 'button danger' : 'button primary'} onClick={onYes}>
          {plain(confirm.confirm)}
        </button>
      </div>
    </dialog>
  );
}
