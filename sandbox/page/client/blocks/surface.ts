/**
 * Where blocks stand: in a message or in a modal. The surface knows how to answer a press, which elements wait for
 * their answer, and what the form holds; blocks know nothing else of the page.
 */

import type { PageOption, PageValue, PageValues } from '../../contract.ts';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export interface Press {
  readonly blockId: string;
  readonly actionId: string;
  readonly value: string | null;
  readonly selected: PageOption | null;
}

export interface Surface {
  /** Distinguishes this surface's element ids from another's in the same document. */
  readonly id: string;
  readonly press: (press: Press) => void;
  /** `pressKey` of every element that waits for its answer. */
  readonly waiting: ReadonlySet<string>;
  readonly values: PageValues;
  readonly enter: (blockId: string, actionId: string, value: PageValue) => void;
  /** block_id → sentence. */
  readonly errors: Readonly<Record<string, string>>;
}

export const SurfaceContext = createContext<Surface | null>(null);

/** The surface around the calling block. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error('Expected blocks to be drawn in a message or a modal');
  return surface;
}

/** Names an element within its surface. */
export function pressKey(blockId: string, actionId: string): string {
  return `${blockId}/${actionId}`;
}
