/** Starts the account with the large pipeline in a process of its own, so that playing AWS holds up nobody. */

import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface StartedAccount {
  readonly url: string;
  close(): Promise<void>;
}

export async function startAccount(): Promise<StartedAccount> {
  const child = fork(new URL('./account-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = once(child, 'exit');
  const died = exited.then(([code]) => {
    throw new Error(`Expected the account to be there, but its process ended with ${String(code)}.`);
  });
  died.catch(() => {});
  const [url] = (await Promise.race([once(child, 'message'), died])) as [string];
  return {
    url,
    async close() {
      child.disconnect();
      await exited;
    },
  };
}
