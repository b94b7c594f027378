/** The modal on top of a person's stack. What is entered is kept until it is accepted or the modal is closed. */

import type { PageValues, PageView } from '../../contract.ts';
import type { Surface } from '../blocks/surface.ts';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.tsx';
import { usePresses } from '../blocks/presses.ts';
import { SurfaceContext } from '../blocks/surface.ts';
import { currentValues } from '../blocks/values.ts';
import { useShell } from '../shell.ts';
import { plain } from '../text/text.tsx';
import { CloseIcon } from './icons.tsx';
import { InlineWarning } from './inline-warning.tsx';

const NOTHING_ENTERED: PageValues = {};

/** Draws the view. Give it the view's id as `key`: another view is another form. */
export function Modal({ view }: { readonly view: PageView }) {
  const { client, dispatch, act } = useShell();
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const presses = usePresses({ view: view.id });
  const values = currentValues(view.blocks, client.forms[view.id] ?? NOTHING_ENTERED);
  const wrong = Object.keys(view.errors).join(' ');
  const isBusy = isSending || view.busy;
  // A refusal that stands below its field need not stand above the form too.
  const isBelowField = refusal !== null && Object.values(view.errors).includes(refusal);
  const warning = (isBelowField ? null : refusal) ?? presses.error;

  useLayoutEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('.modal-body :is(input, textarea, select)')?.focus();
  }, []);
  useLayoutEffect(() => {
    if (wrong !== '')
      dialog.current?.querySelector<HTMLElement>('.field-wrong :is(input, textarea, select)')?.focus();
  }, [wrong, isSending]);

  async function submit(): Promise<void> {
    if (isBusy || view.submit === null) return;
    setRefusal(null);
    setSending(true);
    const result = await act({ act: 'submit', user: client.me, view: view.id, values });
    setSending(false);
    if (!result.ok) setRefusal(result.error);
  }

  async function close(): Promise<void> {
    const result = await act({ act: 'close', user: client.me, view: view.id });
    if (!result.ok) setRefusal(result.error);
  }

  const surface: Surface = {
    id: `modal-${view.id}`,
    press: presses.press,
    waiting: presses.waiting,
    values,
    enter: (blockId, actionId, value) =>
      dispatch({ type: 'entered', view: view.id, blockId, actionId, value }),
    errors: view.errors,
  };
  return (
    <dialog
      ref={dialog}
      class="modal"
      data-testid="modal"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The browser would hide the dialog before the workspace agreed.
        event.preventDefault();
        void close();
      }}
      onCancel={(event) => {
        event.preventDefault();
        void close();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="modal-head">
          <h2 id={titleId}>{plain(view.title)}</h2>
          <button type="button" class="plain-button" aria-label="Dismiss" onClick={() => void close()}>
            <CloseIcon />
          </button>
        </header>
        <div class="modal-body" tabIndex={-1}>
          {warning !== null && (
            <InlineWarning
              text={warning}
              onClose={() => {
                setRefusal(null);
                presses.forgetError();
              }}
            />
          )}
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        </div>
        <footer class="dialog-buttons">
          <button type="button" class="button" onClick={() => void close()}>
            {plain(view.close)}
          </button>
          {view.submit !== null && (
            <button type="submit" class="button primary" aria-busy={isBusy} aria-disabled={isBusy}>
              {plain(view.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}
