/** Presses of one surface on their way: which elements wait, and what went wrong with the last one. */

import type { Act } from '../../contract.ts';
import type { Press } from './surface.ts';
import { useState } from 'preact/hooks';
import { useShell } from '../shell.ts';
import { pressKey } from './surface.ts';

type PressTarget = Extract<Act, { act: 'press' }>['on'];

/** The presses of the message or modal `on`, made by whoever is at the keyboard. */
export function usePresses(on: PressTarget): {
  readonly press: (press: Press) => void;
  readonly waiting: ReadonlySet<string>;
  readonly error: string | null;
  readonly forgetError: () => void;
} {
  const { act, client } = useShell();
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string | null>(null);

  async function press(made: Press): Promise<void> {
    const key = pressKey(made.blockId, made.actionId);
    setError(null);
    setWaiting((before) => new Set(before).add(key));
    const result = await act({ act: 'press', user: client.me, on, ...made });
    setWaiting((before) => new Set([...before].filter((each) => each !== key)));
    if (!result.ok) setError(result.error);
  }

  return { press: (made) => void press(made), waiting, error, forgetError: () => setError(null) };
}
