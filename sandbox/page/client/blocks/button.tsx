/** The button element, and the overflow menu, which is a button with a list of them. */

import type { DescribedOption, Json } from './read.ts';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MoreIcon } from '../components/icons.tsx';
import { safeUrl } from '../text/nodes.ts';
import { TextOf, plain } from '../text/text.tsx';
import { usePress } from './confirm.tsx';
import { asOptions, asString, asText } from './read.ts';
import { pressKey, useSurface } from './surface.ts';

interface ElementProps {
  readonly blockId: string;
  readonly element: Json;
}

/** A button; while its press is unanswered it says so and takes no other. */
export function ButtonElement({ blockId, element }: ElementProps) {
  const surface = useSurface();
  const { press, dialog } = usePress(element);
  const actionId = asString(element['action_id']);
  const isWaiting = surface.waiting.has(pressKey(blockId, actionId));
  const style = element['style'] === 'primary' || element['style'] === 'danger' ? ` ${element['style']}` : '';
  const url = safeUrl(asString(element['url']));
  return (
    <>
      <button
        type="button"
        class={`button${style}`}
        aria-busy={isWaiting}
        aria-disabled={isWaiting}
        aria-label={asString(element['accessibility_label']) || undefined}
        onClick={() => {
          if (isWaiting) return;
          if (url !== null) window.open(url, '_blank', 'noopener');
          press({ blockId, actionId, value: asString(element['value']) || null, selected: null });
        }}
      >
        {plain(asText(element['text'])?.text ?? '')}
      </button>
      {dialog}
    </>
  );
}

/** The ⋯ menu. It opens in the top layer, so no scrolling list cuts it off. */
export function OverflowElement({ blockId, element }: ElementProps) {
  const surface = useSurface();
  const { press, dialog } = usePress(element);
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const menuId = useId();
  const actionId = asString(element['action_id']);
  const isWaiting = surface.waiting.has(pressKey(blockId, actionId));

  useLayoutEffect(() => {
    if (!isOpen || menu.current === null || opener.current === null) return;
    placeMenu(menu.current, opener.current.getBoundingClientRect());
    menu.current.querySelector('button')?.focus();
  }, [isOpen]);

  function choose(option: DescribedOption): void {
    menu.current?.hidePopover();
    const url = safeUrl(option.url ?? '');
    if (url !== null) window.open(url, '_blank', 'noopener');
    press({ blockId, actionId, value: option.value, selected: { text: option.text, value: option.value } });
  }

  return (
    <>
      <button
        ref={opener}
        type="button"
        class="button icon-button"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={menuId}
        aria-busy={isWaiting}
        onClick={() => !isWaiting && menu.current?.togglePopover()}
      >
        <MoreIcon />
      </button>
      <div
        ref={menu}
        id={menuId}
        class="menu"
        role="menu"
        aria-label="More actions"
        popover="auto"
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={moveInMenu}
      >
        {asOptions(element['options']).map((option) => (
          <button key={option.value} type="button" role="menuitem" onClick={() => choose(option)}>
            <TextOf text={option.text} />
            {option.description !== undefined && <small>{plain(option.description.text)}</small>}
          </button>
        ))}
      </div>
      {dialog}
    </>
  );
}

/** Below the opener where there is room, else above it, and never past an edge of the window. */
function placeMenu(menu: HTMLElement, opener: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fitsBelow = opener.bottom + 4 + height <= window.innerHeight;
  menu.style.top = `${Math.max(8, fitsBelow ? opener.bottom + 4 : opener.top - 4 - height)}px`;
  menu.style.left = `${Math.max(8, Math.min(opener.left, window.innerWidth - width - 8))}px`;
}

function moveInMenu(event: KeyboardEvent): void {
  if (event.key === 'Escape') {
    // The popover closes by itself; a modal behind it must stay.
    event.stopPropagation();
    return;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll('button')];
  const current = items.findIndex((item) => item === document.activeElement);
  items[(current + step + items.length) % items.length]?.focus();
}
