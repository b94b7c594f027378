/**
 * Where the sandbox keeps what outlives it: the signing key of this machine, and the addresses of the sandbox that runs
 * now, so that `handrail send`, `break` and `mend` find them without being told.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const SANDBOX_REGION = 'eu-central-1';
export const SANDBOX_ACCOUNT = '123456789012';
/** Those that people name first; nothing of the pipeline is there. */
export const EMPTY_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-north-1',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

/** The folder of this machine's sandbox. `HANDRAIL_SANDBOX_HOME` moves it, for tests and for shared machines. */
export function sandboxHome(env: Readonly<Record<string, string | undefined>>): string {
  return env.HANDRAIL_SANDBOX_HOME || join(homedir(), '.handrail', 'sandbox');
}

/** Where the sandbox that runs now is reached: its bot for SNS, its page for people. */
export interface Addresses {
  readonly sns: string;
  readonly page: string;
}

const FILES: Readonly<Record<keyof Addresses, string>> = { sns: 'address', page: 'page' };

/** Remembers where the running sandbox is reached. */
export async function rememberAddresses(home: string, addresses: Addresses): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(join(home, FILES.sns), addresses.sns);
  await writeFile(join(home, FILES.page), addresses.page);
}

/** Forgets it, unless another sandbox has written its own since; harmless when there is nothing. */
export async function forgetAddresses(home: string, addresses: Addresses): Promise<void> {
  for (const each of ['sns', 'page'] as const) {
    if ((await rememberedAddress(home, each)) === addresses[each])
      await rm(join(home, FILES[each]), { force: true });
  }
}

/** Where the running sandbox is reached, or null when none runs. */
export async function rememberedAddress(home: string, of: keyof Addresses): Promise<string | null> {
  try {
    return (await readFile(join(home, FILES[of]), 'utf8')).trim();
  } catch {
    return null;
  }
}
