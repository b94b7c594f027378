/** What every part of the page shares: the state, the way to change it, and the way to act in the workspace. */

import type { Act, ActResult, PageState } from '../contract.ts';
import type { Client, ClientAction } from './state.ts';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export interface Shell {
  readonly client: Client;
  readonly page: PageState;
  readonly dispatch: (action: ClientAction) => void;
  readonly act: (act: Act) => Promise<ActResult>;
}

export const ShellContext = createContext<Shell | null>(null);

/** The shell around the calling component. */
export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (shell === null) throw new Error('Expected to be drawn inside the page');
  return shell;
}
